// GradientCloud: what is subtracted from every loss moves no mean, but it shrinks the cloud.

import { button, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, measure, unit } from "../core/kit/dom.js";
import { drag } from "../core/kit/drag.js";
import { life, onResize, onTheme } from "../core/kit/events.js";
import { more } from "../core/kit/more.js";
import { tween } from "../core/kit/motion.js";
import { clamp } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole, within } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { KINDS, baseline, batches, cloud, estimate, pushiest, step, variance } from "./math.js";
import { picture } from "./draw.js";
import { axis, line, span } from "./line.js";
import words from "./words.json" with { type: "json" };

const ESTIMATES = 200;

/** A spread: two decimals, three where it is small. */
const short = (x) => (x >= 0.1 || x < 5e-4 ? x.toFixed(2) : x.toFixed(3));

const cents = (low, high) => (x) => within(low, high)(x) && Number(x.toFixed(2)) === x;

const fields = (m, [low, high]) => ({
  samples: { default: 1, check: (x) => whole(1, 1024)(x) && !(x & (x - 1)) },
  seed: { default: 0, check: whole(0, 2 ** 31 - 1) },
  across: { default: 0, check: whole(0, m - 1) },
  up: { default: 1, check: whole(0, m - 1) },
  subtracted: { default: 0, check: cents(low, high) },
  guess: { default: null, check: (x) => x === null || cents(low, high)(x) },
  answered: { default: false, check: oneOf(false, true) },
});

/** The cloud of a baseline, one of KINDS or a number. */
function clouded({ now, set, drawn, say }, kind) {
  const base = baseline(now, kind, set.samples, ESTIMATES);
  const spread = variance(now, base, set.samples);
  const told = say("at", { b: base.b.toFixed(2), spread: short(spread) });
  const at = (z) => estimate(now, z, base.b);
  const { points, spread: measured } = cloud(now, drawn, kind);
  return { b: base.b, spread, told, at, points, measured };
}

/** Draw the positions anew; the clouds of all numbers are made from the same draws. */
function compute(view) {
  const { now, set } = view;
  view.drawn = batches(now.A, { N: set.samples, K: ESTIMATES, seed: set.seed });
  view.counts = now.f.map((_, z) => view.drawn.reduce((sum, counts) => sum + counts[z], 0));
  [view.first, view.best] = ["none", "weighted"].map((kind) => clouded(view, kind));
}

/** The number on the line: what is subtracted, before the answer the guess. */
const valueOf = ({ set }) => (set.answered ? set.subtracted : (set.guess ?? 0));

/** Both pictures with this number subtracted. */
function draw(view, b = view.set.answered ? view.set.subtracted : 0) {
  if (!view.width || !view.wide) return;
  view.shown = clouded(view, b);
  view.plot.replaceChildren(picture(view));
  view.line.replaceChildren(line(view));
  const value = valueOf(view).toFixed(2);
  view.line.setAttribute("aria-valuenow", value);
  view.line.setAttribute("aria-valuetext", view.set.answered ? view.shown.told : value);
}

/** The reader's number: the guess, or after the answer what is subtracted. */
function put(view, b) {
  const value = Number(clamp(b, ...view.span).toFixed(2));
  view.stop();
  if (view.set.answered) view.set.set("subtracted", value);
  else view.ask.guess(value);
}

/** The number is dragged along the line, or moved by keys. */
function hands(view, signal) {
  const at = (x) => axis(view.now.f, view.wide, view.u).at(x);
  const by = (d) => () => put(view, valueOf(view) + d);
  const [low, high] = view.span;
  const keys = {
    ArrowLeft: by(-0.05),
    ArrowDown: by(-0.05),
    ArrowRight: by(0.05),
    ArrowUp: by(0.05),
    PageDown: by(-0.5),
    PageUp: by(0.5),
    Home: () => put(view, low),
    End: () => put(view, high),
  };
  const start = ([x]) => put(view, at(x));
  drag(view.line, { start, move: ({ x }) => put(view, at(x)), keys, touch: "pan-y" }, signal);
}

/** From nothing to the best number: the dots are seen to meet. */
function meet(view) {
  const { b } = view.best;
  view.stop = tween((t) => draw(view, t * b), { ms: 2200 });
}

