// The desk's settings, without scripts: who may sign in, questionnaires, areas, people and tokens.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { DESK, launch, signIn, visit } from "./support/browser.mjs";
import { PASSWORD, Program } from "./support/program.mjs";

let browser, program;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** A story of somebody who has signed in. */
function at(login, options, story) {
  return visit(browser, program, { ...DESK, javaScriptEnabled: false, ...options }, async (page, context) => {
    await signIn(page, login, program.people[login]);
    return story(page, context);
  });
}

const flash = (page, text) => page.locator("[role=status]", { hasText: text }).first().waitFor();

describe("signing in", () => {
  test("a wrong password is refused and the login kept", async () => {
    await visit(browser, program, { javaScriptEnabled: false, expected: [/401/] }, async (page) => {
      await page.goto("/signin");
      await page.fill("#f-login", "office");
      await page.fill("#f-password", "not the password");
      await page.click("main .btn-primary");
      await page.getByText("账号或密码不正确").waitFor();
      assert.equal(await page.inputValue("#f-login"), "office");
      assert.equal(await page.inputValue("#f-password"), "");
    });
  });

  test("signing out closes the desk", async () => {
    await at("office", {}, async (page) => {
      await page.locator("form[action='/signout'] button").click();
      await page.waitForURL((url) => url.pathname === "/");
      await page.goto("/office");
      assert.match(page.url(), /\/signin/);
    });
  });

  test("the first administrator is made with the link, once", async () => {
    const fresh = await Program.start();
    try {
      await visit(browser, fresh, { ...DESK, javaScriptEnabled: false, expected: [/404|422/] }, async (page) => {
        const link = await fresh.setupLink();
        await page.goto(link);
        await page.fill("#f-login", "first");
        await page.fill("#f-name", "陈立新");
        await page.fill("#f-password", "short");
        await page.click("main .btn-primary");
        await page.locator("#f-password-error").waitFor();
        assert.equal(await page.inputValue("#f-name"), "陈立新");
        await page.fill("#f-password", PASSWORD);
        await page.click("main .btn-primary");
        await page.waitForURL("**/office");
        // What is to be done first.
        await page.locator(".steps").waitFor();
        assert.equal((await page.goto(link)).status(), 404);
      });
    } finally {
      await fresh.remove();
    }
  });
});

describe("questionnaires", () => {
  test("a new version is imported, previewed, published and asked", async () => {
    const { questionnaire } = { questionnaire: JSON.parse(await readFile(new URL("../../server/assets/questionnaires/civic-quiz.json", import.meta.url))) };
    const next = { ...questionnaire, version: 2, title: { "zh-CN": "文明知识问答（新）", en: "Civic quiz (new)" } };
    const file = (content) => ({ name: "quiz.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(content)) });
    await at("office", { expected: [/422/] }, async (page) => {
      await page.goto("/office/questionnaires");
      await page.setInputFiles("[name=file]", file({ ...next, items: [{ ...next.items[0], key: ["no such option"] }] }));
      await page.getByRole("button", { name: "导入" }).click();
      await page.locator("#errors code").first().waitFor();
      await page.setInputFiles("[name=file]", file(next));
      await page.getByRole("button", { name: "导入" }).click();
      await flash(page, "导入完成");
      await page.getByRole("link", { name: "文明知识问答（新）" }).click();
      await page.getByText("我已核对").waitFor();
      await page.check("[name=checked]");
      await page.getByRole("button", { name: /发布/ }).click();
      await flash(page, "已发布");
      await page.goto("/quiz");
      await page.getByText("文明知识问答（新）").waitFor();
    });
  });
});

describe("areas", () => {
  test("a file with a mistake changes nothing, and its line is named", async () => {
    await at("office", { expected: [/422/] }, async (page) => {
      await page.goto("/office/areas");
      const csv = Buffer.from("code,name,kind,area\nparks,园林局,department,\n,无编码,department,\n");
      await page.setInputFiles("#import-units", { name: "units.csv", mimeType: "text/csv", buffer: csv });
      await page.click("form:has(#import-units) button");
      await page.locator("#errors", { hasText: "3" }).waitFor();
      assert.equal(await page.getByText("园林局").count(), 0);
    });
  });

  test("a poster leads to its area", async () => {
    await at("office", {}, async (page) => {
      await page.goto("/office/areas/990623001001/poster");
      await page.locator(".poster-code svg").waitFor();
      const address = /https?:\S+\/a\/\d+/.exec(await page.locator(".poster-foot").innerText())[0];
      await page.goto(new URL(address).pathname);
      await page.getByRole("heading", { name: "云锦社区" }).waitFor();
    });
  });
});

describe("people and tokens", () => {
  test("somebody is added, changed, disabled, and can then no longer sign in", async () => {
    await at("admin", { expected: [/422/] }, async (page) => {
      await page.goto("/office/people");
      await page.fill("#f-login", "lilei");
      await page.fill("#f-name", "李雷");
      await page.selectOption("#f-role", "volunteer");
      await page.fill("#f-password", "short");
      await page.getByRole("button", { name: "添加" }).click();
      await page.locator("#f-password-error").waitFor();
      assert.equal(await page.inputValue("#f-name"), "李雷");
      await page.fill("#f-password", PASSWORD);
      await page.getByRole("button", { name: "添加" }).click();
      await flash(page, "人员已添加");
      const row = () => page.locator("tr", { hasText: "lilei" });
      await row().locator("summary").click();
      await row().locator("select[name=role]").selectOption("inspector");
      await row().locator("[value=update]").click();
      await flash(page, "已保存");
      await row().getByText("督查员").first().waitFor();
    });
    const tries = (expected, story) => visit(browser, program, { ...DESK, javaScriptEnabled: false, expected }, story);
    await tries([], async (page) => {
      await signIn(page, "lilei");
      assert.match(page.url(), /\/office$/);
      await at("admin", {}, async (admin) => {
        await admin.goto("/office/people");
        const row = admin.locator("tr", { hasText: "lilei" });
        await row.locator("summary").click();
        await row.locator("[value=disable]").click();
        await flash(admin, "账号已停用");
      });
      await page.goto("/office");
      assert.match(page.url(), /\/signin/, "their session has ended");
    });
    await tries([/401|403/], async (page) => {
      await page.goto("/signin");
      await page.fill("#f-login", "lilei");
      await page.fill("#f-password", PASSWORD);
      await page.click("main .btn-primary");
      await page.locator("#errors").waitFor();
    });
  });

  test("a token is shown once, works, and no longer once it is revoked", async () => {
    await at("admin", {}, async (page) => {
      await page.goto("/office/tokens");
      await page.fill("#f-name", "大屏");
      await page.getByRole("button", { name: /创建|新建|生成/ }).click();
      const token = await page.locator("#secret").innerText();
      const status = async () =>
        (await fetch(`${program.address}/api/v1/reports`, { headers: { authorization: `Bearer ${token}` } })).status;
      assert.equal(await status(), 200);
      await page.goto("/office/tokens");
      assert.ok(!(await page.content()).includes(token));
      await page.locator("tr", { hasText: "大屏" }).getByRole("button").click();
      await flash(page, "令牌已吊销");
      assert.equal(await status(), 401);
      await page.goto("/office/security");
      await page.locator("tr", { hasText: "大屏" }).first().waitFor();
    });
  });
});
