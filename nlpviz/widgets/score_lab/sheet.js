// The sheet of scores: a row each, with its name and a bar a key; what each costs, and how its
// largest weight grows with the query.
import { h, s } from "../core/kit/dom.js";
import { clip } from "../core/kit/text.js";
import { COSTS, along, cost, formula } from "./math.js";

export const sizes = ({ Q, K, w }, name) => ({
  n: Q.length,
  m: K.length,
  d_q: Q[0].length,
  d_k: K[0].length,
  d_a: w[name].v?.shape[0] ?? 0,
});

/** "W_q" as W with a lowered q. */
const lowered = (text) =>
  text.split(/(_[a-z])/).map((part) => (part[0] === "_" ? h("sub", {}, part[1]) : part));

/** The largest weight against the length of the query, with the present length marked. */
function spark({ data, now, ticks }, name) {
  const { K, w, scale, most, Q } = data;
  const far = Math.hypot(...now.q);
  const q = far ? now.q : Q[now.row];
  const at = (lengths) => along(name, q, K, w[name], lengths, scale);
  const [x, y] = [(length) => 3 + (length / most) * 84, (a) => 41 - 38 * a];
  const line = at(ticks).map((a, i) => `${x(ticks[i]).toFixed(1)} ${y(a).toFixed(1)}`);
  return s(
    "svg",
    { width: 90, height: 44, "aria-hidden": "true" },
    s("path", { class: "rule", d: "M3 41h84M3 3v38" }),
    s("path", { class: "line", d: `M${line.join("L")}` }),
    s("circle", { cx: x(Math.min(far, most)), cy: y(at([far])[0]), r: 4.5 }),
  );
}

/** What each score is and costs: its formula, sizes in words and as a product, and how its largest
    weight grows with the query. */
export function costs({ data, say, cards }) {
  const line = (name, i) => {
    const [parameters, adds] = cost(name, sizes(data, name));
    const held = `${parameters} ${say(parameters === 1 ? "parameter" : "parameters")}`;
    const product = [lowered(COSTS[name]), ` = ${adds} ${say("adds")}`];
    const written = h("span", { class: "formula" }, lowered(formula(name, data.scale)));
    const first = [h("strong", {}, name), " ", written, h("br")];
    return [h("div", {}, first, held, " · ", product), cards[i].curve];
  };
  return h(
    "div",
    { class: "costs" },
    h("span"),
    h("small", {}, say("largest")),
    data.names.map(line),
  );
}

/** One score's row: its name in words, a bar a key. */
export function card({ data, say }, name, i) {
  const bars = data.keys.map((_, j) => {
    const bar = { fill: h("i"), ghost: h("b"), text: h("span") };
    const well = h("div", { class: "well" }, bar.fill, bar.ghost);
    bar.cell = h("div", { class: "share", "data-j": j, "data-i": i }, well, bar.text);
    return bar;
  });
  const [plain, gist] = [say(`name ${name}`), say(`gist ${name}`)];
  const tag = h("b", { class: "tag" });
  const more = [h("span", { class: "gist" }, gist), tag, h("small", {}, name)];
  const head = h("div", { class: "name" }, h("strong", {}, plain), more);
  const cells = bars.map(({ cell }) => cell);
  const node = h("div", { class: "kind" }, head, h("div", { class: "cells" }, cells));
  return { node, bars, tag, curve: h("div", { class: "curve" }) };
}

/** The rows of all scores, below the keys. */
export function sheet(view) {
  const { data, say, cards } = view;
  const heads = data.keys.map((text, j) => h("bdi", { "data-j": j, title: clip(text, 400) }, text));
  const attributes = { role: "application", "aria-label": say("rows"), tabindex: 0 };
  return h(
    "div",
    { class: "sheet", style: `--m: ${data.keys.length}`, ...attributes },
    h("div", { class: "keys", "aria-hidden": "true" }, heads),
    cards.map(({ node }) => node),
  );
}

/** A row as it is now. */
export function drawCard(view, { bars, curve, node, tag }, i) {
  const { now, shown, start, data, ask, say } = view;
  const still = ask.open && ask.node && data.names[i] === "linear";
  tag.textContent = still
    ? `✓ ${say("still")}`
    : ask.open && ask.value === data.names[i]
      ? say("yours")
      : "";
  node.classList.toggle("found", !!still);
  const { A } = shown[i];
  bars.forEach(({ fill, ghost, text, cell }, j) => {
    fill.style.height = `${100 * A[j]}%`;
    ghost.style.bottom = `${100 * start[i].A[j]}%`;
    text.textContent = A[j].toFixed(2).replace(/^0/, "");
    cell.classList.toggle("on", j === now.key);
  });
  node.classList.toggle("on", i === now.score);
  curve.replaceChildren(spark(view, data.names[i]));
}
