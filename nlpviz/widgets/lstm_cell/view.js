// LSTMCell: gates, cell and state along the tokens; a gate can be overruled, in its strip or in the
// circuit, and both the cell and the gradient that reaches each step are computed again.
import { button, choice, slider } from "../core/kit/controls.js";
import { h } from "../core/kit/dom.js";
import { dial } from "../core/kit/dial.js";
import { announce, life } from "../core/kit/events.js";
import { aside, ratio } from "../core/kit/symbol.js";
import { judged } from "../core/kit/judged.js";
import { more } from "../core/kit/more.js";
import { clamp, short } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { circuit } from "./circuit.js";
import { compute, GATES, keyOf, problem, RANGE, valueOf, verdict } from "./math.js";
import { describe, drawStrips, rowOf, ROWS, titleOf } from "./strips.js";
import words from "./words.json" with { type: "json" };

const isOverride = ([key, value]) => /^[ifzo]:\d+:\d+$/.test(key) && Number.isFinite(value);

/** Overrule a gate at step j; without a value it is given back. */
function force({ now }, gate, j, value) {
  const overrides = { ...now.overrides };
  const key = keyOf(gate, j, now.unit);
  if (value === undefined) delete overrides[key];
  else overrides[key] = clamp(Math.round(value * 1000) / 1000, ...RANGE[gate]);
  now.set("overrides", overrides);
}

/** To step j (from 0), which comes into sight; the focus stays in its row. */
function go(view, to, row) {
  const j = clamp(to, 0, view.w.T - 1);
  view.now.set("step", j + 1);
  show(view, j);
  if (row) view.rows[row].slots[j].cell.focus({ preventScroll: true });
}

/** A step comes into sight, beside the names that stay. */
function show({ scroll, heads, corner }, j) {
  const left = heads[j].offsetLeft - corner.offsetWidth;
  const right = heads[j].offsetLeft + heads[j].offsetWidth - scroll.clientWidth;
  scroll.scrollLeft = Math.max(Math.min(scroll.scrollLeft, left), right);
}

/** A gate becomes a dial: at() is its step, row its strip, where the focus walks along. */
function handle(view, node, gate, { at, tall, row, touch }) {
  const [low, high] = RANGE[gate];
  const value = () => valueOf(view, gate, at());
  const set = (x) => force(view, gate, at(), x);
  const press = () => row && go(view, at());
  const walk = (by) => go(view, at() + by, row);
  dial(node, { low, high, value, set, tall, press, walk, touch }, view.signal);
}

/** The circuit at the step. */
function drawStep(view) {
  const { w, now, got, scene } = view;
  const [j, t] = [now.step - 1, now.step];
  const values = Object.fromEntries(GATES.map((gate) => [gate, valueOf(view, gate, j)]));
  const [c_, c] = [j ? valueOf(view, "C", j - 1) : w.c0[now.unit], valueOf(view, "C", j)];
  const blame = (k) => got.cell[k * w.n + now.unit];
  const step = { ...values, c_, c, h: valueOf(view, "H", j), t, peepholes: now.peepholes };
  scene.update({ ...step, d: blame(t), d_: blame(j) });
  for (const gate of GATES) describe(view, scene.gates[gate], gate, j);
}

/** The question: which gate keeps the last word out of the cell?  The answer is closed. */
function question(view, el) {
  const { say, w, now, tokens } = view;
  const last = w.T - 1;
  const options = ["i", "f", "o"].map((value) => ({ value, text: say(value) }));
  const why = () => {
    const [i, z, c] = ["i", "z", "C"].map((key) => valueOf(view, key, last, true));
    return say("why", { z: short(z), c: short(c), less: short(c - i * z) });
  };
  const onChange = ({ guess, open }) => {
    const overrides = open ? { ...now.overrides, [keyOf("i", last, now.unit)]: 0 } : {};
    now.set({ guess, revealed: open, overrides, step: w.T });
  };
  const asked = { question: say("question", { word: clip(tokens[last], 40) }), options };
  const start = { guess: now.guess, open: now.revealed };
  return predict(el, { ...asked, answer: () => "i", why, onChange, start }, view.signal);
}

/** How much of the blame arrives at the first word, and what the cell says at the end. */
function tell(view) {
  const { say, w, now, tokens, answers } = view;
  const changed = Object.keys(now.overrides).length > 0;
  const part = (key, letter) => {
    const old = changed ? ` (${say("before")} ${short(valueOf(view, key, 0, true))})` : "";
    const value = [" ", h("strong", {}, short(valueOf(view, key, 0)))];
    return h("span", {}, say(`in ${key}`), value, old, " ", aside(ratio(letter, w.T, 1)));
  };
  const arrives = say("arrives", { word: clip(tokens[0], 40) });
  view.tell(
    answers && outcome(view),
    h("span", {}, arrives),
    part("cell", "c"),
    part("state", "h"),
  );
}

