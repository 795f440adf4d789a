// The service worker: keeps what a phone needs when it has no network, and touches nothing but GET.
//
// What it keeps, in caches named
//   shell-VERSION   the pages of nobody in particular, files, and the published lists that forms need
//   private-ID      the pages of the person with this id, and of nobody else: deleted as soon as another person, or nobody,
//                   is seen to be signed in
//   present         who was signed in last
// Pages are never kept as they were shown, only as copies that the server makes for keeping and marks with `x-shell`.

"use strict";

/** Filled in by the server: version, pages, personal pages, files, and addresses of the API. */
const SITE = __SITE__;

const SHELL = `shell-${SITE.version}`;
const PRIVATE = "private-";
const PRESENT = "present";
/** After so long the kept copy is shown; the network may still answer for the next time. */
const PATIENCE_MS = 3_000;
/** Kept copies older than this are asked for again when the app is opened; the day's visits sooner. */
const STALE_MS = 12 * 3_600_000;
const STALE_PERSONAL_MS = 10 * 60_000;
/** A proxy's word for "the server is not there". */
const GONE = [502, 503, 504];

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.waitUntil(hear(event.data ?? {})));
self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(wakeOutbox());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || request.headers.has("range")) return;
  if (request.mode === "navigate") {
    if (isPage(url)) event.respondWith(page(event, url));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(file(request));
  } else if (SITE.data.includes(url.pathname) && !url.search && !request.headers.has("authorization")) {
    event.respondWith(listing(event, url));
  }
});

/** An update does not push itself forward: the pages say when no draft is open. */
async function install() {
  const shell = await caches.open(SHELL);
  // What arrived stays when something does not, so that the next attempt has less to do.
  const parts = [
    ...SITE.assets.map((address) => keepFile(shell, address)),
    ...SITE.pages.map((address) => keepPage(shell, address, "1")),
    ...SITE.data.map((address) => keepListing(shell, address)),
  ];
  const failed = (await Promise.allSettled(parts)).find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
}

