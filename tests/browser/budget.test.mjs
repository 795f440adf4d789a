// What the first visit to the report page costs, in bytes on the wire and in jumps on the screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { islands, launch, visit } from "./support/browser.mjs";
import { Program } from "./support/program.mjs";

const KB = 1_000;
let browser, program;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** Everything a page loads until its islands run: address and bytes on the wire, headers included. */
async function loaded(page, context, address) {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const addresses = new Map();
  const sizes = new Map();
  session.on("Network.responseReceived", ({ requestId, response }) => addresses.set(requestId, new URL(response.url).pathname));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await page.goto(address, { waitUntil: "networkidle" });
  await islands(page);
  await page.waitForLoadState("networkidle");
  return [...sizes].map(([id, bytes]) => ({ file: addresses.get(id) ?? "?", bytes })).sort((a, b) => b.bytes - a.bytes);
}

test("the first visit to the report page stays within its budget", async (t) => {
  await visit(browser, program, {}, async (page, context) => {
    const files = await loaded(page, context, "/report");
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { file, bytes } of files.filter(({ bytes }) => bytes > 0)) t.diagnostic(`${String(bytes).padStart(8)}  ${file}`);
    t.diagnostic(`${String(total).padStart(8)}  in all`);
    const wasm = files.find(({ file }) => file.endsWith(".wasm"));
    assert.ok(wasm.bytes <= 110 * KB, `wasm: ${wasm.bytes}`);
    assert.ok(total <= 150 * KB, `in all: ${total}`);
  });
});

for (const address of ["/", "/report", "/q/civic-quiz", "/q/awareness-household", "/me", "/map"]) {
  test(`nothing jumps on ${address}`, async (t) => {
    await visit(browser, program, {}, async (page, context) => {
      await context.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            if (!entry.hadRecentInput) window.shifts.push({ value: entry.value, what: entry.sources.map(({ node }) => (node?.outerHTML ?? String(node)).slice(0, 80)) });
          }
        }).observe({ type: "layout-shift", buffered: true });
      });
      await page.goto(address, { waitUntil: "networkidle" });
      if (await page.locator("leptos-island").count()) await islands(page);
      await page.waitForTimeout(500);
      const shifts = await page.evaluate(() => window.shifts);
      const sum = shifts.reduce((total, { value }) => total + value, 0);
      t.diagnostic(`shift ${sum.toFixed(4)}`);
      assert.ok(sum <= 0.02, JSON.stringify(shifts));
    });
  });
}

test("the next visit loads little", async (t) => {
  await visit(browser, program, {}, async (page, context) => {
    await page.goto("/report", { waitUntil: "networkidle" });
    const files = await loaded(page, context, "/report");
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    t.diagnostic(`${total} bytes`);
    assert.ok(total <= 20 * KB, JSON.stringify(files));
  });
});
