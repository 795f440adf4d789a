// 待发: what is filled in arrives once, whatever happens to the phone, its browser and the server. The server's process is
// really ended.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { islands, launch, launchOwn, signIn, signOut, visit } from "./support/browser.mjs";
import { arrived, emptied, fill, holds, kept, sha256 } from "./support/outbox.mjs";
import { picture } from "./support/pictures.mjs";
import { Program } from "./support/program.mjs";
import { HERE, save, SEND, write } from "./support/report.mjs";

/** What the console says of a server that is away, busy or refuses. */
const expected = [/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_FAILED|status (401|409|422|500)|\((Unauthorized|Conflict|Unprocessable|Internal)/i];
const RECORDS = "**/api/v1/reports/*";
const card = ".outbox [data-entry]";

let browser, program, api, photo;

before(async () => {
  browser = await launch();
  photo = await picture(browser, { seed: 3 });
  program = await Program.start({ demo: true });
  api = await program.machine();
});

// A story that failed may have left the server ended.
beforeEach(() => fetch(program.address).catch(() => program.serve()));

after(async () => {
  await browser?.close();
  await program?.remove();
});

const total = async () => (await api.get("/reports")).total;

describe("the server is away", () => {
  test("filled in, photographed, reloaded, closed, opened again: it arrives once, and no file shows what was typed", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "chuangcheng-outbox-"));
    const typed = "东关村口的垃圾堆了三天没人管";
    const before = await total();
    let context = await launchOwn(folder, program, HERE);
    try {
      let page = await context.newPage();
      await page.goto("/report");
      await page.evaluate(() => navigator.serviceWorker.ready);
      await islands(page);
      await page.waitForTimeout(1_000);
      await program.kill();
      await save(page, photo, typed);
      await page.reload();
      await islands(page);
      assert.equal(await page.inputValue("#f-description"), "", "what is in the outbox is no draft any more");
      const [entry] = await kept(page);
      assert.equal(entry.photos.length, 1);
      await page.locator(".topbar [data-count]", { hasText: "1" }).waitFor();
      // A text that is not sealed is found, so the search would find this one, too.
      await page.evaluate(() => localStorage.setItem("open", "这一句没有加密"));
      await page.waitForTimeout(500);
      await context.close();
      assert.ok(await holds(folder, "这一句没有加密"));
      assert.ok(!(await holds(folder, typed)));
      assert.ok(!(await holds(folder, typed.slice(2, 10))));

      context = await launchOwn(folder, program, HERE);
      page = await context.newPage();
      await page.goto("/outbox");
      await page.locator(card).waitFor();
      await page.locator(`${card} summary`).tap();
      await page.locator(`${card} img`).waitFor();
      await program.serve();
      await page.locator("[data-send-now]").tap();
      await emptied(page);
      assert.equal(await total(), before + 1);
      const report = await api.get(`/reports/${entry.id}`);
      assert.equal(report.description, typed);
      assert.deepEqual(report.photos.map((one) => [one.sha256, one.stored]), [[entry.photos[0].sha256, true]]);
      await page.goto("/me");
      await page.locator("[data-my-reports] a", { hasText: report.receipt_code }).waitFor();
    } finally {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test("killed in the middle of an upload, it goes on where it was", async () => {
    const before = await total();
    await visit(browser, program, { ...HERE, expected }, async (page) => {
      await page.goto("/report");
      await islands(page);
      await page.waitForTimeout(500);
      const made = await fill(page, 6, 2);
      let photos = 0;
      let killed;
      await page.route("**/photos/*", async (route) => {
        // It is ended while this photo is on its way.
        if (++photos === 3) killed = program.kill();
        await route.continue();
      });
      await page.evaluate(() => dispatchEvent(new Event("online")));
      while (!killed) await page.waitForTimeout(20);
      await killed;
      await page.unroute("**/photos/*");
      await program.serve();
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await emptied(page);
      assert.equal(await total(), before + 6);
      await arrived(api, made);
    });
  });

  test("two tabs send each entry once", async () => {
    const before = await total();
    await visit(browser, program, { ...HERE, expected }, async (page, context) => {
      await page.goto("/report");
      await islands(page);
      const other = await context.newPage();
      await other.goto("/quiz");
      await page.waitForTimeout(500);
      const made = await fill(page, 10);
      const sent = new Map();
      context.on("request", (request) => {
        const id = /\/api\/v1\/reports\/([^/]+)$/.exec(new URL(request.url()).pathname)?.[1];
        if (request.method() === "PUT") sent.set(id, (sent.get(id) ?? 0) + 1);
      });
      for (const tab of [page, other]) await tab.evaluate(() => dispatchEvent(new Event("online")));
      await other.reload();
      await emptied(page);
      assert.equal(await total(), before + 10);
      await arrived(api, made);
      // The record, and once more for the receipt that ends it.
      for (const { id } of made) assert.equal(sent.get(id), 2);
    });
  });

  test("an hour of failures is survived with few requests", async () => {
    const before = await total();
    await visit(browser, program, { ...HERE, expected }, async (page) => {
      await page.clock.install();
      let requests = 0;
      await page.route(RECORDS, (route) => (requests++, route.fulfill({ status: 500, body: "" })));
      await write(page, photo, "服务器坏了一个小时");
      await page.tap(SEND);
      for (let minute = 0; minute < 60; minute++) {
        await page.clock.runFor(60_000);
        await page.waitForTimeout(40);
      }
      await page.locator("[data-saved]").waitFor();
      assert.ok(requests >= 5 && requests < 25, `${requests} requests`);
      await page.unroute(RECORDS);
      for (let minute = 0; minute < 20; minute++) {
        await page.clock.runFor(60_000);
        await page.waitForTimeout(40);
      }
      await emptied(page);
      assert.equal(await total(), before + 1);
    });
  });

  test("500 entries of 3 photos are all sent", { timeout: 600_000 }, async (t) => {
    const before = await total();
    await visit(browser, program, { ...HERE, expected }, async (page) => {
      await page.goto("/report");
      await islands(page);
      await page.waitForTimeout(500);
      const made = await fill(page, 500, 3);
      await page.locator(".topbar [data-count]").waitFor({ state: "attached" });
      const begin = Date.now();
      await page.goto("/outbox");
      await page.locator("[data-send-now]").waitFor();
      await emptied(page, 500_000);
      t.diagnostic(`${((Date.now() - begin) / 1_000).toFixed(0)} s`);
      assert.equal(await total(), before + 500);
      await arrived(api, made.filter((_, index) => index % 25 === 0));
      await page.getByText("没有待发的内容").waitFor();
    });
  });
});

describe("whose it is", () => {
  test("nobody sees or sends what somebody else who signed out has left", async () => {
    const before = await total();
    await visit(browser, program, { ...HERE, expected }, async (page) => {
      await page.route(RECORDS, (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
      await signIn(page, "volunteer", program.people.volunteer);
      await save(page, photo, "志愿者写的内容");
      await signOut(page);
      await page.unroute(RECORDS);
      await page.goto("/outbox");
      await page.getByText("其他人的 1 条").waitFor();
      assert.equal(await page.locator(card).count(), 0);
      assert.ok(await page.locator(".topbar [data-unsent]").isHidden());
      assert.ok(!(await page.content()).includes("暴露垃圾"));
      await page.waitForTimeout(3_000);
      const [entry] = await kept(page);
      assert.equal(entry.state, "sign_in");
      assert.equal(await total(), before);
      await signIn(page, "volunteer", program.people.volunteer);
      await emptied(page);
      assert.equal((await api.get(`/reports/${entry.id}`)).description, "志愿者写的内容");
      assert.equal(await total(), before + 1);
    });
  });
});

describe("what the person decides", () => {
  const refuse = (status, code, fields = []) => (route) =>
    route.fulfill({ status, contentType: "application/json", body: JSON.stringify({ error: { code, message: "", fields } }) });

  test("what is refused says why, is edited with its photo, and then arrives", async () => {
    const before = await total();
    await visit(browser, program, { ...HERE, expected }, async (page) => {
      const invalid = refuse(422, "invalid", [{ path: "description", code: "too_long", message: "" }]);
      await page.route(RECORDS, invalid);
      await write(page, photo, "太长的描述");
      await page.tap(SEND);
      await page.locator("#f-description-error").waitFor();
      // Left alone, it stays, and is not sent by itself.
      await page.goto("/outbox");
      await page.locator(`${card} .status`, { hasText: "需要处理" }).waitFor();
      await page.unroute(RECORDS);
      await page.locator("[data-edit]").tap();
      await islands(page);
      await page.locator(".photo-image").waitFor();
      assert.equal(await page.inputValue("#f-description"), "太长的描述");
      assert.ok(await page.locator("[value=exposed_rubbish]").isChecked());
      await page.fill("#f-description", "改短了");
      await page.tap(SEND);
      await page.waitForURL(/\/r\//);
      assert.deepEqual(await kept(page), []);
      assert.equal(await total(), before + 1);
      const report = await api.newest();
      assert.deepEqual([report.description, report.photos.map((one) => one.stored)], ["改短了", [true]]);
    });
  });

  test("it is exported whole, deleted only after a question, and brought back", async () => {
    const before = await total();
    await visit(browser, program, { ...HERE, expected }, async (page) => {
      await page.route(RECORDS, (route) => route.abort());
      await save(page, photo, "留一份在手里");
      await page.getByRole("link", { name: "查看待发内容" }).tap();
      await page.locator("[data-export]").waitFor();
      const [entry] = await kept(page);
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-export]").tap()]);
      const file = JSON.parse(await readFile(await download.path(), "utf8"));
      assert.equal(file.body.description, "留一份在手里");
      assert.equal(sha256(Buffer.from(file.photos[0].base64, "base64")), entry.photos[0].sha256);
      page.once("dialog", (dialog) => dialog.dismiss());
      await page.locator("[data-remove]").tap();
      assert.equal((await kept(page)).length, 1);
      page.once("dialog", (dialog) => dialog.accept());
      await page.locator("[data-remove]").tap();
      await page.locator("[data-undo]").waitFor();
      assert.deepEqual(await kept(page), []);
      await page.locator("[data-undo]").tap();
      await page.locator("[data-export]").waitFor();
      await page.unroute(RECORDS);
      await page.locator("[data-again]").tap();
      await emptied(page);
      assert.equal(await total(), before + 1);
      assert.ok((await api.get(`/reports/${entry.id}`)).photos[0].stored);
    });
  });
});
