// TransformerLive: type words, a Transformer says the next one; which of its heads does the work?
import { sendAlong } from "../core/kit/arcs.js";
import { button } from "../core/kit/controls.js";
import { ramp } from "../core/kit/colour.js";
import { unpackAll } from "../core/kit/decode.js";
import { NONE, netOf } from "../core/kit/decoder.js";
import { h } from "../core/kit/dom.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { headTiles } from "../core/kit/heads.js";
import { largestOf } from "../core/kit/likely.js";
import { more } from "../core/kit/more.js";
import { predict } from "../core/kit/predict.js";
import { same, state } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { toggled, typed } from "../core/kit/typed.js";
import { versus } from "../core/kit/versus.js";
import { speaker } from "../core/kit/words.js";
import { drawChoice, drawSentence } from "./draw.js";
import { inside } from "./inside.js";
import { share } from "./math.js";
import {
  answer,
  asked,
  compute,
  fieldsOf,
  headName,
  isCut,
  isOff,
  leads,
  left,
  percent,
  prefers,
  sharesOf,
  why,
  winning,
} from "./reading.js";
import words from "./words.json" with { type: "json" };

// The question.

function question(view) {
  const { now, each, signal } = view;
  const onChange = ({ guess, open }) => {
    const due = open ? answer(view) : -1;
    const off = { ...NONE, heads: due < 0 ? [] : [due] };
    now.set({ guess, revealed: open, off, head: due < 0 ? (guess ?? now.head) : due });
  };
  const asks = {
    question: () => asked(view),
    answer: () => answer(view),
    guesses: each,
    write: (k) => (k < 0 ? "–" : headName(view, k)),
    why: (_, due) => why(view, due),
    onChange,
    start: { guess: now.guess, open: now.revealed },
  };
  return predict(view.el, asks, signal);
}

/** What is said of the head that is looked at, and of words that the model does not know. */
function speak(view) {
  const { now, say, found, words, note, toggle, all, legend } = view;
  const strange = words.filter(({ id }) => id < 0).map(({ word }) => `“${clip(word, 16)}”`);
  const named = [...new Set(strange)].slice(0, 4).join(", ");
  note.textContent = named && say("unknown", { words: named });
  const off = now.off.heads.includes(now.head);
  toggle.textContent = say(off ? "switch on" : "switch off", { n: now.head + 1 });
  toggle.style.visibility = now.head < 0 ? "hidden" : "";
  all.style.visibility = legend.style.visibility = isOff(view) ? "" : "hidden";
  if (!found || now.head < 0) return view.read(say("rest"));
  const a = found.A[now.head];
  const looks = largestOf(a, 2)
    .filter((j) => a[j] > 0.05)
    .map((j) => say("look", { word: view.texts[j], a: percent(a[j]) }))
    .join(say("and"));
  const word = view.ask[prefers(found.P, view.pair)];
  const wins = say("wins", { word, part: winning(view, found.P) });
  view.read(say(off ? "is off" : "looks", { n: now.head + 1, looks }), wins);
}

function drawHead(view, k) {
  const { now, found, whole } = view;
  view.heads.show(k, {
    a: found ? found.A[k] : [],
    on: k === now.head,
    gone: now.off.heads.includes(k),
    guess: now.revealed && k === now.guess,
    left: now.revealed && whole ? left(view)[k] : null,
  });
}

function draw(view) {
  const { now, each, extra, caption, say, found } = view;
  if (view.width) drawSentence(view);
  drawChoice(view);
  for (const k of each) drawHead(view, k);
  const told = view.twin ? "caption twin" : "caption left";
  caption.textContent = say(now.revealed && found ? told : "caption", leads(view));
  const last = { word: view.texts.at(-1), n: now.head + 1, all: each.length };
  view.back.textContent = found ? say(now.head < 0 ? "back all" : "back", last) : "\u00a0";
  speak(view);
  if (extra.node.open) view.panel.show();
  if (now.revealed) extra.show();
  view.refill();
}

function changed(view, keys) {
  const { now, quiz, input } = view;
  const fresh = keys.includes("sentence");
  if (input.value !== now.sentence) input.value = now.sentence;
  if (fresh || keys.includes("off")) compute(view, fresh);
  quiz.set({ guess: now.guess, open: now.revealed });
  draw(view);
  if (view.found && /off|head/.test(keys)) sendAlong(view.made);
}

// Building.

function lineOf(view) {
  const { say, now, signal } = view;
  const take = (sentence) => {
    if (sentence === now.sentence) return;
    const off = now.revealed ? NONE : { ...now.off, links: [] }; // the answer switched a head off
    now.set({ sentence, off, guess: null, revealed: false });
  };
  view.input = typed({ label: say("type"), value: now.sentence }, take, signal);
  view.note = h("b", { class: "note", "aria-live": "polite" });
  return h("div", { class: "line" }, h("span", {}, say("type")), view.input, view.note);
}

