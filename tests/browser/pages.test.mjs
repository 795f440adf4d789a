// Every page, on a phone and at a desk, light and dark, in both languages: what one sees without using it.
//
// With SCREENSHOTS=folder each page is kept there as a picture.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { axe, violations } from "./support/axe.mjs";
import { DESK, PHONE, islands, launch, signIn, visit } from "./support/browser.mjs";
import { overflow, smallTargets, smallText, texts } from "./support/examine.mjs";
import { officePages, publicPages, publicStories, things } from "./support/places.mjs";
import { Program } from "./support/program.mjs";
import { leftInChinese, raw } from "./support/words.mjs";

const SCREENSHOTS = process.env.SCREENSHOTS;
const TARGETS = "a[href], button, select, textarea, summary, input:not([type=hidden])";
const PRIMARY = ".btn-primary, .btn-large, .action, .tabbar-item, .tile, .option, .choice, .photo-label";
/** The narrowest phone that counts. */
const NARROW = { ...PHONE, viewport: { width: 360, height: 740 } };

let browser, program, shown;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
  if (SCREENSHOTS) await mkdir(SCREENSHOTS, { recursive: true });
  shown = await things(browser, program);
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

// Addresses that answer with a failure on purpose.
const FAILURES = [/no-such-page|7K3M-92QX|from=soon|margin=x/];

/** Everything that is wrong with the open page, as lines. */
async function examine(page, { width, language, phone, quick = false }) {
  const wrong = [];
  const add = (what, lines) => lines.forEach((line) => wrong.push(`${what}: ${line}`));
  // Colours and roles are the same however narrow the page is.
  if (!quick) add("axe", await violations(page));
  add("overflow", await page.evaluate(overflow, width));
  if (phone) add("target", await page.evaluate(smallTargets, { least: 44, selector: TARGETS }));
  const words = await page.evaluate(texts);
  add("raw", raw(words));
  if (language === "en") add("chinese", leftInChinese(words));
  const lang = await page.getAttribute("html", "lang");
  if (lang !== language) wrong.push(`lang: ${lang}`);
  return wrong;
}

/** Waits for maps, lists and transitions, whose half-way colours are nobody's. */
async function settled(page) {
  await page.waitForFunction(() => !document.querySelector(".map[aria-busy]:not([hidden])"));
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.effect.getTiming().iterations === Infinity || animation.finished)));
}

/** Fails with each thing that is wrong once, and the pages where it is. */
function nothingWrong(wrong) {
  const pages = new Map();
  for (const [page, lines] of Object.entries(wrong)) {
    for (const line of lines) pages.set(line, [...(pages.get(line) ?? []), page]);
  }
  if (pages.size) assert.fail([...pages].map(([line, names]) => `${line}  [${names.join(", ")}]`).join("\n"));
}

/** Looks at all pages in one variant; lines of what is wrong, by page. */
async function tour(pages, { size, scheme, language, login, elder }) {
  const cookies = [{ name: "cc_lang", value: language, url: program.address }];
  if (elder) cookies.push({ name: "cc_elder", value: "1", url: program.address });
  const options = { ...size, colorScheme: scheme, locale: language, expected: FAILURES };
  return visit(browser, program, options, async (page, context) => {
    await context.addCookies(cookies);
    if (login) await signIn(page, login, program.people[login]);
    // As an init script it is not subject to the page's policy, which stays in force.
    await context.addInitScript(axe);
    const wrong = {};
    for (const [name, where] of Object.entries(pages)) {
      const [address, act] = [where].flat();
      await page.goto(address);
      if (await page.locator("leptos-island").count()) await islands(page);
      await act?.(page);
      await settled(page);
      const phone = size.isMobile && !login;
      const lines = await examine(page, { width: size.viewport.width, language, phone, quick: size === NARROW });
      if (elder) {
        lines.push(...(await page.evaluate(smallText, 18)).map((line) => `text: ${line}`));
        const small = await page.evaluate(smallTargets, { least: 60, selector: PRIMARY });
        lines.push(...small.map((line) => `elder target: ${line}`));
      }
      if (lines.length) wrong[name] = lines;
      if (SCREENSHOTS) {
        const variant = [name, size.viewport.width, scheme, language, ...(elder ? ["elder"] : [])].join("-");
        await page.screenshot({ path: path.join(SCREENSHOTS, `${variant}.png`), fullPage: true });
      }
    }
    return wrong;
  });
}

for (const [device, size] of [["phone", PHONE], ["desk", DESK]]) {
  describe(`on a ${device}`, () => {
    for (const scheme of ["light", "dark"]) {
      for (const language of ["zh-CN", "en"]) {
        test(`residents, ${scheme}, ${language}`, async () => {
          nothingWrong(await tour({ ...publicPages(shown), ...publicStories(browser, shown) }, { size, scheme, language }));
        });
        test(`the desk, ${scheme}, ${language}`, async () => {
          nothingWrong(await tour(officePages(shown), { size, scheme, language, login: "admin" }));
        });
      }
    }
  });
}

describe("on a narrow phone", () => {
  for (const language of ["zh-CN", "en"]) {
    test(`residents, large text, ${language}`, async () => {
      nothingWrong(await tour({ ...publicPages(shown), ...publicStories(browser, shown) }, { size: NARROW, scheme: "light", language, elder: true }));
    });
    test(`residents, ${language}`, async () => {
      nothingWrong(await tour({ ...publicPages(shown), ...publicStories(browser, shown) }, { size: NARROW, scheme: "light", language }));
    });
    test(`the desk, ${language}`, async () => {
      nothingWrong(await tour(officePages(shown), { size: NARROW, scheme: "light", language, login: "admin" }));
    });
  }
});

describe("who may not open a page", () => {
  const refused = {
    office: ["/office/people", "/office/tokens", "/office/security"],
    supervisor: ["/office/areas", "/office/people", "/office/questionnaires"],
    inspector: ["/office/awareness", "/office/heatmap", "/office/people"],
    volunteer: ["/office", "/office/reports"],
    unit: ["/office", "/office/awareness"],
  };
  for (const [login, addresses] of Object.entries(refused)) {
    test(`${login} is told so, and what to do`, async () => {
      const options = { ...DESK, expected: [/403/] };
      await visit(browser, program, options, async (page, context) => {
        await signIn(page, login, program.people[login]);
        await context.addInitScript(axe);
        for (const address of addresses) {
          const answer = await page.goto(address);
          assert.equal(answer.status(), 403, address);
          await page.getByText("您没有权限进行此操作").waitFor();
          nothingWrong({ [address]: await examine(page, { width: 1440, language: "zh-CN" }) });
        }
      });
    });
  }

  test("nobody in particular is asked to sign in, and led back", async () => {
    await visit(browser, program, DESK, async (page) => {
      await page.goto("/office/reports?status=closed");
      assert.match(page.url(), /\/signin\?next=/);
      await page.fill("#f-login", "office");
      await page.fill("#f-password", program.people.office);
      await page.click("main button.btn-primary");
      await page.waitForURL(/\/office\/reports\?status=closed$/);
    });
  });
});

test("the chosen colours win over those of the phone", async () => {
  await visit(browser, program, { colorScheme: "light" }, async (page) => {
    await page.goto("/me");
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.click("button[name=theme][value=dark]");
    await page.locator("html[data-theme=dark]").waitFor();
    assert.notEqual(await ground(), light);
  });
});
