// HeadsView: every head as a small map, one of them in full.  The reader guesses how many look
// along one link, whose row is covered; or, where it was measured, which one matters.
import { unpack } from "../core/kit/decode.js";
import { h, measure, unit } from "../core/kit/dom.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { grid } from "../core/kit/grid.js";
import { heatmap, highest, layout } from "../core/kit/heatmap.js";
import { more } from "../core/kit/more.js";
import { clamp } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { compare } from "./compare.js";
import { covered, fill, fit, mark, open, tint } from "./draw.js";
import { headsOf, statistics } from "./math.js";
import { controls, ORDERS, sorted } from "./orders.js";
import { because, capital, counted, leaders, numbers, tell, text } from "./sentences.js";
import words from "./words.json" with { type: "json" };

/** One kind of attention with all that is computed of it. */
function ready(model, group, number) {
  const weights = model.get(`weights${number}`);
  const [layers, heads, n, m] = weights.shape;
  const A = headsOf(weights, group.empty);
  const worth = (key) => {
    const packed = model.get(`${key}${number}`);
    return packed && [...unpack(packed).data];
  };
  const [i, j] = group.look;
  const looks = A.map((each) => each[i * m + j]);
  const [gradient, ablation] = ["gradient", "ablation"].map(worth);
  const of = { ...group, layers, heads, n, m, A, looks, gradient, ablation };
  return { ...of, does: A.map((each) => statistics(each, m, of)) };
}

const below = (n) => ({ default: 0, check: whole(0, n - 1) }); // compute() keeps it within
const fields = (groups) => ({
  group: below(groups.length),
  head: below(400),
  query: below(256),
  key: below(256),
  order: { default: "model", check: oneOf(...ORDERS) },
  guess: { default: null, check: (k) => k === null || whole(0, 400)(k) },
  answered: { default: false, check: oneOf(true, false) },
});

/** What the state says, within what there is. */
function compute(view) {
  const { groups, set } = view;
  const of = (view.of = groups[set.group]);
  const at = { head: of.A.length, query: of.n, key: of.m };
  for (const key in at) at[key] = clamp(set[key], 0, at[key] - 1);
  view.at = at;
}

/** How many heads look along the link or, where it was measured, which one matters? */
function question(view, el, signal) {
  const { say, set, of } = view;
  const n = of.A.length;
  const [query, key] = of.look;
  const link = (view.link = {
    q: view.named(of.queries[query]),
    k: text(of.keys[key]),
    score: view.score,
    n,
  });
  const onChange = ({ guess, open: answered }) => {
    const head = of.ablation && leaders(of).includes(guess) ? guess : leaders(of)[0];
    const before = set.order === "missed" && { order: "model" };
    set.set({ guess, answered, ...(answered ? { head, query, key } : before) });
  };
  const asks = of.ablation ? whichMatters(view, n) : howMany(view, n);
  const start = { guess: set.guess, open: set.answered };
  const why = (guess) => because(view, guess, link);
  return predict(el, { question: say(asks.key, link), ...asks, why, onChange, start }, signal);
}

const howMany = ({ say, of }, n) => ({
  key: "count",
  options: n > 12 ? { min: 0, max: n, step: 1 } : [...Array(n + 1).keys()],
  answer: () => counted(of),
  write: (k, due) => (due ? `${k} ${say("of", { n })}` : k),
});

const whichMatters = ({ say, of, name }, all) => ({
  key: "cut",
  guesses: [...of.A.keys()].slice(0, 16), // for their sentences room is kept
  answer: () => leaders(of)[0],
  right: (k) => leaders(of).includes(k),
  write: (k, due) => {
    const n = leaders(of).length;
    return due && n > 1 ? say("one of", { n }) : name(Math.min(k, all - 1));
  },
});

/** The head in full; the row that is asked about is covered until the answer. */
function full(view) {
  const { of, at, say, name, map, size } = view;
  const { n, m, queries: rows, keys: columns, look } = of;
  const hidden = covered(view, look[0]);
  const A = of.A[at.head].slice();
  if (hidden) A.fill(0, look[0] * m, (look[0] + 1) * m);
  map.node.setAttribute("aria-label", say("map", { head: name(at.head), n, m }));
  const rings = hidden ? [] : [look];
  map.show({ n, m, A, rows, columns, most: 1, sides: [], title: [], rings });
  view.title.textContent = capital(name(at.head));
  view.cover.hidden = !hidden || !size;
  if (!size) return;
  const { left, top, w, ch } = size;
  const place = `left:${left}px;top:${top + look[0] * ch}px;`;
  view.cover.style.cssText = `${place}width:${w}px;height:${Math.max(ch, 4)}px`;
}

