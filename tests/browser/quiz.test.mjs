// 答题: training and measurement, with and without scripts, with a thumb and with keys.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DESK, islands, launch, signIn, visit } from "./support/browser.mjs";
import { Program } from "./support/program.mjs";
import { fillQuiz } from "./support/quiz.mjs";

const RESULT = /\/result\/[0-9a-f-]{36}$/;
const shown = "fieldset.question:not([hidden])";
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

/** How many answers of a channel there are. */
async function answers(channel = "self") {
  const { groups } = await api.get(`/statistics/awareness?questionnaire=awareness-household&channel=${channel}&by=none`);
  return groups[0]?.n ?? 0;
}

/** Checks the page of a quiz's result: a score, and why. */
async function explained(page) {
  await page.waitForURL(RESULT);
  const label = await page.locator(".score-ring").getAttribute("aria-label");
  assert.match(label, /答对 \d 题，共 5 题/);
  assert.equal(await page.locator("section.question").count(), 5);
  assert.equal(await page.locator(".explain").count(), 5);
  assert.equal(await page.locator(".option.is-right").count() >= 5, true);
}

describe("without scripts", () => {
  const plain = { javaScriptEnabled: false };

  test("training shows the score and explains every question", async () => {
    await visit(browser, program, plain, async (page) => {
      await page.goto("/quiz");
      await page.getByText("文明知识问答").click();
      assert.equal(await page.locator("fieldset.question").count(), 5);
      await fillQuiz(page);
      await explained(page);
    });
  });

  test("a measurement thanks, tells nothing of right and wrong, and counts once", async () => {
    const before = await answers();
    await visit(browser, program, plain, async (page) => {
      await page.goto("/quiz?area=990623001001");
      await page.getByText("居民知晓率").click();
      assert.equal(await page.inputValue("#f-area"), "990623001001");
      await fillQuiz(page);
      await page.waitForURL(RESULT);
      await page.getByText("感谢您的参与").waitFor();
      assert.equal(await page.locator(".is-right, .explain, .score").count(), 0);
      assert.equal(await answers(), before + 1);
    });
  });

  test("an empty form is refused with its questions unchanged", async () => {
    await visit(browser, program, { ...plain, expected: [/422/] }, async (page) => {
      await page.goto("/q/civic-quiz");
      const questions = await page.locator("legend").allInnerTexts();
      await page.locator("[data-send]").click();
      await page.locator("#errors").waitFor();
      assert.deepEqual(await page.locator("legend").allInnerTexts(), questions);
    });
  });
});

describe("with scripts", () => {
  test("training asks one question a screen, and a tap goes on", async () => {
    await visit(browser, program, {}, async (page) => {
      await page.goto("/q/civic-quiz");
      await islands(page);
      for (let number = 1; number <= 5; number++) {
        await page.waitForFunction((n) => document.querySelector("[data-position]").textContent === String(n), number);
        assert.equal(await page.locator(shown).count(), 1);
        const several = await page.locator(`${shown} input[type=checkbox]`).count();
        await page.locator(`${shown} .option`).first().tap();
        if (several && number < 5) await page.locator("[data-next]").tap();
      }
      await page.locator("[data-send]").tap();
      await explained(page);
    });
  });

  test("going back keeps what was chosen, and a reload too", async () => {
    await visit(browser, program, {}, async (page) => {
      await page.goto("/q/awareness-household");
      await islands(page);
      // First comes what is asked besides the questions.
      assert.equal(await page.locator(shown).count(), 0);
      await page.locator("[data-next]").tap();
      await page.locator(`${shown} .option`).nth(1).tap();
      await page.waitForFunction(() => document.querySelector("[data-position]").textContent === "2");
      await page.locator("[data-previous]").tap();
      assert.ok(await page.locator(`${shown} input`).nth(1).isChecked());
      await page.reload();
      await islands(page);
      await page.locator("[data-next]").tap();
      assert.ok(await page.locator(`${shown} input`).nth(1).isChecked());
    });
  });

  test("a measurement is answered with keys alone", async () => {
    const before = await answers();
    await visit(browser, program, DESK, async (page) => {
      await page.goto("/q/awareness-household");
      await islands(page);
      await page.locator("[data-next]").focus();
      await page.keyboard.press("Enter");
      const count = await page.locator("fieldset.question").count();
      for (let number = 1; number <= count; number++) {
        await page.waitForFunction((n) => document.querySelector("[data-position]").textContent === String(n), number);
        await page.keyboard.press("1");
        assert.ok(await page.locator(`${shown} input`).first().isChecked(), `question ${number}`);
        const several = await page.locator(`${shown} input[type=checkbox]`).count();
        if (several && number < count) await page.keyboard.press("Enter");
      }
      for (let presses = 0; presses < 12; presses++) {
        if (await page.evaluate(() => document.activeElement.matches("[data-send]"))) break;
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Enter");
      await page.waitForURL(RESULT);
      await page.getByText("感谢您的参与").waitFor();
      assert.equal(await answers(), before + 1);
    });
  });

  test("the server goes away: the answers stay and are sent once it is back", async () => {
    const before = await answers();
    const expected = [/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/];
    await visit(browser, program, { expected }, async (page) => {
      await page.goto("/q/awareness-household");
      await islands(page);
      await page.locator("[data-next]").tap();
      await page.locator(`${shown} .option`).first().tap();
      for (let left = 20; left > 0 && (await page.locator("[data-send]").isHidden()); left--) {
        await page.locator("[data-next]").tap();
      }
      await program.kill();
      await page.locator("[data-send]").tap();
      await page.locator("[data-saved]", { hasText: "已保存在手机" }).waitFor();
      await program.serve();
      await page.locator("[data-arrived]").waitFor({ timeout: 40_000 });
      assert.equal(await answers(), before + 1);
    });
  });

  test("a volunteer asks one household after the other", async () => {
    const before = await answers("household");
    await visit(browser, program, {}, async (page) => {
      await signIn(page, "volunteer", program.people.volunteer);
      await page.goto("/q/awareness-household?area=990623001001");
      await islands(page);
      assert.ok(await page.locator("[name=channel][value=household]").isChecked());
      await page.locator("[data-next]").tap();
      await page.locator(`${shown} .option`).first().tap();
      for (let left = 20; left > 0 && (await page.locator("[data-send]").isHidden()); left--) {
        await page.locator("[data-next]").tap();
      }
      await page.locator("[data-send]").tap();
      await page.waitForURL(RESULT);
      assert.equal(await answers("household"), before + 1);
      await page.goto("/q/awareness-household?area=990623001001");
      await islands(page);
      assert.equal(await page.locator(".option input:checked").count(), 0);
    });
  });
});
