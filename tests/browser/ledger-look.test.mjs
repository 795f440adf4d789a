// The pages of the ledger, on a phone and at a desk, light and dark, in both languages: what one sees without using them.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { axe, violations } from "./support/axe.mjs";
import { DESK, PHONE, launch, signIn, visit } from "./support/browser.mjs";
import { overflow, smallTargets, texts } from "./support/examine.mjs";
import { Program } from "./support/program.mjs";
import { leftInChinese, raw } from "./support/words.mjs";

const SCREENSHOTS = process.env.SCREENSHOTS;
let browser, program, api;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
  api = await program.machine();
  if (SCREENSHOTS) await mkdir(SCREENSHOTS, { recursive: true });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

describe("how it looks", () => {
  const pages = async () => {
    const { cases } = await api.get("/cases");
    const closed = cases.find((row) => row.state === "closed" && row.after) ?? cases[0];
    const busy = cases.find((row) => row.state === "taken_on") ?? cases[0];
    const received = (await api.get("/reports?status=received")).reports[0];
    return [
      ["office", "ledger", "/office/ledger"],
      ["office", "unassigned", "/office/ledger?tab=unassigned"],
      ["office", "case", `/office/cases/${closed.id}`],
      ["office", "busy", `/office/cases/${busy.id}`],
      ["office", "acceptance", `/office/reports/${received.id}`],
      ["unit", "unit", "/unit"],
      ["unit", "unit-done", "/unit?tab=closed"],
      ["unit", "unit-case", `/office/cases/${busy.id}`],
      ["inspector", "walk", "/walk"],
      ["inspector", "site", "/walk/sites/central-market"],
      ["inspector", "order", "/walk/order?site=central-market&item=stalls&category=shop_overflow"],
      ["supervisor", "supervised", `/office/cases/${closed.id}`],
      [null, "fixed", `/r/${closed.receipt_code}`],
    ];
  };

  for (const [size, colour, lang] of [["phone", "light", "zh-CN"], ["phone", "dark", "en"], ["desk", "light", "zh-CN"], ["desk", "dark", "en"]]) {
    test(`on a ${size}, ${colour}, in ${lang}`, async () => {
      const width = size === "phone" ? 412 : 1440;
      const wrong = [];
      const shown = await pages();
      for (const login of new Set(shown.map(([who]) => who))) {
        const options = { ...(size === "phone" ? PHONE : DESK), locale: lang, colorScheme: colour, expected: [/40[34]/] };
        await visit(browser, program, options, async (page, context) => {
          await context.addInitScript(axe);
          if (login) await signIn(page, login, program.people[login]);
          for (const [, name, address] of shown.filter(([who]) => who === login)) {
            await page.goto(address);
            await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
            if (SCREENSHOTS) await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${size}-${colour}-${lang}.png`), fullPage: true });
            const note = (what, lines) => lines.forEach((line) => wrong.push(`${name}: ${what}: ${line}`));
            note("axe", await violations(page));
            note("overflow", await page.evaluate(overflow, width));
            // Pages of the desk are dense; those of the phone are for thumbs.
            if (size === "phone" && (await page.locator("body.phone").count())) note("target", await page.evaluate(smallTargets, { least: 44, selector: "a[href], button, select, textarea, summary, input:not([type=hidden])" }));
            const words = await page.evaluate(texts);
            note("raw", raw(words));
            if (lang === "en") note("chinese", leftInChinese(words).slice(0, 5));
          }
        });
      }
      assert.deepEqual(wrong, []);
    });
  }
});
