// The desk: everything without scripts, as on the old computers of an office; then what maps and buttons add.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { DESK, islands, launch, signIn, visit } from "./support/browser.mjs";
import { act } from "./support/ledger.mjs";
import { picture } from "./support/pictures.mjs";
import { Program } from "./support/program.mjs";

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

/** A story of somebody who has signed in. */
function at(login, options, story) {
  return visit(browser, program, { ...DESK, javaScriptEnabled: false, ...options }, async (page, context) => {
    await signIn(page, login, program.people[login]);
    return story(page, context);
  });
}

/** The numbers in a text, without the marks between thousands. */
const numbers = (text) => (text.match(/\d[\d,]*/g) ?? []).map((number) => Number(number.replaceAll(",", "")));
const lead = async (page) => numbers(await page.locator(".page-lead").first().innerText());
const flash = (page, text) => page.locator("[role=status]", { hasText: text }).first().waitFor();

describe("reports", () => {
  test("filters narrow the list, stand in the address, and go again one by one", async () => {
    await at("office", {}, async (page) => {
      await page.goto("/office/reports");
      const [all] = await lead(page);
      await page.selectOption("#f-category", "exposed_rubbish");
      await page.selectOption("#f-status", "closed");
      await page.click(".filters .btn-primary");
      await page.waitForURL(/category=exposed_rubbish/);
      const [some] = await lead(page);
      assert.ok(some > 0 && some < all);
      assert.equal(some, (await api.get("/reports?category=exposed_rubbish&status=closed")).total);
      const names = await page.locator("td.cell-main a").allInnerTexts();
      assert.ok(names.every((name) => name === "暴露垃圾"));
      await page.locator(".applied .chip", { hasText: "暴露垃圾" }).click();
      const [more] = await lead(page);
      assert.ok(more > some && !page.url().includes("category"));
      await page.click("a[rel=next]");
      await page.waitForURL(/cursor=/);
      assert.ok(page.url().includes("status=closed"), "the next page keeps the filter");
    });
  });

  test("what is listed is exported", async () => {
    await at("office", {}, async (page) => {
      await page.goto("/office/reports?category=exposed_rubbish");
      const [listed] = await lead(page);
      for (const kind of ["csv", "xlsx", "geojson"]) {
        const [download] = await Promise.all([page.waitForEvent("download"), page.click(`a[href*='reports.${kind}']`)]);
        const content = await readFile(await download.path());
        if (kind === "csv") assert.equal(content.toString().trim().split("\r\n").length - 1, listed);
        if (kind === "xlsx") assert.equal(content.subarray(0, 2).toString(), "PK");
        if (kind === "geojson") assert.equal(JSON.parse(content).features.length, listed);
      }
    });
  });

  test("a report is accepted, refused only with a reason, and its sender sees it", async () => {
    const sent = await api.report({ description: "办理用" });
    await at("office", { expected: [/422/] }, async (page) => {
      await page.goto(`/office/reports/${sent.id}`);
      await act(page, "reject");
      await page.locator("#reject-reason-error").waitFor();
      await act(page, "reject", { reason: "不在旗内" });
      await flash(page, "不予受理");
      await page.locator(".case-words .status-rejected").waitFor();
      await page.goto(`/r/${sent.receipt_code}`);
      await page.getByText("不在旗内").waitFor();
      await page.goto(`/office/reports/${sent.id}`);
      await page.getByRole("link", { name: "查看案件" }).click();
      await act(page, "accept");
      await page.locator(".case-words .status-accepted").waitFor();
    });
    assert.equal((await api.get(`/reports/${sent.id}`)).status, "accepted");
  });

  test("a duplicate is linked to the first report, and the link undone", async () => {
    const where = { lat: 38.301, lng: 107.21, source: "pin", datum: "wgs84" };
    await api.report({ description: "第一份", location: where });
    const second = await api.report({ description: "第二份", location: { ...where, lat: 38.3011 } });
    const incidents = async () => (await api.get("/reports")).total_incidents;
    const before = await incidents();
    await at("office", {}, async (page) => {
      await page.goto(`/office/reports/${second.id}`);
      const near = page.locator(".candidate", { hasText: "第一份" });
      await near.getByText("相距 11 米").waitFor();
      await near.getByRole("button").click();
      await flash(page, "已关联为重复件");
      await page.locator(".case-words .status-duplicate").waitFor();
      assert.equal(await incidents(), before - 1);
      await page.goto(`/r/${second.receipt_code}`);
      await page.getByText("合并办理").first().waitFor();
      await page.goto(`/office/cases/${second.id}`);
      await act(page, "unlink");
      await flash(page, "已取消关联");
    });
    assert.equal(await incidents(), before);
  });

  test("whoever only reads can change nothing", async () => {
    const { id } = await api.report();
    for (const login of ["supervisor", "inspector"]) {
      await at(login, {}, async (page) => {
        await page.goto(`/office/reports/${id}`);
        assert.equal(await page.locator("main form[method=post]").count(), 0);
        await page.goto("/office/reports");
        assert.equal(await page.locator("a[href*='/office/export/']").count(), 0);
      });
    }
  });
});

