// A browser whose pages may do nothing that a page of ours should not: say an error, fail a request, ask somebody else.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { PASSWORD } from "./program.mjs";

const NAMED = process.env.CHROMIUM;
const KNOWN = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A phone as most people hold it. */
export const PHONE = { viewport: { width: 412, height: 823 }, isMobile: true, hasTouch: true };
/** A screen on a desk. */
export const DESK = { viewport: { width: 1440, height: 900 } };
/** In front of the market of the fictional banner. */
export const MARKET = { latitude: 38.4385, longitude: 107.5235, accuracy: 12 };

const START = {
  executablePath: NAMED ?? KNOWN.find((file) => existsSync(file)),
  args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};

/** Starts the browser, with further options of its command line. */
export function launch(further = []) {
  return chromium.launch({ ...START, args: [...START.args, ...further] });
}

/** A browser of somebody's own, whose folder outlives it, with a service worker. */
export async function launchOwn(folder, program, options = {}) {
  const settings = { baseURL: program.address, locale: "zh-CN", ...PHONE, ...options };
  const context = await chromium.launchPersistentContext(folder, { ...START, ...settings });
  context.setDefaultTimeout(15_000);
  return context;
}

/**
 * Opens a page, hands it to `story`, and fails when it did something it should not. `expected` are patterns of errors that
 * belong to the story, such as a request that fails while the server is down.
 */
export async function visit(browser, program, options, story) {
  const { expected = [], ...settings } = options;
  // Kept pages would answer for the server; the stories of the service worker open their own browsers.
  const context = await browser.newContext({ baseURL: program.address, locale: "zh-CN", serviceWorkers: "block", ...PHONE, ...settings });
  context.setDefaultTimeout(15_000);
  const wrong = watch(context, program, expected);
  try {
    const page = await context.newPage();
    const result = await story(page, context);
    // What happens at the end of a story is heard of a moment later.
    if (!page.isClosed() && settings.javaScriptEnabled !== false) await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.deepEqual(wrong, [], "the page did what it should not");
    return result;
  } finally {
    await context.close();
  }
}

/** Notes what pages of a context do wrong. */
export function watch(context, program, expected = []) {
  const wrong = [];
  const note = (text) => {
    if (!expected.some((pattern) => pattern.test(text))) wrong.push(text);
  };
  context.on("console", (message) => {
    if (message.text().includes("Service Worker registration blocked by Playwright")) return;
    if (["error", "warning"].includes(message.type())) note(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => note(`exception: ${error.error().message}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== new URL(program.address).origin) note(`third party: ${url}`);
  });
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Going to the next page ends what the last one was still loading; a download ends its own navigation.
    if (why !== "net::ERR_ABORTED") note(`failed: ${request.method()} ${request.url()} ${why}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400) note(`status ${response.status()}: ${response.request().method()} ${response.url()}`);
  });
  return wrong;
}

/** Signs in by the page. */
export async function signIn(page, login, password = PASSWORD) {
  await page.goto("/signin");
  await page.fill("#f-login", login);
  await page.fill("#f-password", password);
  await page.locator("main button.btn-primary").click();
  await page.waitForURL((url) => url.pathname !== "/signin");
}

/** Signs out. */
export async function signOut(page) {
  await page.goto("/me");
  await page.locator("form[action='/signout'] button").click();
  await page.waitForURL((url) => url.pathname !== "/me");
}

/** Waits until the islands of the page run. */
export async function islands(page) {
  await page.locator("html[data-islands]").waitFor({ state: "attached" });
}

/** Counts what a thumb does: `tap` a thing, `choose` a file with a thing. */
export class Thumb {
  taps = 0;

  constructor(page) {
    this.page = page;
  }

  async tap(what) {
    this.taps += 1;
    await (typeof what === "string" ? this.page.locator(what) : what).tap();
  }

  async choose(what, files) {
    this.taps += 1;
    await this.page.locator(what).setInputFiles(files);
  }
}
