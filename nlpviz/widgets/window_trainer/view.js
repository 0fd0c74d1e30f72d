// WindowTrainer: word2vec trained in the page, one example a step; the reader first marks the rows
// that will change.
import { button, choice, slider } from "../core/kit/controls.js";
import { course } from "../core/kit/course.js";
import { unpack } from "../core/kit/decode.js";
import { h } from "../core/kit/dom.js";
import { announce, arrows, life } from "../core/kit/events.js";
import { more } from "../core/kit/more.js";
import { clamp, number } from "../core/kit/numbers.js";
import { oneOf, state, whole, within } from "../core/kit/state.js";
import { symbol } from "../core/kit/symbol.js";
import { table } from "../core/kit/table.js";
import { speaker } from "../core/kit/words.js";
import { guessed, question } from "./ask.js";
import { about, fill, numbers, sentence, sheet } from "./draw.js";
import { picture } from "./points.js";
import { training } from "../core/kit/word2vec.js";
import words from "./words.json" with { type: "json" };

const KINDS = { skipgram: "skip-gram", cbow: "CBOW" };
const EPOCHS = 300;
const PACE = 450; // ms a step while it plays
const SIDES = ["in", "out"];

/** The training from the first step on, as it is set now. */
function begin(view) {
  const { kind, k, rate } = view.now;
  view.run = training({ ...view.given, kind, k, lr: rate });
}

const at = (view, position = view.now.position) => view.run.at(position);

/** Open the answer, or ask anew. */
function turn(view, open) {
  pause(view);
  if (!open) for (const side of SIDES) view.marks[side].clear();
  view.now.set("revealed", open);
}

/** The reader goes to a step; before the answer is open, that opens it. */
function move(view, by) {
  if (!view.now.revealed) return turn(view, true);
  pause(view);
  go(view, by === Infinity ? view.run.losses.length : view.now.position + by);
}

/** Arrow keys: to the side a step, up and down an epoch. */
const walk = (view, dx, dy) => move(view, dx || -dy * view.run.E);

function go(view, to) {
  const now = at(view, clamp(to, 0, EPOCHS * view.run.E));
  if (view.timer && now.position < to) pause(view);
  view.now.set("position", now.position);
}

function pause(view) {
  if (!view.timer) return;
  clearInterval(view.timer);
  view.timer = 0;
  view.play.textContent = view.say("play");
  view.line.setAttribute("aria-live", "polite");
}

/** Play a step each half second; so many sentences are not read out. */
function resume(view) {
  view.line.setAttribute("aria-live", "off");
  const on = () => go(view, view.now.position + 1);
  view.timer = setInterval(on, PACE);
  view.play.textContent = view.say("pause");
  on();
}

/** Where the reader is: step i of n of an epoch. */
function where({ run: { E }, now: { position } }) {
  return { i: position % E, n: E, epoch: Math.floor(position / E) };
}

function redraw(view, keys) {
  if (keys.some((key) => ["kind", "k", "rate"].includes(key))) restart(view, keys);
  const now = at(view);
  const { position, revealed: open, kind, k, rate } = view.now;
  if (!open || keys.includes("revealed")) view.asked = position;
  [view.kind.value, view.output.value, view.rate.value] = [kind, k, rate];
  view.sentence.show(now);
  for (const each of view.sheets) fill(each, view, now);
  view.root.classList.toggle("open", open);
  if (position) view.root.classList.add("trained");
  if (open) view.more.show();
  for (const [button, off] of view.buttons) button.disabled = !open || (off && !position);
  view.ask.set({ guess: guessed(view), open });
  view.tell(...about(view, now));
  view.clock.textContent = view.say("step", where(view));
  view.curve.draw();
  view.points.draw(now);
  view.refresh();
}

/** Another model starts from the first step; another learning rate goes on as far as it may. */
function restart(view, keys) {
  begin(view);
  const to = keys.includes("rate") ? at(view, view.now.position).position : 0;
  view.asked = Math.min(view.asked, to);
  view.now.set("position", to);
}

