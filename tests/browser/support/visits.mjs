// A small survey plan, and what a volunteer does on the phone.

import assert from "node:assert/strict";

/** Slug of the questionnaire that the plan asks. */
export const FORM = "doorstep";

const item = (name, kind, texts, key) => ({
  name,
  kind,
  type: "select_one",
  label: { "zh-CN": `题目 ${name}`, en: `Question ${name}` },
  options: Object.entries(texts).map(([code, label]) => ({ code, label: { "zh-CN": label, en: code } })),
  ...(key && { key: [key] }),
});

/** Imports and publishes a questionnaire of two items, of which one measures. */
export async function publishForm(program, office) {
  const form = {
    slug: FORM,
    version: 1,
    purpose: "measurement",
    title: { "zh-CN": "入户问卷", en: "At the door" },
    items: [item("q1", "awareness", { a: "甲", b: "乙" }, "b"), item("sex", "demographic", { f: "女", m: "男" })],
  };
  await program.run(["import", "questionnaire", await program.file("doorstep.json", JSON.stringify(form))]);
  await post(program, office, `/office/questionnaires/${FORM}/1/publish`, []);
}

/** Sends a form of the desk; where it leads. */
export async function post(program, page, address, pairs) {
  const answer = await page.request.post(address, {
    data: new URLSearchParams(pairs).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", origin: program.address },
    maxRedirects: 0,
  });
  assert.equal(answer.status(), 303, address);
  return answer.headers().location;
}

/**
 * Makes a plan of areas `{ code, households, list }`, each with `draw` households to visit, and gives them to volunteers by their
 * logins; its address at the desk.
 */
export async function makePlan(program, office, { areas, draw, volunteers }) {
  const lines = areas.filter(({ list }) => list).flatMap(({ code, households }) =>
    Array.from({ length: households }, (_, index) => `${code},H${String(index + 1).padStart(3, "0")},东风路 ${index + 1} 号,`),
  );
  await office.goto("/office/surveys");
  await office.setInputFiles("input[type=file]", { name: "households.csv", mimeType: "text/csv", buffer: Buffer.from(["area,household,address,name", ...lines].join("\n")) });
  await office.locator("form[action='/office/surveys/lists'] button").click();
  await office.waitForLoadState();
  await office.goto("/office/surveys/new");
  const [from, to] = await Promise.all(["from", "to"].map((name) => office.inputValue(`[name=${name}]`)));
  const plan = { title: "入户测评", questionnaire: `${FORM}/1`, purpose: "measurement", from, to, draw: String(draw), seed: "20261123" };
  const chosen = areas.flatMap(({ code, households, list }) => [["area", code], ...(list ? [] : [[`households.${code}`, String(households)]])]);
  const address = await post(program, office, "/office/surveys/new", [...Object.entries(plan), ...chosen]);
  await office.goto(address);
  const people = await office.locator("#f-volunteer option").evaluateAll((options) => options.map(({ value, label }) => [label, value]));
  for (const [login, codes] of Object.entries(volunteers)) {
    const [, id] = people.find(([name]) => name === login);
    await post(program, office, `${address}/assign`, [["volunteer", id], ["action", "chosen"], ...codes.map((code) => ["area", code])]);
  }
  return address;
}

/** Opens a household of the list. */
export async function openDoor(page, row) {
  const area = page.locator("details[data-area]").filter({ has: row });
  if ((await area.getAttribute("open")) === null) await area.locator("summary").first().tap();
  await row.locator("a").tap();
  await page.locator("[data-visit-form]").waitFor();
}

/** Fills an interview in up to the last screen. */
export async function interview(page, answer, adults = 2) {
  await page.locator("label.tile:has([value=interviewed])").tap();
  await page.locator(`label.tile:has([name=adults][value='${adults}'])`).tap();
  await page.locator("[data-next]").tap();
  await page.locator("label:has([name=consent])").tap();
  await page.locator("[data-next]").tap();
  await page.locator(`label.option:has([name='answer.q1'][value=${answer}])`).tap();
  await page.locator("label.option:has([name='answer.sex'][value=f])").tap();
  await page.locator("[data-screen=end]").waitFor();
}

/** Records what is filled in, and waits for the list. */
export async function record(page) {
  await page.locator("[data-record]").tap();
  await page.locator("[data-list]").waitFor();
}

/** A whole visit: an answer to `q1` for an interview, else an outcome. */
export async function call(page, row, { answer, outcome }) {
  await openDoor(page, row);
  if (answer) {
    await interview(page, answer);
  } else {
    await page.locator(`label.tile:has([value=${outcome}])`).tap();
    await page.locator("[data-screen=end]").waitFor();
  }
  await record(page);
}
