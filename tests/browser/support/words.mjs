// The interface's own words, to find those that were left in another language.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const json = (file) => JSON.parse(readFileSync(path.join(ROOT, file), "utf8"));
const CHINESE = /\p{Script=Han}{2,}/u;

/** All texts of a language, by namespace and key. */
export function locale(tag) {
  const folder = `app/locales/${tag}`;
  const names = readdirSync(path.join(ROOT, folder)).filter((file) => file.endsWith(".json"));
  return Object.fromEntries(names.map((file) => [file.slice(0, -5), json(`${folder}/${file}`)]));
}

const catalogue = json("server/assets/categories.json");
const categories = [...catalogue.groups, ...catalogue.categories];

/** Chinese words of the interface: whole texts, and the parts of texts between their blanks. */
const own = new Set(categories.map((one) => one.zh));
for (const texts of Object.values(locale("zh-CN"))) {
  for (const text of Object.values(texts)) text.split(/\{\w+\}/).forEach((part) => own.add(part.trim()));
}
const whole = [...own].filter((text) => text && CHINESE.test(text));
/** Parts that are long enough not to stand in what people wrote; names of categories do, however long. */
const long = whole.filter((text) => text.length >= 6 && !categories.some((one) => one.zh === text));

/** Texts of an English page that should have been English. */
export function leftInChinese(texts) {
  return texts.filter((text) => CHINESE.test(text) && (whole.includes(text) || long.some((part) => text.includes(part))));
}

/** Texts with a blank that was not filled, or a code instead of a word. */
export function raw(texts) {
  const codes = new Set([...categories.map((one) => one.code), "received", "accepted", "rejected", "duplicate", "in_progress"]);
  return texts.filter((text) => /\{\w+\}|\bundefined\b|\bNaN\b|\[object/.test(text) || (codes.has(text) && text.includes("_")));
}
