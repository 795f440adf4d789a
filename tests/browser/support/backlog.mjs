// Fills the outbox of a phone with many reports at once, as app/src/browser/outbox writes them. Filling them in by hand
// takes a second each; reading and sending them is left to the app.

/** Runs in the page: `count` reports with `photos` photos each, made of the picture `base64` with a comment of their own. */
async function fill({ count, photos, base64, owner }) {
  const NAME = "chuangcheng-outbox";
  const STORES = ["entries", "records", "photos", "keys"];
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    for (const store of STORES) if (!opening.result.objectStoreNames.contains(store)) opening.result.createObjectStore(store);
  };
  const database = await done(opening);
  const random = (length) => crypto.getRandomValues(new Uint8Array(length));
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const id = () => {
    const bytes = random(16);
    const now = Date.now();
    for (let at = 0; at < 6; at += 1) bytes[at] = Math.floor(now / 2 ** (8 * (5 - at))) % 256;
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  let own = await done(database.transaction("keys").objectStore("keys").get("seal"));
  if (!own) {
    own = { id: id(), key: await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]) };
    await done(database.transaction("keys", "readwrite").objectStore("keys").put(own, "seal"));
  }
  const seal = async (bytes) => {
    const nonce = random(12);
    return { nonce, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, own.key, bytes) };
  };
  const picture = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const made = [];
  for (let number = 0; number < count; number += 1) {
    const files = [];
    for (let at = 0; at < photos; at += 1) {
      const comment = [0xff, 0xfe, 0, 18, ...random(16)];
      const bytes = new Uint8Array(picture.length + comment.length);
      bytes.set(picture.subarray(0, 2));
      bytes.set(comment, 2);
      bytes.set(picture.subarray(2), 2 + comment.length);
      files.push({ sha256: hex(await crypto.subtle.digest("SHA-256", bytes)), bytes });
    }
    const entry = id();
    const body = {
      category: "exposed_rubbish",
      description: `第 ${number + 1} 处`,
      observed_at: new Date().toISOString(),
      channel: "resident",
      location: { lat: 38.0 + (number % 100) / 200, lng: 107.4, accuracy_m: 12, source: "device", datum: "wgs84" },
      photos: files.map(({ sha256, bytes }) => ({ sha256, media_type: "image/jpeg", bytes: bytes.length })),
    };
    const record = await seal(new TextEncoder().encode(JSON.stringify({ body, form: {}, title: "暴露垃圾", edit_at: "/report" })));
    const sealed = [];
    for (const { sha256, bytes } of files) sealed.push([sha256, { sealed: await seal(bytes), type: "image/jpeg" }]);
    const transaction = database.transaction(STORES, "readwrite");
    transaction.objectStore("entries").put(
      {
        id: entry,
        owner,
        kind: "report",
        made_at: Date.now() + number,
        photos: files.map(({ sha256 }) => ({ sha256, sent: false })),
        state: "waiting",
        attempts: 0,
        contradictions: 0,
        trouble: null,
        server_copy: "never",
        replaces: null,
      },
      entry,
    );
    transaction.objectStore("records").put(record, entry);
    for (const [sha256, photo] of sealed) transaction.objectStore("photos").put(photo, [entry, sha256]);
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    made.push({ id: entry, photos: files.map(({ sha256 }) => sha256) });
  }
  database.close();
  return made;
}

/** Runs in the page: how many entries are left. */
async function left() {
  const opening = indexedDB.open("chuangcheng-outbox");
  const database = await new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const counting = database.transaction("entries").objectStore("entries").count();
  const number = await new Promise((resolve) => (counting.onsuccess = () => resolve(counting.result)));
  database.close();
  return number;
}

/** Puts reports into the outbox of a page's phone; their ids and the hashes of their photos. */
export function fillOutbox(page, { count, photos, file, owner = "" }) {
  return page.evaluate(fill, { count, photos, base64: file.buffer.toString("base64"), owner });
}

/** How many entries wait on a page's phone. */
export function entriesLeft(page) {
  return page.evaluate(left);
}
