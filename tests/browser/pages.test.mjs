// Every page, on a phone and at a desk, light and dark, in both languages: what one sees without using it.
//
// With SCREENSHOTS=folder each page is kept there as a picture.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { DESK, PHONE, islands, launch, signIn, visit } from "./support/browser.mjs";
import { overflow, smallTargets, smallText, texts } from "./support/examine.mjs";
import { picture } from "./support/pictures.mjs";
import { Program } from "./support/program.mjs";
import { fillQuiz } from "./support/quiz.mjs";
import { leftInChinese, raw } from "./support/words.mjs";

const SCREENSHOTS = process.env.SCREENSHOTS;
const TARGETS = "a[href], button, select, textarea, summary, input:not([type=hidden])";
const PRIMARY = ".btn-primary, .btn-large, .action, .tabbar-item, .tile, .option, .choice, .photo-label";
/** The narrowest phone that counts. */
const NARROW = { ...PHONE, viewport: { width: 360, height: 740 } };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, program, shown;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
  if (SCREENSHOTS) await mkdir(SCREENSHOTS, { recursive: true });
  shown = await things();
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** Things of which there are pages. */
async function things() {
  const api = await program.machine();
  const { reports } = await api.get("/reports?status=received");
  const linked = (await api.get("/reports?status=duplicate")).reports[0];
  const { reports: closed } = await api.get("/reports?status=closed");
  const withPhoto = closed.find((report) => report.first_photo) ?? closed[0];
  const sent = await visit(browser, program, { javaScriptEnabled: false }, async (page) => {
    await page.goto("/report?site=central-market");
    await page.setInputFiles("#f-photo", await picture(browser));
    await page.click("label.tile:has([value=exposed_rubbish])");
    await page.click("[data-submit] button");
    await page.waitForURL(/new=1/);
    return new URL(page.url()).pathname;
  });
  const answered = async (slug) =>
    visit(browser, program, { javaScriptEnabled: false }, async (page) => {
      await page.goto(`/q/${slug}`);
      await fillQuiz(page);
      await page.waitForURL(/result/);
      return new URL(page.url()).pathname;
    });
  return { received: reports[0], linked, withPhoto, sent, quiz: await answered("civic-quiz"), survey: await answered("awareness-household") };
}

/** Names and addresses of the pages of residents. */
const publicPages = () => ({
  home: "/",
  report: "/report",
  "report-site": "/report?site=central-market",
  receipt: `${shown.sent}?new=1`,
  progress: `/r/${shown.withPhoto.receipt_code}`,
  "progress-duplicate": `/r/${shown.linked.receipt_code}`,
  find: "/r",
  "find-unknown": "/r/7K3M-92QX",
  me: "/me",
  quiz: "/quiz",
  training: "/q/civic-quiz",
  measurement: "/q/awareness-household",
  "quiz-result": shown.quiz,
  "survey-result": shown.survey,
  area: "/a/990623001001",
  site: "/s/central-market",
  map: "/map",
  privacy: "/privacy",
  signin: "/signin?next=/office",
  missing: "/no-such-page",
});

/** Pages of residents in the middle of being used. */
const publicStories = () => ({
  "report-filled": ["/report", fillReport],
  "report-wrong": ["/report", (page) => page.click("[data-submit] button")],
  "report-search": ["/report", (page) => page.fill("[data-search]", "垃圾")],
  "report-map": ["/report", openMap],
  "training-second": ["/q/civic-quiz", (page) => page.click("[data-next]")],
  "me-list": ["/me", keepReceipt],
});

async function fillReport(page) {
  await page.setInputFiles("input[name=photo]", await picture(browser));
  await page.click("label.tile:has([value=exposed_rubbish])");
  await page.locator(".photo-image").waitFor();
}

async function openMap(page) {
  await page.click("[data-open-map]");
  await page.locator("[data-map] .map-pin").waitFor();
  await page.locator("[data-map]:not([aria-busy])").waitFor();
}

/** Comes back to 我的 with a receipt that the phone keeps, and a draft. */
async function keepReceipt(page) {
  await page.goto(`${shown.sent}?new=1`);
  await islands(page);
  await page.waitForTimeout(300);
  await page.goto("/me");
  await page.locator("[data-my-reports] .status").first().waitFor();
}

/** Names and addresses of the pages of the desk. */
const officePages = () => ({
  overview: "/office",
  reports: "/office/reports",
  "reports-filtered": "/office/reports?category=exposed_rubbish&status=closed",
  "reports-none": "/office/reports?q=zzzzzz",
  "reports-wrong": "/office/reports?from=soon",
  "report-received": `/office/reports/${shown.received.id}`,
  "report-duplicate": `/office/reports/${shown.linked.id}`,
  "report-photo": `/office/reports/${shown.withPhoto.id}`,
  awareness: "/office/awareness",
  "awareness-self": "/office/awareness?channel=self&by=age_band",
  heatmap: "/office/heatmap",
  questionnaires: "/office/questionnaires",
  questionnaire: "/office/questionnaires/civic-quiz/1",
  areas: "/office/areas",
  "area-poster": "/office/areas/990623001001/poster",
  "site-poster": "/office/sites/central-market/poster",
  people: "/office/people",
  tokens: "/office/tokens",
  security: "/office/security",
});

// Addresses that answer with a failure on purpose.
const FAILURES = [/no-such-page|7K3M-92QX|from=soon/];

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

async function violations(page) {
  const found = await page.evaluate(async (rules) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
    // What lies under a bar that stays while the page scrolls is in the way only until it is scrolled.
    for (const violation of violations.filter(({ id }) => id === "target-size")) {
      const still = [];
      for (const node of violation.nodes) {
        const element = document.querySelector(node.target[0]);
        element.scrollIntoView({ block: "center" });
        const again = await window.axe.run(element, { runOnly: ["target-size"], resultTypes: ["violations"] });
        if (again.violations.length) still.push(node);
      }
      violation.nodes = still;
    }
    scrollTo(0, 0);
    return violations;
  }, RULES);
  return found.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id} ${node.target.join(" ")} ${node.any[0]?.message ?? node.failureSummary ?? ""}`),
  );
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
          nothingWrong(await tour({ ...publicPages(), ...publicStories() }, { size, scheme, language }));
        });
        test(`the desk, ${scheme}, ${language}`, async () => {
          nothingWrong(await tour(officePages(), { size, scheme, language, login: "admin" }));
        });
      }
    }
  });
}

describe("on a narrow phone", () => {
  for (const language of ["zh-CN", "en"]) {
    test(`residents, large text, ${language}`, async () => {
      nothingWrong(await tour({ ...publicPages(), ...publicStories() }, { size: NARROW, scheme: "light", language, elder: true }));
    });
    test(`residents, ${language}`, async () => {
      nothingWrong(await tour({ ...publicPages(), ...publicStories() }, { size: NARROW, scheme: "light", language }));
    });
    test(`the desk, ${language}`, async () => {
      nothingWrong(await tour(officePages(), { size: NARROW, scheme: "light", language, login: "admin" }));
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
