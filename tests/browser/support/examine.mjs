// What can be wrong with a page that one sees without using it. The functions run in the page.

/** Boxes that stick out of the page sideways. */
export function overflow(width) {
  const wide = document.documentElement.scrollWidth;
  if (wide <= width) return [];
  const clipped = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "visible") return true;
    }
    return false;
  };
  const out = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > width + 0.5 && !clipped(element));
  return [`the page is ${wide} px wide: ${out.slice(-3).map((element) => element.outerHTML.slice(0, 90)).join(" | ")}`];
}

/** Things to touch that are smaller than `least`, except for links within text. */
export function smallTargets({ least, selector }) {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && element.getClientRects().length > 0;
  const withinText = (element) => {
    if (element.localName !== "a" || getComputedStyle(element).display !== "inline") return false;
    return [...element.parentElement.childNodes].some((node) => node !== element && node.nodeType === 3 && node.data.trim());
  };
  /** What a finger may hit: the element, or the label around or of it. */
  const area = (element) => {
    const boxes = [element, ...(element.labels ?? [])].map((box) => box.getBoundingClientRect());
    return { width: Math.max(...boxes.map((box) => box.width)), height: Math.max(...boxes.map((box) => box.height)) };
  };
  const small = [];
  for (const element of document.querySelectorAll(selector)) {
    if (!seen(element) || withinText(element) || element.matches(".skip")) continue;
    const { width, height } = area(element);
    if (width < least - 0.5 || height < least - 0.5) {
      small.push(`${Math.round(width)}×${Math.round(height)}: ${element.outerHTML.replace(/\s+/g, " ").slice(0, 110)}`);
    }
  }
  return small;
}

/** Text smaller than `least` px. */
export function smallText(least) {
  const small = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const box = walker.currentNode.parentElement;
    if (!text || box.closest("script, style, svg, .sr-only, .skip, .optional-small") || !box.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(box).fontSize);
    if (size < least - 0.05) small.add(`${size} px: ${box.localName}.${box.className} ${text.slice(0, 20)}`);
  }
  return [...small];
}

/** Every text that people see or hear, outside of parts in another language of their own. */
export function texts() {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const box = node.nodeType === 3 ? node.parentElement : node;
    if (box.closest("script, style, body [lang]")) continue;
    if (node.nodeType === 3) found.push(node.data.trim());
    else for (const name of ["aria-label", "placeholder", "alt", "title", "data-label"]) found.push(box.getAttribute(name) ?? "");
  }
  return found.filter(Boolean);
}
