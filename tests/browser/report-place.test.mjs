// 随手拍: where it is, by the device, the photo, a pin or an area.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MARKET, islands, launch, visit } from "./support/browser.mjs";
import { Program } from "./support/program.mjs";
import { HERE, RECEIPT, SEND, addPhoto, shownReport, tile } from "./support/report.mjs";

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

const place = (page) => page.locator("[data-place-name]");

test("without the device's place the photo's is taken", async () => {
  const where = { lat: 38.4562, lng: 107.5342 };
  await visit(browser, program, { permissions: [] }, async (page) => {
    await page.goto("/report");
    await islands(page);
    await addPhoto(page, browser, { seed: 71, place: where });
    await place(page).getByText("照片的拍摄位置").waitFor();
    await tile(page, "exposed_rubbish").tap();
    await page.tap(SEND);
    await page.waitForURL(RECEIPT);
    const { location, area } = await shownReport(page, api);
    assert.equal(location.source, "exif");
    assert.ok(Math.abs(location.lat - where.lat) < 1e-4 && Math.abs(location.lng - where.lng) < 1e-4);
    assert.equal(area, "990623001003");
  });
});

test("a photo taken elsewhere offers its own place", async () => {
  await visit(browser, program, HERE, async (page) => {
    await page.goto("/report");
    await islands(page);
    await addPhoto(page, browser, { seed: 81, place: { lat: 38.4562, lng: 107.5342 } });
    await page.getByRole("button", { name: "采用照片拍摄位置" }).tap();
    assert.equal(await page.inputValue("[name=source]"), "exif");
    assert.match(await page.inputValue("[name=lat]"), /^38\.4562/);
  });
});

test("without any place an area does", async () => {
  await visit(browser, program, { permissions: [] }, async (page) => {
    await page.goto("/report");
    await islands(page);
    await addPhoto(page, browser, { seed: 91 });
    await place(page).getByText("未允许定位").waitFor();
    await page.selectOption("#f-area", "990623002002");
    await tile(page, "exposed_rubbish").tap();
    await page.tap(SEND);
    await page.waitForURL(RECEIPT);
    assert.equal((await shownReport(page, api)).area, "990623002002");
  });
});

test("the pin on the map wins over the device", async () => {
  await visit(browser, program, HERE, async (page) => {
    await page.goto("/report");
    await islands(page);
    await page.locator(".accuracy-good").waitFor();
    await page.locator("[data-open-map]").tap();
    const map = page.locator("[data-map]");
    await map.locator(".map-pin").waitFor();
    await page.waitForFunction(() => !document.querySelector("[data-map]").hasAttribute("aria-busy"));
    await map.locator(".leaflet-container, :scope").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.querySelector("[name=source]").value === "pin");
    assert.notEqual(await page.inputValue("[name=lng]"), String(MARKET.longitude));
    assert.equal(await page.inputValue("[name=accuracy_m]"), "");
    await page.locator("[data-locate]").tap();
    await page.waitForFunction(() => document.querySelector("[name=source]").value === "device");
  });
});
