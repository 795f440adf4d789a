// 入户: a volunteer's day without signal, from the list to the estimate; and the same without scripts.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { DESK, islands, launch, launchOwn, MARKET, signIn, visit } from "./support/browser.mjs";
import { overflow, smallTargets } from "./support/examine.mjs";
import { Program } from "./support/program.mjs";
import { call, FORM, interview, makePlan, openDoor, publishForm, record } from "./support/visits.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PERMITTED = { geolocation: MARKET, permissions: ["geolocation"] };
const folders = [];
let browser, program, api, address, areas;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
  api = await program.machine();
  const login = await program.addPerson("office", "desk-of-visits");
  for (const volunteer of ["li", "wang"]) await program.addPerson("volunteer", volunteer);
  await visit(browser, program, DESK, async (page) => {
    await signIn(page, login);
    await publishForm(program, page);
    const codes = ["990623001001", "990623001002", "990623001003", "990623002001"];
    areas = [12, 30, 21, 60].map((households, index) => ({ code: codes[index], households, list: index < 3 }));
    const volunteers = { li: [codes[0], codes[1]], wang: [codes[2], codes[3]] };
    address = await makePlan(program, page, { areas, draw: 3, volunteers });
  });
});

after(async () => {
  await browser?.close();
  await program?.remove();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const rows = (page, area) => page.locator(`[data-door*='/${area}/']`);
const mark = (row) => row.locator("[data-mark]");

async function until(what, condition) {
  for (let round = 0; round < 150; round += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(`${what} did not happen`);
}

/** A phone of its own on which somebody is signed in, with the day on it. */
async function phone(login) {
  const folder = await mkdtemp(path.join(tmpdir(), "chuangcheng-visits-"));
  folders.push(folder);
  const context = await launchOwn(folder, program, PERMITTED);
  const page = await context.newPage();
  await signIn(page, login);
  assert.equal(new URL(page.url()).pathname, "/today", "a volunteer lands on the day's visits");
  await islands(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await until("the day was kept", () =>
    page.evaluate(async () => {
      for (const name of await caches.keys()) {
        if (!name.startsWith("private-")) continue;
        const keys = await (await caches.open(name)).keys();
        if (keys.some(({ url }) => new URL(url).pathname === "/today")) return true;
      }
      return false;
    }),
  );
  return { page, context };
}

describe("a day without signal", () => {
  test("two volunteers record every outcome with the server ended, and everything arrives once with the plan's weights", async () => {
    const [li, wang] = [await phone("li"), await phone("wang")];
    try {
      await program.kill();
      for (const { page } of [li, wang]) {
        await page.reload();
        await islands(page);
        assert.equal(await page.locator("[data-door]").count(), 6);
      }
      const [first, second, third, fourth] = areas.map(({ code }) => code);

      await call(li.page, rows(li.page, first).nth(0), { answer: "b" });
      await call(li.page, rows(li.page, first).nth(1), { answer: "b" });
      await call(li.page, rows(li.page, first).nth(2), { outcome: "not_at_home" });
      assert.equal(await rows(li.page, first).nth(2).getAttribute("data-todo"), "later");
      assert.equal(await mark(rows(li.page, first).nth(0)).innerText(), "存在本机");
      await call(li.page, rows(li.page, second).nth(1), { outcome: "refused" });
      await call(li.page, rows(li.page, second).nth(2), { outcome: "no_such_address" });

      // A problem seen on the way: the visit is left and goes on where it was.
      const left = rows(li.page, second).nth(0);
      await openDoor(li.page, left);
      await interview(li.page, "a");
      const link = await li.page.locator("[data-problem]").getAttribute("href");
      const visitId = new URLSearchParams(link.split("?")[1]).get("visit");
      await li.page.locator("[data-problem]").tap();
      await li.page.waitForURL(/\/report/);
      await islands(li.page);
      await li.page.locator("[name=category][value=exposed_rubbish]").first().evaluate((tile) => tile.click());
      await until("the place was found", async () => (await li.page.inputValue("[name=lat]")) !== "");
      await li.page.fill("#f-description", "楼道里堆放杂物");
      await li.page.locator("[data-submit] button").tap();
      await li.page.locator("[data-saved]").waitFor();
      await li.page.goto("/today");
      await islands(li.page);
      await until("the draft was seen", async () => (await mark(rows(li.page, second).nth(0)).innerText()) === "未填完");
      await openDoor(li.page, rows(li.page, second).nth(0));
      await li.page.locator("[data-screen=end]").waitFor();
      assert.ok(await li.page.locator("[name='answer.q1'][value=a]").isChecked());
      await record(li.page);

      await call(wang.page, rows(wang.page, third).nth(0), { answer: "b" });
      await call(wang.page, rows(wang.page, third).nth(1), { outcome: "moved" });
      await call(wang.page, rows(wang.page, third).nth(2), { answer: "a" });
      await wang.page.locator("[data-next-door]").tap();
      await wang.page.getByRole("heading", { name: "第 1 户" }).waitFor();
      await interview(wang.page, "b");
      await record(wang.page);
      await call(wang.page, rows(wang.page, fourth).nth(1), { outcome: "not_at_home" });
      await call(wang.page, rows(wang.page, fourth).nth(2), { answer: "a" });

      // What was recorded is there after a reload, with no server to ask.
      await wang.page.reload();
      await islands(wang.page);
      await until("the marks came back", async () => (await wang.page.locator("[data-todo=done]").count()) === 5);
      assert.equal(await wang.page.locator("[data-sum]").innerText(), "已完成 5 户，共 6 户");
      assert.match(await wang.page.locator("[data-waiting]").innerText(), /6 条/);

      await program.serve();
      for (const { page } of [li, wang]) {
        await page.reload();
        await islands(page);
        await until("everything was sent", () => page.locator("[data-waiting]").isHidden());
      }
      await until("the marks were the server's", async () => {
        await li.page.reload();
        await islands(li.page);
        return (await li.page.locator("[data-todo=done]").count()) === 5;
      });

      // A page tells of nothing that waits before it has looked; the server knows when everything arrived.
      const household = () => api.get(`/statistics/awareness?questionnaire=${FORM}&channel=household`);
      await until("all seven interviews arrived", async () => (await household()).groups[0].n >= 7);
      const { groups } = await household();
      assert.equal(groups[0].n, 7, "each interview counts once");
      // 12/3, 30/3, 21/3 and 60/3 households stand behind each answer.
      const right = 4 * 2 + 7 + 20;
      assert.ok(Math.abs(groups[0].estimate - right / (4 * 2 + 10 + 7 * 2 + 20 * 2)) < 1e-9, `${groups[0].estimate}`);
      const report = await api.newest();
      assert.deepEqual([report.visit, report.channel], [visitId, "volunteer"]);

      await visit(browser, program, DESK, async (page) => {
        await signIn(page, "desk-of-visits");
        await page.goto(address);
        const numbers = await page.locator("tr:has(th[scope=row]) td:nth-child(3)").allInnerTexts();
        assert.deepEqual(numbers.slice(0, 5), ["7", "1", "2", "2", "0"], "interviewed, refused, nobody, not eligible, not visited");
      });
    } finally {
      await li.context.close();
      await wang.context.close();
      await program.kill();
      await program.serve();
    }
  });
});

describe("on the phone", () => {
  test("an unsent visit is changed and undone, and a household is found", async () => {
    const { page, context } = await phone("li");
    try {
      await program.kill();
      const row = page.locator("[data-door]:has([data-status]):not([data-todo=done])").first();
      const door = await row.getAttribute("data-door");
      const same = page.locator(`[data-door='${door}']`);
      const before = await same.locator("[data-status]").innerText();
      await call(page, same, { outcome: "refused" });
      assert.equal(await same.locator("[data-status]").innerText(), "拒访");
      await same.locator("a").tap();
      await page.getByRole("button", { name: "修改" }).tap();
      await page.locator("label.tile:has([value=moved])").tap();
      await page.locator("[data-screen=end]").waitFor();
      await record(page);
      assert.equal(await same.locator("[data-status]").innerText(), "已搬走");
      await same.locator("a").tap();
      page.once("dialog", (dialog) => dialog.accept());
      await page.getByRole("button", { name: "撤销" }).tap();
      await page.locator("[data-list]").waitFor();
      assert.equal(await same.locator("[data-status]").innerText(), before);
      assert.ok(await page.locator("[data-waiting]").isHidden());

      await page.fill("[data-find]", "没有这一户");
      await page.locator("[data-none]").waitFor();
      await page.fill("[data-find]", door.split("/")[2]);
      assert.ok(await same.isVisible());
    } finally {
      await context.close();
      await program.serve();
    }
  });

  test("a visit that was deleted before it was sent is not taken for sent, and comes back when that is undone", async () => {
    const { page, context } = await phone("wang");
    try {
      await program.kill();
      const row = page.locator("[data-door]:has([data-status]):not([data-todo=done])").first();
      const door = await row.getAttribute("data-door");
      const before = await row.locator("[data-status]").innerText();
      await call(page, page.locator(`[data-door='${door}']`), { outcome: "refused" });
      const list = await context.newPage();
      await list.goto("/outbox");
      list.once("dialog", (dialog) => dialog.accept());
      await list.locator("[data-remove]").tap();
      await list.locator("[data-undo]").waitFor();
      /** What the page of the day says: open in another tab all the time, and opened anew. */
      const says = async (status, unsent) => {
        for (const tab of [page, await context.newPage()]) {
          if (tab !== page) await tab.goto("/today");
          await islands(tab);
          const one = tab.locator(`[data-door='${door}']`);
          await until(`"${status}" is shown`, async () => (await one.locator("[data-status]").innerText()) === status);
          assert.equal(await mark(one).innerText(), unsent);
          if (tab !== page) await tab.close();
        }
      };
      await says(before, "");
      await list.locator("[data-undo]").tap();
      await list.locator("[data-remove]").waitFor();
      await says("拒访", "存在本机");
      list.once("dialog", (dialog) => dialog.accept());
      await list.locator("[data-remove]").tap();
      await list.locator("[data-undo]").waitFor();
      await says(before, "");
    } finally {
      await context.close();
      await program.serve();
    }
  });

  test("the next birthday decides who is asked", async () => {
    await visit(browser, program, PERMITTED, async (page) => {
      await signIn(page, "wang");
      await islands(page);
      await page.locator("[data-door] a").first().tap();
      // A household that is done is not visited again by mistake.
      const again = page.getByRole("button", { name: "再次登记" });
      await again.or(page.locator("[data-visit-form]")).first().waitFor();
      if (await again.isVisible()) await again.tap();
      await page.locator("label.tile:has([value=interviewed])").tap();
      await page.locator("label.tile:has([name=adults][value='2'])").tap();
      await page.locator("[data-birthdays] summary").tap();
      const day = (days) => new Date(Date.now() + (8 * 3_600 + days * 86_400) * 1_000).toISOString().slice(5, 10);
      await page.locator("[data-birthday] input").nth(0).fill(day(-2));
      await page.locator("[data-birthday] input").nth(1).fill(day(9));
      await page.getByText("请第 2 位回答").waitFor();
    });
  });
});

describe("without scripts", () => {
  test("a visit with its answers is one plain form", async () => {
    await visit(browser, program, { javaScriptEnabled: false, expected: [/422/] }, async (page) => {
      await signIn(page, "wang");
      const before = (await api.get(`/statistics/awareness?questionnaire=${FORM}&channel=household`)).groups[0].n;
      await page.locator(`[data-door*='/${areas[3].code}/'] a`).nth(1).tap();
      await page.locator("label.tile:has([value=interviewed])").tap();
      await page.locator("[data-record]").tap();
      await page.locator("#errors").waitFor();
      assert.ok(await page.locator("[value=interviewed]").isChecked());
      await page.locator("label.tile:has([name=adults][value='1'])").tap();
      await page.locator("label:has([name=consent])").tap();
      await page.locator("label.option:has([name='answer.q1'][value=b])").tap();
      await page.locator("[data-record]").tap();
      await page.waitForURL(/\/today$/);
      assert.equal(await rows(page, areas[3].code).nth(1).locator("[data-status]").innerText(), "访问成功");
      const { groups } = await api.get(`/statistics/awareness?questionnaire=${FORM}&channel=household`);
      assert.equal(groups[0].n, before + 1);
    });
  });
});

describe("everybody can use it", () => {
  for (const look of [{ colorScheme: "light" }, { colorScheme: "dark" }, { elder: true }]) {
    test(`no violation and nothing too small: ${JSON.stringify(look)}`, async () => {
      const { elder, ...options } = look;
      await visit(browser, program, { ...options, ...PERMITTED }, async (page, context) => {
        await context.addInitScript(axe);
        if (elder) await context.addCookies([{ name: "cc_elder", value: "1", url: program.address }]);
        const examine = async (where) => {
          const { violations } = await page.evaluate(() => window.axe.run(document));
          assert.deepEqual(violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0].html}`), []);
          assert.deepEqual(await page.evaluate(overflow, 412), [], where);
          const selector = "a, button, input:not([type=hidden]), select, textarea, summary";
          assert.deepEqual(await page.evaluate(smallTargets, { least: elder ? 59 : 44, selector }), [], where);
        };
        await page.goto("/today");
        await examine("nobody signed in");
        await signIn(page, "li");
        await islands(page);
        await examine("the list");
        const href = await page.locator("[data-door] a").first().getAttribute("href");
        await page.locator("[data-door] a").first().tap();
        const again = page.getByRole("button", { name: "再次登记" });
        await again.or(page.locator("[data-visit-form]")).first().waitFor();
        if (await again.isVisible()) await again.tap();
        await page.locator("[data-visit-form]").waitFor();
        await page.waitForFunction(() => document.querySelector("[data-visit-form] [data-where]").textContent.trim());
        await examine("the outcome");
        await page.locator("label.tile:has([value=interviewed])").tap();
        await page.locator("label.tile:has([name=adults][value='3'])").tap();
        await page.locator("[data-birthdays] summary").tap();
        await examine("whom to ask");
        await page.locator("[data-next]").tap();
        await examine("consent");
        await page.locator("label:has([name=consent])").tap();
        await page.locator("[data-next]").tap();
        await examine("a question");
        await page.goto(href);
        await examine("the plain form");
      });
    });
  }
});
