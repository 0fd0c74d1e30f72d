// The weights, and beside them the sums of their blame, to which each use of them adds.
import { h } from "../core/kit/dom.js";
import { short } from "../core/kit/numbers.js";
import { formula } from "../core/kit/symbol.js";

/** The weights and the sums of their blame, which grow: {node, update(step, before)}. */
export function matrices(w, say) {
  const grid = (values, name) => {
    const cells = [...values].map((v) => h("span", {}, short(v)));
    return { cells, node: h("div", { class: name, style: `--across:${w.n}` }, cells) };
  };
  const parts = [
    ["W_x", "input weights"],
    ["W_h", "recurrent weights"],
    ["b", "bias"],
  ].map(([key, name]) => {
    const sum = grid(
      w[key].map(() => 0),
      "matrix sum",
    );
    const title = [say("weights", { name: say(name) }), " ", h("small", {}, formula(key))];
    const pair = h("div", { class: "pair" }, grid(w[key], "matrix").node, sum.node);
    return { key: `d${key}`, cells: sum.cells, node: h("div", {}, title, pair) };
  });
  return {
    node: h(
      "div",
      { class: "weights" },
      parts.map(({ node }) => node),
    ),
    update: (step, before) =>
      parts.forEach(({ key, cells }) =>
        cells.forEach((cell, j) => {
          const [now, old] = [step, before].map((each) => each?.sums[key][j] ?? 0);
          cell.textContent = short(now);
          cell.style.setProperty("--part", `${Math.round(40 * Math.min(1, Math.abs(now)))}%`);
          cell.classList.toggle("fresh", now !== old);
        }),
      ),
  };
}
