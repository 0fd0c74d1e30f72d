// The two maps of PositionLab: the table with the wave of one column beside it, and how alike the
// rows are, which is covered until the guess has been made.

import { paint, ramp } from "../core/kit/colour.js";
import { h, s } from "../core/kit/dom.js";
import { text } from "../core/kit/chart.js";
import { tween } from "../core/kit/motion.js";
import { clamp, rounded } from "../core/kit/numbers.js";
import { pairs } from "./math.js";

/** Where all stands in a width: a box for each map; u: the unit of sizes. */
export function layout(width, u, { d }) {
  const wide = width >= 44 * u;
  const tall = wide ? clamp(0.29 * width, 12 * u, 300) : 18 * u;
  const side = wide ? tall : Math.min(width - 3.5 * u, tall);
  const [left, top] = [Math.round(6.4 * u), Math.round(1.8 * u)];
  const room = (wide ? width - side - 4.2 * u : width) - left - 5.6 * u;
  const w = room >= d ? d * Math.floor(room / d) : 2 * Math.floor(room / 2);
  const table = { left, top, width: w, height: tall };
  return { u, table, alike: { left: 2.9 * u, top, width: side, height: side } };
}

/** The centres of columns and rows in a box of n × m cells: [x(j), y(i)]. */
const centres = ({ left, top, width, height }, n, m) => [
  (j) => left + ((j + 0.5) * width) / m,
  (i) => top + ((i + 0.5) * height) / n,
];

/** As many columns as pixels, or fewer; of few pixels every second is a cosine, as in the table. */
function columns(w, d) {
  const count = Math.min(d, 2 * Math.floor((w * (globalThis.devicePixelRatio || 1)) / 2));
  return Array.from({ length: count }, (_, x) => {
    const pair = Math.floor(((x >> 1) * d) / count);
    return 2 * pair + (x & 1);
  });
}

/** A node that holds a canvas and what is drawn over it. */
export function sheet(label) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const under = s("svg", { "aria-hidden": "true" });
  const over = s("svg", { "aria-hidden": "true" });
  const open = { class: "sheet", tabindex: 0, role: "application", "aria-label": label };
  return { node: h("div", open, canvas, under, over), canvas, under, over };
}

