// SoftSteps: scores become shares, values shrink to them and are added, joined and read as a word;
// the share of the best score is guessed first, then the numbers travel and scores are dragged.

import { button } from "../core/kit/controls.js";
import { unpackAll } from "../core/kit/decode.js";
import { h, measure, unit } from "../core/kit/dom.js";
import { drag } from "../core/kit/drag.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { more } from "../core/kit/more.js";
import { still } from "../core/kit/motion.js";
import { clamp, number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole, within } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { checkbox } from "../core/kit/typed.js";
import { speaker } from "../core/kit/words.js";
import { layout, picture } from "./draw.js";
import { STEPS, guesses, look, ratio } from "./math.js";
import { aside, brief, moved, reason, told, word } from "./sentences.js";
import { travel } from "./travel.js";
import words from "./words.json" with { type: "json" };

const PAUSE = 900; // milliseconds between two steps of a play
const list = (m, check) => (x) => Array.isArray(x) && x.length === m && x.every(check);

const unmoved = (keys) => keys.map(() => 0);

/** What never changes: the arrays, the texts, the axis of the scores. */
function problem(model) {
  const of = unpackAll(model.get("of"));
  const [keys, names] = model.get("texts");
  const given = { shift: unmoved(keys), scale: model.get("scale") };
  const first = look(of, given);
  const ends = [
    Math.min(-1, Math.floor(Math.min(...first.S)) - 1),
    Math.max(4, Math.ceil(Math.max(...first.S)) + 1),
  ];
  return { ...of, keys, words: names, scale: given.scale, first, ends };
}

const fields = (m) => ({
  shift: { default: Array(m).fill(0), check: list(m, within(-3e4, 3e4)) },
  row: { default: 0, check: whole(0, m - 1) },
  step: { default: 1, check: whole(1, STEPS) },
  look: { default: true, check: oneOf(true, false) },
  guess: { default: null, check: (x) => x === null || whole(0, 100)(x) },
  answered: { default: false, check: oneOf(true, false) },
});

/** Step k is shown; what it made travels. */
function go(view, k, moving = true) {
  const mine = (view.run += 1);
  view.set.set("step", k);
  draw(view);
  view.read(told(view, k));
  const done = moving ? travel(view, k) : Promise.resolve();
  return done.then(() => mine === view.run);
}

/** All steps, one after the other; at once where the reader wants less motion. */
async function play(view, from = 1) {
  if (still()) return go(view, STEPS);
  for (let k = from; k <= STEPS; k++) {
    if (!(await go(view, k))) return;
    const { run } = view;
    if (k < STEPS) await new Promise((then) => setTimeout(then, PAUSE));
    if (view.signal.aborted || view.run !== run) return;
  }
}

function draw(view) {
  const { of, set } = view;
  view.now = look(of, { ...set, scale: of.scale });
  view.steps.forEach((node, i) => {
    node.disabled = !set.answered;
    node.classList.toggle("done", set.answered && i < set.step);
    node.ariaCurrent = i === set.step - 1 ? "step" : null;
  });
  view.play.disabled = !set.answered;
  view.play.classList.toggle("call", set.answered && set.step < STEPS);
  view.blind.input.checked = !set.look;
  view.stage.classList.toggle("answered", set.answered);
  if (!view.at) return;
  view.picture = picture(view);
  view.stage.replaceChildren(view.picture);
  view.refresh?.();
}

/** The score of word j becomes s; all steps are shown. */
function move(view, j, s) {
  const { of, set } = view;
  const by = Math.round((clamp(s, ...of.ends) - of.first.S[j]) * 100) / 100;
  view.run += 1;
  set.set({ row: j, step: STEPS, shift: set.shift.map((x, i) => (i === j ? by : x)) });
  view.read(moved(view, j));
}

function visit(view, j) {
  view.set.set("row", j);
  view.read(aside(view, j));
}

/** Drag the end of a score, or take the arrow keys; before the answer all of them walk. */
function hands(view, signal) {
  const m = view.of.keys.length;
  const to = (dy) => () => visit(view, clamp(view.set.row + dy, 0, m - 1));
  const by = (ds) => () => {
    const { answered, row } = view.set;
    if (answered) move(view, row, view.now.S[row] + ds);
    else visit(view, (row + m + Math.sign(ds)) % m);
  };
  const keys = {
    ...{ ArrowUp: to(-1), ArrowDown: to(1), Home: to(-m), End: to(m) },
    ...{ ArrowLeft: by(-0.1), ArrowRight: by(0.1), PageUp: by(1), PageDown: by(-1) },
  };
  const start = ([x], { target }) => {
    const line = target.closest("[data-j]");
    if (!line || x > view.at.share) return false;
    visit(view, +line.dataset.j);
  };
  const pull = ({ x, dx }) =>
    dx && view.set.answered && move(view, view.set.row, view.at.to.back(x));
  drag(view.stage, { start, move: pull, keys, touch: "pan-y", within: view.stage }, signal);
}

