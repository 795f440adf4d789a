// Pages of statistics: a reader finds the answers, files say what the page says, and all of it works without scripts.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { DESK, islands, launch, PHONE, signIn, visit } from "./support/browser.mjs";
import { overflow } from "./support/examine.mjs";
import { Program } from "./support/program.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = {
  awareness: "/office/awareness",
  raked: "/office/awareness?weights=raked",
  problems: "/office/heatmap",
  town: "/office/heatmap?area=990623001&layer=residents&week=-3&span=1&by=visits&level=village",
  planner: "/office/planner?margin=4&aim=all",
  weekly: "/office/weekly",
  statistics: "/statistics",
  methods: "/methods",
};

let browser, program;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** A story of the office. */
function office(options, story) {
  return visit(browser, program, { ...DESK, javaScriptEnabled: false, ...options }, async (page, context) => {
    await signIn(page, "office", program.people.office);
    return story(page, context);
  });
}

for (const [device, size] of [["phone", PHONE], ["desk", DESK]]) {
  for (const [scheme, language] of [["light", "zh-CN"], ["dark", "en"]]) {
    test(`nothing is wrong with any page on a ${device}, ${scheme}, ${language}`, async () => {
      await office({ ...size, javaScriptEnabled: true, colorScheme: scheme, locale: language }, async (page, context) => {
        await context.addInitScript(axe);
        for (const [name, address] of Object.entries(PAGES)) {
          const answer = await page.goto(address);
          assert.equal(answer.status(), 200, name);
          if (await page.locator("leptos-island").count()) await islands(page);
          await page.waitForFunction(() => !document.querySelector(".map[aria-busy]:not([hidden])"));
          for (const details of await page.locator("details").all()) await details.evaluate((element) => (element.open = true));
          const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
          const told = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join("; ")}`);
          // What lies under the bar that stays on a phone is in the way only until one scrolls.
          assert.deepEqual(told.filter((line) => !line.startsWith("target-size")), [], name);
          assert.deepEqual(await page.evaluate(overflow, size.viewport.width), [], name);
        }
      });
    });
  }
}

describe("without scripts", () => {
  test("awareness answers how many, how sure, and whether it is getting better", async () => {
    await office({}, async (page) => {
      await page.goto("/office/awareness");
      const answer = await page.locator("#headline").innerText();
      assert.match(answer, /每100名居民约\d+人知晓，把握区间\d+–\d+人/);
      assert.match(answer, /上升|下降|看不出变化/);
      assert.match(answer, /样本1,525人/);
      const anchors = await page.locator("a.method-link").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      await page.goto("/methods");
      for (const anchor of new Set(anchors)) assert.equal(await page.locator(anchor.replace("/methods", "")).count(), 1, anchor);
    });
  });

  test("problems answer where to go tomorrow, and where nobody has been", async () => {
    await office({}, async (page) => {
      await page.goto("/office/heatmap");
      assert.match(await page.locator("#tomorrow li").first().innerText(), /附近|境内/);
      const nobody = await page.locator("#unvisited").innerText();
      assert.ok(nobody.includes("白杨村") && nobody.includes("银滩嘎查"));
      await page.getByRole("link", { name: "前一周" }).click();
      await page.waitForURL(/week=-1/);
      await page.selectOption("#f-layer", "patrols");
      await page.click(".filters .btn-primary");
      await page.waitForURL(/week=-1.*layer=patrols/);
    });
  });

  test("every file of every page opens", async () => {
    await office({}, async (page) => {
      for (const address of ["/office/awareness", "/office/heatmap?span=2", "/office/planner", "/statistics"]) {
        await page.goto(address);
        const files = await page.locator("a.chart-file").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
        assert.ok(files.length >= 2, address);
        for (const file of files) {
          const answer = await page.request.get(file);
          assert.equal(answer.status(), 200, file);
          const bytes = await answer.body();
          if (file.includes(".csv")) {
            const text = bytes.toString();
            assert.ok(text.startsWith("\ufeff") && !/(^|,)"?[=+@]/m.test(text), file);
          } else if (file.includes(".xlsx")) {
            assert.equal(bytes.subarray(0, 2).toString(), "PK", file);
          } else {
            assert.match(bytes.toString(), /^<svg xmlns=.*<\/svg>$/s, file);
          }
        }
      }
    });
  });

  test("the week's report is one sheet of paper", async () => {
    await office({}, async (page) => {
      await page.goto("/office/weekly");
      const sheets = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type \/Page\b(?!s)/g);
      assert.equal(sheets.length, 1);
      await page.getByRole("link", { name: "上一周" }).click();
      await page.waitForURL(/week=/);
    });
  });

  test("the town sees the same figures whoever looks, and none below five", async () => {
    const shown = (page) => page.locator("main").innerText();
    const seen = await visit(browser, program, { javaScriptEnabled: false }, async (page) => {
      await page.goto("/statistics");
      return shown(page);
    });
    await office({ ...PHONE }, async (page) => {
      await page.goto("/statistics");
      assert.equal(await shown(page), seen);
      const answer = await page.request.get("/statistics/files/problems.csv");
      const counts = (await answer.text()).trim().split("\r\n").slice(1).map((line) => Number(line.split(",")[1]));
      assert.ok(counts.length > 0 && counts.every((count) => count >= 5 && count % 5 === 0));
    });
  });
});

test("a drawing is saved as a picture", async () => {
  await office({ javaScriptEnabled: true }, async (page) => {
    await page.goto("/office/awareness");
    await islands(page);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#towns button.chart-file").click()]);
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(1, 4).toString(), "PNG");
    assert.ok(bytes.length > 5_000);
  });
});
