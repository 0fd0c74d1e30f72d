// A list of words with a number at each: a title, and above the numbers what they are.
import { h } from "./dom.js";

/** A cosine as it stands in a list: with two digits. */
export const cosine = (x) => x.toFixed(2).replace("-", "−");

/** A list of these <li>; unit: what stands above their numbers. */
export function wordList(title, unit, items) {
  const head = h("div", { class: "title" }, title, h("span", {}, unit));
  return h("div", { class: "nlpviz-word-list" }, head, h("ol", {}, items));
}