/** A cell is looked at, in the map and in words. */
function point(view, i = view.at.query, j = view.at.key) {
  view.map.look(i, j);
  tell(view, i, j);
}

/** Another kind of attention, or the first: its heads and its words. */
function load(view) {
  const { say, el, signal, ask } = view;
  view.ask = question(view, el, signal);
  ask.node.replaceWith(view.ask.node);
  view.note = h("span", { class: "notes" });
  view.lead.replaceChildren(say("lead"), view.note);
  fill(view);
  tint(view);
  controls(view);
  if (view.width) sizes(view);
}

/** Sizes for this width. */
function sizes(view) {
  const { el, of, strip, map } = view;
  const u = unit(el);
  fit(view, strip.clientWidth - 6, u); // less its padding
  const wide = measure(el, 650, u);
  const most = (texts) => highest(texts.map((word) => wide(view.named(word))));
  const rows = [...of.queries, view.say("weight")];
  const room = { row: most(rows), column: most(of.keys), side: 0 };
  const limit = (el.closest(".slides") ? 10 : 24) * u; // in a deck height is scarce
  const size = layout(map.node.clientWidth, of.n, of.m, room, { most: limit, u });
  view.size = { ...size, bars: 2 * u, tall: of.n };
  map.fit(view.size);
}

function changed(view, keys) {
  const { set } = view;
  compute(view);
  if (keys.includes("group")) load(view);
  if (keys.includes("answered") && set.answered) open(view);
  view.order.value = set.order;
  if (view.kind) view.kind.value = set.group;
  view.ask.set({ guess: set.guess, open: set.answered });
  show(view);
}

/** All that is seen, as it is now. */
function show(view) {
  const { set, at } = view;
  full(view);
  if (view.width) sorted(view);
  mark(view);
  view.map.go(at.query, at.key);
  point(view);
  if (set.answered) {
    view.worth.replaceChildren(...compare(view));
    view.more.show();
  }
  view.refresh?.();
}

function build(view, el, signal) {
  const { say, set } = view;
  view.strip = h("div", { class: "strip", role: "group", "aria-label": say("strip") });
  const node = (i, j) => view.thumbs?.[view.places?.[i * view.across + j]]?.node;
  const choose = (i, j) => {
    const head = view.places[i * view.across + j]; // shown in full and, where it is asked, guessed
    const guessed = view.of.ablation && !set.answered && { guess: head };
    if (head !== undefined) set.set({ head, ...guessed });
  };
  view.cells = grid(view.strip, { node, choose }, signal);
  const keep = (query, key) => set.set({ query, key }) && point(view);
  const name = (word) => [clip(word, 40), h("small", {}, ` ${view.gloss(word)}`)];
  const act = { label: "", name, choose: keep, point: (i, j) => point(view, i, j) };
  view.map = heatmap({ ...act, barNames: [say("weight")] }, signal);
  view.cover = h("div", { class: "covered" });
  view.map.node.append(view.cover);
  view.title = h("p", { class: "title" });
  [view.bar, view.orders] = [0, 1].map(() => h("div", { class: "nlpviz-bar" }));
  view.worth = h("div", { class: "worth" });
  view.more = more(el, view.orders, view.worth);
  view.lead = h("p", { class: "opening" });
  const map = h("div", { class: "whole" }, view.title, view.map.node);
  const stage = h("div", { class: "stage" }, view.strip, map);
  el.append(view.ask.node, view.bar, view.lead, stage);
  view.read = announce(el, { class: "nlpviz-readout says" });
  el.append(view.more.node);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { el, signal, say: speaker(el, words), score: model.get("score") };
  const glosses = model.get("glosses") ?? {};
  view.gloss = (word) => (Object.hasOwn(glosses, word) ? clip(glosses[word], 24) : "");
  view.named = (word) => text(word) + (view.gloss(word) && ` (${view.gloss(word)})`);
  view.groups = model.get("groups").map((group, k) => ready(model, group, k));
  view.name = (k) => {
    const { heads } = view.of;
    return view.say("head", { layer: Math.floor(k / heads) + 1, head: (k % heads) + 1 });
  };
  view.set = state(model, fields(view.groups), (keys) => changed(view, keys), signal);
  compute(view);
  view.ask = question(view, el, signal);
  build(view, el, signal);
  load(view);
  show(view);
  view.refresh = table(el, () => numbers(view), signal);
  const resized = (width) => {
    view.width = width;
    sizes(view);
    show(view);
  };
  onResize(el, resized, signal);
  onTheme(el, () => (tint(view), show(view)), signal);
  return end;
}

export default { render };
