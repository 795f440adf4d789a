// What a phone needs to install the program, the guide to it, and a photo that another app shares.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { islands, launch, visit } from "./support/browser.mjs";
import { picture } from "./support/pictures.mjs";
import { Program } from "./support/program.mjs";
import { HERE, RECEIPT, SEND, shownReport, tile } from "./support/report.mjs";

let browser, program;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

const get = (where) => fetch(new URL(where, program.address));

/** Width, height and colours of the corners of a picture, as a browser draws it. */
function examine(page, address) {
  return page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const brush = canvas.getContext("2d");
    brush.drawImage(image, 0, 0);
    const { data } = brush.getImageData(0, 0, width, height);
    const pixel = (x, y) => data.slice(4 * (y * width + x), 4 * (y * width + x) + 4);
    // How far from the middle the white sign reaches, as a part of the width.
    let farthest = 0;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const [r, g, b] = pixel(x, y);
        if (Math.min(r, g, b) > 200) {
          farthest = Math.max(farthest, Math.hypot(x - width / 2, y - height / 2) / width);
        }
      }
    }
    return { width, height, opaque: [pixel(0, 0), pixel(width - 1, 0), pixel(0, height - 1), pixel(width - 1, height - 1)].every(([, , , a]) => a === 255), farthest };
  }, address);
}

describe("the manifest", () => {
  for (const [language, address, name] of [
    ["zh-CN", "/manifest.webmanifest", "创城通"],
    ["en", "/manifest.webmanifest?lang=en", "Chuangcheng"],
  ]) {
    test(`has every field that installing needs (${language})`, async () => {
      await visit(browser, program, {}, async (page) => {
        await page.goto("/privacy");
        const answer = await get(address);
        assert.equal(answer.status, 200);
        assert.equal(answer.headers.get("content-type"), "application/manifest+json");
        const told = await answer.json();
        assert.equal(told.short_name, name);
        assert.ok([...told.short_name].length <= 12);
        for (const field of ["name", "description", "theme_color", "background_color"]) assert.ok(told[field], field);
        assert.deepEqual([told.id, told.start_url, told.scope, told.dir, told.lang, told.display], ["/", "/", "/", "ltr", language, "standalone"]);
        assert.equal(told.prefer_related_applications, false);
        assert.ok(told.categories.length > 0);

        const sizes = (purpose) => told.icons.filter((icon) => icon.purpose === purpose).map((icon) => icon.sizes);
        assert.deepEqual(sizes("any"), ["192x192", "512x512"]);
        assert.deepEqual(sizes("maskable"), ["192x192", "512x512"]);
        for (const icon of told.icons) {
          const real = await examine(page, icon.src);
          assert.equal(`${real.width}x${real.height}`, icon.sizes, icon.src);
          if (icon.purpose === "maskable") {
            assert.ok(real.opaque, `${icon.src} fills its square`);
            assert.ok(real.farthest <= 0.405, `${icon.src}: what matters lies in the circle of 40 %, not ${real.farthest}`);
          }
        }
        assert.deepEqual(told.shortcuts.map(({ url }) => url), ["/report", "/quiz", "/today"]);
        for (const { name: shortcut, icons } of told.shortcuts) {
          const real = await examine(page, icons[0].src);
          assert.ok(real.width >= 96 && `${real.width}x${real.height}` === icons[0].sizes, shortcut);
        }
        assert.deepEqual([...new Set(told.screenshots.map(({ form_factor }) => form_factor))], ["narrow", "wide"]);
        for (const screen of told.screenshots) {
          const real = await examine(page, screen.src);
          assert.equal(`${real.width}x${real.height}`, screen.sizes, screen.src);
          assert.ok(screen.label && Math.max(real.width, real.height) <= 3840 && Math.min(real.width, real.height) >= 320);
          assert.ok(Math.max(real.width, real.height) <= 2.3 * Math.min(real.width, real.height), "Chromium's limit of 2.3 to 1");
          assert.equal((await get(screen.src)).headers.get("content-type"), screen.type);
        }
        const { action, method, enctype, params } = told.share_target;
        assert.deepEqual([action, method, enctype, params.files[0].name], ["/share", "POST", "multipart/form-data", "photo"]);
      });
    });
  }

  test("is what the browser finds in a page of that language, and it has nothing to object", async () => {
    for (const [locale, expected] of [["zh-CN", "创城通"], ["en-GB", "Chuangcheng"]]) {
      await visit(browser, program, { locale, serviceWorkers: "allow" }, async (page, context) => {
        await page.goto("/", { waitUntil: "load" });
        await page.evaluate(() => navigator.serviceWorker.ready);
        const session = await context.newCDPSession(page);
        const { errors, data } = await session.send("Page.getAppManifest");
        assert.deepEqual(errors, []);
        assert.equal(JSON.parse(data).short_name, expected);
        const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
        // A window without a history counts as incognito, which is no fault of ours.
        assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"), []);
      });
    }
  });

  test("the worker is never kept by the browser", async () => {
    const answer = await get("/sw.js");
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type"), /^text\/javascript/);
    assert.equal(answer.headers.get("cache-control"), "no-cache");
    const text = await answer.text();
    const list = JSON.parse(/const SITE = (\{.*\});/.exec(text)[1]);
    for (const address of ["/", "/report", "/quiz", "/me", "/outbox", "/q/civic-quiz", "/offline"]) assert.ok(list.pages.includes(address), address);
    for (const address of [...list.assets, ...list.data, ...list.pages]) assert.equal((await get(address)).status, 200, address);
    assert.equal(await get("/sw.js").then((again) => again.text()), text, "the same until something changes");
  });
});