async function activate() {
  await self.registration.navigationPreload?.enable();
  // The files of the version before stay for pages that are still open, and for personal pages kept with it.
  const shells = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** What pages tell. */
async function hear(message) {
  if (message.type === "skip-waiting") await self.skipWaiting();
  if (message.type === "signed-out") await meet("");
  if (message.type === "opened") {
    if (typeof message.person === "string") await meet(message.person);
    await refresh(message.look);
    if (message.person) {
      // One after the other: a page that is opened while others are being kept is kept, too.
      keeping = keeping.then(() => keepPersonal(message.person, message.look, message.path)).catch(() => {});
      await keeping;
    }
  }
}

// Pages

function isPage({ pathname }) {
  return !/^\/(api|assets|photos|office\/export)\//.test(pathname) && !/\.\w+$/.test(pathname);
}

/** From the network; after three seconds, or without it, what is kept; else the page that says so. */
async function page(event, url) {
  const network = ask(event);
  event.waitUntil(network.then(notice, () => {}));
  const kept = await keptPage(url);
  if (!kept) return network.catch(() => keptPage(new URL("/offline", url)).then((offline) => offline ?? Response.error()));
  const first = await Promise.race([network.catch(() => null), pause(PATIENCE_MS)]);
  return first && !GONE.includes(first.status) ? first : kept;
}

async function ask(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

/** Sees who is signed in by a page that passes. */
async function notice(response) {
  const person = response.headers.get("x-person");
  if (person !== null) await meet(person);
}

async function keptPage({ pathname }) {
  const person = await present();
  const personal = person && (await caches.has(PRIVATE + person)) && (await caches.open(PRIVATE + person));
  const search = { ignoreSearch: true, ignoreVary: true };
  // The page of the day opens every household itself.
  const inside = SITE.rooms.find((address) => pathname.startsWith(`${address}/`));
  return (
    (personal && ((await personal.match(pathname, search)) ?? (inside && (await personal.match(inside, search))))) ||
    (await caches.open(SHELL)).match(pathname, search)
  );
}

/** Keeps the copy of a page: `1` of nobody in particular, `own` of whoever is signed in, who must be `person`. */
async function keepPage(cache, address, whose, person = "") {
  const response = await fetch(address, { headers: { "x-shell": whose }, cache: "no-store", credentials: "same-origin", redirect: "manual" });
  if (response.status >= 500) throw new Error(`${address}: ${response.status}`);
  const isCopy = isSound(response) && response.headers.has("x-shell") && response.headers.get("x-person") === person;
  if (isCopy) await cache.put(address, response);
  return response.status;
}

/** Asks again for the copies, when they are old or the language, the colours or the size of the text were changed. */
async function refresh(look) {
  const shell = await caches.open(SHELL);
  const home = await shell.match("/", { ignoreVary: true });
  if (home && home.headers.get("x-shell") === look && age(home) < STALE_MS) return;
  await Promise.allSettled([
    ...SITE.pages.map((address) => keepPage(shell, address, "1")),
    ...SITE.data.map((address) => keepListing(shell, address)),
  ]);
}

const age = (response) => Date.now() - Date.parse(response.headers.get("date") ?? 0);

// Persons

async function present() {
  const kept = await (await caches.open(PRESENT)).match("/present");
  return kept ? kept.text() : "";
}

/** Somebody is signed in, or nobody: what is kept of all others goes. */
async function meet(person) {
  if ((await present()) !== person) await (await caches.open(PRESENT)).put("/present", new Response(person));
  for (const name of await caches.keys()) {
    if (name.startsWith(PRIVATE) && name !== PRIVATE + person) await caches.delete(name);
  }
}

let keeping = Promise.resolve();
/** Pages that a person may not see, so that they are not asked for again and again. */
const refused = new Set();

/** Keeps the pages of the person who is signed in: the shell as they see it, their visits, and their walk. */
async function keepPersonal(person, look, shown) {
  try {
    const cache = await caches.open(PRIVATE + person);
    const keep = async (address, stale) => {
      const kept = await cache.match(address, { ignoreVary: true });
      const isShown = address === shown && !SITE.pages.includes(address);
      const isGood = kept && kept.headers.get("x-shell") === look && age(kept) < stale && !isShown;
      if (isGood || refused.has(person + address)) return;
      const status = await keepPage(cache, address, "own", person).catch(() => 0);
      if (status === 403) refused.add(person + address);
    };
    const seen = SITE.seen.some((start) => shown?.startsWith(start)) ? [shown] : [];
    for (const address of [...SITE.personal, ...seen]) await keep(address, STALE_PERSONAL_MS);
    for (const address of SITE.pages) await keep(address, STALE_MS);
  } finally {
    // Somebody else may have come meanwhile.
    if ((await present()) !== person) await caches.delete(PRIVATE + person);
  }
}

// Files and lists

/** Files have names that change with their contents, so what is kept is right. */
async function file(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (isSound(response)) await (await caches.open(SHELL)).put(request, response.clone()).catch(() => {});
  return response;
}

async function keepFile(cache, address) {
  if (await cache.match(address, { ignoreVary: true })) return;
  const before = await caches.match(address, { ignoreVary: true });
  const response = before ?? (await fetch(address));
  if (!isSound(response)) throw new Error(`${address}: ${response.status}`);
  await cache.put(address, response);
}

/** Categories, areas and published forms, which are the same for everybody. */
async function listing(event, url) {
  const network = fetch(event.request);
  event.waitUntil(network.catch(() => {}));
  const kept = await (await caches.open(SHELL)).match(url.pathname, { ignoreVary: true });
  if (!kept) return network;
  const first = await Promise.race([network.catch(() => null), pause(PATIENCE_MS)]);
  return first && !GONE.includes(first.status) ? first : kept;
}

async function keepListing(cache, address) {
  const response = await fetch(address, { cache: "no-store", credentials: "omit" });
  if (response.status >= 500) throw new Error(`${address}: ${response.status}`);
  if (isSound(response)) await cache.put(address, response);
}

/** Only whole answers of this server are kept. */
function isSound(response) {
  return response.status === 200 && response.type === "basic" && !response.redirected;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms, null));

// Outbox

/** The pages send; a worker has no part in it but to wake them. Without a page, the outbox is sent when one is opened. */
async function wakeOutbox() {
  const pages = await self.clients.matchAll({ type: "window" });
  if (pages.length === 0) return;
  const answers = pages.map(
    (client) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        client.postMessage({ type: "outbox-sync" }, [port2]);
      }),
  );
  await Promise.race([...answers, pause(30_000)]);
}
