// What axe finds on a page.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The script, for `context.addInitScript`: there it is not subject to the page's policy, which stays in force. */
export const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Violations as lines, three of each rule. */
export async function violations(page) {
  const found = await page.evaluate(async (rules) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
    // What lies under a bar that stays while the page scrolls is in the way only until it is scrolled.
    for (const violation of violations.filter(({ id }) => id === "target-size")) {
      const still = [];
      for (const node of violation.nodes) {
        const element = document.querySelector(node.target[0]);
        element.scrollIntoView({ block: "center" });
        const again = await window.axe.run(element, { runOnly: ["target-size"], resultTypes: ["violations"] });
        if (again.violations.length) still.push(node);
      }
      violation.nodes = still;
    }
    scrollTo(0, 0);
    return violations;
  }, RULES);
  return found.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id} ${node.target.join(" ")} ${node.any[0]?.message ?? node.failureSummary ?? ""}`),
  );
}
