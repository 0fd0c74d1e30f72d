// PositionLab: rows of waves, one wave picked; whether equal distances look alike, guessed first;
// then a shift as a turn of clocks, and what distance says to a score.

import { choice, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, pointer, unit } from "../core/kit/dom.js";
import { announce, arrows, life, onResize, onTheme } from "../core/kit/events.js";
import { more } from "../core/kit/more.js";
import { clamp, rounded, spaced } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { speaker } from "../core/kit/words.js";
import { compareAt, drawAlike, drawTable, layout, glideOver, lookAt, sheet } from "./draw.js";
import { curves, pairs, product, products, sinusoidal, wave, wavelength } from "./math.js";
import { clocks, distance, scoresAt } from "./shift.js";
import words from "./words.json" with { type: "json" };

const ANSWERS = ["less", "same", "more"];
const reach = (T) => Math.floor(1.5 * T);

const below = (n, start = 0) => ({ default: start, check: whole(0, n - 1) });

const fields = ({ T, d, learned }) => ({
  row: below(T),
  column: below(d),
  first: below(T),
  second: below(T, 1),
  shift: below(reach(T), 8),
  kind: { default: "waves", check: oneOf("waves", learned ? "learned" : "waves") },
  guess: { default: null, check: oneOf(null, ...ANSWERS) },
  answered: { default: false, check: oneOf(false, true) },
});

/** A table as it is shown: its numbers divided by the largest, the products S of its rows, and how
    alike two rows are, the cosine (1: the same row). */
function shown(X, { T, d }) {
  const most = X.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9);
  const S = products(X, T, d);
  const long = (a) => Math.sqrt(S[a * T + a]) || 1;
  const alike = S.map((x, i) => x / long(i % T) / long(Math.floor(i / T)));
  return { X: X.map((x) => x / most), S, alike };
}

/** All that is seen; the maps themselves only where a change of these keys repaints them. */
function draw(view, keys = "kind") {
  if (!view.at) return;
  view.now = view.tables[view.set.kind];
  if (/answered|kind/.test(keys)) {
    drawTable(view);
    drawAlike(view);
  }
  lookAt(view, view.set.row, view.set.column);
  compareAt(view, view.set.first, view.set.second);
  later(view);
  view.refresh?.();
}

/** What stands under "more". */
function later(view) {
  if (!view.set.answered || !view.at) return;
  view.clocks.replaceChildren(...clocks(view));
  const width = view.chart.clientWidth;
  if (width) view.chart.replaceChildren(distance(view, width));
  view.told.textContent = scoresAt(view);
}

/** What is said of one number of the table. */
function aboutNumber({ of, set, now, say }, p, j) {
  const value = rounded(now.X[p * of.d + j]);
  if (set.kind === "learned") return say("aboutLearned", { p, j, value });
  return say("about", { p, j, value, long: spaced(wavelength(j >> 1, of.d)) });
}

const aboutPair = ({ of, now, say }, a, b) =>
  say("aboutPair", { a, b, far: Math.abs(a - b), value: rounded(now.alike[a * of.T + b]) });

/** The two maps for pointer and keys: of which fields a cell is made, how many there are, what
    shows one and what says it. */
const maps = ({ T, d }) => [
  { of: "table", keys: ["row", "column"], size: [T, d], show: lookAt, about: aboutNumber },
  { of: "alike", keys: ["first", "second"], size: [T, T], show: compareAt, about: aboutPair },
];

/** Pointer and keys on a map: pointing shows a cell, a click or a key makes it stay. */
function hands(view, map, signal) {
  const { keys, size, show, about } = map;
  const { node } = view[map.of];
  const idle = () => map.of === "alike" && !view.set.answered; // it would tell the answer
  const kept = () => keys.map((key) => view.set[key]);
  const look = (cell) => {
    show(view, ...cell);
    view.read(about(view, ...cell));
  };
  const keep = (cell) => {
    view.set.set(Object.fromEntries(keys.map((key, i) => [key, cell[i]])));
    look(cell);
  };
  const over = (act) => (event) => {
    const cell = cellAt(event, node, view.at[map.of], size);
    if (cell) act(cell);
  };
  const listen = (kind, f) => node.addEventListener(kind, (e) => idle() || f(e), { signal });
  listen("pointermove", over(look));
  listen("pointerleave", () => show(view, ...kept()));
  listen("click", over(keep));
  listen("focus", () => node.matches(":focus-visible") && look(kept()));
  const go = (...by) =>
    idle() || keep(kept().map((old, i) => clamp(old + by[1 - i], 0, size[i] - 1)));
  arrows(node, go, signal);
}

