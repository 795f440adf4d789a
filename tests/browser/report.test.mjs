// 随手拍: with and without scripts, with a server that goes away.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Thumb, islands, launch, visit } from "./support/browser.mjs";
import { picture } from "./support/pictures.mjs";
import { Program } from "./support/program.mjs";
import { HERE, RECEIPT, SEND, addPhoto, shownReport, tile } from "./support/report.mjs";

/** What the console says of a server that is away. */
const AWAY = [/ERR_CONNECTION_REFUSED/, /ERR_CONNECTION_RESET/, /ERR_EMPTY_RESPONSE/];

let browser, program, api;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
  api = await program.machine();
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

const total = async () => (await api.get("/reports")).total;

describe("without scripts", () => {
  const plain = { javaScriptEnabled: false };

  test("a report with a photo is sent and shown", async () => {
    await visit(browser, program, plain, async (page) => {
      await page.goto("/report");
      await page.setInputFiles("#f-photo", [await picture(browser, { seed: 1 }), await picture(browser, { seed: 2 })]);
      await page.selectOption("#f-area", "990623001001");
      await tile(page, "exposed_rubbish").click();
      await page.fill("#f-description", "东门垃圾桶旁\n</textarea><b>满地垃圾</b> & 更多");
      await page.click(SEND);
      await page.waitForURL(RECEIPT);
      const report = await shownReport(page, api);
      assert.equal(report.photos.length, 2);
      assert.ok(report.photos.every((photo) => photo.stored));
      assert.equal(report.area, "990623001001");
      await page.click(".receipt-actions .btn-primary");
      await page.getByText("</textarea><b>满地垃圾</b> & 更多").waitFor();
      assert.equal(await page.locator(".photo-image").count(), 2);
    });
  });

  test("what was typed wrong is told, and what was typed is kept", async () => {
    await visit(browser, program, { ...plain, expected: [/422/] }, async (page) => {
      const before = await total();
      await page.goto("/report");
      await page.fill("#f-description", "</textarea>路灯不亮 & 很黑");
      await tile(page, "exposed_rubbish").click();
      await page.locator("details.disclosure summary").click();
      await page.fill("#f-phone", "abc");
      await page.click(SEND);
      await page.locator("#errors").waitFor();
      assert.equal(await page.inputValue("#f-description"), "</textarea>路灯不亮 & 很黑");
      assert.equal(await page.inputValue("#f-phone"), "abc");
      assert.ok(await page.locator("[value=exposed_rubbish]").isChecked());
      // Every line leads to its field.
      for (const link of await page.locator("#errors a").all()) {
        const target = (await link.getAttribute("href")).slice(1);
        assert.equal(await page.locator(`[id="${target}"]`).count(), 1, target);
      }
      assert.equal(await total(), before);
      await page.selectOption("#f-area", "990623001002");
      await page.fill("#f-phone", "0478-1234567");
      await page.click(SEND);
      await page.waitForURL(RECEIPT);
      assert.equal((await shownReport(page, api)).description, "</textarea>路灯不亮 & 很黑");
    });
  });

  test("a poster's place is sent along", async () => {
    await visit(browser, program, plain, async (page) => {
      await page.goto("/s/central-market");
      await page.locator("a.action-primary").click();
      await tile(page, "exposed_rubbish").click();
      await page.fill("#f-description", "市场门口有垃圾");
      await page.click(SEND);
      await page.waitForURL(RECEIPT);
      const { location } = await shownReport(page, api);
      assert.deepEqual([location.lat, location.lng, location.source], [38.4385, 107.5235, "pin"]);
    });
  });

  test("a report is found by its code", async () => {
    const { receipt_code: code } = await api.report({ description: "查询用" });
    await visit(browser, program, { ...plain, expected: [/422|404/] }, async (page) => {
      await page.goto("/r");
      await page.fill("#f-code", "12");
      await page.click("main button");
      await page.locator("#f-code-error").waitFor();
      await page.fill("#f-code", code.toLowerCase().replace("-", " "));
      await page.click("main button");
      await page.getByText("查询用").waitFor();
    });
  });
});

