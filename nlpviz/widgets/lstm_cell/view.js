// LSTMCell: one step of the cell as a circuit, below the words and what the network says of them.
// A gate that is dragged is overruled in all units; the cell and the gradient are computed again.
import { button, choice } from "../core/kit/controls.js";
import { h } from "../core/kit/dom.js";
import { dial, tellDial } from "../core/kit/dial.js";
import { announce, life } from "../core/kit/events.js";
import { aside, ratio } from "../core/kit/symbol.js";
import { judged } from "../core/kit/judged.js";
import { more } from "../core/kit/more.js";
import { clamp, short } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { versus } from "../core/kit/versus.js";
import { speaker } from "../core/kit/words.js";
import { circuits } from "./circuit.js";
import { compute, forward, GATES, held, isSet, problem } from "./math.js";
import { RANGE, riddleOf, symbol, valueOf, verdict } from "./math.js";
import words from "./words.json" with { type: "json" };

const ROWS = { i: "i", f: "f", z: "z", o: "o", C: "c", H: "h", cell: "c", state: "h" };
const isOverride = ([key, value]) => /^[ifzo]:\d+:\d+$/.test(key) && Number.isFinite(value);

/** The step that is shown, from 0: at first that of the question. */
const stepOf = ({ now, riddle }) => (now.step ? now.step - 1 : riddle.t);

/** Overrule a gate of all units at the step; without a value it is given back. */
function force(view, gate, value) {
  const { now, w } = view;
  const overrides = { ...now.overrides };
  for (const key of Object.keys(held(w, gate, stepOf(view)))) {
    if (value === undefined) delete overrides[key];
    else overrides[key] = clamp(Math.round(value * 1000) / 1000, ...RANGE[gate]);
  }
  now.set("overrides", overrides);
}

/** To step j (from 0). */
const go = (view, j) => view.now.set("step", clamp(j, 0, view.w.T - 1) + 1);

/** A gate becomes a dial. */
function handle(view, node, gate, tall) {
  const [low, high] = RANGE[gate];
  const value = () => valueOf(view, gate, stepOf(view));
  const set = (x) => force(view, gate, x);
  const walk = (by) => go(view, stepOf(view) + by);
  dial(node, { low, high, value, set, tall, walk, touch: "none" }, view.signal);
}

/** A gate shows whether it was set by hand, and says so to those who do not see it. */
function describe(view, node, gate, j) {
  const { say, tokens } = view;
  const [value, forced] = [valueOf(view, gate, j), isSet(view, gate, j)];
  node.classList.toggle("forced", forced);
  const place = { name: say(gate), letter: gate, t: j + 1, word: clip(tokens[j], 40) };
  tellDial(node, say("gate", place), value, short(value) + (forced ? `, ${say("set")}` : ""));
}

/** The circuit at the step. */
function drawStep(view) {
  const { w, now, got } = view;
  const j = stepOf(view);
  const of = (key, at = j) => valueOf(view, key, at);
  const values = Object.fromEntries(GATES.map((gate) => [gate, of(gate)]));
  const c_ = j ? of("C", j - 1) : w.c0[now.unit];
  const blame = (k) => got.cell[k * w.n + now.unit];
  const open = now.revealed; // numbers come with the answer
  const cell = { ...values, c_, c: of("C"), h: of("H"), t: j + 1, peepholes: now.peepholes };
  for (const scene of view.scenes) {
    scene.update({ ...cell, d: blame(j + 1), d_: blame(j), told: view.more.node.open, open });
    for (const gate of GATES) describe(view, scene.gates[gate], gate, j);
  }
}

/** The question: which gate, shut at a word, turns the verdict?  The answer is then shut. */
function question(view, el) {
  const { say, now, tokens, riddle, w } = view;
  const word = clip(tokens[riddle.t], 40);
  const options = ["i", "f", "o"].map((value) => ({ value, text: say(value) }));
  const why = (guess, due) => {
    const reason = say(`why ${due}`, { word });
    return guess === due ? reason : say("and", { why: reason, not: say(`not ${guess}`) });
  };
  const write = (gate) => say(`name ${gate}`);
  const onChange = ({ guess, open }) => {
    const overrides = open ? held(w, riddle.gate, riddle.t, 0) : {};
    now.set({ guess, revealed: open, overrides, step: 0 });
  };
  const [said, other] = view.answers?.map((text) => clip(text, 20)) ?? [];
  const good = view.answers && verdict(w, forward(w), view.bias) > 0.5;
  const verbs = good ? { said, other } : { said: other, other: said };
  const asked = { question: say(riddle.turns ? "turns" : "moves", { word, ...verbs }), options };
  const start = { guess: now.guess, open: now.revealed };
  const answer = () => riddle.gate;
  return predict(el, { ...asked, answer, write, why, onChange, start }, view.signal);
}

