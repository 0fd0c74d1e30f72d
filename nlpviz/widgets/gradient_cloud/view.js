// GradientCloud: what is subtracted from every loss moves no mean, but it shrinks the cloud.

import { button, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, measure, unit } from "../core/kit/dom.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { grid } from "../core/kit/grid.js";
import { more } from "../core/kit/more.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { KINDS, baseline, batches, cloud, estimate, step, variance } from "./math.js";
import { glideFrom, picture } from "./draw.js";
import words from "./words.json" with { type: "json" };

const ESTIMATES = 200;
/** The baseline as it is written: the moving average begins at 0 and comes near the mean. */
const written = (kind, b, hard) =>
  kind === "moving" ? `→ ${hard.toFixed(2)}` : `= ${kind === "none" ? 0 : b.toFixed(2)}`;

/** A spread: two decimals, three where it is small. */
const short = (x) => (x >= 0.1 || x < 5e-4 ? x.toFixed(2) : x.toFixed(3));

const fields = (m) => ({
  samples: { default: 1, check: (x) => whole(1, 1024)(x) && !(x & (x - 1)) },
  seed: { default: 0, check: whole(0, 2 ** 31 - 1) },
  across: { default: 0, check: whole(0, m - 1) },
  up: { default: 1, check: whole(0, m - 1) },
  kind: { default: "none", check: oneOf(...KINDS) },
  guess: { default: null, check: oneOf(null, ...KINDS) },
  answered: { default: false, check: oneOf(false, true) },
});

/** Draw the positions anew, and make the clouds of all baselines from the same draws. */
function compute(view) {
  const { now, set, say } = view;
  const [N, K] = [set.samples, ESTIMATES];
  const drawn = batches(now.A, { N, K, seed: set.seed });
  view.counts = now.f.map((_, z) => drawn.reduce((sum, counts) => sum + counts[z], 0));
  view.all = KINDS.map((kind) => {
    const base = baseline(now, kind, N, K);
    const spread = variance(now, base, N);
    const { points, spread: measured } = cloud(now, drawn, kind);
    const told = say("about", { kind: say(kind), spread: short(spread) });
    const at = (z) => estimate(now, z, base.b);
    return { kind, b: base.b, spread, points, measured, told, at };
  });
}

const best = (view) => view.all.reduce((a, b) => (b.spread < a.spread ? b : a));
const shownKind = ({ set }) => (set.answered ? set.kind : "none");

function draw(view, glides = false) {
  if (!view.width) return;
  const shown = view.all.find(({ kind }) => kind === shownKind(view));
  const drawn = picture(view, shown, view.all);
  view.plot.replaceChildren(drawn.svg);
  if (glides && view.places) glideFrom(view.places, drawn);
  view.places = drawn.places;
}

/** The list of what may be subtracted: four things to choose from before the answer; after it the
    spread that each leaves, and the cloud of the chosen one. */
function fill(view) {
  const { set, say, all, rows } = view;
  const most = Math.max(...all.map(({ spread }) => spread)) || 1;
  const open = set.answered;
  view.list.classList.toggle("open", open);
  const heads = open ? [say("baseline"), say("spread")] : [say("choose")];
  view.head.replaceChildren(...heads.map((text) => h("span", {}, text)));
  all.forEach(({ kind, b, spread }, k) => {
    const { node, bar, value, base } = rows[k];
    node.setAttribute("aria-checked", kind === (open ? set.kind : set.guess));
    bar.style.width = open ? `${Math.max((100 * spread) / most, 0.5)}%` : "0";
    value.textContent = open ? short(spread) : "";
    base.textContent = `b ${written(kind, b, view.now.hard)}`; // room for it before the answer
    node.classList.toggle("guess", kind === set.guess);
  });
  const draws = set.samples === 1 ? say("one") : say("several", { n: set.samples });
  view.lead.textContent = say("lead", { draws });
}