function question(view, el, signal) {
  const { say, set, now } = view;
  const near = 0.05 * (view.span[1] - view.span[0]);
  return predict(
    el,
    {
      question: say("question"),
      guesses: [0, view.span[1]],
      answer: () => view.best.b,
      right: (guess, due) => Math.abs(guess - due) <= near,
      write: (b) => b.toFixed(2),
      why: () => {
        const [j, { first, best }] = [pushiest(now), view];
        const spreads = { before: short(first.spread), after: short(best.spread) };
        return say("why", {
          word: clip(view.of.positions[j], 24),
          f: now.f[j].toFixed(2),
          ...spreads,
        });
      },
      onChange: ({ guess, open }) => {
        view.stop();
        const subtracted = open ? Number(view.best.b.toFixed(2)) : 0;
        set.set({ guess, answered: open, subtracted });
        if (open) meet(view);
      },
      start: { guess: set.guess, open: set.answered },
    },
    signal,
  );
}

function controls(view, el) {
  const { say, set } = view;
  view.draws = slider(
    {
      label: [say("draws"), h("small", {}, " N")],
      name: say("draws"),
      min: 0,
      max: 10,
      step: 1,
      value: Math.log2(set.samples),
      format: (x) => `${2 ** x}`,
    },
    (x) => set.set("samples", 2 ** x),
  );
  const again = button(say("again"), () => set.set("seed", (set.seed + 1) % 2 ** 31));
  view.rest = more(el, view.draws.node, again);
  return view.rest.node;
}

function numbers(view) {
  const { of, now, set, say } = view;
  const lines = of.positions.map((name, j) => [name, now.A[j], now.f[j], now.gradient[j]]);
  const known = set.answered ? KINDS : [];
  const spreads = known.map((kind) => {
    const { spread, measured } = clouded(view, kind);
    return [`${say("spread")}: ${say(kind)}`, spread, say("measured"), measured];
  });
  return {
    header: ["", say("share"), say("price"), say("gradient")],
    rows: [...lines, ...spreads],
  };
}

/** All that shows what the figure holds. */
function show(view) {
  const { set, say } = view;
  view.draws.value = Math.log2(set.samples);
  view.ask.set({ guess: set.guess, open: set.answered });
  view.ask.renew();
  if (set.answered) view.rest.show();
  const draws = set.samples === 1 ? say("one") : say("several", { n: set.samples });
  view.lead.textContent = say("lead", { draws });
  draw(view);
  view.refresh();
}

function changed(view, keys) {
  view.stop();
  if (keys.some((key) => ["seed", "samples"].includes(key))) compute(view);
  show(view);
}

/** The two pictures: the line of losses, and the cloud. */
function pictures(view, el, signal) {
  view.plot = h("div", { class: "plot" });
  const [low, high] = view.span;
  const limits = { "aria-valuemin": low.toFixed(2), "aria-valuemax": high.toFixed(2) };
  const named = { role: "slider", "aria-label": view.say("line"), tabindex: 0, ...limits };
  view.line = h("div", { class: "line", ...named });
  hands(view, signal);
  const fit = (width) => {
    view.u = unit(el);
    view.measured = measure(el, 650, 1.1 * view.u);
    view.lesser = measure(el, 400, view.u);
    const beside = view.line.offsetTop === view.plot.offsetTop;
    const height = Math.min(0.85 * width, 17 * view.u);
    const tall = beside ? height : 13 * view.u;
    Object.assign(view, { width, height, wide: view.line.clientWidth, tall });
    draw(view);
  };
  onResize(view.plot, fit, signal);
  return h("div", { class: "both" }, view.line, view.plot);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const f = [...unpack(model.get("costs")).data];
  const S = [...unpack(model.get("scores")).data];
  const view = { of: { positions: model.get("positions") }, say: speaker(el, words) };
  view.now = { ...step({ S, f }), zero: f.map(() => 0) };
  view.span = span(f);
  view.stop = () => {};
  signal.addEventListener("abort", () => view.stop());
  view.set = state(model, fields(f.length, view.span), (keys) => changed(view, keys), signal);
  compute(view);
  view.lead = h("p", { class: "opening" });
  view.ask = question(view, el, signal);
  const both = pictures(view, el, signal);
  const bar = h("div", { class: "nlpviz-bar" }, controls(view, el));
  el.append(view.ask.node, view.lead, both, bar);
  view.refresh = table(el, () => numbers(view), signal);
  show(view);
  onTheme(el, () => draw(view), signal);
  return end;
}

export default { render };
