// 当场下单: an order that an inspector gives without a network arrives once, as it was written. The server's process is really
// ended.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { axe, violations } from "./support/axe.mjs";
import { islands, launch, launchOwn, signIn, visit } from "./support/browser.mjs";
import { overflow, smallTargets } from "./support/examine.mjs";
import { day } from "./support/ledger.mjs";
import { emptied, kept } from "./support/outbox.mjs";
import { picture } from "./support/pictures.mjs";
import { Program } from "./support/program.mjs";
import { HERE } from "./support/report.mjs";

const SEND = "#order-form .submitbar button";
const SITE = "central-market";
const folders = [];
let browser, program, api, photos;

before(async () => {
  browser = await launch();
  photos = await Promise.all([7, 8].map((seed) => picture(browser, { seed })));
  program = await Program.start({ demo: true });
  api = await program.machine();
});

// A story that failed may have left the server ended.
beforeEach(() => fetch(program.address).catch(() => program.serve()));

after(async () => {
  await browser?.close();
  await program?.remove();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function until(what, condition) {
  for (let round = 0; round < 150; round += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${what} did not happen`);
}

/** The addresses of the pages that the phone keeps for one person. */
const keptPages = (page) =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("private-"));
    const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return lists.flat().map(({ url }) => new URL(url).pathname);
  });

/** Remembers the photos that pages show, so that what is sent can be compared with what was seen. */
function remember() {
  const make = URL.createObjectURL;
  window.shown = new Map();
  URL.createObjectURL = (blob) => {
    const address = make.call(URL, blob);
    window.shown.set(address, blob);
    return address;
  };
}

/** Runs a story on a phone of its own, on which the inspector has signed in and opened these pages. */
async function phone(addresses, story) {
  const folder = await mkdtemp(path.join(tmpdir(), "chuangcheng-orders-"));
  folders.push(folder);
  const start = async () => {
    const context = await launchOwn(folder, program, HERE);
    await context.addInitScript(remember);
    return context;
  };
  let context = await start();
  const again = async () => {
    await context.close();
    context = await start();
    return context.newPage();
  };
  try {
    const page = await context.newPage();
    await signIn(page, "inspector", program.people.inspector);
    await page.evaluate(() => navigator.serviceWorker.ready);
    for (const address of addresses) {
      await page.goto(address, { waitUntil: "load" });
      await until(`${address} was kept`, async () => (await keptPages(page)).includes(address));
    }
    return await story(page, again);
  } finally {
    await context.close();
  }
}

async function open(page, address) {
  const response = await page.goto(address);
  await islands(page);
  return response;
}

/** Fills the form in; the hashes of its photos as they will be sent. */
async function fill(page, { measure, person = "张海燕", files = photos } = {}) {
  await page.setInputFiles("input[name=photo]", files);
  await until("the photos were small", async () => (await page.locator(".photo-image").count()) === files.length);
  if (!(await page.inputValue("#f-category"))) await page.selectOption("#f-category", "exposed_rubbish");
  await page.fill("#f-measure", measure);
  await page.fill("#f-person", person);
  await page.fill("#f-phone", "139 0000 0000");
  const bytes = await page.locator(".photo-image").evaluateAll((images) =>
    Promise.all(images.map(async ({ src }) => [...new Uint8Array(await window.shown.get(src).arrayBuffer())])),
  );
  return bytes.map((one) => createHash("sha256").update(Buffer.from(one)).digest("hex"));
}

const total = async () => (await api.get("/cases?limit=1")).total;

/** Checks that a case stands in the ledger as it was ordered. */
async function given(id, { measure, date, hashes }) {
  const view = await api.get(`/cases/${id}`);
  assert.equal(view.row.state, "taken_on");
  assert.ok(view.row.unit, "it has a unit");
  assert.ok(view.row.due, "it has a deadline");
  const taken = view.timeline.find(({ event }) => event === "taken_on");
  const texts = Object.fromEntries(taken.texts.map(({ field, text }) => [field, text]));
  assert.deepEqual(texts, { measure, person: "张海燕", phone: "139 0000 0000" });
  assert.equal(taken.change.date ?? view.case.task.date, date);
  assert.deepEqual(view.timeline.map(({ event }) => event), ["received", "accepted", "assigned", "taken_on"]);
  const report = await api.get(`/reports/${id}`);
  assert.deepEqual(report.photos.map((photo) => [photo.sha256, photo.stored]), hashes.map((hash) => [hash, true]));
}

describe("the server is away", () => {
  test("opened, photographed, sent, changed, the browser closed: the order arrives once, with its photos byte for byte", async () => {
    const before = await total();
    await phone(["/walk", "/walk/order"], async (page, again) => {
      await program.kill();
      assert.ok((await open(page, "/walk/order")).fromServiceWorker());
      const hashes = await fill(page, { measure: "今天清运" });
      const date = await page.inputValue("#f-date");
      assert.match(date, /^\d{4}-\d{2}-\d{2}$/, "a day is proposed without the server");
      assert.match(await page.locator("#f-unit option").first().innerText(), /通常为.+/);
      await until("the place was found", async () => (await page.inputValue("[name=lat]")) !== "");
      await page.tap(SEND);
      await page.locator("[data-saved]").waitFor();
      const [entry] = await kept(page);
      assert.deepEqual([entry.kind, entry.photos.map(({ sha256 }) => sha256)], ["order", hashes]);
      assert.notEqual(entry.owner, "", "it is the inspector's");

      await page.goto("/outbox");
      const card = page.locator("[data-entry]");
      await card.getByRole("heading", { name: "暴露垃圾" }).waitFor();
      assert.match(await card.innerText(), /当场下单/);
      await card.locator("[data-edit]").tap();
      await page.waitForURL(/\/walk\/order\?edit=/);
      await islands(page);
      await until("the photos came back", async () => (await page.locator(".photo-image").count()) === 2);
      assert.equal(await page.inputValue("#f-measure"), "今天清运");
      await page.fill("#f-measure", "今天清运，每日两次保洁");
      await page.tap(SEND);
      await page.locator("[data-saved]").waitFor();
      const left = await kept(page);
      assert.equal(left.length, 1, "a change makes no second order on the phone");

      const fresh = await again();
      await open(fresh, "/walk/order");
      assert.equal(await fresh.inputValue("#f-measure"), "", "what is in the outbox is no draft any more");
      await program.serve();
      await fresh.goto("/outbox");
      await emptied(fresh);
      assert.equal(await total(), before + 1);
      await given(left[0].id, { measure: "今天清运，每日两次保洁", date, hashes });
    });
  });

  test("at a site whose checklist was open, the order is for its place and its item", async () => {
    await phone(["/walk/order", `/walk/sites/${SITE}`], async (page) => {
      const item = page.locator("[data-walk-item]").first();
      const code = await item.getAttribute("data-walk-item");
      await program.kill();
      await page.reload();
      await page.locator("[data-walk-item]").first().locator("a.btn").tap();
      await page.waitForURL(/\/walk\/order\?site=/);
      await islands(page);
      await page.locator("[data-at-site]", { hasText: "点位" }).waitFor();
      const places = [await page.inputValue("[name=lat]"), await page.inputValue("[name=source]")];
      assert.ok(places[0] && places[1] === "pin", `${places}`);
      assert.notEqual(await page.inputValue("#f-category"), "", "the item names the category");
      const hashes = await fill(page, { measure: "现场整改", files: photos.slice(0, 1) });
      const date = await page.inputValue("#f-date");
      await page.tap(SEND);
      await page.locator("[data-saved]").waitFor();
      const [{ id }] = await kept(page);
      await page.locator(`[data-saved] a[href^='/walk/sites/']`).tap();
      await page.locator(`[data-walk-item='${code}'].is-done`).waitFor();
      await program.serve();
      await page.goto("/outbox");
      await emptied(page);
      await given(id, { measure: "现场整改", date, hashes });
    });
  });

  test("what was typed and photographed is there after the browser was closed, and nobody else sees it", async () => {
    await phone(["/walk/order"], async (page, again) => {
      await program.kill();
      await open(page, "/walk/order");
      await fill(page, { measure: "写到一半" });
      await page.waitForTimeout(1_000);
      const fresh = await again();
      await open(fresh, "/walk/order");
      await fresh.getByText("已恢复上次未提交的内容").waitFor();
      assert.equal(await fresh.inputValue("#f-measure"), "写到一半");
      assert.equal(await fresh.locator(".photo-image").count(), 2);
      await program.serve();
      await fresh.goto("/");
      await fresh.evaluate(() => navigator.serviceWorker.controller.postMessage({ type: "signed-out" }));
      await fresh.request.post("/signout", { headers: { origin: program.address } });
      await signIn(fresh, "office", program.people.office);
      await until("the copies were of the office", async () => (await keptPages(fresh)).includes("/walk/order"));
      await program.kill();
      await open(fresh, "/walk/order");
      assert.equal(await fresh.inputValue("#f-measure"), "", "a draft is its writer's");
      assert.equal(await fresh.locator(".photo-image").count(), 0);
    });
  });

  test("the copy goes when the inspector signs out", async () => {
    await phone(["/walk/order"], async (page) => {
      await page.goto("/me");
      await page.locator("form[action='/signout'] button").first().click();
      await page.waitForLoadState();
      await until("the copy was deleted", async () => (await keptPages(page)).length === 0);
      await program.kill();
      await page.goto("/walk/order");
      await page.getByText("现在连不上网络").waitFor();
    });
  });
});

/** A story of an inspector with the server there. */
function inspector(options, story) {
  return visit(browser, program, { ...HERE, ...options }, async (page, context) => {
    await context.addInitScript(remember);
    await signIn(page, "inspector", program.people.inspector);
    return story(page, context);
  });
}

describe("the server is there", () => {
  test("the order is given at once, and the walk goes on", async () => {
    const before = await total();
    await inspector({}, async (page) => {
      await open(page, `/walk/order?site=${SITE}`);
      const hashes = await fill(page, { measure: "立即清理" });
      const date = await page.inputValue("#f-date");
      await page.tap(SEND);
      await page.locator("[data-given]").waitFor();
      const id = await page.locator("[data-given]").getAttribute("data-given");
      assert.match(await page.locator("[data-given]").innerText(), /编号 [0-9A-Z]{4}-[0-9A-Z]{4}/);
      await given(id, { measure: "立即清理", date, hashes });
      assert.equal(await total(), before + 1);
      await page.locator(`[data-given] a[href='/walk/sites/${SITE}']`).tap();
      await page.locator("[data-walk]").waitFor();
    });
  });

  test("a refused order keeps what was typed, says why at the field, and is given once it is put right", async () => {
    const before = await total();
    await inspector({ expected: [/422/] }, async (page) => {
      await open(page, "/walk/order");
      const hashes = await fill(page, { measure: "限期整改" });
      const date = await page.inputValue("#f-date");
      await page.fill("#f-date", day(60));
      await page.tap(SEND);
      await page.locator("#errors").waitFor();
      assert.match(await page.locator("#f-date-error").innerText(), /晚于整改期限/);
      assert.equal(await page.inputValue("#f-measure"), "限期整改");
      assert.equal(await page.locator(".photo-image").count(), 2);
      const [entry] = await kept(page);
      assert.deepEqual([entry.kind, entry.state], ["order", "person"]);
      await page.goto("/outbox");
      const card = page.locator("[data-entry]");
      assert.match(await card.locator(".outbox-why").innerText(), /晚于整改期限/);
      await card.locator("[data-edit]").tap();
      await page.waitForURL(/edit=/);
      await islands(page);
      await until("the photos came back", async () => (await page.locator(".photo-image").count()) === 2);
      await page.fill("#f-date", date);
      await page.tap(SEND);
      await page.locator("[data-given]").waitFor();
      await given(await page.locator("[data-given]").getAttribute("data-given"), { measure: "限期整改", date, hashes });
      assert.equal(await total(), before + 1);
      assert.deepEqual(await kept(page), []);
    });
  });

  test("what is missing is told before anything is sent", async () => {
    await inspector({}, async (page) => {
      await open(page, "/walk/order");
      await page.fill("#f-working_hours", "1.5");
      await page.tap(SEND);
      await page.locator("#errors").waitFor();
      for (const id of ["f-photo", "f-category", "f-measure", "f-person", "f-date", "f-working_hours"]) {
        await page.locator(`#${id}-error`).waitFor();
      }
      await page.fill("#f-measure", "清理");
      assert.equal(await page.locator("#f-measure-error").count(), 0);
      assert.deepEqual(await kept(page), []);
    });
  });
});

