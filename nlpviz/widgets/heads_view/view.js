// HeadsView: every head as a small map; one of them in full, as a map and as lines between words;
// the reader guesses which head matters, and sees what is lost without each.
import { button } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, measure, unit } from "../core/kit/dom.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { grid } from "../core/kit/grid.js";
import { heatmap, highest, layout } from "../core/kit/heatmap.js";
import { twoLinesOf } from "../core/kit/links.js";
import { more } from "../core/kit/more.js";
import { clamp } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { compare } from "./compare.js";
import { fill, fit, mark, open, tint } from "./draw.js";
import { entropies, headsOf, statistics } from "./math.js";
import { controls, ORDERS, sorted } from "./orders.js";
import { because, capital, leaders, numbers, tell, text } from "./sentences.js";
import words from "./words.json" with { type: "json" };

const SMALL = 24; // words that are joined by lines, at most

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

const below = (n) => ({ default: 0, check: whole(0, n - 1) });
function fields(groups) {
  const most = (size) => highest(groups.map(size));
  return {
    group: below(groups.length),
    head: below(most(({ A }) => A.length)),
    query: below(most(({ n }) => n)),
    key: below(most(({ m }) => m)),
    order: { default: "model", check: oneOf(...ORDERS) },
    guess: { default: null, check: (k) => k === null || whole(0, 399)(k) },
    answered: { default: false, check: oneOf(true, false) },
  };
}

/** What the state says, within what there is. */
function compute(view) {
  const { groups, set } = view;
  const of = (view.of = groups[set.group]);
  const at = { head: of.A.length, query: of.n, key: of.m };
  for (const key in at) at[key] = clamp(set[key], 0, at[key] - 1);
  view.at = at;
}

/** The question: which head looks along the ring or, where it was measured, which one matters. */
function question(view, el, signal) {
  const { say, name, set } = view;
  const right = (k) => leaders(view).includes(k);
  const link = () => {
    const [i, j] = view.of.look;
    return { q: text(view.of.queries[i]), k: text(view.of.keys[j]), score: view.score };
  };
  const options = {
    question: () => say(view.of.ablation ? "cut" : "find", link()),
    get guesses() {
      return [...view.of.A.keys()].slice(0, 16); // for their sentences room is kept
    },
    answer: () => leaders(view)[0],
    right,
    write: (k, due) => {
      const n = leaders(view).length;
      return due && n > 1 ? say("one of", { n }) : name(Math.min(k, view.of.A.length - 1));
    },
    why: (guess) => because(view, guess, link()),
    onChange: ({ guess, open: answered }) => {
      const [query, key] = view.of.look;
      const head = right(guess) ? guess : leaders(view)[0];
      const before = set.order === "missed" && { order: "model" };
      set.set({ guess, answered, ...(answered ? { head, query, key } : before) });
    },
    start: { guess: set.guess, open: set.answered },
  };
  return predict(el, options, signal);
}

/** The head in full: its map and its lines. */
function full(view) {
  const { of, at, say, name, map, lines } = view;
  const { n, m, queries, keys, look } = of;
  const A = of.A[at.head];
  const sides = entropies(A, n, m);
  const side = { sides, side: Math.log2(m), title: [say("side")] };
  map.node.setAttribute("aria-label", say("map", { head: name(at.head), n, m }));
  map.show({ n, m, A, rows: queries, columns: keys, most: 1, ...side, rings: [look] });
  view.title.textContent = capital(name(at.head));
  lines.node.parentElement.hidden = Math.max(n, m) > SMALL;
  lines.node.setAttribute("aria-label", say("lines", { n, m }));
  view.links = { keys, queries, A, whole: A, cuts: [], gold: [look] };
}

/** A cell is looked at, in the map, in the lines and in words. */
function point(view, i = view.at.query, j = view.at.key) {
  view.map.look(i, j);
  if (Math.max(view.of.n, view.of.m) <= SMALL) view.lines.show({ ...view.links, at: [i, j] });
  tell(view, i, j);
}

/** Another kind of attention, or the first: its heads and its words. */
function load(view) {
  fill(view);
  tint(view);
  controls(view);
  if (view.width) sizes(view);
}

/** Sizes for this width. */
function sizes(view) {
  const { el, of, strip, map, lines } = view;
  const u = unit(el);
  fit(view, strip.clientWidth - 6, u); // less its padding
  const wide = measure(el, 650, u);
  const most = (texts) => highest(texts.map((word) => wide(clip(word, 24))));
  const room = { row: most([...of.queries, ...view.barNames]), column: most(of.keys) };
  room.side = wide(view.say("side"));
  const deck = !!el.closest(".slides"); // there height is scarce
  const limit = { most: (deck ? 10 : 24) * u, u };
  const size = layout(map.node.clientWidth, of.n, of.m, room, limit);
  map.fit({ ...size, ...(deck && { bars: 1.2 * u }), tall: of.n });
  if (lines.node.clientWidth) lines.fit(lines.node.clientWidth, { u: deck ? 0.85 * u : u, wide });
}

function changed(view, keys) {
  const { set, ask } = view;
  compute(view);
  const fresh = keys.includes("group");
  if (fresh) load(view);
  view.order.value = set.order;
  if (view.kind) view.kind.value = set.group;
  ask.set({ guess: set.guess, open: set.answered });
  if (fresh) ask.renew();
  show(view);
  if (keys.includes("head")) open(view, view.at.head);
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
    const sort = () => set.set("order", "missed");
    const by = view.of.ablation && button(view.say("missed"), sort);
    view.worth.replaceChildren(...compare(view, by).filter(Boolean));
    view.more.show();
  }
  view.refresh?.();
}

function build(view, el, signal) {
  const { say, set } = view;
  view.strip = h("div", { class: "strip", role: "group", "aria-label": say("strip") });
  const node = (i, j) => view.thumbs?.[view.places?.[i * view.across + j]]?.node;
  const choose = (i, j) => {
    const head = view.places[i * view.across + j]; // shown in full and, at first, guessed
    if (head !== undefined) set.set({ head, ...(!set.answered && { guess: head }) });
  };
  view.cells = grid(view.strip, { node, choose }, signal);
  const keep = (query, key) => set.set({ query, key }) && point(view);
  const both = { label: "", name: (word) => clip(word, 40), choose: keep };
  both.point = (i, j) => point(view, i, j);
  const barNames = (view.barNames = ["weight", "mean"].map((key) => say(key)));
  view.map = heatmap({ ...both, barNames }, signal);
  view.lines = twoLinesOf({ ...both, cut() {} }, signal);
  view.title = h("p", { class: "title" });
  view.bar = h("div", { class: "nlpviz-bar" });
  view.worth = h("div", { class: "worth" });
  view.more = more(el, view.worth);
  const map = h("div", { class: "whole" }, view.title, view.map.node);
  const lines = h("div", { class: "lines" }, view.lines.node);
  const stage = h("div", { class: "stage" }, view.strip, map, lines);
  el.append(h("p", { class: "opening" }, say("lead")), view.ask.node, view.bar, stage);
  view.read = announce(el, { class: "nlpviz-readout says" });
  el.append(view.more.node);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { el, say: speaker(el, words), score: model.get("score") };
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
