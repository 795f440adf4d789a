// A case on its way through the pages: what office, unit, inspector and reporter press.

import { picture } from "./pictures.mjs";

/** The form of a command on the page of a case, opened. */
export async function form(page, command) {
  const action = page.locator(`#do-${command}`);
  await action.waitFor();
  if (!(await action.evaluate((details) => details.open))) await action.locator("summary").click();
  return action;
}

/** Fills the form of a command and sends it. `fields` are by name; `photos` are files. */
export async function act(page, command, fields = {}, { photos = [], button = ".btn" } = {}) {
  const action = await form(page, command);
  for (const [name, value] of Object.entries(fields)) {
    const field = action.locator(`[name=${name}]`);
    if ((await field.evaluate((element) => element.localName)) === "select") await field.selectOption(value);
    else await field.fill(value);
  }
  if (photos.length) await action.locator("[name=photos]").setInputFiles(photos);
  await action.locator(`form ${button}`).last().click();
}

/** A day from today on, as forms want it. */
export const day = (later = 0) => new Date(Date.now() + 8 * 3600e3 + later * 86400e3).toISOString().slice(0, 10);

/** The day on which the case of the open page is due. */
export async function dueDay(page) {
  const told = await page.locator(".case-strip").innerText();
  return told.match(/\d{4}-\d{2}-\d{2}/)?.[0] ?? day();
}

/** A report with a photo, sent by the plain form as a resident does; its receipt code. */
export async function reportWithPhoto(browser, page, { description, seed = 1 }) {
  await page.goto("/report");
  await page.locator("input[type=file]").first().setInputFiles([await picture(browser, { seed })]);
  await page.locator("[name=category][value=exposed_rubbish]").check({ force: true });
  await page.fill("#f-description", description);
  await page.selectOption("#f-area", { index: 1 });
  await page.locator("[data-submit] .btn-primary").click();
  await page.waitForURL(/\/r\/.*new=1/);
  return (await page.locator(".receipt-code").innerText()).trim();
}
