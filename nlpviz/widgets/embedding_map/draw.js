// The map: a point a word on a canvas, with names where there is room; above it, in SVG, the word
// that is looked at with its neighbours, and the arrows of pairs.
import { fill, ramp } from "../core/kit/colour.js";
import { h, s } from "../core/kit/dom.js";
import { nameAll, write } from "../core/kit/names.js";
import { ended } from "../core/kit/plane.js";
import { arrow } from "../core/kit/shapes.js";
import { aside, symbol } from "../core/kit/symbol.js";
import { clip } from "../core/kit/text.js";
import { cosine, wordList } from "../core/kit/word_list.js";
import { cosines, largest } from "../core/kit/word_vectors.js";
import { parallel } from "./math.js";

const BUTTONS = [44, 74]; // the corner of the map that its two buttons take
const ROWS = 60; // of the table
const EDGE = 16; // of the map, for names of words beyond it
const MANY = 800; // of fewer dots in sight names keep clear
const SERIES = [1, 4, 2, 7, 5, 3]; // the colours of kinds of words

/** The colour of a kind of words, or of those of none, as a canvas has it. */
const colour = (el, kind) =>
  kind < 0 ? fill(el, "muted", 0.45) : fill(el, `series-${SERIES[kind]}`);

/** The words by the look of their points: [{colour, level, ids}], the smallest first. */
export function looks({ el, counts, k, kinds, kindOf }) {
  const scale = ramp(el);
  const of = (kind, level) => (kinds.length ? colour(el, kind) : shade(scale, level, k));
  const found = new Map();
  counts.forEach((level, i) => {
    const key = level * 16 + kindOf[i] + 1;
    if (!found.has(key))
      found.set(key, { colour: of(kindOf[i], level), share: level / k, ids: [], key });
    found.get(key).ids.push(i);
  });
  return [...found.values()].sort((a, b) => a.key - b.key);
}

const shade = (scale, count, k) => scale.css(0.3 + (0.7 * count) / k);

/** The boxes of the dots in sight, where they leave room for names. */
export function spots({ order, counts, k }, { X, Y, inside, radius }) {
  const seen = order.filter((i) => inside(i, 0));
  if (seen.length > MANY) return [];
  return seen.map((i) => {
    const [x, y, r] = [X(i), Y(i), radius(counts[i] / k)];
    return [x - r, y - r, x + r, y + r];
  });
}

/** Names on the map besides the boxes that are taken, those of kinds and of large points first. */
export function label(view, screen, taken) {
  const { words, counts, k, el, kindOf, order, labels, spots } = view;
  const [width, height] = screen.size;
  const buttons = [width - BUTTONS[0], height - BUTTONS[1], width, height];
  const own = { text: (i) => words[i], r: (i) => screen.radius(counts[i] / k) };
  const ink = (i) => (kindOf[i] < 0 ? null : colour(el, kindOf[i]));
  const named = new Set(taken.map((box) => box[4]));
  const rest = order.filter((i) => !named.has(i));
  return write(labels, screen, {
    order: rest,
    fill: ink,
    ...own,
    taken: [buttons, ...taken, ...spots],
  });
}

/** What sizes and colours mean. */
export function legend({ el, k, say, kinds }, { radius }) {
  const scale = ramp(el);
  const dot = (level) => {
    const wide = `${2 * radius(level / k)}px`;
    const fill = kinds.length ? "var(--nv-muted)" : shade(scale, level, k);
    const style = `width:${wide};height:${wide};background:${fill}`;
    return h("span", { class: "level" }, h("i", { style }), level);
  };
  const kind = ({ name }, i) =>
    h("b", { style: `color:var(--nv-series-${SERIES[i]})` }, "● ", h("bdi", {}, clip(name, 30)));
  const sizes = h("span", { class: "sizes" }, say("kept", { k }), [0, k >> 1, k].map(dot));
  return [...kinds.map(kind), sizes];
}

/** The arrows of the pairs. */
export const pairsOver = ({ now, pairs }, { X, Y }) =>
  now.arrows ? pairs.map(([a, b]) => arrow([X(a), Y(a)], [X(b), Y(b)], { class: "arrow" })) : [];

/** The names of these words [word, kind] at their points; of those beyond the edge where their
    line ends. */
const named = (entries, { words, counts, k, el, spots, at }, placed) =>
  nameAll(
    entries.map(([i, kind]) => {
      const from = at < 0 ? i : at;
      const [x, y] = ended(placed, i, [placed.X(from), placed.Y(from)], EDGE);
      return { i, text: words[i], x, y, r: placed.radius(counts[i] / k) + 4, kind };
    }),
    el,
    placed.size,
    spots,
  );