/** How much of the blame arrives at the first word, and what the cell says at the end. */
function tell(view) {
  const { say, w, now, tokens, answers, bias } = view;
  const changed = Object.keys(now.overrides).length > 0;
  const part = (key, letter) => {
    const old = changed ? ` (${say("before")} ${short(valueOf(view, key, 0, true))})` : "";
    const value = [" ", h("strong", {}, short(valueOf(view, key, 0)))];
    return h("span", {}, say(`in ${key}`), value, old, " ", aside(ratio(letter, w.T, 1)));
  };
  const arrives = say("arrives", { word: clip(tokens[0], 40) });
  view.arrived.replaceChildren(arrives, " ", part("cell", "c"), " ", part("state", "h"));
  if (!answers) return;
  const [P, plain] = [view.run, view.plain].map((run) => verdict(w, run, bias));
  const { said, mark, role } = judged(P, answers, say);
  view.bars.show(P, plain);
  view.tell(say("says", { said: clip(said, 20) }), " ", h("strong", { class: role }, mark));
}

function redraw(view) {
  const { now, say, w } = view;
  compute(view);
  view.ask.set({ guess: now.guess, open: now.revealed });
  if (now.revealed) view.more.show();
  drawStep(view);
  tell(view);
  view.time.value = stepOf(view);
  view.unit.value = now.unit;
  view.peep.checked = now.peepholes;
  const rest = h("span", {}, " ", say("hint more", { unit: now.unit + 1, n: w.n }));
  rest.style.visibility = now.revealed ? "" : "hidden";
  view.hint.replaceChildren(say("hint"), rest);
  view.renew();
}

/** What waits: which unit, peepholes where there are some, and the blame. */
function waiting(view, el) {
  const { say, w, now, signal } = view;
  const options = Array.from({ length: w.n }, (_, value) => ({ value, text: value + 1 }));
  const unit = { label: say("unit"), options, value: now.unit };
  view.unit = choice(unit, (value) => now.set("unit", Number(value)));
  view.peep = h("input", { type: "checkbox" });
  view.peep.addEventListener("change", () => now.set("peepholes", view.peep.checked));
  const some = ["p_i", "p_f", "p_o"].some((name) => w[name].some((value) => value !== 0));
  const peep = some && h("label", {}, view.peep, say("peepholes"));
  view.arrived = h("p", { class: "gradients" });
  view.more = more(el, w.n > 1 && view.unit.node, peep, view.arrived);
  view.more.node.addEventListener("toggle", () => drawStep(view), { signal });
}

/** The words, of which one is looked at, and what the network says of them. */
function sentence(view) {
  const { say, tokens, answers } = view;
  const options = tokens.map((token, value) => ({ value, text: h("bdi", {}, clip(token, 40)) }));
  view.time = choice({ label: "", name: say("step"), options }, (j) => go(view, Number(j)));
  const line = h("div", { class: "sentence" }, view.time.node);
  if (!answers) return line;
  view.tell = announce(line, { class: "nlpviz-readout verdict" });
  view.bars = versus(answers);
  return [line, view.bars.node];
}

function build(view, el) {
  const { say, now, signal } = view;
  view.scenes = circuits(say);
  const pictures = view.scenes.map(({ picture }) => picture);
  const circuit = h("div", { class: "circuit", role: "group", "aria-label": say("circuit") });
  circuit.append(...pictures);
  for (const { gates, tall } of view.scenes)
    for (const gate of GATES) handle(view, gates[gate], gate, tall);
  view.ask = question(view, el);
  waiting(view, el);
  view.hint = h("p", { class: "hint" });
  const reset = button(say("reset"), () => now.set("overrides", {}));
  const bar = h("div", { class: "nlpviz-bar settings" }, view.hint, reset);
  const root = h("div", {}, view.ask.node, sentence(view), circuit, bar, view.more.node);
  el.append(root);
  const name = ([key, letter]) => `${say(key)} ${symbol(key, letter, view.w.T)}`;
  const header = [say("word"), ...Object.entries(ROWS).map(name)];
  const line = (token, j) => [token, ...Object.keys(ROWS).map((key) => valueOf(view, key, j))];
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
    step: { default: 0, check: whole(0, w.T) },
    guess: { default: null, check: oneOf(null, "i", "f", "o") },
    revealed: flag,
    peepholes: { ...flag, default: true },
    overrides: { default: {}, check: (x) => x && Object.entries(x).every(isOverride) },
  };
  view.riddle = riddleOf(w, view.bias);
  view.now = state(model, fields, () => redraw(view), signal);
  build(view, el);
  redraw(view);
  return end;
}

export default { render };
