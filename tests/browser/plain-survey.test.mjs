// 入户 without scripts: from the office's plan to the volunteer's visits and back, by plain forms alone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DESK, launch, signIn, visit } from "./support/browser.mjs";
import { picture } from "./support/pictures.mjs";
import { Program } from "./support/program.mjs";
import { FORM, publishForm } from "./support/visits.mjs";

const PLAIN = { javaScriptEnabled: false };
const AREAS = ["990623001001", "990623001002"];
const PIN = "271828";
let browser, program, api, link, address;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
  api = await program.machine();
  await program.addPerson("office", "plain-desk");
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

describe("without scripts", () => {
  test("the office imports a list, makes a plan, invites a volunteer and assigns areas", async () => {
    await visit(browser, program, { ...DESK, ...PLAIN, expected: [/422/] }, async (page) => {
      await signIn(page, "plain-desk");
      await publishForm(program, page);
      const lines = Array.from({ length: 9 }, (_, index) => `${AREAS[0]},H${index + 1},东风路 ${index + 1} 号,`);
      await page.goto("/office/surveys");
      const buffer = Buffer.from(["area,household,address,name", ...lines].join("\n"));
      await page.setInputFiles("input[type=file]", { name: "households.csv", mimeType: "text/csv", buffer });
      await page.locator("form[action='/office/surveys/lists'] button").click();
      await page.goto("/office/surveys/new");
      const make = page.locator("form[action='/office/surveys/new'] button.btn-primary");
      await page.fill("[name=title]", "不用脚本的测评");
      await page.selectOption("[name=questionnaire]", `${FORM}/1`);
      await page.fill("[name=draw]", "三户");
      await make.click();
      await page.locator("#errors").waitFor();
      assert.equal(await page.inputValue("[name=title]"), "不用脚本的测评");
      await page.fill("[name=draw]", "3");
      await page.fill("[name=seed]", "7");
      // The second one has no list, so that its households are found by a walk.
      const walked = await page.locator("[name^='households.99']").evaluateAll((all) => all.map(({ name }) => name.split(".")[1]));
      AREAS[1] = walked.find((code) => code.length === AREAS[0].length && code !== AREAS[0]);
      for (const code of AREAS) await page.locator(`[name=area][value='${code}']`).check();
      await page.fill(`[name='households.${AREAS[1]}']`, "60");
      await make.click();
      await page.waitForURL(/\/office\/surveys\/[0-9a-f-]{36}$/);
      address = page.url();

      await page.goto("/office/surveys/volunteers");
      await page.fill("[name=note]", "第三组");
      await page.locator("form[action='/office/surveys/volunteers'] button.btn-primary").click();
      link = /http[^\s<]*\/join\/[^\s<]+/.exec(await page.locator("main").innerText())[0];
      assert.equal(await page.locator("main svg[role=img], main .qr svg, main svg").count() > 0, true, "and a code to scan");
    });
  });

  test("the volunteer joins once, visits, reports a problem, and signs in with the PIN", async () => {
    const photo = await picture(browser, { seed: 5 });
    await visit(browser, program, { ...PLAIN, expected: [/40[14]/] }, async (page) => {
      await page.goto(new URL(link).pathname);
      await page.fill("[name=name]", "李志愿");
      await page.fill("[name=pin]", PIN);
      await page.fill("[name=pin_again]", PIN);
      await page.locator("main button.btn-primary").tap();
      await page.waitForURL((url) => url.pathname === "/today");
      assert.equal((await page.goto(new URL(link).pathname)).status(), 404, "it works once");

      await visit(browser, program, { ...DESK, ...PLAIN }, async (desk) => {
        await signIn(desk, "plain-desk");
        await desk.goto(address);
        await desk.selectOption("[name=volunteer]", { label: "李志愿" });
        for (const code of AREAS) await desk.locator(`form:has([value=chosen]) [name=area][value='${code}']`).check();
        await desk.locator("button[name=action][value=chosen]").click();
        await desk.waitForURL((url) => url.pathname === new URL(address).pathname);
      });

      await page.goto("/today");
      const rows = (area) => page.locator(`[data-door*='/${area}/']`);
      assert.deepEqual([await rows(AREAS[0]).count(), await rows(AREAS[1]).count()], [3, 3]);
      await page.getByText("路口").first().waitFor({ state: "attached" });
      const open = async (area, place) => {
        await page.goto("/today");
        await page.goto(await rows(area).nth(place).locator("a").getAttribute("href"));
      };
      await open(AREAS[0], 0);
      await page.locator("label.tile:has([value=refused])").tap();
      await page.locator("[data-record]").tap();
      await page.waitForURL((url) => url.pathname === "/today");
      assert.equal(await rows(AREAS[0]).nth(0).locator("[data-status]").innerText(), "拒访");
      await open(AREAS[1], 2);
      await page.locator("label.tile:has([value=interviewed])").tap();
      await page.locator("label.tile:has([name=adults][value='2'])").tap();
      await page.locator("label:has([name=consent])").tap();
      await page.locator("label.option:has([name='answer.q1'][value=b])").tap();
      await page.locator("[data-record]").tap();
      await page.waitForURL((url) => url.pathname === "/today");

      // A problem seen on the way is tied to the visit whose form leads to it.
      await open(AREAS[0], 1);
      const id = await page.locator("[name=id]").inputValue();
      await page.locator("[data-problem]").tap();
      await page.waitForURL(/\/report\?/);
      await page.setInputFiles("input[name=photo]", photo);
      await page.locator(".tile:has([value=exposed_rubbish])").tap();
      await page.fill("[name=description]", "入户途中看到的垃圾");
      const area = page.locator("select[name=area]");
      if (await area.isVisible()) await area.selectOption(AREAS[0]);
      await page.locator("[data-submit] button").tap();
      await page.waitForURL(/\/r\//);
      const report = await api.newest();
      assert.deepEqual([report.description, report.channel, report.visit], ["入户途中看到的垃圾", "volunteer", id]);

      await page.goto("/me");
      await page.locator("form[action='/signout'] button").tap();
      await page.waitForURL((url) => url.pathname !== "/me");
      await page.goto("/signin?next=/today");
      await page.waitForURL((url) => url.pathname === "/pin");
      await page.fill("[name=pin]", PIN);
      await page.locator("main button.btn-primary").tap();
      await page.waitForURL((url) => url.pathname === "/today");
      for (const other of ["/", "/report", "/quiz", "/outbox", "/me", "/install", "/offline"]) {
        assert.equal((await page.goto(other)).status(), 200, other);
        assert.ok((await page.locator("main").innerText()).trim().length > 20, other);
      }
      await page.goto("/outbox");
      assert.ok(await page.locator(".no-js-only").first().isVisible(), "it says that it needs scripts");
    });
  });

  test("the office sees progress, response rate and what to look at", async () => {
    await visit(browser, program, { ...DESK, ...PLAIN }, async (page) => {
      await signIn(page, "plain-desk");
      await page.goto(address);
      const text = await page.locator("main").innerText();
      for (const word of ["李志愿", "答得很快", "16.7%"]) assert.ok(text.includes(word), `${word}: ${text}`);
      await page.goto(`${address}/areas/${AREAS[0]}`);
      assert.equal(await page.locator("main tbody tr").count(), 3);
      await page.goto(address);
      await page.locator("form[action$='/state'] button").click();
      await page.getByText("已结束").first().waitFor();
    });
  });
});