describe("with scripts", () => {
  test("a photo, a category and the place: six taps at most, and in half a minute", async () => {
    const before = await total();
    // Drawn before the clock starts, as the camera does it.
    const photo = await picture(browser, { width: 3000, height: 2000, noise: true, seed: 7 });
    await visit(browser, program, HERE, async (page) => {
      const begin = Date.now();
      await page.goto("/report");
      await islands(page);
      const thumb = new Thumb(page);
      await thumb.choose("input[name=photo]", photo);
      await thumb.tap(tile(page, "exposed_rubbish"));
      await page.locator("[data-picked-name]", { hasText: "暴露垃圾" }).waitFor();
      await page.locator(".accuracy-good", { hasText: "12" }).waitFor();
      await thumb.tap(SEND);
      await page.waitForURL(RECEIPT);
      assert.ok(thumb.taps <= 6, `${thumb.taps} taps`);
      assert.ok(Date.now() - begin < 30_000);
      assert.equal(await total(), before + 1);
      const report = await shownReport(page, api);
      assert.equal(report.photos.length, 1);
      const [stored] = report.photos;
      assert.ok(stored.stored);
      assert.ok(Math.max(stored.width, stored.height) <= 1600, "the photo is made small");
      assert.ok(Math.abs(stored.width / stored.height - 1.5) < 0.01, "and keeps its shape");
      assert.ok(photo.buffer.length > 1_000_000, "the picture was as heavy as a photo");
      assert.deepEqual([report.location.source, report.location.accuracy_m], ["device", 12]);
      assert.equal(report.area, "990623001001");
    });
  });

  test("a picture that is no photo is refused where it stands, and another can be added", async () => {
    await visit(browser, program, HERE, async (page) => {
      await page.goto("/report");
      await islands(page);
      await page.setInputFiles("input[name=photo]", { name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no photo") });
      await page.locator(".photo.is-failed").waitFor();
      await page.locator(".photo.is-failed .photo-remove").tap();
      assert.equal(await page.locator(".photo.is-failed").count(), 0);
      await addPhoto(page, browser, { seed: 11 });
    });
  });

  test("four photos are the most, and each can be taken away", async () => {
    await visit(browser, program, HERE, async (page) => {
      await page.goto("/report");
      await islands(page);
      const photos = await Promise.all([21, 22, 23, 24, 25].map((seed) => picture(browser, { seed })));
      await page.setInputFiles("input[name=photo]", photos);
      await page.waitForFunction(() => document.querySelectorAll(".photo-image").length === 4);
      assert.ok(await page.locator(".photo-add").isHidden());
      await page.locator(".photo-remove").nth(1).tap();
      assert.equal(await page.locator(".photo-image").count(), 3);
      assert.ok(await page.locator(".photo-add").isVisible());
    });
  });

  test("what is missing is told before anything is sent", async () => {
    const before = await total();
    await visit(browser, program, {}, async (page) => {
      await page.goto("/report");
      await islands(page);
      await page.locator("[data-missing]", { hasText: "类别" }).waitFor();
      await page.tap(SEND);
      await page.locator("#errors a").first().waitFor();
      assert.equal(await page.locator("#errors a").count(), 3);
      assert.ok(await page.locator("#errors").evaluate((summary) => summary === document.activeElement));
      assert.equal(await total(), before);
    });
  });

  test("a category is found by a word", async () => {
    await visit(browser, program, {}, async (page) => {
      await page.goto("/report");
      await islands(page);
      await page.fill("[data-search]", "路灯");
      await tile(page, "street_light").waitFor();
      assert.ok(await tile(page, "exposed_rubbish").isHidden());
      await tile(page, "street_light").tap();
      assert.equal(await page.locator("[data-picked-name]").innerText(), "路灯不亮");
      await page.locator("[data-change]").tap();
      assert.ok(await tile(page, "exposed_rubbish").isVisible());
      await page.fill("[data-search]", "zzzz");
      await page.locator(".tiles-none").waitFor();
    });
  });

  test("what was typed outlives a reload, and is gone once it is sent", async () => {
    await visit(browser, program, HERE, async (page) => {
      await page.goto("/report");
      await islands(page);
      await addPhoto(page, browser, { seed: 31 });
      await page.fill("#f-description", "还没写完");
      await tile(page, "exposed_rubbish").tap();
      await page.locator(".accuracy-good").waitFor();
      const id = await page.inputValue("[name=id]");
      await page.waitForTimeout(1_000);
      await page.reload();
      await islands(page);
      await page.getByText("已恢复上次未提交的内容").waitFor();
      assert.equal(await page.inputValue("#f-description"), "还没写完");
      assert.equal(await page.inputValue("[name=id]"), id);
      await page.locator(".photo-image").waitFor();
      await page.goto("/me");
      await page.getByText("有一份未提交的上报").tap();
      await page.locator(".photo-image").waitFor();
      await page.tap(SEND);
      await page.waitForURL(RECEIPT);
      const report = await shownReport(page, api);
      assert.deepEqual([report.id, report.photos.length, report.description], [id, 1, "还没写完"]);
      await page.goto("/report");
      await islands(page);
      await page.locator("[data-missing]", { hasText: "类别" }).waitFor();
      assert.equal(await page.inputValue("#f-description"), "");
    });
  });

  test("what was sent is listed under 我的 with its status", async () => {
    await visit(browser, program, HERE, async (page) => {
      await page.goto("/report");
      await islands(page);
      await addPhoto(page, browser, { seed: 41 });
      await tile(page, "exposed_rubbish").tap();
      await page.tap(SEND);
      await page.waitForURL(RECEIPT);
      const code = await page.locator(".receipt-code").innerText();
      await page.locator(".tabbar-item").last().tap();
      const row = page.locator("[data-my-reports] a", { hasText: code });
      await row.locator(".status-received").waitFor();
      await row.tap();
      await page.waitForURL(`**/r/${code}`);
    });
  });

  test("the server goes away: it is told, nothing is lost, and it is sent once by itself", async () => {
    const before = await total();
    await visit(browser, program, { ...HERE, expected: AWAY }, async (page) => {
      await page.goto("/report");
      await islands(page);
      await addPhoto(page, browser, { seed: 51 });
      await tile(page, "exposed_rubbish").tap();
      await page.fill("#f-description", "断网时填写");
      await page.locator(".accuracy-good").waitFor();
      await program.kill();
      await page.tap(SEND);
      await page.locator("[data-saved]", { hasText: "已保存在手机" }).waitFor();
      await page.locator(".topbar [data-count]", { hasText: "1" }).waitFor();
      await program.serve();
      await page.locator("[data-arrived]").waitFor({ timeout: 40_000 });
      assert.equal(await total(), before + 1);
      await page.getByRole("link", { name: "查看受理编号" }).tap();
      await page.getByText("断网时填写").waitFor();
      const report = await api.newest();
      assert.equal(report.description, "断网时填写");
      assert.ok(report.photos[0].stored);
      assert.ok(await page.locator(".topbar [data-unsent]").isHidden());
    });
  });

  test("an answer that was lost does not make two reports", async () => {
    const before = await total();
    await visit(browser, program, { ...HERE, expected: [/ERR_FAILED|ERR_CONNECTION_RESET/] }, async (page) => {
      await page.goto("/report");
      await islands(page);
      await addPhoto(page, browser, { seed: 61 });
      await tile(page, "exposed_rubbish").tap();
      await page.locator(".accuracy-good").waitFor();
      let lost = 0;
      await page.route("**/api/v1/reports/*", async (route) => {
        if (route.request().method() !== "PUT" || lost++ > 0) return route.continue();
        // The server has it, but the phone does not hear of it.
        await route.fetch();
        return route.abort("connectionreset");
      });
      await page.tap(SEND);
      await page.waitForURL(RECEIPT);
      // Once in vain, once more, and at last for the receipt that says that the photo has arrived, too.
      assert.equal(lost, 3);
      assert.equal(await total(), before + 1);
    });
  });
});
