// Without a network: the pages that a phone keeps, whose they are, and how a new version comes. The server's process is
// really ended; nothing is simulated.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { islands, launch, launchOwn, signIn } from "./support/browser.mjs";
import { picture } from "./support/pictures.mjs";
import { Program } from "./support/program.mjs";
import { HERE, SEND, tile } from "./support/report.mjs";

const folders = [];
let photo, program;

async function folder() {
  folders.push(await mkdtemp(path.join(tmpdir(), "chuangcheng-offline-")));
  return folders.at(-1);
}

before(async () => {
  program = await Program.start({ demo: true });
  const browser = await launch();
  photo = await picture(browser);
  await browser.close();
});

after(async () => {
  await program?.remove();
  for (const one of folders) await rm(one, { recursive: true, force: true });
});

/** Runs a story in a browser of its own, and starts the server again after it. */
async function alone(options, story) {
  const own = await folder();
  let context = await launchOwn(own, program, options);
  const again = async () => {
    await context.close();
    context = await launchOwn(own, program, options);
    return context;
  };
  try {
    return await story(await context.newPage(), context, again);
  } finally {
    await context.close();
    await program.kill();
    await program.serve();
  }
}

/** Opens a page and waits until the worker keeps everything. */
async function install(page, address = "/") {
  await page.goto(address, { waitUntil: "load" });
  await page.evaluate(() => navigator.serviceWorker.ready);
}

/** What a cache holds: paths by name of the cache. */
const caches = (page) =>
  page.evaluate(async () => {
    const held = {};
    for (const name of await window.caches.keys()) {
      const keys = await (await window.caches.open(name)).keys();
      held[name] = keys.map(({ url }) => new URL(url).pathname);
    }
    return held;
  });

const until = async (what, condition) => {
  for (let round = 0; round < 100; round += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${what} did not happen`);
};

const isPrivate = (name) => name.startsWith("private-");

describe("without the server", () => {
  test("home, report, quiz and outbox open in a browser that was started anew", async () => {
    await alone({}, async (page, _, again) => {
      await install(page);
      const published = await page.goto("/quiz").then(() => page.locator("a[href^='/q/']").first().getAttribute("href"));
      await program.kill();
      const context = await again();
      const fresh = await context.newPage();
      for (const [address, holds] of [
        ["/", "a.action-primary"],
        ["/report", "#report-form"],
        ["/report?area=990623001001", "#report-form"],
        ["/quiz", ".list-item"],
        [published, "#quiz-form"],
        ["/me", "[data-my-reports]"],
        ["/outbox", "main"],
      ]) {
        const response = await fresh.goto(address, { waitUntil: "load" });
        assert.equal(response.status(), 200, address);
        assert.ok(response.fromServiceWorker(), address);
        await fresh.locator(holds).first().waitFor();
        assert.equal(await fresh.locator("html").getAttribute("data-user"), null, `${address} is nobody's`);
        if (await fresh.locator("leptos-island").count()) await islands(fresh);
      }
      // Its files are there as well: styles, the pictures of the categories, the module.
      await fresh.goto("/report");
      await islands(fresh);
      const sizes = await fresh.evaluate(() => performance.getEntriesByType("resource").map(({ name, transferSize }) => [new URL(name).pathname, transferSize]));
      assert.ok(sizes.some(([name]) => name.endsWith(".wasm")), JSON.stringify(sizes));
      assert.equal(await fresh.evaluate(() => getComputedStyle(document.querySelector(".topbar")).position), "sticky");
    });
  });

  test("a form that was kept makes its own id, twice another one", async () => {
    await alone({}, async (page) => {
      await install(page);
      await program.kill();
      const ids = [];
      for (const _ of [1, 2]) {
        await page.goto("/report");
        await islands(page);
        ids.push(await page.locator("#report-form [name=id]").inputValue());
        assert.match(await page.locator("#report-form [name=observed_at]").inputValue(), /^\d{4}-/);
      }
      assert.match(ids[0], /^[0-9a-f-]{36}$/);
      assert.notEqual(ids[0], ids[1]);
    });
  });

  test("another page says what works, and nothing of the desk or of a receipt is kept", async () => {
    await alone({}, async (page) => {
      await install(page);
      await page.goto("/map");
      await program.kill();
      for (const address of ["/map", "/r/7K3M-92QX?new=1", "/office"]) {
        await page.goto(address);
        await page.getByText("现在连不上网络").waitFor();
      }
      await page.locator("main a[href='/report']").click();
      await page.locator("#report-form").waitFor();
    });
  });

  test("language, colours and size are those that were chosen last", async () => {
    await alone({}, async (page) => {
      await install(page);
      await page.locator("button[name=elder]").click();
      await page.waitForLoadState("load");
      await page.locator("button[name=lang]").click();
      await page.waitForLoadState("load");
      await until("keeping English pages", async () =>
        page.evaluate(async () => (await (await window.caches.match("/report"))?.text())?.includes('<html lang="en"')),
      );
      await program.kill();
      await page.goto("/report");
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
      assert.equal(await page.locator("html").getAttribute("data-elder"), "");
    });
  });

  test("a server that does not answer is waited for three seconds", async () => {
    await alone({}, async (page) => {
      await install(page);
      program.pause();
      try {
        const began = Date.now();
        await page.goto("/report");
        const took = Date.now() - began;
        assert.ok(took >= 2_900 && took < 6_000, `${took} ms`);
        await page.locator("#report-form").waitFor();
      } finally {
        program.resume();
      }
    });
  });
});

