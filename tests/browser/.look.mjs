import { writeFile } from "node:fs/promises";
import path from "node:path";
const ROOT="/work/s4";
const { Program } = await import(ROOT+"/tests/browser/support/program.mjs");
const { launch } = await import(ROOT+"/tests/browser/support/browser.mjs");
import { createRequire } from "node:module";
const [,, which, ...opts] = process.argv;
const program = await Program.start({ demo: true });
const browser = await launch();
const pages = { awareness:"/office/awareness", problems:"/office/heatmap", planner:"/office/planner", weekly:"/office/weekly", statistics:"/statistics", methods:"/methods", town:"/office/heatmap?area=990623001" };
const shots = [];
for (const [name,size] of [["desk",{viewport:{width:1440,height:900}}],["phone",{viewport:{width:412,height:823},isMobile:true,hasTouch:true}]]) {
  for (const scheme of ["light","dark"]) for (const lang of ["zh-CN","en"]) {
    if (!opts.includes("all") && (scheme==="dark") !== (lang==="en")) continue;
    const context = await browser.newContext({ baseURL: program.address, locale: lang, colorScheme: scheme, ...size });
    const page = await context.newPage();
    await page.goto("/signin"); await page.fill("[name=login]","office"); await page.fill("[name=password]",program.people.office);
    await page.click("main button[type=submit], main form button.btn-primary"); await page.waitForLoadState("networkidle");
    for (const [key,url] of Object.entries(pages)) {
      if (which!=="all" && !which.split(",").includes(key)) continue;
      const t0=Date.now(); const r = await page.goto(url); const t1=Date.now()-t0; await page.waitForLoadState("networkidle"); await page.waitForTimeout(500);
      const wide = await page.evaluate(()=>document.documentElement.scrollWidth);
      const f=`/tmp/s4/${key}-${name}-${scheme}-${lang}.png`;
      await page.screenshot({path:f, fullPage:true});
      console.log(f, r.status(), t1+"ms", wide);
      if (name==="desk"&&scheme==="light"&&lang==="zh-CN"&&opts.includes("pdf")) { await page.pdf({path:`/tmp/s4/${key}.pdf`, format:"A4"}); }
    }
    await context.close();
  }
}
await browser.close();
await program.stop?.();
process.exit(0);
