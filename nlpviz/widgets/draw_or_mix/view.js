// DrawOrMix: the values of all words shrink and join, or one is drawn and travels alone.

import { button, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, measure, unit } from "../core/kit/dom.js";
import { drag } from "../core/kit/drag.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { argmax } from "../core/kit/linalg.js";
import { more } from "../core/kit/more.js";
import { clamp, number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { generator, pick } from "../core/kit/random.js";
import { oneOf, state, whole, within } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { dearest, percents, step, verdict } from "./math.js";
import { cents, layout, picture } from "./draw.js";
import { flowAll, flowOne, rain } from "./travel.js";
import words from "./words.json" with { type: "json" };

const ANSWERS = ["less", "same", "more"];
const list = (m, check) => (x) => Array.isArray(x) && x.length === m && x.every(check);

/** What never changes: the problem as the model has it. */
function problem(model) {
  const { data, shape } = unpack(model.get("vectors"));
  const n = shape[1];
  return {
    S: [...unpack(model.get("scores")).data],
    V: Array.from({ length: shape[0] }, (_, j) => [...data.subarray(j * n, j * n + n)]),
    target: model.get("target"),
    positions: model.get("positions"),
    words: model.get("words"),
    glosses: model.get("glosses"),
    seed: model.get("seed"),
  };
}

const fields = (m) => ({
  shift: { default: Array(m).fill(0), check: list(m, within(-20, 20)) },
  drawn: { default: Array(m).fill(0), check: list(m, whole(0, 1e9)) },
  position: { default: 0, check: whole(0, m - 1) },
  tau: { default: 1, check: within(0.0316, 10.01) },
  guess: { default: null, check: oneOf(null, ...ANSWERS) },
  answered: { default: false, check: oneOf(false, true) },
});

function compute(view) {
  const S = view.of.S.map((x, j) => x + view.set.shift[j]);
  const now = step({ ...view.of, S, tau: view.set.tau });
  view.now = { ...now, S, shares: percents(now.A) };
}

function draw(view) {
  if (!view.at) return;
  view.picture = picture(view);
  view.stage.replaceChildren(view.picture);
  view.refresh?.();
}

/** Draw `count` words more; gives them in their order. */
function throwing(view, count) {
  const drawn = [...view.set.drawn];
  const order = Array.from({ length: count }, () => pick(view.now.A, view.next()));
  for (const j of order) drawn[(view.last = j)] += 1;
  view.set.set("drawn", drawn);
  return order;
}

/** One word is drawn: its value travels, its name and its loss are read out. */
function drawOne(view) {
  const [j] = throwing(view, 1);
  const word = h("bdi", {}, clip(view.of.positions[j], 60));
  view.read(...around(view.say("aboutDraw", { f: cents(view.now.f[j]) }), word));
  flowOne(view, j);
}

/** Many quick draws, dot after dot. */
const drawMany = (view, count) => rain(view, throwing(view, count));

/** A sentence with its blank {word} filled by an element. */
function around(sentence, word) {
  const at = sentence.indexOf("{word}");
  return [sentence.slice(0, at), word, sentence.slice(at + 6)];
}

function forget(view) {
  view.last = -1;
  view.next = generator(view.of.seed);
  view.set.set("drawn", Array(view.of.S.length).fill(0));
}

function move(view, j, by) {
  const shift = view.set.shift.map((x, i) => (i === j ? clamp(x + by, -20, 20) : x));
  view.set.set({ position: j, shift: shift.map((x) => Math.round(x * 100) / 100) });
  const { now, of, say } = view;
  const values = { a: now.shares[j], says: of.words[argmax(of.V[j])], f: cents(now.f[j]) };
  view.read(...around(say("about", values), h("bdi", {}, clip(of.positions[j], 60))));
}

/** How much the score of word j must change for its bar to end at x. */
function pulled({ at, now, set }, j, x) {
  const a = clamp((x - at.bar) / at.most, 0.002, 0.998);
  const odds = (share) => Math.log(share / (1 - share));
  return set.tau * (odds(a) - odds(clamp(now.A[j], 1e-9, 1 - 1e-9)));
}

/** Drag a bar's end, or take the arrow keys. */
function hands(view, signal) {
  const m = view.of.S.length;
  const go = (dy, ds) => () => move(view, clamp(view.set.position + dy, 0, m - 1), ds);
  const keys = {
    ArrowUp: go(-1, 0),
    ArrowDown: go(1, 0),
    ArrowLeft: go(0, -0.1),
    ArrowRight: go(0, 0.1),
    PageUp: go(0, 1),
    PageDown: go(0, -1),
    Home: go(-m, 0),
    End: go(m, 0),
  };
  const start = (_, { target }) => {
    const line = target.closest("[data-j]");
    if (!line) return false;
    move(view, +line.dataset.j, 0);
  };
  const pull = ({ x, dx }) =>
    dx && move(view, view.set.position, pulled(view, view.set.position, x));
  drag(view.stage, { start, move: pull, keys, touch: "pan-y", within: view.stage }, signal);
}

function question(view, el, signal) {
  const { say } = view;
  const word = (j) => clip(view.of.positions[j], 24);
  return predict(
    el,
    {
      question: () => say("question", { ...view.asked, soft: cents(view.now.soft) }),
      options: ANSWERS.map((value) => ({ value, text: say(value) })),
      answer: () => verdict(view.now),
      write: (value, due) =>
        due ? say("told", { more: say(value), hard: cents(view.now.hard) }) : say(value),
      why: (_, due) => {
        const { A, f } = view.now;
        const j = due === "same" ? argmax(A) : dearest(view.now);
        const values = { word: word(j), a: Math.round(100 * A[j]), f: cents(f[j]) };
        return say(due === "same" ? "whySame" : "why", values);
      },
      onChange: ({ guess, open }) => view.set.set({ guess, answered: open }),
      start: { guess: view.set.guess, open: view.set.answered },
    },
    signal,
  );
}

/** The controls: the two ways of reading; after the answer, how even, and many draws at once. */
function controls(view, el) {
  const { say, set } = view;
  view.tau = slider(
    {
      label: [say("sharpness"), h("small", {}, " τ")],
      name: say("sharpness"),
      min: -1.5,
      max: 1,
      step: 0.05,
      value: Math.log10(set.tau),
      format: (x) => number(10 ** x, 2),
    },
    (x) => set.set("tau", 10 ** x),
  );
  const many = button(say("hundred"), () => drawMany(view, 100));
  view.rest = more(
    el,
    view.tau.node,
    many,
    button(say("clear"), () => forget(view)),
  );
  const two = [button(say("mix"), () => flowAll(view)), button(say("draw"), () => drawOne(view))];
  return h("div", { class: "nlpviz-bar" }, two, view.rest.node);
}

function numbers({ of, now, set, say }) {
  const lines = of.positions.map((name, j) => [name, now.S[j], now.A[j], set.drawn[j], now.f[j]]);
  const total = set.drawn.reduce((a, b) => a + b, 0);
  const ends = [[say("mixed"), "", 1, "", now.soft]];
  if (set.answered) ends.push([say("drawn"), "", "", total, now.hard]);
  return {
    header: ["", say("score"), say("share"), say("drawn"), say("price")],
    rows: [...lines, ...ends],
  };
}

/** Once the answer is open there are draws to be seen: a hundred at least. */
function enough(view, act) {
  const missing = 100 - view.set.drawn.reduce((a, b) => a + b, 0);
  if (view.set.answered && missing > 0) act(view, missing);
}

/** A change of what the figure holds, from here or from outside. */
function changed(view, keys) {
  compute(view);
  const moved = keys.some((key) => ["shift", "tau"].includes(key));
  if (moved || (keys.includes("answered") && !view.set.answered)) forget(view);
  if (moved) enough(view, throwing);
  view.tau.value = Math.log10(view.set.tau);
  view.ask.set({ guess: view.set.guess, open: view.set.answered });
  view.ask.renew();
  if (view.set.answered) view.rest.show();
  draw(view);
  if (keys.includes("answered")) enough(view, drawMany);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { of: problem(model), say: speaker(el, words), last: -1 };
  const { of, say } = view;
  view.next = generator(of.seed);
  view.set = state(model, fields(of.S.length), (keys) => changed(view, keys), signal);
  compute(view);
  const stage = { class: "stage", tabindex: 0, role: "application", "aria-label": say("rows") };
  view.stage = h("div", stage);
  const gloss = of.glosses[of.target];
  view.asked = { word: clip(of.words[of.target], 24) + (gloss && ` (${gloss})`), n: of.S.length };
  view.ask = question(view, el, signal);
  const bar = controls(view, el);
  el.append(view.ask.node, view.stage, bar);
  view.read = announce(bar, { class: "nlpviz-readout nlpviz-muted" });
  view.refresh = table(el, () => numbers(view), signal);
  if (view.set.answered) view.rest.show();
  enough(view, throwing);
  hands(view, signal);
  const fit = (width) => {
    const u = unit(el);
    view.measured = measure(el, 400, 1.1 * u);
    view.at = layout(width, u, of.S.length, Math.max(...view.now.f));
    draw(view);
  };
  onResize(view.stage, fit, signal);
  onTheme(el, () => draw(view), signal);
  return end;
}

export default { render };