/** The names of the words of all pairs. */
export function pairNames(view, placed) {
  const all = view.now.arrows ? [...new Set(view.pairs.flat())] : [];
  const entries = all.map((j) => [j, "pair"]);
  return named(entries, view, placed);
}

/** How parallel the arrows of the pairs are, by all numbers and on the map. */
export function evenness({ say, pairs, vectors: { codes, d, size }, map }) {
  if (pairs.length < 2) return [];
  const row = (i) => Array.from(codes.subarray(i * d, i * d + d), (c) => c / size[i]);
  const [space, here] = [row, (i) => [map.x[i], map.y[i]]].map((at) => cosine(parallel(pairs, at)));
  const bold = (text) => h("b", {}, text);
  return [`${say("parallel")} `, bold(space), ` ${say("space")}, `, bold(here), ` ${say("here")}`];
}

/** How far the farthest of these points is from point i. */
export const reached = ({ X, Y }, i, ids) =>
  Math.max(...ids.map((j) => Math.hypot(X(j) - X(i), Y(j) - Y(i))));

/** Word i with lines to its true neighbours; once that is told, whole to those that stay(j) and a
    ring around its nearest points, all with their names: {nodes, boxes: those of the names}. */
export function looked(view, placed, i, { own, close, stays }, still = true) {
  const { X, Y, radius } = placed;
  const told = view.now.answered && still;
  const lost = (j) => (!told || stays(j) ? "" : " lost");
  const line = (j) => s("path", { class: `line${lost(j)}`, d: `M${X(i)} ${Y(i)}L${X(j)} ${Y(j)}` });
  const end = (j) => {
    const r = Math.max(radius(view.counts[j] / view.k), 3);
    return s("circle", { class: `end${lost(j)}`, cx: X(j), cy: Y(j), r });
  };
  const at = { cx: X(i), cy: Y(i) };
  const others = told ? close.filter((j) => !own.includes(j)) : [];
  const names = still ? [...own.map((j) => [j, lost(j)]), ...others.map((j) => [j, "other"])] : [];
  const ring = told
    ? [s("circle", { class: "ring", r: reached(placed, i, close) + 3, ...at })]
    : [];
  const here = s("circle", { class: "here chosen", r: 7, ...at });
  const { nodes, boxes } = named([[i, "chosen"], ...names], view, placed);
  return { nodes: [...ring, ...own.map(line), ...own.map(end), here, ...nodes], boxes };
}

/** Where word i and its neighbours stood on the map before. */
export const ghosts = ({ X, Y }, to, i, own) => [
  s("path", { class: "ghost", d: `M${X(i)} ${Y(i)}L${to.X(i)} ${to.Y(i)}` }),
  ...[i, ...own].map((j) => s("circle", { class: "ghost", cx: X(j), cy: Y(j), r: 4 })),
];

const name = ({ words }, j) => h("bdi", {}, clip(words[j], 60));

/** A list of words with their cosines; once told, those in both lists have a full mark. */
export function column(view, title, all, both, scores) {
  const item = (j) => {
    const kept = view.now.answered ? both(j) : null;
    const mark = h("span", { "aria-hidden": "true" }, kept === null ? "" : kept ? "●" : "○");
    return h("li", { class: kept && "both" }, mark, name(view, j), cosine(scores[j]));
  };
  return wordList(title, view.say("cosine"), all.map(item));
}

const TABLES = { W_in: "in", W_out: "out" };

/** A table by its word, the symbol grey beside it: [word, symbol]. */
export const called = ({ say }, name) =>
  name in TABLES ? [say(name), " ", symbol("W", TABLES[name])] : [name];

/** What each map keeps on the average, the one that is shown first. */
export function share({ say, k, n, now, methods }, means) {
  const short = (x) => x.toFixed(1);
  const other = 1 - now.method;
  const rest = `${methods[other]} ${short(means[other])} · `;
  const chance = say("chance", { share: short((k * k) / (n - 1)) });
  return [say("mean", { k }), " ", h("b", {}, short(means[now.method])), " ", aside(rest, chance)];
}

/** The table beneath: what each map keeps of a word, and its true neighbours. */
export function numbers(view) {
  const { say, now, names: tables, methods, words, kept, k } = view;
  const by = methods.map((method) => say("kept by", { method }));
  const name = tables[now.table];
  const table = name in TABLES ? `${say(name)} ${name}` : name;
  const header = [say("word", { table }), ...by, say("true", view.vectors)];
  const rows = words.slice(0, ROWS).map((text, i) => {
    const scores = cosines(view.tables[now.table], i);
    const best = largest(scores, Math.min(k, 5), [i]);
    const counts = kept[now.table].map((each) => `${each[i]} / ${k}`);
    return [text, ...counts, best.map((j) => `${words[j]} ${cosine(scores[j])}`).join(", ")];
  });
  return { header, rows };
}