describe("without scripts", () => {
  test("the plain form gives the order, and the rules choose its unit", async () => {
    const before = await total();
    await inspector({ javaScriptEnabled: false, expected: [/422/] }, async (page) => {
      await page.goto(`/walk/order?site=${SITE}`);
      await page.selectOption("#f-category", "exposed_rubbish");
      await page.fill("#f-measure", "立即清理");
      await page.fill("#f-person", "张海燕");
      await page.fill("#f-date", day());
      await page.locator(SEND).tap();
      await page.locator("#f-photo-error").waitFor();
      assert.equal(await page.inputValue("#f-measure"), "立即清理");
      await page.setInputFiles("#f-photo", photos);
      await page.locator(SEND).tap();
      await page.waitForURL(new RegExp(`/walk/sites/${SITE}`));
      assert.equal(await total(), before + 1);
    });
  });
});

describe("everybody can use it", () => {
  const looks = [{ colorScheme: "light" }, { colorScheme: "dark" }, { colorScheme: "light", locale: "en-GB" }, { elder: true }];
  for (const look of looks) {
    test(`no violation and nothing too small: ${JSON.stringify(look)}`, async () => {
      const { elder, ...options } = look;
      await inspector({ ...options, expected: [/422/] }, async (page, context) => {
        await context.addInitScript(axe);
        if (elder) await context.addCookies([{ name: "cc_elder", value: "1", url: program.address }]);
        const examine = async (where) => {
          assert.deepEqual(await violations(page), [], where);
          assert.deepEqual(await page.evaluate(overflow, 412), [], where);
          const selector = "a, button, input:not([type=hidden]):not(.sr-only), select, textarea, summary";
          assert.deepEqual(await page.evaluate(smallTargets, { least: elder ? 48 : 44, selector }), [], where);
          if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/order-${JSON.stringify(look).replace(/\W+/g, "-")}-${where}.png`, fullPage: true });
        };
        await open(page, "/walk/order");
        await examine("empty");
        await page.tap(SEND);
        await page.locator("#errors").waitFor();
        await examine("errors");
        await fill(page, { measure: "立即清理" });
        await examine("filled");
        await page.fill("#f-date", day(90));
        await page.tap(SEND);
        await page.locator("#f-date-error").waitFor();
        await examine("refused");
        await page.goto("/outbox");
        await page.locator("[data-entry]").waitFor();
        await examine("outbox");
      });
    });
  }
});