function question(view, el, signal) {
  const { of, set, say } = view;
  const { i, j } = ratio(of.first);
  const [s, t] = [j, i].map((k) => brief(of.first.S[k]));
  const values = { word: word(of.keys[j]), other: word(of.keys[i]), s, t };
  return predict(
    el,
    {
      question: say("question", values),
      options: guesses(of.first).map((p) => ({ value: p, text: say("percent", { p }) })),
      answer: () => Math.round(100 * of.first.A[j]),
      why: () => reason(view),
      onChange: ({ guess, open }) => {
        const before = set.answered;
        view.run += 1;
        set.set({
          guess,
          answered: open,
          ...(open ? {} : { step: 1, look: true, shift: unmoved(of.keys) }),
        });
        if (open && !before) go(view, 2);
      },
      start: { guess: set.guess, open: set.answered },
    },
    signal,
  );
}

/** The steps as buttons; under "more", the look taken away, and the scores as they were. */
function controls(view, el) {
  const { of, say, set } = view;
  view.play = button(`▶ ${say("play")}`, () => play(view, (set.step % STEPS) + 1));
  view.steps = Array.from({ length: STEPS }, (_, i) =>
    button(`${i + 1} ${say(i + 1)}`, () => go(view, i + 1)),
  );
  view.blind = checkbox(say("blind"), (on) => {
    set.set("look", !on);
    go(view, STEPS, false);
  });
  const back = button(say("back"), () => {
    set.set("shift", unmoved(of.keys));
    view.read(told(view, set.step));
  });
  view.rest = more(el, view.blind.node, back);
  const steps = h("div", { class: "steps", role: "group", "aria-label": say("steps") }, view.steps);
  return h("div", { class: "nlpviz-bar" }, view.play, steps);
}

/** The table beneath: as much of it as has been shown. */
function numbers({ of, now, set, say }) {
  const all = set.answered;
  const line = (v) => v.map((x) => number(x)).join(", ");
  const seen = (value) => (all ? value : "–");
  const rows = of.keys.map((name, j) => [
    name,
    now.S[j],
    seen(now.A[j]),
    line(now.V[j]),
    seen(line(now.parts[j])),
  ]);
  const more = [
    [say("sum"), "–", 1, "–", line(now.o)],
    [say("state"), "–", "–", line([...of.h.data]), "–"],
    [say("joined"), "–", "–", line(now.g), "–"],
    ...of.words.map((name, i) => [say("next", { word: name }), "–", now.P[i], "–", "–"]),
  ];
  const header = ["", ...["score", "share", "value", "shrunk"].map((key) => say(key))];
  return { header, rows: all ? [...rows, ...more] : rows };
}

/** A change of what the figure holds, from here or from outside. */
function changed(view) {
  view.ask.set({ guess: view.set.guess, open: view.set.answered });
  if (view.set.answered) view.rest.show();
  draw(view);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { of: problem(model), say: speaker(el, words), run: 0, signal };
  view.gloss = model.get("glosses");
  const { of, say } = view;
  view.set = state(model, fields(of.keys.length), () => changed(view), signal);
  view.stage = h("div", {
    class: "stage",
    tabindex: 0,
    role: "application",
    "aria-label": say("stage"),
  });
  const n = of.keys.length;
  const leads = ["lead", "drag"].map((key) => h("span", {}, say(key, { n })));
  view.ask = question(view, el, signal);
  const bar = controls(view, el);
  el.append(h("p", { class: "opening" }, leads), view.ask.node, view.stage, bar);
  view.read = announce(el);
  el.append(view.rest.node);
  view.refresh = table(el, () => numbers(view), signal);
  changed(view);
  view.read(view.set.answered ? told(view, view.set.step) : say("wait"));
  hands(view, signal);
  const fit = (width) => {
    const u = unit(el);
    view.measured = measure(el, 400, 1.1 * u);
    const all = { m: n, n: of.words.length, d: of.V.shape[1], ends: of.ends };
    const [state, joint] = [of.h.data.length, view.now.g.length];
    view.at = layout(width, u, { ...all, state, joint });
    draw(view);
  };
  onResize(view.stage, fit, signal);
  onTheme(el, () => draw(view), signal);
  return end;
}

export default { render };
