// The way of a case through the pages: office, unit, inspector, reporter; without scripts, and what scripts add.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { DESK, MARKET, PHONE, launch, signIn, visit } from "./support/browser.mjs";
import { act, dueDay, form, reportWithPhoto } from "./support/ledger.mjs";
import { picture } from "./support/pictures.mjs";
import { Program } from "./support/program.mjs";

const SCREENSHOTS = process.env.SCREENSHOTS;
const UNIT = "law-enforcement";
let browser, program, api;

before(async () => {
  browser = await launch();
  program = await Program.start({ demo: true });
  api = await program.machine();
  if (SCREENSHOTS) await mkdir(SCREENSHOTS, { recursive: true });
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

/** A story of somebody who has signed in. */
function at(login, options, story) {
  return visit(browser, program, { javaScriptEnabled: false, ...options }, async (page, context) => {
    await signIn(page, login, program.people[login]);
    return story(page, context);
  });
}

const flash = (page, text) => page.locator("[role=status]", { hasText: text }).first().waitFor();
const idOf = async (code) => (await api.get(`/reports?q=${code}`)).reports.find((report) => report.receipt_code === code).id;

for (const javaScriptEnabled of [false, true]) {
  const kind = javaScriptEnabled ? "with scripts" : "without scripts";
  describe(`the way of a case, ${kind}`, () => {
    const desk = { ...DESK, javaScriptEnabled };
    const phone = { ...PHONE, javaScriptEnabled };
    let code, id;

    test("a resident reports it and the office accepts and assigns it", async () => {
      await visit(browser, program, { ...PHONE, javaScriptEnabled: false }, async (page) => {
        code = await reportWithPhoto(browser, page, { description: `整条路都是垃圾 ${kind}`, seed: javaScriptEnabled ? 5 : 6 });
      });
      id = await idOf(code);
      await at("office", { ...desk, expected: [/422/] }, async (page) => {
        await page.goto(`/office/cases/${id}`);
        assert.ok(page.url().endsWith(`/office/reports/${id}`), "what was only received has no case yet");
        await act(page, "accept", { note: "属实" });
        await flash(page, "已受理");
        assert.ok(page.url().endsWith(`/office/cases/${id}`));
        await page.locator(".case-words .status-accepted").waitFor();
        await act(page, "assign", { unit: UNIT });
        await flash(page, "已指派");
        await page.locator(".case-words .status-assigned").waitFor();
        await page.locator(".case-strip", { hasText: "还剩" }).waitFor();
      });
    });

    test("the unit finds it on its phone, takes it on, and shows what it did", async () => {
      await at("unit", { ...phone, expected: [/422/] }, async (page) => {
        assert.equal(new URL(page.url()).pathname, "/unit", "a unit lands at its tasks");
        await page.goto("/unit?tab=new");
        const card = page.locator(".unit-card", { hasText: kind });
        await card.locator(".btn-primary").click();
        const due = await dueDay(page);
        await act(page, "take_on", { measure: "安排环卫人员清运", person: "", date: due });
        if (!javaScriptEnabled) assert.equal(await page.locator("#take_on-measure").inputValue(), "安排环卫人员清运");
        await act(page, "take_on", { measure: "安排环卫人员清运", person: "张海燕", phone: "139 0000 0000", date: due });
        await flash(page, "已认领");
        await act(page, "rectify", { note: "已清运干净" });
        await page.locator("#rectify-photos-error").waitFor();
        assert.equal((await page.locator("#rectify-note").inputValue()).trim(), "已清运干净", "what was typed stays");
        await act(page, "rectify", { note: "已清运干净" }, { photos: [await picture(browser, { seed: 41 })] });
        await flash(page, "等待核查");
        assert.equal(await page.locator("#do-verify").count(), 0, "a unit does not check its own work");
      });
    });

    test("the inspector sends it back, the unit does it again, and it is verified", async () => {
      await at("inspector", { ...phone }, async (page) => {
        await page.goto("/office/ledger?tab=to_check");
        await page.locator("td.cell-main a").first().waitFor();
        await page.goto(`/office/cases/${id}`);
        await page.locator(".compare img").nth(1).waitFor();
        await act(page, "send_back", { reason: "墙角还有一堆" });
        await flash(page, "已退回返工");
      });
      await at("unit", { ...phone }, async (page) => {
        await page.goto("/unit?tab=sent_back");
        await page.locator(".unit-card", { hasText: kind }).locator(".btn-primary").click();
        await page.getByText("墙角还有一堆").first().waitFor();
        await act(page, "rectify", { note: "墙角也清了" }, { photos: [await picture(browser, { seed: 42 })] });
        await flash(page, "等待核查");
      });
      await at("inspector", { ...phone }, async (page) => {
        await page.goto("/walk");
        await page.locator(".list-item[href$='#do-verify']", { hasText: "暴露垃圾" }).first().waitFor();
        await page.goto(`/office/cases/${id}`);
        await act(page, "verify", { note: "现场核查无误" });
        await flash(page, "已办结");
        await page.locator(".case-count.is-some", { hasText: "返工" }).waitFor();
      });
    });

    test("the reporter says it is not fixed, and later that it is", async () => {
      await visit(browser, program, { ...phone, expected: [/422/] }, async (page) => {
        await page.goto(`/r/${code}`);
        await page.getByText("问题解决了吗").waitFor();
        await page.locator(".fixed .compare img").nth(1).waitFor();
        await page.locator(".fixed-no summary").click();
        await page.fill("#f-reason", "今天又堆上了");
        await page.getByRole("button", { name: "没有解决，要求重新办理" }).click();
        await flash(page, "谢谢");
        assert.equal(await page.locator("#fixed").count(), 0);
      });
      await at("unit", { ...phone }, async (page) => {
        await page.goto(`/office/cases/${id}`);
        await page.getByText("今天又堆上了").first().waitFor();
        await act(page, "rectify", { note: "再次清运" }, { photos: [await picture(browser, { seed: 43 })] });
      });
      await at("office", desk, async (page) => {
        await page.goto(`/office/cases/${id}`);
        await act(page, "verify");
        await flash(page, "已办结");
      });
      await visit(browser, program, phone, async (page) => {
        await page.goto(`/r/${code}`);
        await page.getByRole("button", { name: "已解决", exact: true }).click();
        await page.getByText("您已确认问题解决").waitFor();
      });
    });

    test("everything that happened stands in the history, and a supervisor may only flag it", async () => {
      await at("supervisor", { ...desk }, async (page) => {
        await page.goto(`/office/cases/${id}`);
        const history = await page.locator(".case-history").innerText();
        for (const said of ["收到上报", "受理", "指派给", "责任单位认领", "退回返工", "核查通过", "上报人反映未解决", "上报人确认已解决"]) {
          assert.ok(history.includes(said), said);
        }
        const offered = await page.locator("[name=command]").evaluateAll((fields) => fields.map((field) => field.value));
        assert.deepEqual(offered, ["flag"]);
        await act(page, "flag", { reason: "反复投诉" });
        await flash(page, "已督办");
        await page.locator(".notice-flag", { hasText: "反复投诉" }).waitFor();
      });
    });
  });
}

describe("requests", () => {
  test("more time is asked for by the unit and refused or granted by the office", async () => {
    const { id } = await api.report({ description: "需要延期的案件" });
    await at("office", DESK, async (page) => {
      await page.goto(`/office/reports/${id}`);
      await act(page, "accept");
      await act(page, "assign", { unit: UNIT, working_hours: "16" });
    });
    const ask = (hours) =>
      at("unit", PHONE, async (page) => {
        await page.goto(`/office/cases/${id}`);
        await act(page, "request_extension", { working_hours: hours, reason: "设备在外地" });
        await flash(page, "等待文明办审批");
      });
    await ask("8");
    await at("office", { ...DESK, expected: [/422/] }, async (page) => {
      await page.goto("/office/ledger?tab=requests");
      await page.locator("td.cell-main a").first().click();
      await page.locator("#do-decide", { hasText: "设备在外地" }).waitFor();
      await act(page, "decide");
      await page.locator("#decide-note-error").waitFor();
      await act(page, "decide", { note: "理由不足" });
      await flash(page, "审批意见");
    });
    await ask("4");
    await at("office", DESK, async (page) => {
      await page.goto(`/office/cases/${id}`);
      await act(page, "decide", {}, { button: ".btn-primary" });
      await page.locator(".case-count.is-some", { hasText: "延期" }).waitFor();
    });
  });
});

describe("the ledger", () => {
  test("many cases are assigned at once, and that is undone", async () => {
    const ids = [];
    for (const n of [1, 2]) {
      const { id } = await api.report({ description: `批量 ${n}`, category: "street_light" });
      await api.send("POST", `/cases/${id}/commands`, { command: { command: "accept" } });
      ids.push(id);
    }
    const states = async () => Promise.all(ids.map(async (id) => (await api.get(`/cases/${id}`)).row.state));
    await at("office", { ...DESK, expected: [/422/] }, async (page) => {
      await page.goto("/office/ledger?tab=unassigned&category=street_light");
      await page.locator(".bulk-bar .btn-primary").waitFor();
      for (const id of ids) await page.locator(`[name=case][value^='${id}']`).check();
      await page.selectOption("#bulk-unit", "housing-construction");
      await page.locator(".bulk-bar .btn-primary").click();
      await flash(page, "已指派 2 件");
      assert.ok(page.url().includes("category=street_light"), "the filter stays");
      assert.deepEqual(await states(), ["assigned", "assigned"]);
      await page.getByRole("button", { name: "撤销" }).click();
      await flash(page, "恢复为待派单");
      assert.deepEqual(await states(), ["accepted", "accepted"]);
    });
  });

  test("a filter is kept under a name, opened by one click, and forgotten", async () => {
    await at("office", DESK, async (page) => {
      await page.goto("/office/ledger");
      await page.selectOption("#f-unit", UNIT);
      await page.click(".filters .btn-primary");
      await page.locator(".saved-new summary").click();
      await page.fill("#save-name", "执法局");
      await page.locator(".saved-new .btn:not(summary)").click();
      await page.goto("/office/ledger");
      await page.locator(".saved-filter .chip", { hasText: "执法局" }).click();
      assert.ok(page.url().includes(`unit=${UNIT}`));
      await page.getByRole("button", { name: /删除筛选/ }).click();
      assert.equal(await page.locator(".saved-filter").count(), 0);
    });
  });

  test("J, K and X move and tick, and all are ticked at once", async () => {
    await at("office", { ...DESK, javaScriptEnabled: true }, async (page) => {
      await page.goto("/office/ledger?tab=unassigned");
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await page.locator("[data-chosen]", { hasText: "已选 1 件" }).waitFor();
      assert.equal(await page.locator("tr.is-chosen").count(), 1);
      await page.locator("[data-choose-all]").check();
      assert.equal(await page.locator("tr.is-chosen").count(), await page.locator("[data-choose]").count());
    });
  });

  test("volunteers do not see it, units only theirs", async () => {
    await at("volunteer", { ...DESK, expected: [/403/] }, async (page) => {
      for (const where of ["/office/ledger", "/walk", "/walk/order"]) {
        assert.equal((await page.goto(where)).status(), 403, where);
      }
    });
    const { cases } = await api.get("/cases?unit=housing-construction");
    const other = cases[0] ?? (await api.get("/cases?state=accepted")).cases[0];
    await at("unit", { ...DESK, expected: [/40[34]/] }, async (page) => {
      assert.ok([403, 404].includes((await page.goto(`/office/cases/${other.id}`)).status()));
    });
  });
});

describe("the walk", () => {
  test("an inspector orders on the spot at a site, and the unit has it", async () => {
    const told = `摊位外溢 ${Date.now()}`;
    await at("inspector", { ...PHONE, expected: [/422/] }, async (page) => {
      await page.goto("/walk?q=农贸");
      await page.locator(".list-item[href^='/walk/sites/']").first().click();
      await page.locator(".walk-item").nth(2).locator("a.btn").click();
      await page.fill("#f-description", told);
      await page.fill("#f-person", "张海燕");
      await page.locator(".submitbar .btn-primary").click();
      await page.locator("#f-measure-error").waitFor();
      await page.locator("#f-photo-error").waitFor();
      assert.equal((await page.locator("#f-description").inputValue()).trim(), told);
      await page.selectOption("#f-unit", UNIT);
      await page.fill("#f-measure", "立即收回线内");
      if (!(await page.inputValue("#f-date"))) await page.fill("#f-date", new Date().toISOString().slice(0, 10));
      await page.setInputFiles("#f-photo", [await picture(browser, { seed: 77 })]);
      await page.locator(".submitbar .btn-primary").click();
      await flash(page, "已下单");
      await page.locator(".walk-item .tag", { hasText: "已下单" }).waitFor();
    });
    await at("unit", PHONE, async (page) => {
      await page.goto("/unit?tab=open");
      await page.locator(".unit-card", { hasText: told }).locator(".tag", { hasText: "当场下单" }).waitFor();
    });
  });

  test("sites come nearest first, and what passed is remembered on the phone", async () => {
    const options = { ...PHONE, javaScriptEnabled: true, geolocation: MARKET, permissions: ["geolocation"] };
    await at("inspector", options, async (page) => {
      await page.goto("/walk");
      await page.locator("[data-near-me]").click();
      await page.waitForURL(/lat=38\.43850/);
      await page.locator(".list-item", { hasText: "农贸市场" }).first().click();
      await page.locator("[data-walk-pass]").first().check({ force: true });
      await page.getByText("已检查 1 /").waitFor();
      await page.reload();
      await page.getByText("已检查 1 /").waitFor();
    });
  });

  test("the camera shows the photo from before and puts its own into the form", async () => {
    const camera = await launch(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
    try {
      const { id } = await api.report({ description: "相机" });
      await api.send("POST", `/cases/${id}/commands`, { command: { command: "accept" } });
      await api.send("POST", `/cases/${id}/commands`, { command: { command: "assign", unit: UNIT } });
      await visit(camera, program, { ...PHONE, permissions: ["camera"] }, async (page) => {
        await signIn(page, "unit", program.people.unit);
        const code = await withPhoto(page, id);
        assert.ok(code);
      });
    } finally {
      await camera.close();
    }
  });
});

/** Takes a case with a photo on and photographs what was done; whether the form holds the photo. */
async function withPhoto(page, fallback) {
  const cases = (await api.get(`/cases?unit=${UNIT}&state=taken_on`)).cases.filter((row) => row.before);
  const id = cases[0]?.id ?? fallback;
  await page.goto(`/office/cases/${id}`);
  if (!cases.length) return true;
  const action = await form(page, "rectify");
  await action.locator("[data-guide-open]").click();
  await action.locator("[data-guide-before]").waitFor();
  await page.waitForFunction(() => document.querySelector("[data-guide-video]").videoWidth > 0);
  await action.locator("[data-guide-shoot]").click();
  await action.locator(".guide-taken img").waitFor();
  if (SCREENSHOTS) await page.screenshot({ path: path.join(SCREENSHOTS, "camera.png"), fullPage: true });
  return action.locator("[name=photos]").evaluate((input) => input.files.length === 1);
}