/** What is trained, and how: it waits until the first answer has been seen. */
function controls(view, few, el) {
  const { say } = view;
  const kinds = Object.entries(KINDS).map(([value, text]) => ({ value, text }));
  const outputs = [
    { value: 0, text: say("softmax") },
    { value: few, text: say("drawn", { n: few }) },
  ];
  const change = (key, value) => {
    pause(view);
    view.now.set(key, value);
  };
  const { kind, k, rate } = view.now;
  const pick = (name, options, value, take) =>
    choice({ label: "", name: say(name), options, value }, take);
  view.kind = pick("kind", kinds, kind, (value) => change("kind", value));
  view.output = pick("output", outputs, k, (value) => change("k", Number(value)));
  const label = [say("rate"), " ", symbol("η")];
  const bounds = { min: 0.01, max: 1, step: 0.01, value: rate, format: (x) => x.toFixed(2) };
  view.rate = slider({ label, name: say("rate"), ...bounds }, (x) => change("rate", x));
  return more(el, view.kind.node, view.output.node, view.rate.node);
}

/** The buttons of the way through the text. */
function way(view) {
  const { say } = view;
  const step = (key, by, sign) => button(say(key), () => move(view, by), sign);
  const first = step("first", -Infinity, "|◀");
  const back = step("back", -1, "◀");
  const next = step("next", 1, "▶");
  view.play = button(say("play"), () => (view.timer ? pause(view) : resume(view)));
  const jump = button(say("epochs"), () => move(view, 10 * view.run.E));
  view.buttons = [[first, true], [back, true], [next], [view.play], [jump]];
  view.clock = h("span", { class: "clock nlpviz-muted" });
  const reveal = view.ask.node.querySelector(".nlpviz-reveal"); // after the boxes, for the keys
  const all = [reveal, first, back, next, view.play, jump, view.clock, view.more.node];
  return h("div", { class: "nlpviz-bar way" }, ...all);
}

/** The curve of the loss, which is a way through the training: by hand and by keys. */
function loss(view) {
  const { say } = view;
  const lead = (step) => move(view, step - view.now.position);
  const get = () => {
    const { means: values, losses, E: per, least } = view.run;
    const { position } = at(view);
    const loss = number(values[position]);
    const said = { text: say("place", { ...where(view), loss }), title: say("whole", { loss }) };
    const base = { v: least, name: say("least") };
    const end = losses.length;
    return { values, position, end, last: Math.max(end, per), per, base, ...said };
  };
  const acts = { go: lead, move: (dx, dy) => walk(view, dx, dy), idle: () => !view.now.revealed };
  view.curve = course({ label: say("curve"), get, ...acts }, view.signal);
  view.curve.node.classList.add("loss");
  return view.curve.node;
}

function build(view, el, few) {
  const { say, signal } = view;
  view.ask = question(view, el, { at, turn });
  const marked = () => view.ask.set({ guess: guessed(view) });
  view.sentence = sentence(view);
  view.sheets = SIDES.map((side) => sheet(view, side, marked));
  const name = { tabindex: 0, role: "application", "aria-label": say("stage") };
  const stage = h("div", { class: "words", ...name }, view.sentence.nodes);
  view.more = controls(view, few, el);
  view.points = picture(view);
  const part = (kind, ...children) => h("div", { class: kind }, children);
  const sheets = part("sheets", ...view.sheets.map(({ node }) => node));
  const left = part("left", stage, sheets);
  view.tell = announce(left);
  view.line = left.lastChild;
  left.append(way(view));
  const all = part("all", left, part("right", view.points.node), loss(view));
  view.root = part("trainer", view.ask.node, all);
  arrows(stage, (dx, dy) => walk(view, dx, dy), signal);
  el.append(view.root);
  view.refresh = table(view.root, () => numbers(view), signal);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const [W_in, W_out] = [unpack(model.get("W_in")), unpack(model.get("W_out"))];
  const few = model.get("few");
  const view = { say: speaker(el, words), signal, d: W_in.shape[1], timer: 0 };
  for (const key of ["tokens", "words", "window", "pairs"]) view[key] = model.get(key);
  const { d, window } = view;
  const given = { ids: model.get("ids"), W_in: W_in.data, W_out: W_out.data, d, window };
  view.given = { ...given, seed: model.get("seed") };
  view.marks = { in: new Set(), out: new Set() };
  const fields = {
    kind: { default: "skipgram", check: oneOf(...Object.keys(KINDS)) },
    k: { default: 0, check: oneOf(0, few) },
    rate: { default: 0.2, check: within(0.01, 1) },
    position: { default: 0, check: whole(0, 1e6) },
    revealed: { default: false, check: oneOf(true, false) },
  };
  view.now = state(model, fields, (keys) => redraw(view, keys), signal);
  begin(view);
  view.asked = view.now.position;
  build(view, el, few);
  redraw(view, []);
  return () => {
    clearInterval(view.timer);
    end();
  };
}

export default { render };
