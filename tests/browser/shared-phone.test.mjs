// One phone, several people: nothing of one is sent by, or shown to, another.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, signIn, signOut, visit } from "./support/browser.mjs";
import { emptied, kept } from "./support/outbox.mjs";
import { picture } from "./support/pictures.mjs";
import { Program } from "./support/program.mjs";
import { deliver, HERE, save } from "./support/report.mjs";

/** What the console says of what is refused, or of a server that is away. */
const expected = [/ERR_FAILED|status 401|\(Unauthorized/i];
const RECORDS = "**/api/v1/reports/*";
const card = ".outbox [data-entry]";

let browser, program, api, photo;

before(async () => {
  browser = await launch();
  photo = await picture(browser, { seed: 3 });
  program = await Program.start({ demo: true });
  api = await program.machine();
});

after(async () => {
  await browser?.close();
  await program?.remove();
});

const total = async () => (await api.get("/reports")).total;

/** Signs in with the cookies of a browser none of whose pages hears of it. */
async function signInElsewhere(context, login) {
  const answer = await context.request.post("/signin", {
    form: { login, password: program.people[login] },
    headers: { origin: program.address },
    maxRedirects: 0,
  });
  assert.equal(answer.status(), 303);
}

describe("on a shared phone", () => {
  test("a tab of one person sends nothing in the name of another who signed in in the next tab", async () => {
    const before = await total();
    await visit(browser, program, { ...HERE, expected }, async (page, context) => {
      await page.route(RECORDS, (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
      await signIn(page, "volunteer", program.people.volunteer);
      await save(page, photo, "志愿者的标签页");
      const [{ id }] = await kept(page);
      await signInElsewhere(context, "inspector");
      await page.unroute(RECORDS);
      const refused = page.waitForResponse((response) => response.url().endsWith(id) && response.status() === 401);
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await refused;
      await page.waitForTimeout(500);
      assert.deepEqual((await kept(page)).map((entry) => entry.state), ["sign_in"]);
      assert.equal(await total(), before, "it has not arrived in the name of the inspector");

      // The other one neither sees it nor is held up by it.
      const other = await context.newPage();
      await deliver(other, photo, "督查员的标签页");
      await other.goto("/outbox");
      await other.getByText("其他人的 1 条").waitFor();
      assert.equal(await other.locator(card).count(), 0);
      assert.deepEqual((await kept(other)).map((entry) => entry.id), [id]);
      assert.equal(await total(), before + 1);
      await signOut(other);
      await signIn(other, "volunteer", program.people.volunteer);
      await emptied(other);
      const { history } = await api.get(`/reports/${id}`);
      assert.equal(history[0].actor, "user:volunteer");
      assert.equal(await total(), before + 2);
    });
  });

  test("receipts are shown to whoever sent the report, and those from before to residents", async () => {
    await visit(browser, program, { ...HERE, expected }, async (page) => {
      const codes = async () => {
        await page.goto("/me");
        await page.locator("[data-my-reports] :is(a, .empty-title)").first().waitFor();
        const links = await page.locator("[data-my-reports] a[href^='/r/']").evaluateAll((all) => all.map((one) => one.pathname.slice(3)));
        return links.sort();
      };
      const sent = async (description) => {
        await deliver(page, photo, description);
        return new URL(page.url()).pathname.slice(3);
      };
      const resident = await sent("没有登录时上报");
      // As an earlier version kept it.
      await page.evaluate(withoutOwner, resident);
      await signIn(page, "volunteer", program.people.volunteer);
      const volunteer = await sent("登录后上报");
      assert.deepEqual(await codes(), [volunteer]);
      await signOut(page);
      assert.deepEqual(await codes(), [resident]);
      await signIn(page, "inspector", program.people.inspector);
      assert.deepEqual(await codes(), []);
      await signOut(page);
      await signIn(page, "volunteer", program.people.volunteer);
      assert.deepEqual(await codes(), [volunteer]);
    });
  });
});

/** Runs in the page: takes the owner from a kept receipt. */
async function withoutOwner(code) {
  const answer = (request) => new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = () => reject(request.error))));
  const database = await answer(indexedDB.open("chuangcheng"));
  const receipts = database.transaction("receipts", "readwrite").objectStore("receipts");
  const { owner, ...receipt } = await answer(receipts.get(code));
  await answer(receipts.put(receipt, code));
  database.close();
}
