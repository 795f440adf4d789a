// What every story about the report form does.

import assert from "node:assert/strict";
import { islands, MARKET } from "./browser.mjs";
import { picture } from "./pictures.mjs";

/** The button that sends. */
export const SEND = "[data-submit] button";
/** The address of the page right after sending. */
export const RECEIPT = /\/r\/[0-9A-Z]{4}-[0-9A-Z]{4}\?new=1$/;
/** A phone that may tell where it is. */
export const HERE = { geolocation: MARKET, permissions: ["geolocation"] };

/** The tile of a category. */
export const tile = (page, code) => page.locator(`label.tile:has([value=${code}])`);

/** The report whose receipt the page shows. */
export async function shownReport(page, api) {
  const code = await page.locator(".receipt-code").innerText();
  const { reports } = await api.get(`/reports?q=${code}`);
  assert.equal(reports.length, 1);
  return api.get(`/reports/${reports[0].id}`);
}

/** Adds a photo and waits until it is small. */
export async function addPhoto(page, browser, options) {
  await page.setInputFiles("input[name=photo]", await picture(browser, options));
  await page.locator(".photo-image").first().waitFor();
}

/** Fills the form in, with a photo. */
export async function write(page, photo, description) {
  await page.goto("/report");
  await islands(page);
  await page.setInputFiles("input[name=photo]", photo);
  await page.locator(".photo-image").waitFor();
  await tile(page, "exposed_rubbish").tap();
  await page.fill("#f-description", description);
  await page.locator(".accuracy-good").waitFor();
}

/** Fills the form in, and sends it. */
export async function deliver(page, photo, description) {
  await write(page, photo, description);
  await page.tap(SEND);
  await page.waitForURL(/\/r\//);
}

/** Fills the form in and sends it in vain. */
export async function save(page, photo, description) {
  await write(page, photo, description);
  await page.tap(SEND);
  await page.locator("[data-saved]").waitFor();
}
