// What the outbox asks of the phone: IndexedDB, WebCrypto, and room. It decides nothing: what becomes of an entry is asked
// inside the transaction of the functions called `decide`, which are the rules of `domain::outbox`. JavaScript, because the
// same in wasm is ten times as large.
//
// The database is opened anew for each use. An open connection can be closed under our feet (another tab upgrades, the
// browser clears space or wakes up from sleep), and opening costs a millisecond. What fails for that reason is done again.

const NAME = "chuangcheng-outbox";
const VERSION = 1;
/** Where entries stand; what they send, sealed; their photos, sealed; the key and small notes. */
const STORES = ["entries", "records", "photos", "keys"];
const CLOSED = ["InvalidStateError", "AbortError", "UnknownError"];

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault();
      reject(request.error);
    };
  });

function open(version) {
  const request = indexedDB.open(NAME, version);
  request.onupgradeneeded = () => {
    const there = request.result.objectStoreNames;
    for (const store of STORES) if (!there.contains(store)) request.result.createObjectStore(store);
  };
  return answer(request);
}

async function once(mode, act) {
  const database = await open(VERSION).catch((error) => {
    // A newer version of the app has been here, and this page is still the old one. Versions only add.
    if (error?.name === "VersionError") return open();
    throw error;
  });
  database.onversionchange = () => database.close();
  try {
    const transaction = database.transaction(STORES, mode);
    // Listened to before anything is asked, so that no end is missed.
    const ended = new Promise((resolve) => {
      transaction.oncomplete = () => resolve(true);
      transaction.onabort = () => resolve(false);
    });
    let result;
    try {
      result = await act((store) => transaction.objectStore(store));
    } catch (error) {
      // It may have ended already.
      try {
        transaction.abort();
      } catch {}
      await ended;
      throw transaction.error ?? error;
    }
    // Only now it is on the disk.
    if (await ended) return result;
    throw transaction.error ?? new DOMException("aborted", "AbortError");
  } finally {
    database.close();
  }
}

/** Does something in one transaction, all or nothing; twice, when the connection was closed in the middle of it. */
const within = (mode, act) =>
  once(mode, act).catch((error) => {
    if (CLOSED.includes(error?.name)) return once(mode, act);
    throw error;
  });
const change = (act) => within("readwrite", act);
const read = (store, key) => within("readonly", (of) => answer(of(store).get(key)));

// Sealing: AES-GCM with a fresh nonce each time, by a key that the browser keeps and never gives away. Browsers offer it
// only over https and on the machine itself; elsewhere the content is kept open rather than lost.

const subtle = () => globalThis.crypto?.subtle;

/** The key of this phone with its name, made when there is none; `null` where nothing can be sealed. */
export async function key() {
  if (!subtle()) return null;
  const known = await read("keys", "seal");
  if (known) return known;
  const made = await subtle().generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const own = { id: String(crypto.getRandomValues(new Uint32Array(4))), key: made };
  // Another tab may have been quicker; then its key counts.
  return change(async (of) => {
    const known = await answer(of("keys").get("seal"));
    if (!known) of("keys").put(own, "seal");
    return known ?? own;
  });
}

/** Makes sure, in the transaction that writes what was sealed, that the key is still there: it may have been cleared. */
async function hold(of, own) {
  if (!own) return;
  const there = await answer(of("keys").get("seal"));
  if (!there) of("keys").put(own, "seal");
  else if (there.id !== own.id) throw new DOMException("another key", "AbortError");
}

async function seal(own, bytes) {
  if (!own) return { open: bytes };
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  return { nonce, data: await subtle().encrypt({ name: "AES-GCM", iv: nonce }, own.key, bytes) };
}

/** The bytes that were sealed; `null` when they cannot be opened any more. */
async function unseal(own, sealed) {
  if (sealed?.open) return sealed.open;
  if (!sealed || !own) return null;
  return subtle()
    .decrypt({ name: "AES-GCM", iv: sealed.nonce }, own.key, sealed.data)
    .catch(() => null);
}

/** Seals what JSON can hold. */
export const sealJson = async (value) => seal(await key(), new TextEncoder().encode(JSON.stringify(value)));

/** What was sealed by `sealJson`; `null` when it cannot be opened any more. */
export async function openJson(sealed) {
  const bytes = await unseal(await key(), sealed);
  return bytes && JSON.parse(new TextDecoder().decode(bytes));
}

/** Seals a photo. As bytes, because some browsers lose blobs that they keep. */
export const sealPhoto = async (blob) => ({ sealed: await seal(await key(), await blob.arrayBuffer()), type: blob.type });

/** The photo that was sealed; `null` when it cannot be opened any more. */
export async function openPhoto(stored) {
  const bytes = await unseal(await key(), stored?.sealed);
  return bytes && new Blob([bytes], { type: stored.type });
}

