// LSTMCell: gates, cell and state along the tokens; a gate can be overruled, in its strip or in the
// circuit, and both the cell and the gradient that reaches each step are computed again.
import { button } from "../core/kit/controls.js";
import { h } from "../core/kit/dom.js";
import { dial } from "../core/kit/dial.js";
import { announce, life } from "../core/kit/events.js";
import { aside, ratio } from "../core/kit/symbol.js";
import { clamp, short } from "../core/kit/numbers.js";
import { state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { circuit } from "./circuit.js";
import { compute, GATES, isSet, keyOf, problem, RANGE, valueOf, verdict } from "./math.js";
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
  const hidden = valueOf(view, "H", j);
  const blame = (k) => got.cell[k * w.n + now.unit];
  const step = { ...values, c_, c, h: hidden, t, peepholes: now.peepholes };
  scene.update({ ...step, d: blame(t), d_: blame(j), set: (gate) => isSet(view, gate, j) });
  for (const gate of GATES) {
    const forced = isSet(view, gate, j);
    describe(view, scene.gates[gate], { gate, j, value: values[gate], forced });
  }
}

/** How much of the blame arrives at the first word, and what the cell says at the end. */
function tell(view) {
  const { say, w, now, run, tokens, answers } = view;
  const changed = Object.keys(now.overrides).length > 0;
  const part = (key, letter) => {
    const old = changed && ` (${say("before")} ${short(valueOf(view, key, 0, true))})`;
    const value = h("strong", {}, short(valueOf(view, key, 0)));
    return [
      h("span", {}, say(`in ${key}`), " ", value, old || "", " ", aside(ratio(letter, w.T, 1))),
    ];
  };
  const arrives = h("span", {}, say("arrives", { word: clip(tokens[0], 40) }));
  const parts = [arrives, part("cell", "c"), part("state", "h")];
  if (answers) parts.unshift(judged(verdict(w, run, view.bias), answers, say));
  view.tell(parts);
}

function judged(P, [right, other], say) {
  const good = P > 0.5;
  const text = say("says", { said: clip(good ? right : other, 20), p: short(good ? P : 1 - P) });
  const mark = good ? `✓ ${say("right")}` : `✗ ${say("wrong")}`;
  return h("strong", { class: good ? "good" : "bad" }, text, " ", mark);
}

function redraw(view, keys = ["overrides"]) {
  const { w, now, say, tokens } = view;
  if (keys.some((key) => key === "overrides" || key === "peepholes")) compute(view);
  drawStrips(view);
  drawStep(view);
  tell(view);
  view.time.value = now.step;
  const place = { t: now.step, n: w.T, word: clip(tokens[now.step - 1], 40) };
  view.time.setAttribute("aria-valuetext", say("place", place));
  view.clock.textContent = `${now.step} / ${w.T}`;
  view.units.forEach((unit, u) => unit.setAttribute("aria-pressed", u === now.unit));
  view.peep.checked = now.peepholes;
  view.reset.disabled = Object.keys(now.overrides).length === 0;
  view.renew();
}

/** The line above: word by word, which unit, peepholes where there are some, gates given back. */
function bar(view) {
  const { say, w, now } = view;
  const range = { type: "range", min: 1, max: w.T, step: 1, "aria-label": say("step") };
  view.time = h("input", { ...range, oninput: () => go(view, view.time.valueAsNumber - 1) });
  view.clock = h("span", { class: "clock" });
  view.units = Array.from({ length: w.n }, (_, u) =>
    button(`${say("unit")} ${u + 1}`, () => now.set("unit", u), u + 1),
  );
  const units = { class: "units", role: "group", "aria-label": say("unit") };
  view.peep = h("input", { type: "checkbox" });
  view.peep.addEventListener("change", () => now.set("peepholes", view.peep.checked));
  const some = ["p_i", "p_f", "p_o"].some((name) => w[name].some((value) => value !== 0));
  const give = () => {
    now.set("overrides", {});
    view.time.focus();
  };
  view.reset = button(say("reset"), give);
  return h(
    "div",
    { class: "nlpviz-bar settings" },
    [view.time, view.clock],
    w.n > 1 && h("span", units, h("span", {}, say("unit")), view.units),
    some && h("label", {}, view.peep, say("peepholes")),
    view.reset,
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
  const rows = Object.values(view.rows).map(({ name, slots }) => [
    name,
    slots.map(({ box }) => box),
  ]);
  const grid = h("div", { class: "strips", style: `--T: ${w.T}` }, view.corner, view.heads, rows);
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
  view.scroll = h("div", { class: "scroll", role: "group", "aria-label": say("strips") }, grid);
  return view.scroll;
}

function build(view, el) {
  const { say, now, signal } = view;
  view.scene = circuit(say);
  const picture = h("div", { class: "circuit" }, view.scene.picture);
  const at = () => now.step - 1;
  const tall = () => view.scene.tall(picture.offsetWidth);
  for (const gate of GATES) handle(view, view.scene.gates[gate], gate, { at, tall, touch: "none" });
  const told = h("div");
  view.tell = announce(told, { class: "nlpviz-readout verdict" });
  const stage = { class: "stage", role: "group", "aria-label": say("circuit") };
  const root = h(
    "div",
    {},
    [bar(view), strips(view), h("div", stage, picture), told],
    h("p", { class: "hint" }, say("hint")),
  );
  el.append(root);
  const header = [say("word"), ...ROWS.map((row) => titleOf(view, row))];
  const line = (token, j) => [token, ...ROWS.map(([key]) => valueOf(view, key, j))];
  view.renew = table(root, () => ({ header, rows: view.tokens.map(line) }), signal);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const [w, tokens, say] = [problem(model), model.get("tokens"), speaker(el, words)];
  const view = { w, tokens, say, signal };
  Object.assign(view, { answers: model.get("answers"), bias: model.get("bias") });
  const fields = {
    unit: { default: 0, check: whole(0, w.n - 1) },
    step: { default: 1, check: whole(1, w.T) },
    peepholes: { default: true, check: (x) => typeof x === "boolean" },
    overrides: { default: {}, check: (x) => x && Object.entries(x).every(isOverride) },
  };
  view.now = state(model, fields, (keys) => redraw(view, keys), signal);
  build(view, el);
  redraw(view);
  requestAnimationFrame(() => show(view, view.now.step - 1)); // once it stands in its place
  return end;
}

export default { render };