function outcome({ say, w, run, bias, answers }) {
  const { said, p, mark, role } = judged(verdict(w, run, bias), answers, say);
  return h("strong", { class: role }, say("says", { said: clip(said, 20), p }), " ", mark);
}

function redraw(view) {
  const { now } = view;
  compute(view);
  view.ask.set({ guess: now.guess, open: now.revealed });
  if (now.revealed) view.more.show();
  drawStrips(view);
  drawStep(view);
  tell(view);
  view.time.value = now.step;
  view.unit.value = now.unit;
  view.peep.checked = now.peepholes;
  view.renew();
}

/** The line above: what is done, word by word, gates given back; and what waits: which unit, and
    peepholes where there are some. */
function bar(view, el) {
  const { say, w, now } = view;
  const place = (t) => say("place", { t, n: w.T, word: clip(view.tokens[t - 1], 40) });
  const time = { name: say("step"), label: "", min: 1, max: w.T, step: 1, format: place };
  view.time = slider({ ...time, value: now.step }, (t) => go(view, t - 1));
  const options = Array.from({ length: w.n }, (_, value) => ({ value, text: value + 1 }));
  const unit = { label: say("unit"), options, value: now.unit };
  view.unit = choice(unit, (value) => now.set("unit", Number(value)));
  view.peep = h("input", { type: "checkbox" });
  view.peep.addEventListener("change", () => now.set("peepholes", view.peep.checked));
  const some = ["p_i", "p_f", "p_o"].some((name) => w[name].some((value) => value !== 0));
  view.more = more(
    el,
    w.n > 1 && view.unit.node,
    some && h("label", {}, view.peep, say("peepholes")),
  );
  const reset = button(say("reset"), () => now.set("overrides", {}));
  return h(
    "div",
    { class: "nlpviz-bar settings" },
    h("p", { class: "hint" }, say("hint")),
    view.time.node,
    reset,
  );
}

/** The strips, which scroll beneath their names where there is no room. */
function strips(view) {
  const { say, tokens, w, signal } = view;
  view.corner = h("div", { class: "name" });
  view.heads = tokens.map((token, j) =>
    h("div", { class: "head", "data-t": j }, h("bdi", { title: clip(token, 400) }, token)),
  );
  view.rows = Object.fromEntries(ROWS.map((each) => [each[0], rowOf(view, each)]));
  const rows = Object.values(view.rows).map(({ nodes }) => nodes);
  const head = [view.corner, view.heads, h("div", { class: "scale" }, say("scale"))];
  const grid = h("div", { class: "strips", style: `--T:${w.T}` }, head, rows);
  for (const gate of GATES)
    view.rows[gate].slots.forEach(({ cell }, j) => {
      const tall = () => cell.offsetHeight;
      handle(view, cell, gate, { at: () => j, tall, row: gate, touch: "pan-x" });
    });
  const come = ({ target }) => {
    const place = target.closest("[data-t]");
    if (place && +place.dataset.t !== view.now.step - 1) go(view, +place.dataset.t);
  };
  grid.addEventListener("focusin", come, { signal });
  grid.addEventListener("pointerdown", come, { signal });
  const scroll = { class: "scroll", role: "group", "aria-label": say("strips") };
  return (view.scroll = h("div", scroll, grid));
}

function build(view, el) {
  const { say, now, signal } = view;
  view.scene = circuit(say);
  const picture = h("div", { class: "circuit" }, view.scene.picture);
  const by = { at: () => now.step - 1, touch: "none" };
  by.tall = () => view.scene.tall(picture.offsetWidth);
  for (const gate of GATES) handle(view, view.scene.gates[gate], gate, by);
  const told = h("div");
  view.tell = announce(told, { class: "nlpviz-readout verdict" });
  const stage = { class: "stage", role: "group", "aria-label": say("circuit") };
  view.ask = question(view, el);
  const top = [view.ask.node, bar(view, el), strips(view)];
  const root = h("div", {}, top, told, h("div", stage, picture), view.more.node);
  el.append(root);
  const header = [say("word"), ...ROWS.map((row) => titleOf(view, row))];
  const line = (token, j) => [token, ...ROWS.map(([key]) => valueOf(view, key, j))];
  view.renew = table(el, () => ({ header, rows: view.tokens.map(line) }), signal);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const [w, say] = [problem(model), speaker(el, words)];
  const view = { w, say, signal };
  for (const key of ["tokens", "answers", "bias"]) view[key] = model.get(key);
  const flag = { default: false, check: oneOf(true, false) };
  const fields = {
    unit: { default: 0, check: whole(0, w.n - 1) },
    step: { default: w.T, check: whole(1, w.T) },
    guess: { default: null, check: oneOf(null, "i", "f", "o") },
    revealed: flag,
    peepholes: { ...flag, default: true },
    overrides: { default: {}, check: (x) => x && Object.entries(x).every(isOverride) },
  };
  view.now = state(model, fields, () => redraw(view), signal);
  build(view, el);
  redraw(view);
  requestAnimationFrame(() => show(view, view.now.step - 1)); // once it stands in its place
  return end;
}

export default { render };