function place({ node, canvas }, { left, top, width, height }, right, u) {
  const [wide, tall] = [left + width + right, top + height + 1.6 * u];
  node.style.cssText = `width:${wide}px;height:${tall}px`;
  canvas.style.cssText = `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
}

/** The bracket of two positions at the left of the table, and how alike they are. */
function bracket({ at: { table, u }, of }, [a, b], words) {
  const [, y] = centres(table, of.T, of.d);
  const x = table.left - 2.3 * u;
  const number = (p, by) => text(x + 1.8 * u, y(p) + by * u, Math.round(p), "number", "end");
  return [
    number(a, 0.1),
    number(b, 0.7),
    s("path", { class: "bracket", d: `M${x} ${y(a)}h${-0.6 * u}V${y(b)}h${0.6 * u}` }),
    text(x - u, (y(a) + y(b)) / 2 + 0.35 * u, words, "alike", "end"),
  ];
}

/** How alike the rows of a pair are. */
const likeness = ({ of, now }, [a, b]) => rounded(now.alike[a * of.T + b]);

/** The table. */
export function drawTable(view) {
  const { of, at, now, say, table } = view;
  const { left, top, width, height } = at.table;
  const { u } = at;
  place(table, at.table, 5.6 * u, u);
  const [near, far] = pairs(of.T);
  const js = columns(width, of.d);
  const value = (i) => now.X[Math.floor(i / js.length) * of.d + js[i % js.length]];
  paint(table.canvas, of.T, js.length, ramp(table.node, "div"), (i) => value(i) / 2 + 0.5);
  const below = top + height + 1.2 * u;
  const waves = view.set.kind === "waves";
  table.under.replaceChildren(
    text(left, 1.1 * u, say("table", { d: of.d }), "title"),
    text(0, 1.1 * u, say("position"), "quiet"),
    ...bracket(view, near, likeness(view, near)),
    ...bracket(view, far, view.set.answered ? likeness(view, far) : "?"),
    text(left, below, waves && say("fast"), "quiet"),
    text(left + width, below, waves && say("slow"), "quiet", "end"),
    ...["−1", "1"].map((end, i) =>
      text(left + width + (0.7 + 3.9 * i) * u, below, end, "quiet end"),
    ),
    text(left + width + 5.4 * u, 1.1 * u, say("column"), "title one", "end"),
  );
}

/** A row and a column of the table are looked at: the column's wave, the row's point on it. */
export function lookAt({ of, at, now, table }, p, j) {
  const { left, top, width, height } = at.table;
  const [x, y] = centres(at.table, of.T, of.d);
  const middle = left + width + 2.8 * at.u;
  const on = (i) => middle + 2.1 * at.u * now.X[i * of.d + j];
  const points = Array.from({ length: of.T }, (_, i) => `${on(i).toFixed(1)} ${y(i).toFixed(1)}`);
  const cross = `M${x(j)} ${top}v${height}M${left} ${y(p)}H`;
  table.over.replaceChildren(
    s("path", { class: "back", d: cross + (left + width) }),
    s("path", { class: "cross", d: cross + on(p) }),
    s("path", { class: "axis", d: `M${middle} ${top}v${height}` }),
    s("path", { class: "wave", d: "M" + points.join("L") }),
    s("circle", { class: "point", cx: on(p), cy: y(p), r: 0.4 * at.u }),
  );
}

/** The first pair slides down to the second, as far apart and as alike all the way. */
export function glideOver(view) {
  const [near, far] = pairs(view.of.T);
  const moved = s("g", { class: "moved" });
  view.table.under.append(moved);
  const at = (t) => near.map((p, i) => p + t * (far[i] - p));
  const draw = (t) => (t < 1 ? bracket(view, at(t), likeness(view, near)) : []);
  tween((t) => moved.replaceChildren(...draw(t)), { ms: 2500 });
}

/** The rows of the question, one pair above the other; with the answer, how alike all rows are. */
export function drawAlike(view) {
  const { of, at, say, set, alike } = view;
  const { left, top, width: side } = at.alike;
  const { u } = at;
  place(alike, at.alike, 0, u);
  for (const { node } of [view.table, alike]) node.classList.toggle("closed", !set.answered);
  const open = set.answered;
  const below = (words, x, anchor) => text(x, top + side + 1.2 * u, words, "quiet", anchor);
  alike.under.replaceChildren(
    text(left, 1.1 * u, say(open ? "alike" : "rows"), "title"),
    below(open ? "0" : "", left),
    below(say(open ? "position" : "hidden"), left + side / 2, "middle"),
    below(open ? of.T - 1 : "", left + side, "end"),
    ...(open ? everyPair : questionRows)(view),
  );
}

/** How alike all rows are, and rings around the pairs of the question. */
function everyPair({ of, at, now, alike }) {
  paint(alike.canvas, of.T, of.T, ramp(alike.node), (i) => now.alike[i]);
  const [x, y] = centres(at.alike, of.T, of.T);
  const ring = ([a, b]) => s("circle", { class: "ring", cx: x(b), cy: y(a), r: 0.5 * at.u });
  return pairs(of.T).map(ring);
}

/** The four rows, large enough to be compared, and their positions. */
function questionRows({ of, at: { alike: box, u }, now, alike }) {
  const [js, [near, far]] = [columns(box.width, of.d), pairs(of.T)];
  const rows = [...near, -1, ...far]; // no row between the pairs
  const at = (i) => rows[Math.floor(i / js.length)] * of.d + js[i % js.length];
  const cell = (i) => (now.X[at(i)] ?? 0) / 2 + 0.5;
  paint(alike.canvas, rows.length, js.length, ramp(alike.node, "div"), cell);
  const [, y] = centres(box, rows.length, 1);
  return rows.map((p, i) =>
    text(box.left - 0.5 * u, y(i) + 0.35 * u, p < 0 ? "" : p, "number", "end"),
  );
}

/** A pair of positions is looked at: a cell, and all pairs that lie as far apart. */
export function compareAt({ at, of, alike }, a, b) {
  const [x, y] = centres(at.alike, of.T, of.T);
  const [far, last] = [Math.abs(a - b), of.T - 1];
  const path = (i, j) => `M${x(j)} ${y(i)}L${x(last - i)} ${y(last - j)}`;
  const d = path(0, far) + path(far, 0);
  alike.over.replaceChildren(
    s("path", { class: "back", d }),
    s("path", { class: "same", d }),
    s("circle", { class: "point", cx: x(b), cy: y(a), r: 0.4 * at.u }),
  );
}