function list(view, el, signal) {
  const { say } = view;
  view.rows = KINDS.map((kind) => {
    const [bar, value, base] = [h("i"), h("b"), h("i", { class: "symbol" })];
    const name = h("span", {}, say(kind), " ", base);
    const track = h("div", { class: "track" }, bar);
    const note = h("small", {}, say(`note ${kind}`));
    const node = h("div", { class: "choice", role: "radio" }, name, value, note, track);
    return { node, bar, value, base };
  });
  const nodes = view.rows.map(({ node }) => node);
  view.head = h("div", { class: "head", "aria-hidden": "true" });
  const choices = h("div", { role: "radiogroup", "aria-label": say("rows") }, nodes);
  const options = {
    rows: KINDS.length,
    node: (i) => nodes[i],
    choose: (i) => choose(view, KINDS[i]),
    say: (i) => tell(view, view.all[i]),
    read: (...words) => view.read(...words),
  };
  view.grid = grid(choices, options, signal);
  return (view.list = h("div", { class: "list" }, view.head, choices));
}

const tell = ({ set, say }, { kind, told }) => (set.answered ? told : say(kind));

function choose(view, kind) {
  if (view.set.answered) view.set.set("kind", kind);
  else view.ask.guess(kind);
}

function question(view, el, signal) {
  const { say, set } = view;
  return predict(
    el,
    {
      question: say("question"),
      guesses: KINDS,
      answer: () => best(view).kind,
      write: (kind) => say(kind),
      why: () => say("why", { before: short(view.all[0].spread), after: short(best(view).spread) }),
      onChange: ({ guess, open }) => {
        const kind = open ? best(view).kind : "none";
        set.set({ guess, answered: open, kind });
      },
      start: { guess: set.guess, open: set.answered },
    },
    signal,
  );
}

function controls(view, el) {
  const { say, set, of } = view;
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
  view.axes = ["across", "up"].map((key) => {
    const options = of.positions.map((name, j) => h("option", { value: j }, clip(name, 14)));
    const select = h("select", { "aria-label": say(key) }, options);
    select.addEventListener("change", () => set.set(key, +select.value));
    return select;
  });
  const labelled = view.axes.map((select, k) =>
    h("label", {}, say(["across", "up"][k]), " ", select),
  );
  view.rest = more(el, view.draws.node, again, labelled);
  return view.rest.node;
}

function numbers({ of, now, all, set, say }) {
  const lines = of.positions.map((name, j) => [name, now.A[j], now.f[j], now.gradient[j]]);
  const known = set.answered ? all : [];
  const spreads = known.map((each) => [
    `${say("spread")}: ${say(each.kind)}`,
    each.spread,
    say("measured"),
    each.measured,
  ]);
  return {
    header: ["", say("share"), say("price"), say("gradient")],
    rows: [...lines, ...spreads],
  };
}

/** All that shows what the figure holds. */
function show(view, keys = []) {
  const { set } = view;
  view.draws.value = Math.log2(set.samples);
  view.axes[0].value = set.across;
  view.axes[1].value = set.up;
  view.ask.set({ guess: set.guess, open: set.answered });
  view.ask.renew();
  if (set.answered) view.rest.show();
  view.grid.go(KINDS.indexOf((set.answered ? set.kind : set.guess) ?? "none"), 0);
  fill(view);
  draw(view, !keys.some((key) => ["seed", "samples"].includes(key)));
  view.refresh();
}

function changed(view, keys) {
  if (keys.includes("answered")) view.read("");
  if (keys.some((key) => ["seed", "samples"].includes(key))) compute(view);
  show(view, keys);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const f = [...unpack(model.get("costs")).data];
  const S = [...unpack(model.get("scores")).data];
  const view = { of: { positions: model.get("positions") }, say: speaker(el, words) };
  view.now = { ...step({ S, f }), zero: f.map(() => 0) };
  view.set = state(model, fields(f.length), (keys) => changed(view, keys), signal);
  compute(view);
  view.lead = h("p", { class: "opening" });
  view.plot = h("div", { class: "plot" });
  view.ask = question(view, el, signal);
  el.append(view.ask.node, view.lead);
  const bar = h("div", { class: "nlpviz-bar" }, controls(view, el));
  el.append(h("div", { class: "both" }, view.plot, list(view, el, signal)), bar);
  view.read = announce(bar, { class: "nlpviz-readout nlpviz-muted" });
  view.refresh = table(el, () => numbers(view), signal);
  const fit = (width) => {
    view.u = unit(el);
    view.measured = measure(el, 650, 1.1 * view.u);
    view.lesser = measure(el, 400, view.u);
    Object.assign(view, { width, height: Math.min(0.85 * width, 18 * view.u), places: null });
    draw(view);
  };
  onResize(view.plot, fit, signal);
  show(view);
  onTheme(el, () => draw(view), signal);
  return end;
}

export default { render };