describe("whose pages they are", () => {
  test("a person's pages are theirs alone: gone at the next person, and when nobody is signed in", async () => {
    await alone({}, async (page) => {
      await install(page);
      await signIn(page, "volunteer", program.people.volunteer);
      await page.goto("/me", { waitUntil: "load" });
      const person = await page.locator("html").getAttribute("data-user");
      assert.match(person, /^[0-9a-f-]{36}$/);
      await until("keeping the volunteer's pages", async () => (await caches(page))[`private-${person}`]?.includes("/report"));
      const shell = await page.evaluate(async () => {
        const name = (await window.caches.keys()).find((one) => one.startsWith("shell-"));
        const cache = await window.caches.open(name);
        return Promise.all((await cache.keys()).map(async (key) => (await cache.match(key)).text()));
      });
      assert.ok(!shell.some((text) => text.includes(person)), "the pages of nobody name nobody");

      // Another person: nothing of the first is left before anything of the second is kept.
      await page.context().clearCookies({ name: "cc_session" });
      await signIn(page, "inspector", program.people.inspector);
      await page.goto("/me", { waitUntil: "load" });
      const other = await page.locator("html").getAttribute("data-user");
      assert.notEqual(other, person);
      await until("keeping the inspector's pages", async () => (await caches(page))[`private-${other}`]?.includes("/report"));
      assert.deepEqual(Object.keys(await caches(page)).filter(isPrivate), [`private-${other}`]);

      // Signing out.
      await page.goto("/me");
      await page.locator("form[action='/signout'] button").click();
      await page.waitForURL((url) => url.pathname === "/");
      await until("forgetting", async () => !Object.keys(await caches(page)).some(isPrivate));
      await program.kill();
      await page.goto("/report");
      assert.equal(await page.locator("html").getAttribute("data-user"), null);
    });
  });

  test("the day's visits open without the server, for the volunteer alone, and what they report arrives in their name", async () => {
    await alone(HERE, async (page, _, again) => {
      await install(page);
      await signIn(page, "volunteer", program.people.volunteer);
      await page.goto("/today", { waitUntil: "load" });
      await until("keeping", async () => Object.entries(await caches(page)).some(([name, held]) => isPrivate(name) && held.includes("/outbox")));
      await program.kill();
      const context = await again();
      const fresh = await context.newPage();
      assert.equal((await fresh.goto("/today")).status(), 200);
      assert.match(await fresh.locator("html").getAttribute("data-user"), /^[0-9a-f-]{36}$/);
      await fresh.goto("/today/019abcde-0000-7000-8000-000000000000/v/1");
      await fresh.getByText("现在连不上网络").waitFor({ state: "detached" });

      await fresh.goto("/report?area=990623001001");
      await islands(fresh);
      assert.equal(await fresh.inputValue("#f-area"), "990623001001");
      await fresh.setInputFiles("input[name=photo]", photo);
      await fresh.locator(".photo-image").first().waitFor();
      await tile(fresh, "exposed_rubbish").click();
      await fresh.fill("[name=description]", "没有网络时看到的");
      await fresh.locator(SEND).click();
      await fresh.waitForTimeout(1_000);
      await program.serve();
      const api = await program.machine();
      await fresh.goto("/outbox");
      const found = async () => (await api.get(`/reports?q=${encodeURIComponent("没有网络时看到的")}`)).reports;
      await until("arriving", async () => (await found()).length > 0);
      await fresh.waitForTimeout(1_500);
      const reports = await found();
      assert.equal(reports.length, 1);
      const report = await api.get(`/reports/${reports[0].id}`);
      assert.equal(report.channel, "volunteer");
      await until("the photo", async () => (await api.get(`/reports/${reports[0].id}`)).photos.every(({ stored }) => stored));
      assert.equal(report.photos.length, 1);
    });
  });

  test("signing out without a network forgets at once", async () => {
    await alone({}, async (page) => {
      await install(page);
      await signIn(page, "volunteer", program.people.volunteer);
      await page.goto("/me", { waitUntil: "load" });
      await until("keeping", async () => Object.entries(await caches(page)).some(([name, held]) => isPrivate(name) && held.includes("/me")));
      await program.kill();
      await page.goto("/me");
      assert.notEqual(await page.locator("html").getAttribute("data-user"), null, "it is the volunteer's own copy");
      await page.locator("form[action='/signout'] button").click();
      await page.waitForTimeout(500);
      await page.goto("/report");
      await until("forgetting", async () => !Object.keys(await caches(page)).some(isPrivate));
      await page.goto("/me");
      assert.equal(await page.locator("html").getAttribute("data-user"), null);
    });
  });

  test("the worker touches no form and no answer of the API", async () => {
    await alone({}, async (page) => {
      await install(page);
      await page.reload({ waitUntil: "load" });
      const seen = [];
      page.context().on("response", (response) => seen.push([response.request().method(), new URL(response.url()).pathname, response.fromServiceWorker()]));
      await page.locator("button[name=elder]").click();
      await page.waitForLoadState("load");
      await page.evaluate(() => Promise.all([fetch("/api/v1/statistics/heatmap?resolution=7"), fetch("/api/v1/categories", { method: "POST" }), fetch("/api/v1/categories")]));
      const of = (method, where) => seen.filter(([m, p]) => m === method && p === where).map(([, , worker]) => worker);
      assert.deepEqual(of("POST", "/preferences"), [false]);
      assert.deepEqual(of("GET", "/api/v1/statistics/heatmap"), [false]);
      assert.deepEqual(of("POST", "/api/v1/categories"), [false]);
      assert.ok(of("GET", "/api/v1/categories").includes(true));
    });
  });
});

