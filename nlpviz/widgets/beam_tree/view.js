// BeamTree: a beam grows over a tree of lines, what is cut turns grey, and greedy's path stands
// beside it; whether another line is likelier is guessed first, then width and penalty are changed.

import { button, choice } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, measure, unit } from "../core/kit/dom.js";
import { announce, arrows, life, onResize } from "../core/kit/events.js";
import { more } from "../core/kit/more.js";
import { still } from "../core/kit/motion.js";
import { number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { checkbox } from "../core/kit/typed.js";
import { speaker } from "../core/kit/words.js";
import { build, grow, layout, paint } from "./draw.js";
import { fate, isEnd, pathTo, placed, rivals, scoreOf, search, totalOf, treeOf } from "./math.js";
import { about, inScores, lineOf, reason, share, told } from "./sentences.js";
import words from "./words.json" with { type: "json" };

const PAUSE = 1000; // milliseconds between two steps of a play

/** What never changes: the tree, its texts, greedy's line and its rival. */
function problem(model) {
  const get = (key) => model.get(key);
  const logP = [...unpack(get("logP")).data];
  const sizes = { end: get("end"), most: get("most") };
  const tree = treeOf({ parents: get("parents"), tokens: get("tokens"), logP, ...sizes });
  const of = { tree, shown: get("shown"), texts: get("texts"), widest: get("widest") };
  Object.assign(of, rivals(tree, of.widest), { penalties: get("penalties") });
  of.greedyPath = pathTo(tree, of.greedy.k);
  of.order = placed(tree, of.shown).map(({ k }) => k);
  return of;
}

const fields = ({ widest, penalties, tree, shown }) => ({
  beam: { default: Math.min(2, widest), check: whole(1, widest) },
  alpha: { default: 0, check: oneOf(...penalties) },
  scores: { default: false, check: oneOf(true, false) },
  step: { default: 0, check: whole(0, tree.most) },
  at: { default: -1, check: oneOf(-1, ...shown) },
  guess: { default: null, check: oneOf(null, "yes", "no") },
  answered: { default: false, check: oneOf(true, false) },
});

function draw(view) {
  const { set, of, say } = view;
  view.now = search(of.tree, set.beam, set.alpha);
  view.width.value = set.beam;
  view.alpha.value = set.alpha;
  for (const one of [view.play, view.next, ...view.width.node.querySelectorAll("input")])
    one.disabled = !set.answered;
  const key = set.alpha === 1 ? "mean" : set.alpha ? "normal" : "number";
  view.score.textContent = say(inScores(view) ? key : "part", { alpha: number(set.alpha) });
  view.scores.input.checked = inScores(view);
  view.scores.input.disabled = set.alpha > 0;
  if (view.tree) paint(view);
  view.refresh?.();
}

/** Step t is shown; its continuations leave their parents. */
function go(view, t, moving = true) {
  const mine = (view.run += 1);
  view.set.set({ step: Math.min(t, view.of.tree.most), at: -1 });
  view.read(told(view));
  const done = moving && view.tree ? grow(view, t) : Promise.resolve();
  return done.then(() => mine === view.run);
}

const pause = () => new Promise((go) => setTimeout(go, PAUSE));

/** The beam grows from the start; at once where the reader wants less motion. */
async function play(view) {
  const last = view.now.steps.length;
  if (still()) return go(view, last, false);
  for (let t = 1; t <= last; t++) {
    if (!(await go(view, t))) return;
    const { run } = view;
    if (t < last) await pause();
    if (view.signal.aborted || view.run !== run) return;
  }
}

/** One more step; after the last, from the start again. */
const onward = (view) => go(view, view.set.step >= view.now.steps.length ? 1 : view.set.step + 1);

function question(view, el, signal) {
  const { of, set, say } = view;
  const { greedy, other } = of;
  return predict(
    el,
    {
      question: say("question", { greedy: lineOf(view, greedy.k, 24), p: share(greedy.logp) }),
      options: ["yes", "no"].map((value) => ({ value, text: say(value) })),
      answer: () => (other && other.logp > greedy.logp ? "yes" : "no"),
      why: () => reason(view),
      onChange: ({ guess, open }) => {
        const before = set.answered;
        view.run += 1;
        set.set({ guess, answered: open, ...(open ? {} : { step: 0, at: -1 }) });
        view.read(told(view));
        if (open && !before) play(view);
      },
      start: { guess: set.guess, open: set.answered },
    },
    signal,
  );
}

/** A change of width or penalty: the whole search, as it is then. */
function change(view, key, value) {
  view.set.set(key, value);
  go(view, view.now.steps.length, false);
}

/** Play, step and the width; under "more", the penalty. */
function controls(view, el) {
  const { of, say, set } = view;
  view.play = button(`▶ ${say("play")}`, () => play(view));
  view.next = button(say("step"), () => onward(view));
  const widths = Array.from({ length: of.widest }, (_, i) => i + 1);
  const width = { label: say("width"), options: widths, value: set.beam };
  view.width = choice(width, (w) => change(view, "beam", +w));
  const options = of.penalties.map((a) => ({ value: a, text: number(a) }));
  const alpha = { label: say("alpha"), options, value: set.alpha };
  view.alpha = choice(alpha, (a) => change(view, "alpha", +a));
  view.scores = checkbox(say("scores"), (on) => {
    set.set("scores", on);
    view.read(told(view));
  });
  view.rest = more(el, view.scores.node, view.alpha.node);
  return h("div", { class: "nlpviz-bar" }, view.play, view.next, view.width.node);
}

/** From box to box: arrows go to the parent, to the first child, up and down; a click chooses. */
function hands(view, signal) {
  const { of, set } = view;
  const visit = (k) => {
    set.set("at", k);
    view.read(about(view, k));
  };
  const move = (dx, dy) => {
    const i = of.order.indexOf(set.at);
    if (i < 0) return visit(of.order[0]);
    const depth = pathTo(of.tree, set.at).length;
    if (dx < 0) return depth > 1 && visit(pathTo(of.tree, set.at).at(dx === -1 ? -2 : 0));
    const next = of.order[dx ? i + 1 : Math.min(Math.max(i + dy, 0), of.order.length - 1)];
    if (next !== undefined && (!dx || of.tree.parents[next] === set.at)) visit(next);
  };
  arrows(view.stage, move, signal);
  const click = ({ target }) => {
    const box = target.closest("[data-k]");
    if (box) visit(+box.dataset.k);
  };
  view.stage.addEventListener("click", click, { signal });
}

/** The table beneath: greedy's line, after the answer all that is drawn. */
function numbers(view) {
  const { of, set, now, say } = view;
  const header = ["line", "last", "log", "score", "status", "rank"].map((key) => say(key));
  const rows = of.order
    .filter((k) => set.answered || of.greedyPath.includes(k))
    .map((k) => {
      const total = totalOf(of.tree, k);
      const end = isEnd(of.tree, k) ? ` ${of.texts[of.tree.end]}` : "";
      const rank = now.best.findIndex((one) => one.k === k) + 1;
      const score = scoreOf(total, pathTo(of.tree, k).length, set.alpha);
      const after = set.answered
        ? [say(fate(of.tree, now, k).status), rank ? String(rank) : "–"]
        : [];
      return [lineOf(view, k, 1e4) + end, Math.exp(of.tree.logP[k]), total, score, ...after];
    });
  return { header: set.answered ? header : header.slice(0, 4), rows };
}

/** A change of what the figure holds, from here or from outside. */
function changed(view) {
  view.ask.set({ guess: view.set.guess, open: view.set.answered });
  if (view.set.answered) view.rest.show();
  draw(view);
}

function legend(view) {
  const { say } = view;
  view.score = h("b", { style: "font-weight:400" });
  const kinds = [
    ["kept", "kept"],
    ["cut", "cut"],
    ["greedily", "greedy"],
  ];
  const marks = kinds.map(([kind, key]) => h("span", { class: kind }, say(key)));
  return h("p", { class: "legend" }, view.score, marks);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { of: problem(model), say: speaker(el, words), run: 0, signal };
  const { of, say } = view;
  view.set = state(model, fields(of), () => changed(view), signal);
  view.now = search(of.tree, view.set.beam, view.set.alpha);
  const stage = { class: "stage", tabindex: 0, role: "application", "aria-label": say("tree") };
  view.stage = h("div", stage);
  view.ask = question(view, el, signal);
  const bar = controls(view, el);
  el.append(view.ask.node, view.stage, h("div", { class: "below" }, legend(view), bar));
  view.read = announce(el);
  el.append(view.rest.node);
  view.refresh = table(el, () => numbers(view), signal);
  changed(view);
  view.read(told(view));
  hands(view, signal);
  const fit = (width) => {
    const u = unit(el);
    view.at = layout(width, u, measure(el, 650, 1.1 * u), { ...of, say });
    view.tree = build(view);
    view.stage.replaceChildren(view.tree.node);
    paint(view);
  };
  onResize(view.stage, fit, signal);
  return end;
}

export default { render };
