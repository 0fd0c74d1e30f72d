// AttentionBench: the numbers of one word's attention travel through five stations; the reader
// chooses the word, paints the mask, and takes the division away.
import { button, choice, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h } from "../core/kit/dom.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { more } from "../core/kit/more.js";
import { number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole, within } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { filled, speaker } from "../core/kit/words.js";
import { draw, flow, share, stage } from "./draw.js";
import { map } from "./map.js";
import {
  best,
  fits,
  painted,
  rolled,
  scores,
  stations,
  stroke,
  unrolled,
  weights,
} from "./math.js";
import { cellSays, name, numbers, quoted, tell } from "./sentences.js";
import words from "./words.json" with { type: "json" };

const CHIPS = 24; // words that are chosen by a click on them
const NEAR = 5; // hundredths by which a guess may be off

/** What never changes, as the model has it. */
function given(model) {
  const [Q, K, V] = ["Q", "K", "V"].map((name) => unpack(model.get(name)));
  const [n, d_k] = Q.shape;
  const most = Math.max(...V.data.map(Math.abs)) || 1;
  const root = d_k ** 0.5;
  const sizes = { n, d_v: V.shape[1], root, told: { root: number(root) }, most };
  return { ...sizes, words: model.get("words"), S: scores(Q.data, K.data, n), V: V.data };
}

const flag = { default: false, check: oneOf(true, false) };
const fields = (n) => ({
  query: { default: n - 1, check: whole(0, n - 1) },
  key: { default: 0, check: whole(0, n - 1) },
  mask: { default: [n * n], check: (runs) => fits(runs, n) },
  plain: flag,
  filled: flag,
  guess: { default: null, check: (x) => x === null || within(0, 100)(x) },
  answered: flag,
});

/** All that the state says, computed. */
function compute(view) {
  const { of, set } = view;
  view.mask = unrolled(set.mask, of.n);
  const how = { by: set.plain ? 1 : of.root, filled: set.filled };
  view.now = stations(of, set.query, view.mask, how);
  view.both = [of.root, 1].map((by) => stations(of, set.query, view.mask, { by }));
  view.was = view.both[0].A;
  view.asked = set.answered && set.plain && set.query === view.first ? best(view.was) : -1;
  view.A = weights(of, view.mask, how);
}

/** The question is about the word and the mask with which the figure opened. */
function question(view, el, signal) {
  const { say, of, set } = view;
  const i = (view.first = set.query);
  const [with_, without] = view.both;
  const j = best(with_.A);
  const [before, after] = view.both.map(({ slope }) => number(slope, 2));
  const values = { word: quoted(view, i), best: quoted(view, j), before: share(with_.A[j]) };
  const due = 100 * without.A[j];
  const why = without.slope < with_.slope / 4 ? "why dies" : "why";
  const asks = {
    question: say("question", values),
    options: { min: 0, max: 100, step: 1, unit: "%" },
    answer: () => due,
    right: (guess) => Math.abs(guess - due) <= NEAR,
    write: (x) => share(x / 100),
    why: () => say(why, { ...of.told, before, after }),
    onChange: ({ guess, open }) => {
      set.set({ guess, answered: open, plain: open, query: i });
      if (open) flow(view, 2);
    },
    start: { guess: set.guess, open: set.answered },
  };
  const ask = predict(el, asks, signal);
  const [place, open] = ask.node.children; // where the number is typed; what reveals
  place.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    open.click();
    open.focus();
  };
  return ask;
}

/** A stroke from cell to cell: all between are seen (1) or hidden (0). */
function lay(view, from, to, value, wide) {
  const { of, say } = view;
  const { mask, kept } = painted(view.mask, of.n, stroke(from, to, of.n, wide), value);
  view.set.set({ mask: rolled(mask), query: to[0], key: to[1] });
  if (!kept) return tell(view, ...cellSays(view, ...to));
  const nodes = { word: name(view, kept[0], "q"), last: name(view, kept[1], "k") };
  view.read(h("strong", {}, filled(say("refused"), nodes)));
}

/** What waits under "more": the two mistakes, two masks, and the map on which any is painted. */
function rest(view, el) {
  const { say, set, of } = view;
  const two = (key, texts) => {
    const options = texts.map((text, value) => ({ value, text }));
    view[key] = choice({ label: say(key), options }, (value) => {
      set.set(key, value === "1");
      flow(view, key === "plain" ? 2 : 3);
    });
    return view[key].node;
  };
  const take = (key, runs) => button(say(key), () => set.set("mask", runs));
  const past = Array.from({ length: of.n }, (_, i) => [i + 1, of.n - i - 1]).flat();
  const plain = two("plain", [say("on", of.told), say("off")]);
  const all = take("all", [of.n * of.n]);
  const grid = h("div", { class: "grid" }, h("div", {}, view.map.node), h("p", {}, say("paint")));
  return more(el, plain, two("filled", ["−∞", "1"]), all, take("causal", past), grid);
}

/** The word that looks: a click on it, or of many a slider; and the way of its numbers. */
function chooser(view) {
  const { say, of, set } = view;
  const written = (i) => clip(of.words[i], 16);
  const options = of.words.map((_, i) => ({ value: i, text: h("bdi", {}, written(i)) }));
  const [kind, more] =
    of.n > CHIPS
      ? [slider, { min: 0, max: of.n - 1, step: 1, format: written }]
      : [choice, { options }];
  view.who = kind({ label: say("who"), value: set.query, ...more }, (i) => {
    set.set("query", +i);
    if (of.n <= CHIPS) flow(view);
  });
  const play = button(say("play"), () => flow(view));
  return h("div", { class: "nlpviz-bar" }, view.who.node, play);
}

/** All that is seen, as it is now. */
function show(view) {
  const { set } = view;
  view.who.value = set.query;
  [view.plain.value, view.filled.value] = [+set.plain, +set.filled];
  if (set.answered) view.more.show();
  draw(view);
  view.map.show({ A: view.A, mask: view.mask, filled: set.filled, at: [set.query, set.key] });
  view.refresh();
  tell(view);
}

/** The parts, put together. */
function build(view, el, signal) {
  const { say, of } = view;
  const act = {
    go: (query, key) => view.set.set({ query, key }) && tell(view, ...cellSays(view, query, key)),
    stroke: (...line) => lay(view, ...line),
    undo: (mask) => view.set.set("mask", rolled(mask)),
  };
  view.map = map({ label: say("map"), words: of.words, ...act }, signal);
  view.stage = stage(view);
  view.more = rest(view, el);
  const left = h("div", {}, view.stage.node);
  el.append(view.ask.node, chooser(view), left, view.more.node);
  view.read = announce(left, { class: "nlpviz-readout says" });
  view.slopes = h("div", { class: "slopes" });
  left.append(view.slopes);
  const click = ({ target }) => {
    const j = target.closest("[data-j]")?.dataset.j;
    if (j) view.map.turn([view.set.query, +j]);
  };
  view.stage.node.addEventListener("click", click, { signal });
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { of: given(model), say: speaker(el, words) };
  const heard = () => {
    compute(view);
    view.ask.set({ guess: view.set.guess, open: view.set.answered });
    show(view);
  };
  view.set = state(model, fields(view.of.n), heard, signal);
  compute(view);
  view.ask = question(view, el, signal);
  build(view, el, signal);
  view.refresh = table(el, () => numbers(view), signal);
  show(view);
  onResize(view.map.node.parentElement, view.map.fit, signal);
  onTheme(el, () => show(view), signal);
  return end;
}

export default { render };