/** The cell of n × m under the pointer, in a box of the node. */
function cellAt(event, node, { left, top, width, height }, [n, m]) {
  const [x, y] = pointer(event, node);
  const [i, j] = [Math.floor(((y - top) / height) * n), Math.floor(((x - left) / width) * m)];
  return i >= 0 && i < n && j >= 0 && j < m ? [i, j] : null;
}

function question(view, el, signal) {
  const { say, of, set } = view;
  const [[a, b], [c, d]] = pairs(of.T);
  const value = rounded(product(b - a, of.d) / (of.d / 2));
  const asks = {
    question: say("question", { a, b, c, d, value }),
    options: ANSWERS.map((value) => ({ value, text: say(value) })),
    answer: () => "same",
    write: (each, due) => (due ? say("told", { value }) : say(each)),
    why: () => say("why", { far: b - a }),
    onChange: ({ guess, open }) => set.set({ guess, answered: open, kind: "waves" }),
    start: { guess: set.guess, open: set.answered },
  };
  return predict(el, asks, signal);
}

/** What waits under "more": the shift with its clocks, the chart, the learned table. */
function rest(view, el, signal) {
  const { say, set, of } = view;
  view.shift = slider(
    {
      label: say("shift"),
      min: 0,
      max: reach(of.T) - 1,
      step: 1,
      value: set.shift,
    },
    (k) => set.set("shift", k),
  );
  const options = ["waves", "learned"].map((value) => ({ value, text: say(value) }));
  view.kind =
    of.learned &&
    choice({ label: say("which"), options, value: set.kind }, (x) => set.set("kind", x));
  view.clocks = h("div", { class: "clocks" });
  view.chart = h("div", { class: "nlpviz-chart" });
  view.told = h("p", { class: "nlpviz-muted" });
  const shift = h("div", { class: "half" }, view.shift.node, view.clocks);
  const chart = h("div", { class: "half" }, h("p", {}, say("chart")), view.chart, view.told);
  view.rest = more(el, view.kind && h("div", { class: "all" }, view.kind.node), shift, chart);
  onResize(view.chart, () => later(view), signal);
  return view.rest.node;
}

/** The table beneath: eight waves at eight positions; in the end, likeness by distance. */
function numbers({ of, set, say }) {
  const eight = Array.from({ length: 8 }, (_, n) => n);
  const some = new Set(eight.map((n) => 2 * Math.round((n * (of.d / 2 - 1)) / 7)));
  const rows = [...some].map((j) => [
    String(j),
    wavelength(j >> 1, of.d),
    ...eight.map((p) => wave(p, j, of.d)),
  ]);
  const alike = (far) => rounded(product(far, of.d) / (of.d / 2));
  if (set.answered) rows.push([say("byDistance"), "", ...eight.map(alike)]);
  return { header: [say("number"), say("long"), ...eight.map((p) => say("place", { p }))], rows };
}

/** A change of what the figure holds, from here or from outside. */
function changed(view, keys) {
  const { set } = view;
  view.ask.set({ guess: set.guess, open: set.answered });
  view.shift.value = set.shift;
  if (view.kind) view.kind.value = set.kind;
  draw(view, keys);
  if (!set.answered || !/answered|kind/.test(keys)) return;
  view.rest.show();
  if (keys.includes("answered")) glideOver(view);
  view.read(aboutPair(view, set.first, set.second));
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const learned = model.get("learned") && unpack(model.get("learned")).data;
  const of = { T: model.get("T"), d: model.get("d"), learned };
  const view = { of, say: speaker(el, words), tables: {} };
  const { say } = view;
  view.tables.waves = shown(sinusoidal(of.T, of.d), of);
  if (learned) view.tables.learned = shown(learned, of);
  view.scores = curves({ ...of, S: view.tables.learned?.S ?? null }, reach(of.T));
  view.set = state(model, fields(of), (keys) => changed(view, keys), signal);
  view.now = view.tables[view.set.kind];
  view.ask = question(view, el, signal);
  [view.table, view.alike] = [sheet(say("aboutTable")), sheet(say("aboutAlike"))];
  view.table.node.append(h("small", {}, "−1", h("i"), "1"));
  view.alike.node.append(h("small", {}, say("likeness"), " 0", h("i"), "1"));
  const both = h("div", { class: "maps" }, view.table.node, view.alike.node);
  el.append(view.ask.node, h("p", { class: "opening" }, say("lead", { d: of.d })), both);
  view.read = announce(el, { class: "nlpviz-readout" });
  el.append(rest(view, el, signal));
  view.refresh = table(el, () => numbers(view), signal);
  if (view.set.answered) view.rest.show();
  for (const map of maps(of)) hands(view, map, signal);
  const fit = (width) => {
    view.at = layout(width, unit(el), of);
    draw(view);
  };
  onResize(both, fit, signal);
  onTheme(el, () => draw(view), signal);
  return end;
}

export default { render };
