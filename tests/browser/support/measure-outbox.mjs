// `cargo xtask bench outbox`: how fast a phone's outbox is sent on a slow link, and what memory it takes while a day's
// work is sent. Each line of output is one JSON object.

import { readFile } from "node:fs/promises";
import { entriesLeft, fillOutbox } from "./backlog.mjs";
import { islands, launch, visit } from "./browser.mjs";
import { picture } from "./pictures.mjs";
import { Program } from "./program.mjs";

/** Lighthouse's slow 4G. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };

const option = (name, usual) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? usual : Number(process.argv[at + 1]);
};
const slow = { count: option("--entries", 60), photos: 1 };
const day = { count: option("--backlog", 500), photos: 3 };
const mb = (bytes) => Math.round(bytes / 1e5) / 10;

const browser = await launch();
const program = await Program.start();
try {
  const file = await picture(browser, { width: 900, height: 675, noise: true });
  await visit(browser, program, {}, async (page, context) => measure(page, context, { ...slow, file, link: "slow 4G", conditions: SLOW_4G }));
  await visit(browser, program, {}, async (page, context) => measure(page, context, { ...day, file, link: "unlimited" }));
} finally {
  await browser.close();
  await program.remove();
}

async function measure(page, context, { count, photos, file, link, conditions }) {
  await page.goto("/privacy");
  const made = await fillOutbox(page, { count, photos, file });
  await page.goto("about:blank");
  await page.goto("/privacy");
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Performance.enable");
  if (conditions) await session.send("Network.emulateNetworkConditions", conditions);
  const before = await memory(session);
  await page.goto("/outbox");
  await islands(page);
  const began = Date.now();
  const first = count - (await entriesLeft(page));
  const most = { heap: 0, renderer: 0 };
  for (let rest = count; rest > 0; rest = await entriesLeft(page)) {
    const now = await memory(session);
    most.heap = Math.max(most.heap, now.heap);
    most.renderer = Math.max(most.renderer, now.renderer);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const seconds = (Date.now() - began) / 1_000;
  await arrived(made);
  console.log(
    JSON.stringify({
      bench: "outbox",
      engine: "sqlite",
      link,
      rows: count,
      photos: count * photos,
      photo_kb: Math.round(file.buffer.length / 1_000),
      seconds: Math.round(seconds * 10) / 10,
      per_second: Math.round(((count - first) / seconds) * 100) / 100,
      heap_mb: mb(before.heap),
      heap_mb_most: mb(most.heap),
      rss_mb: mb(most.renderer),
      rss_mb_before: mb(before.renderer),
    }),
  );
}

/** Memory of the page's script, and of the largest process that draws pages. */
async function memory(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  const heap = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0;
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  await system.detach();
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === "renderer")
      .map(async ({ id }) => {
        const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
        return 1_024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
      }),
  );
  return { heap, renderer: Math.max(0, ...sizes) };
}

/** Fails when not everything is at the server, once and with its photos. */
async function arrived(made) {
  const api = await program.machine();
  for (const { id, photos } of made) {
    const report = await api.get(`/reports/${id}`);
    const stored = report.photos.filter((photo) => photo.stored).map(({ sha256 }) => sha256);
    if (String(stored.sort()) !== String([...photos].sort())) throw new Error(`${id} has not arrived as it was`);
  }
}