function headsOf(view) {
  const { say, net, now, signal } = view;
  const shape = {
    layers: net.blocks.length,
    heads: net.nHeads,
    label: say("heads"),
    layer: (l) => say("layer", { n: l + 1 }),
    short: (k) => say("head", { n: k + 1 }),
    name: (k) => headName(view, k),
  };
  const choose = (k) => (now.revealed ? now.set("head", k) : view.quiz.guess(k));
  const flip = () => (now.head < 0 ? choose(0) : view.flip());
  return headTiles(shape, { choose, flip }, signal);
}

/** A head, or a link of the one that is looked at, is switched off or on. */
function switches(view) {
  const { now, say } = view;
  const change = (parts) => now.set("off", { ...now.off, ...parts });
  view.flip = () => change({ heads: toggled(now.off.heads, Math.max(now.head, 0)) });
  view.cut = (j) => {
    const link = [now.head, j];
    const rest = now.off.links.filter((one) => !same(one, link));
    const own = rest.filter(([k]) => k === now.head);
    if (isCut(view, ...link)) change({ links: rest });
    else if (own.length < view.ids.length - 1) change({ links: [...rest, link] });
  };
  view.toggle = button("", view.flip);
  view.all = button(say("all on"), () => now.set("off", NONE));
  return h("div", { class: "nlpviz-bar" }, view.toggle, view.all);
}

/** The table: each head's weight on each word; the pair's share with all and without each head. */
function numbersOf(view) {
  const { say, each, found, twin, pair, ask } = view;
  const names = each.map((k) => headName(view, k));
  const header = [say("word"), say("all"), ...names];
  if (!found) return { header, rows: [] };
  const line = (word, j) => [say("weight on", { word }), "", ...found.A.map((a) => a[j])];
  const shares = (one, key) => {
    const name = say(key, { a: ask[0], b: ask[1], twin: one.sentence });
    return [name, share(one.whole.P, pair), ...sharesOf(view, one)];
  };
  const last = [shares(view, "share of"), twin && shares(twin, "share after")].filter(Boolean);
  return { header, rows: [...view.texts.map(line), ...last] };
}

function build(view) {
  const { el, say, signal } = view;
  view.drawing = h("div", { class: "drawing" });
  [view.choice, view.second] = [0, 1].map(() => versus(view.ask));
  const title = (...texts) => h("p", { class: "title" }, texts);
  const [a, b] = view.ask;
  view.legend = h("span", { class: "before" }, say("before"));
  const choice = [title(say("between", { a, b }), view.legend), view.choice.node];
  const after = view.twins && title(say("after twin", { twin: view.twins[1] }));
  view.after = h("div", { hidden: !after }, after, view.second.node);
  view.list = h("ol", { class: "nlpviz-likely" });
  [view.caption, view.back] = [title(), title()];
  view.heads = headsOf(view);
  const bar = switches(view);
  view.quiz = question(view);
  view.panel = inside(view);
  const likely = h("p", { class: "all" }, say("likely", { n: view.vocabulary.length }));
  view.extra = more(el, likely, view.list, view.panel.node);
  const told = h("div", { class: "told" });
  view.read = announce(told);
  const flow = h("div", { class: "flow" }, view.back, view.drawing, choice, view.after);
  const work = h("div", { class: "work" }, view.caption, view.heads.node, told, bar);
  view.stage = h("div", { class: "stage" }, flow, work);
  el.append(lineOf(view), view.quiz.node, view.stage, view.extra.node);
  view.refill = table(el, () => numbersOf(view), signal);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const [vocabulary, ask, twins] = ["vocabulary", "ask", "twins"].map((key) => model.get(key));
  const view = { el, signal, vocabulary, ask, twins, say: speaker(el, words), width: 0 };
  view.net = netOf(unpackAll(model.get("parts")), model.get("n_heads"));
  view.each = [...Array(view.net.blocks.length * view.net.nHeads).keys()];
  view.at = new Map(vocabulary.map((word, i) => [word, i]));
  view.pair = ask.map((word) => view.at.get(word));
  view.now = state(model, fieldsOf(view.net), (keys) => changed(view, keys), signal);
  compute(view, true);
  build(view);
  const show = () => view.panel.show((view.tints = ramp(el, "div")));
  view.extra.node.addEventListener("toggle", show, { signal });
  onTheme(el, show, signal);
  onResize(view.stage, (width) => draw(Object.assign(view, { width })), signal);
  return end;
}

export default { render };
