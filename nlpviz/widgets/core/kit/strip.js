// A vector as coloured cells and, beneath, its numbers.
import { paint } from "./colour.js";
import { h } from "./dom.js";
import { vector } from "./numbers.js";

/** A vector by its name; tints: a ramp of "div". */
export function strip(name, values, tints) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const most = Math.max(...[...values].map(Math.abs)) || 1;
  paint(canvas, 1, values.length, tints, (j) => (values[j] / most + 1) / 2);
  const open = { class: "numbers", tabindex: 0, role: "group", "aria-label": name };
  const numbers = h("div", open, vector(values));
  return h("div", { class: "nlpviz-strip" }, h("span", {}, name), canvas, numbers);
}