describe("the hint", () => {
  const CHAT = "Mozilla/5.0 (Linux; Android 13; M2012K11AC) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.44";
  const SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1";

  test("in a chat program leads to the picture of how to leave it, and stays away once dismissed", async () => {
    await visit(browser, program, { userAgent: CHAT }, async (page) => {
      await page.goto("/", { waitUntil: "load" });
      await page.locator("[data-install-how]").click();
      await page.locator("[data-way=chat] svg").waitFor();
      assert.ok(await page.getByRole("img", { name: /在浏览器中打开/ }).isVisible());
      await page.goto("/");
      await page.locator("[data-install-dismiss]").click();
      assert.ok(await page.locator("[data-install-hint]").isHidden());
      await page.reload({ waitUntil: "load" });
      await page.waitForTimeout(300);
      assert.ok(await page.locator("[data-install-hint]").isHidden());
    });
  });

  test("an iPhone is shown its own way, and without scripts all ways", async () => {
    await visit(browser, program, { userAgent: SAFARI }, async (page) => {
      await page.goto("/install", { waitUntil: "load" });
      await page.locator("[data-way=ios] svg").waitFor();
      await page.locator("[data-way=android]").waitFor({ state: "hidden" });
    });
    await visit(browser, program, { javaScriptEnabled: false }, async (page) => {
      await page.goto("/install");
      assert.equal(await page.locator("[data-way] svg").count(), 3);
    });
  });

  test("where the browser offers it, a press installs", async () => {
    await visit(browser, program, {}, async (page) => {
      await page.goto("/", { waitUntil: "load" });
      await page.evaluate(() => {
        const offer = new Event("beforeinstallprompt", { cancelable: true });
        offer.prompt = () => (window.asked = true);
        dispatchEvent(offer);
      });
      await page.locator("[data-install-hint] [data-install]").click();
      assert.equal(await page.evaluate(() => window.asked), true);
    });
  });
});

describe("a shared photo", () => {
  /** Sends what Android sends for a share. */
  async function share(page, files) {
    await page.goto("/privacy");
    await page.setContent(`<form method="post" action="${program.address}/share" enctype="multipart/form-data"><input type="file" name="photo" multiple><input name="text" value="路边的垃圾"><button>go</button></form>`);
    await page.setInputFiles("[name=photo]", files);
    await Promise.all([page.waitForURL("**/share"), page.click("button")]);
  }

  test("starts a report, which arrives with it", async () => {
    await visit(browser, program, HERE, async (page) => {
      await share(page, await picture(browser));
      await islands(page);
      await page.locator(".photo-image").waitFor();
      assert.equal(await page.locator("[name=shared]").count(), 0);
      assert.equal(await page.inputValue("[name=description]"), "路边的垃圾");
      await tile(page, "exposed_rubbish").click();
      await page.locator(SEND).click();
      await page.waitForURL(RECEIPT);
      const report = await shownReport(page, await program.machine());
      assert.equal(report.photos.length, 1);
    });
  });

  test("also without scripts", async () => {
    await visit(browser, program, { javaScriptEnabled: false }, async (page) => {
      await share(page, await picture(browser));
      await page.locator("[data-shared] img").waitFor();
      await page.selectOption("#f-area", "990623001001");
      await tile(page, "exposed_rubbish").click();
      await page.locator(SEND).click();
      await page.waitForURL(RECEIPT);
      const report = await shownReport(page, await program.machine());
      assert.deepEqual(report.photos.map(({ stored }) => stored), [true]);
    });
  });

  test("that is none is refused politely", async () => {
    await visit(browser, program, { javaScriptEnabled: false, expected: [/4\d\d/] }, async (page) => {
      await share(page, { name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("not a picture") });
      await page.locator("#errors, .error-summary").first().waitFor();
      await page.locator("#report-form").waitFor();
    });
  });
});
