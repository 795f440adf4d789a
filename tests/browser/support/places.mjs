// Every page there is, by name and address, and pages in the middle of being used.

import { islands, visit } from "./browser.mjs";
import { picture } from "./pictures.mjs";
import { fillQuiz } from "./quiz.mjs";

/** Things of which there are pages. */
export async function things(browser, program) {
  const api = await program.machine();
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
  // Everything that the demo has was handled already.
  const { reports } = await api.get("/reports?status=received");
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
export const publicPages = (shown) => ({
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
  statistics: "/statistics",
  methods: "/methods",
  privacy: "/privacy",
  install: "/install",
  offline: "/offline",
  outbox: "/outbox",
  signin: "/signin?next=/office",
  missing: "/no-such-page",
});

/** Pages of residents in the middle of being used. */
export const publicStories = (browser, shown) => ({
  "report-filled": ["/report", (page) => fillReport(page, browser)],
  "report-wrong": ["/report", (page) => page.click("[data-submit] button")],
  "report-search": ["/report", (page) => page.fill("[data-search]", "垃圾")],
  "report-map": ["/report", openMap],
  "training-second": ["/q/civic-quiz", (page) => page.click("[data-next]")],
  "me-list": ["/me", (page) => keepReceipt(page, shown)],
});

async function fillReport(page, browser) {
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
async function keepReceipt(page, shown) {
  await page.goto(`${shown.sent}?new=1`);
  await islands(page);
  await page.waitForTimeout(300);
  await page.goto("/me");
  await page.locator("[data-my-reports] .status").first().waitFor();
}

/** Names and addresses of the pages of the desk. */
export const officePages = (shown) => ({
  overview: "/office",
  reports: "/office/reports",
  "reports-filtered": "/office/reports?category=exposed_rubbish&status=closed",
  "reports-none": "/office/reports?q=zzzzzz",
  "reports-wrong": "/office/reports?from=soon",
  "report-received": `/office/reports/${shown.received.id}`,
  "report-duplicate": `/office/reports/${shown.linked.id}`,
  "report-photo": `/office/reports/${shown.withPhoto.id}`,
  awareness: "/office/awareness",
  "awareness-self": "/office/awareness?channel=self&weights=design",
  heatmap: "/office/heatmap",
  "heatmap-town": "/office/heatmap?area=990623001&layer=patrols&week=-2&span=2&by=visits&level=village",
  planner: "/office/planner?margin=4&level=village",
  "planner-wrong": "/office/planner?margin=x",
  weekly: "/office/weekly",
  questionnaires: "/office/questionnaires",
  questionnaire: "/office/questionnaires/civic-quiz/1",
  areas: "/office/areas",
  "area-poster": "/office/areas/990623001001/poster",
  "site-poster": "/office/sites/central-market/poster",
  people: "/office/people",
  bulletin: "/office/bulletin?from=2026-01-01&to=2027-12-31",
  "bulletin-wrong": "/office/bulletin?from=soon",
  "rules-routing": "/office/rules",
  "rules-limits": "/office/rules/limits",
  "rules-calendar": "/office/rules/calendar",
  "rules-ranking": "/office/rules/ranking",
  notices: "/notices",
  surveys: "/office/surveys",
  "surveys-new": "/office/surveys/new",
  volunteers: "/office/surveys/volunteers",
  tokens: "/office/tokens",
  security: "/office/security",
});