describe("a new version", () => {
  /** The same site with another style sheet. */
  async function otherSite() {
    const site = path.join(await folder(), "site");
    await cp(program.site, site, { recursive: true });
    const list = path.join(site, "manifest.json");
    const names = JSON.parse(await readFile(list, "utf8"));
    const css = await readFile(path.join(site, "assets", names["app.css"]));
    names["app.css"] = "app.99999999.css";
    await writeFile(path.join(site, "assets", names["app.css"]), Buffer.concat([css, Buffer.from("/* newer */")]));
    await writeFile(list, JSON.stringify(names));
    return site;
  }

  const version = (page) => page.evaluate(async () => (await window.caches.keys()).filter((name) => name.startsWith("shell-")));

  test("waits for a draft, says so, and comes at a press", async () => {
    const before = program.site;
    await alone({}, async (page, context) => {
      await install(page, "/report");
      await islands(page);
      const [old] = await version(page);
      await page.fill("[name=description]", "路灯不亮");
      program.site = await otherSite();
      await program.kill();
      await program.serve();
      const second = await context.newPage();
      await second.goto("/quiz", { waitUntil: "load" });
      await second.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
      await page.bringToFront();
      await page.locator("#update").waitFor();
      await page.getByText("提交正在填写的内容后自动更新").waitFor();
      const waits = () => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting));
      assert.ok(await waits(), "it waits");
      assert.equal(await page.inputValue("[name=description]"), "路灯不亮");
      await Promise.all([page.waitForEvent("load"), page.locator("#update button").click()]);
      await until("the new version", async () => !(await waits()));
      await islands(page);
      assert.match(await page.locator("link[rel=stylesheet]").first().getAttribute("href"), /99999999/);
      assert.equal((await version(page)).at(-1) === old, false);
      await page.waitForFunction(() => document.querySelector("[name=description]").value === "路灯不亮");
      await program.kill();
      await page.goto("/quiz");
      assert.match(await page.locator("link[rel=stylesheet]").first().getAttribute("href"), /99999999/);
    }).finally(() => (program.site = before));
    await program.kill();
    await program.serve();
  });

  test("comes by itself when nothing is being filled in", async () => {
    const before = program.site;
    await alone({}, async (page) => {
      await install(page);
      const [old] = await version(page);
      program.site = await otherSite();
      await program.kill();
      await program.serve();
      await page.goto("/quiz", { waitUntil: "load" });
      await until("the new version", () =>
        page.evaluate(async (known) => {
          const registration = await navigator.serviceWorker.getRegistration();
          return !registration.waiting && !registration.installing && (await window.caches.keys()).some((name) => name.startsWith("shell-") && name !== known);
        }, old),
      );
      assert.ok(await page.locator("#update").isHidden());
    }).finally(() => (program.site = before));
    await program.kill();
    await program.serve();
  });
});