// Entries: every change is one transaction over an entry, its record and its photos.

/** All photos of an entry: `[id]` to `[id, []]`, because arrays come after texts. */
const photosOf = (id) => IDBKeyRange.bound([id], [id, []]);

function remove(of, id) {
  of("entries").delete(id);
  of("records").delete(id);
  of("photos").delete(photosOf(id));
}

/**
 * Stores an entry with everything that belongs to it. `decide` is told what stands under its id and says what is to stand
 * there; that has an id of its own.
 */
export async function put(id, record, photos, decide) {
  const own = await key();
  const sealed = await seal(own, new TextEncoder().encode(JSON.stringify(record)));
  const pictures = [];
  for (const { sha256, blob } of photos) {
    pictures.push([sha256, { sealed: await seal(own, await blob.arrayBuffer()), type: blob.type }]);
  }
  return change(async (of) => {
    await hold(of, own);
    const before = await answer(of("entries").get(id));
    const entry = decide(before);
    if (before?.owner === entry.owner) remove(of, id);
    of("entries").put(entry, entry.id);
    of("records").put(sealed, entry.id);
    for (const [sha256, picture] of pictures) of("photos").put(picture, [entry.id, sha256]);
    return entry.id;
  });
}

async function follow(of, before, decide) {
  const entry = decide(before);
  if (entry === undefined) return;
  if (entry === null) return remove(of, before.id);
  if (entry.id !== before.id) {
    // The same content under another id.
    of("records").put(await answer(of("records").get(before.id)), entry.id);
    for (const { sha256 } of entry.photos) {
      of("photos").put(await answer(of("photos").get([before.id, sha256])), [entry.id, sha256]);
    }
    remove(of, before.id);
  }
  of("entries").put(entry, entry.id);
}

/**
 * Changes an entry: `decide` gives what becomes of it, `null` to delete it, nothing to leave it. Whether there was one.
 */
export const update = (id, decide) =>
  change(async (of) => {
    const before = await answer(of("entries").get(id));
    if (before) await follow(of, before, decide);
    return Boolean(before);
  });

/** The same for all entries. */
export const updateAll = (decide) =>
  change(async (of) => {
    for (const before of await answer(of("entries").getAll())) await follow(of, before, decide);
  });

export const all = () => within("readonly", (of) => answer(of("entries").getAll()));
export const get = (id) => read("entries", id);
export const record = async (id) => openJson(await read("records", id));
export const photo = async (id, sha256) => openPhoto(await read("photos", [id, sha256]));

/** Who uses the phone, as the last page that knew it said. */
export const person = () => read("keys", "person");
export const setPerson = (id) => change(async (of) => void of("keys").put(id, "person"));

/** Takes the right to send for some time, where the browser has no locks; false while another page has it. */
export const lease = (holder, ms) =>
  change(async (of) => {
    const there = await answer(of("keys").get("lease"));
    const left = (there?.until ?? 0) - Date.now();
    // An end far away means that the clock was set back.
    if (there?.holder !== holder && left > 0 && left < 2 * ms) return false;
    of("keys").put({ holder, until: Date.now() + ms }, "lease");
    return true;
  });
export const endLease = () => change(async (of) => void of("keys").delete("lease"));

/** Waits for the right to send, and calls `send` with it, which returns a promise. */
export async function withRightToSend(holder, ms, send) {
  if (navigator.locks) return navigator.locks.request(NAME, send);
  if (!(await lease(holder, ms))) return;
  await send();
  await endLease();
}
export const hasLocks = () => Boolean(navigator.locks);

// Room

/** How many bytes are used and may be; the browser may not say. */
export async function measure() {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  return quota ? [usage, quota] : null;
}
/** Whether the browser has promised not to clear what is kept here by itself; it may not say. */
export const persisted = async () => navigator.storage?.persisted?.();

/** Asks for that promise, and to be woken when there is network again. */
export async function settleIn() {
  if ((await persisted()) === false) await navigator.storage.persist();
  const workers = navigator.serviceWorker;
  if (workers?.controller) await (await workers.ready).sync?.register("outbox");
}

// News, between tabs and to the script that counts

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;

export function listen(changed, woken) {
  channel?.addEventListener("message", changed);
  navigator.serviceWorker?.addEventListener("message", ({ data, ports }) => {
    if (data?.type === "outbox-sync") Promise.resolve(woken()).finally(() => ports[0]?.postMessage("done"));
  });
}

export function tell() {
  channel?.postMessage("changed");
  dispatchEvent(new Event(NAME));
}

/** A blob in base64. */
export async function base64(blob) {
  const reader = new FileReader();
  reader.readAsDataURL(blob);
  await new Promise((resolve, reject) => ((reader.onload = resolve), (reader.onerror = reject)));
  return reader.result.slice(reader.result.indexOf(",") + 1);
}
