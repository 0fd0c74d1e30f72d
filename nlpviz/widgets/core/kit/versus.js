// One bar between two words: which of them is likelier, and which was before.
import { h } from "./dom.js";
import { clip } from "./text.js";

/** A part of 1 in words: 97 %, 99.8 %. */
export const percent = (x) =>
  `${x > 0.005 && x < 0.995 ? Math.round(100 * x) : (100 * x).toFixed(1)} %`;

/** The bar of these two words: {node, show(part, before)}: the first one's part of both, and a mark
    where it was, if that is another; null: nothing is known. */
export function versus(words) {
  const [bar, ghost] = [h("span", { class: "bar" }), h("i", { hidden: true })];
  bar.append(ghost);
  const parts = words.map(() => h("small"));
  const side = (k) =>
    h("span", { class: `side s${k}` }, h("bdi", {}, clip(words[k], 12)), parts[k]);
  const node = h("div", { class: "nlpviz-versus" }, side(0), bar, side(1));
  const show = (part, before) => {
    node.style.visibility = part === null ? "hidden" : "";
    if (part === null) return;
    bar.style.setProperty("--p", `${100 * part}%`);
    ghost.style.left = `${100 * before}%`;
    ghost.hidden = part === before;
    parts.forEach((each, k) => each.replaceChildren(percent(k ? 1 - part : part)));
  };
  return { node, show };
}
