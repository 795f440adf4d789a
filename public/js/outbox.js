// Runs on every page: shows how many entries of the outbox are unsent, and starts the program where there are some. Reads
// the database that `app/src/browser/outbox` writes, so that a page without anything to send need not load the program.

const NAME = "chuangcheng-outbox";
const root = document.documentElement;
const places = [...document.querySelectorAll("[data-unsent]")];

/** All entries, and who used the phone last. Where there is no database yet, none is made. */
function read() {
  return new Promise((resolve) => {
    const nothing = () => resolve({ entries: [], person: "" });
    const request = indexedDB.open(NAME);
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = (event) => (event.preventDefault(), nothing());
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = () => database.close();
      const transaction = database.transaction(["entries", "keys"]);
      const entries = transaction.objectStore("entries").getAll();
      const person = transaction.objectStore("keys").get("person");
      transaction.onabort = nothing;
      transaction.oncomplete = () => (database.close(), resolve({ entries: entries.result, person: person.result ?? "" }));
    };
  });
}

async function show() {
  const { entries, person } = await read();
  // Of others there is neither a number nor a word here.
  const owner = root.dataset.user ?? person;
  const count = entries.filter((entry) => entry.owner === owner).length;
  for (const place of places) {
    place.querySelector("[data-count]").textContent = count > 99 ? "99+" : count;
    (place.dataset.unsent === "count" ? place.querySelector("[data-count]") : place).hidden = count === 0;
  }
  return entries.length;
}

let timer;
/** Shows it soon: entries that are sent one after the other are counted together. */
function soon() {
  timer ??= setTimeout(() => ((timer = undefined), show().catch(() => {})), 200);
}

async function start() {
  const waiting = await show();
  const { module, wasm } = document.querySelector("[data-module]")?.dataset ?? {};
  // A page with islands loads the program itself.
  if (!waiting || !module) return;
  const program = await import(module);
  await program.default({ module_or_path: wasm });
  program.hydrate();
}

if ("indexedDB" in globalThis) {
  addEventListener(NAME, soon);
  addEventListener("pageshow", soon);
  document.addEventListener("visibilitychange", soon);
  if ("BroadcastChannel" in globalThis) new BroadcastChannel(NAME).onmessage = soon;
  const begin = () => start().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}