describe("figures", () => {
  test("the heatmap's total is the list's, with and without a filter", async () => {
    await at("office", {}, async (page) => {
      for (const filter of ["", "?category=exposed_rubbish", "?status=closed&from=2026-01-01"]) {
        await page.goto(`/office/heatmap${filter}`);
        // The days come first.
        const [incidents, reports] = (await lead(page)).slice(-2);
        await page.getByRole("link", { name: "查看对应列表" }).click();
        await page.waitForURL(/\/office\/reports/);
        const [listed, ofIncidents] = await lead(page);
        assert.deepEqual([reports, incidents], [listed, ofIncidents], filter);
      }
    });
  });

  test("the first place to go to leads to its reports", async () => {
    await at("office", {}, async (page) => {
      await page.goto("/office/heatmap");
      const task = page.locator("#tomorrow li", { has: page.locator("a") }).first();
      const incidents = numbers(await task.locator(".tasks-why").first().innerText())[0];
      await task.locator("a").click();
      await page.waitForURL(/bbox=/);
      // The rectangle around a cluster holds most of it; its hexagons stick out a little.
      assert.ok((await lead(page))[0] >= incidents / 2);
    });
  });

  test("awareness says on what it rests, and never adds channels up", async () => {
    await at("office", {}, async (page) => {
      await page.goto("/office/awareness");
      await page.getByText(/95% 区间 [\d.]+–[\d.]+%/).first().waitFor();
      await page.selectOption("[name=channel]", "self");
      await page.click(".filters .btn-primary");
      await page.waitForURL(/channel=self/);
      const { groups } = await api.get("/statistics/awareness?questionnaire=awareness-household&channel=self&by=none");
      await page.locator("main", { hasText: groups[0].n.toLocaleString("en") }).waitFor();
      await page.selectOption("[name=weights]", "raked");
      await page.click(".filters .btn-primary");
      await page.waitForURL(/weights=raked/);
    });
  });
});

describe("with scripts", () => {
  const scripts = { javaScriptEnabled: true };

  test("the heatmap is drawn, and its cells tell their number", async () => {
    await at("office", scripts, async (page) => {
      await page.goto("/office/heatmap");
      await islands(page);
      const map = page.locator("[data-heat-map]");
      await map.locator("path.leaflet-interactive").first().waitFor();
      await page.locator("[data-heat-legend]", { hasText: /\d/ }).waitFor();
      await map.focus();
      await page.keyboard.press("+");
      await page.waitForResponse(/statistics\/heatmap/);
    });
  });

  test("a map that cannot be loaded leaves the drawing", async () => {
    await visit(browser, program, { expected: [/leaflet|ERR_FAILED/] }, async (page) => {
      await page.route(/leaflet/, (route) => route.abort());
      await page.goto("/map");
      await page.locator("[data-heat-map]").waitFor({ state: "hidden" });
      await page.locator("figure svg").first().waitFor();
    });
  });

  test("a report's place is shown on a map, and its photo opens", async () => {
    const photo = await picture(browser, { seed: 5 });
    const sent = await visit(browser, program, { javaScriptEnabled: false }, async (page) => {
      await page.goto("/report?site=central-market");
      await page.setInputFiles("#f-photo", photo);
      await page.click("label.tile:has([value=exposed_rubbish])");
      await page.click("[data-submit] button");
      return /\/r\/([^?]+)/.exec(page.url())[1];
    });
    const { id } = (await api.get(`/reports?q=${sent}`)).reports[0];
    await at("office", scripts, async (page) => {
      await page.goto(`/office/reports/${id}`);
      await islands(page);
      await page.locator("[data-pin-map] path[fill-opacity='0.35']").first().waitFor();
      const address = await page.locator(".gallery a").getAttribute("href");
      const answer = await page.goto(address);
      assert.equal(answer.headers()["content-type"], "image/jpeg");
    });
  });
});
