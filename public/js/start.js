// Runs on every page, after it has been painted: registers the service worker, lets an update wait for drafts, offers to
// install, and hands a shared photo to the form. Every page works without it; what fails here fails silently.

const root = document.documentElement;
const DISMISSED = "cc-install-dismissed";
/** Held by every page with an unfinished form, so that all pages know of each other's. */
const DRAFT = "cc-draft";

/** Language, colours and size of the text, as the server marks the copies that are kept. */
const look = () => [root.lang, root.dataset.theme ?? "system", "elder" in root.dataset ? 1 : 0].join();

// Drafts

let finish;
const hasDraft = () => Boolean(finish);

/** Somebody has begun to fill in a form of the page; it is finished when it is sent or the page is left. */
function begin(event) {
  const form = event.target.closest?.("main form[method=post], [data-draft]");
  if (!form || finish) return;
  finish = () => {};
  navigator.locks?.request(DRAFT, { mode: "shared" }, () => new Promise((resolve) => (finish = resolve)));
}

function end() {
  finish?.();
  finish = undefined;
}

// Updates

const strip = document.getElementById("update");

async function consider(registration) {
  const waiting = registration.waiting;
  // The first worker of all has nobody to wait for.
  if (!waiting || !navigator.serviceWorker.controller) return;
  const update = () => waiting.postMessage({ type: "skip-waiting" });
  if (navigator.locks && !hasDraft()) {
    const isFree = await navigator.locks.request(DRAFT, { ifAvailable: true }, (lock) => Boolean(lock));
    // Pages come from the network first, so this one need not be loaded again.
    if (isFree) return update();
  }
  if (!strip) return;
  strip.querySelector("[data-after]").hidden = !hasDraft();
  strip.querySelector("[data-ready]").hidden = hasDraft();
  strip.querySelector("button").onclick = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    update();
  };
  strip.hidden = false;
}

async function register() {
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const lookAgain = () => consider(registration).catch(() => {});
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", lookAgain));
  document.addEventListener("visibilitychange", lookAgain);
  document.addEventListener("draft-saved", () => (end(), lookAgain()));
  navigator.serviceWorker.addEventListener("controllerchange", () => strip && (strip.hidden = true));
  lookAgain();
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ type: "opened", look: look(), person: root.dataset.user, path: location.pathname });
}

function startWorker() {
  if (!("serviceWorker" in navigator)) return;
  document.addEventListener("input", begin, { passive: true });
  document.addEventListener("change", begin, { passive: true });
  addEventListener("pagehide", end);
  document.addEventListener("submit", ({ target }) => {
    // Before the form leaves, since without a network it never arrives.
    if (target.getAttribute("action") === "/signout") navigator.serviceWorker.controller?.postMessage({ type: "signed-out" });
  });
  register().catch(() => {});
}

// Installing

const agent = navigator.userAgent;
const isChat = /MicroMessenger|QQ\/|AlipayClient|Weibo|DingTalk|Lark\/|aweme|BytedanceWebview|baiduboxapp/i.test(agent);
const isIos = /iPhone|iPad|iPod/.test(agent);
const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

function remembered() {
  try {
    return localStorage.getItem(DISMISSED) !== null;
  } catch {
    return false;
  }
}

function startInstalling() {
  const buttons = [...document.querySelectorAll("[data-install]")];
  const hint = document.querySelector("[data-install-hint]");
  const way = isChat ? "chat" : isIos ? "ios" : /Android/.test(agent) ? "android" : "";
  // In a chat program the guide to leave it comes first; the other phone's guide is of no use.
  const useless = { ios: "android", android: "ios" }[way];
  for (const part of document.querySelectorAll("[data-way]")) {
    part.hidden = part.dataset.way === useless || (part.dataset.way === "chat" && way !== "" && !isChat);
  }
  const isWanted = hint && !isInstalled && !remembered();
  if (isWanted && (isChat || isIos)) hint.hidden = false;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    for (const button of buttons) {
      button.hidden = false;
      button.onclick = () => event.prompt();
    }
    if (!isWanted) return;
    hint.querySelector("[data-install-how]").hidden = true;
    hint.hidden = false;
  });
  addEventListener("appinstalled", () => {
    for (const part of [hint, ...buttons]) if (part) part.hidden = true;
  });
  hint?.querySelector("[data-install-dismiss]").addEventListener("click", () => {
    hint.hidden = true;
    try {
      localStorage.setItem(DISMISSED, "1");
    } catch {
      // Not allowed to remember: it is asked again another day.
    }
  });
}

// A photo that was shared to the program waits in the form as text, which the plain form sends. The island takes files.

function startShared() {
  const fields = [...document.querySelectorAll("#report-form [name=shared]")];
  const input = document.querySelector("#report-form input[name=photo]");
  if (!fields.length || !input) return;
  const hand = () => {
    const files = new DataTransfer();
    for (const [index, field] of fields.entries()) {
      const bytes = Uint8Array.from(atob(field.value), (letter) => letter.charCodeAt(0));
      files.items.add(new File([bytes], `shared-${index + 1}.jpg`, { type: "image/jpeg" }));
    }
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    for (const field of fields) field.remove();
    document.querySelector("[data-shared]")?.remove();
  };
  const ready = () => "islands" in root.dataset && (watcher.disconnect(), hand());
  const watcher = new MutationObserver(ready);
  watcher.observe(root, { attributes: true, attributeFilter: ["data-islands"] });
  ready();
}

startInstalling();
startShared();
if (document.readyState === "complete") setTimeout(startWorker, 0);
else addEventListener("load", () => setTimeout(startWorker, 0), { once: true });
