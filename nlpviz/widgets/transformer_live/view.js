// TransformerLive: type words, a Transformer says the next one; which of its heads does the work?
import { button } from "../core/kit/controls.js";
import { ramp } from "../core/kit/colour.js";
import { unpackAll } from "../core/kit/decode.js";
import { h } from "../core/kit/dom.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { headTiles } from "../core/kit/heads.js";
import { more } from "../core/kit/more.js";
import { number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { state } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { toggled, typed } from "../core/kit/typed.js";
import { percent, versus } from "../core/kit/versus.js";
import { speaker } from "../core/kit/words.js";
import { drawChoice, drawSentence, travel } from "./draw.js";
import { inside } from "./inside.js";
import { largest, netOf, share } from "./math.js";
import { OFF, answer, compute, fieldsOf, headName, isOff, sharesOf } from "./reading.js";
import words from "./words.json" with { type: "json" };

// The question.

/** Of the word that the whole model prefers, what is left without head k. */
function kept(view, k) {
  const left = sharesOf(view)[k];
  return share(view.whole.P, view.pair) >= 0.5 ? left : 1 - left;
}

function why(view, guess, due) {
  const { say, whole, pair, ask } = view;
  if (due < 0) return say("empty");
  const all = share(whole.P, pair);
  const [a, b] = all >= 0.5 ? ask : [ask[1], ask[0]];
  const [j] = largest(whole.A[due], 1);
  const blanks = { a, b, from: percent(Math.max(all, 1 - all)), to: percent(kept(view, due)) };
  const looks = { word: view.texts[j], weight: number(whole.A[due][j], 2) };
  const other = guess === due ? "" : say("why other", { a, kept: percent(kept(view, guess)) });
  return say("why", { ...blanks, ...looks, other });
}

function question(view) {
  const { say, now, net, signal } = view;
  const count = net.blocks.length * net.nHeads;
  const onChange = ({ guess, open }) => {
    const due = open ? answer(view) : -1;
    const off = due >= 0 ? [due] : [];
    now.set({ guess, revealed: open, heads_off: off, head: due >= 0 ? due : (guess ?? now.head) });
  };
  const asks = {
    question: say("question", { n: count, a: view.ask[0], b: view.ask[1] }),
    answer: () => answer(view),
    guesses: Array.from({ length: count }, (_, k) => k),
    write: (k) => (k < 0 ? "–" : headName(view, k)),
    why: (guess, due) => why(view, guess, due),
    onChange,
    start: { guess: now.guess, open: now.revealed },
  };
  return predict(view.el, asks, signal);
}

// Drawing.

/** What is said of the head that is looked at, and of words that the model does not know. */
function speak(view) {
  const { now, say, found, words, note, toggle, all } = view;
  const strange = words.filter(({ id }) => id < 0).map(({ word }) => `“${clip(word, 16)}”`);
  const named = [...new Set(strange)].slice(0, 4).join(", ");
  note.textContent = strange.length ? say("unknown", { words: named }) : "";
  const off = now.heads_off.includes(now.head);
  toggle.textContent = say(off ? "switch on" : "switch off", { n: now.head + 1 });
  toggle.style.visibility = now.head < 0 ? "hidden" : "";
  all.style.visibility = isOff(view) ? "" : "hidden";
  if (!found || now.head < 0) return view.read(say("rest"));
  const a = found.A[now.head];
  const name = view.texts;
  const seen = largest(a, 2).filter((j) => a[j] >= 0.05);
  const looks = seen.map((j) => say("look", { word: name[j], a: number(a[j], 2) })).join(", ");
  view.read(say(off ? "is off" : "looks", { n: now.head + 1, looks }));
}

function drawHead(view, k) {
  const { now, found, whole } = view;
  view.heads.show(k, {
    a: found ? found.A[k] : [],
    on: k === now.head,
    gone: now.heads_off.includes(k),
    guess: now.revealed && k === now.guess,
    left: now.revealed && whole ? kept(view, k) : null,
  });
}

function draw(view) {
  const { now, heads, width, extra, caption, say, found, whole } = view;
  if (width) drawSentence(view, width);
  drawChoice(view);
  for (let k = 0; k < heads.count; k++) drawHead(view, k);
  const a = view.ask[whole && share(whole.P, view.pair) < 0.5 ? 1 : 0];
  caption.textContent = say(now.revealed && found ? "caption left" : "caption", { a });
  const last = { word: view.texts.at(-1), n: now.head + 1, all: heads.count };
  view.back.textContent = found ? say(now.head < 0 ? "back all" : "back", last) : "\u00a0";
  speak(view);
  view.panel.show();
  if (now.revealed) extra.show();
  view.refill();
}

function changed(view, keys) {
  const { now, quiz, input } = view;
  const fresh = keys.includes("sentence");
  if (input.value !== now.sentence) input.value = now.sentence;
  if (fresh || keys.some((key) => OFF.includes(key))) compute(view, fresh);
  quiz.set({ guess: now.guess, open: now.revealed });
  draw(view);
  if (keys.some((key) => key === "head" || OFF.includes(key))) travel(view);
}

// Building.

function lineOf(view) {
  const { say, now, signal } = view;
  const take = (sentence) => now.set({ sentence, links_off: [], guess: null, revealed: false });
  const line = { label: say("type"), value: now.sentence };
  const fresh = (text) => text === now.sentence || take(text);
  view.input = typed(line, fresh, signal);
  view.note = h("b", { class: "note", "aria-live": "polite" });
  return h("div", { class: "line" }, h("span", {}, say("type")), view.input, view.note);
}

function headsOf(view) {
  const { say, net, now, signal } = view;
  const texts = {
    label: say("heads"),
    layer: (l) => say("layer", { n: l + 1 }),
    short: (k) => say("head", { n: k + 1 }),
    name: (k) => headName(view, k),
  };
  const choose = (k) => (now.revealed ? now.set("head", k) : view.quiz.guess(k));
  const shape = { layers: net.blocks.length, heads: net.nHeads };
  return headTiles({ ...shape, ...texts }, { choose, flip: () => view.flip() }, signal);
}

/** A head, or a link of the one that is looked at, is switched off or on. */
function switches(view) {
  const { now, say } = view;
  view.flip = () => {
    const k = now.head < 0 ? 0 : now.head;
    now.set({ head: k, heads_off: toggled(now.heads_off, k) });
  };
  view.cut = (j) => {
    const link = `${now.head}:${j}`;
    const own = now.links_off.filter((one) => one.startsWith(`${now.head}:`)).length;
    if (now.links_off.includes(link) || own < view.ids.length - 1)
      now.set("links_off", toggled(now.links_off, link));
  };
  const none = { heads_off: [], links_off: [], feed_off: [], positions_off: false };
  view.toggle = button(say("switch off", { n: 1 }), () => view.flip());
  view.all = button(say("all on"), () => now.set(none));
  return h("div", { class: "nlpviz-bar" }, view.toggle, view.all);
}

/** The table: each head's weight on each word; the pair's share with all and without each head. */
function numbersOf(view) {
  const { say, heads, found, whole, pair, ask } = view;
  const names = Array.from({ length: heads.count }, (_, k) => headName(view, k));
  const header = [say("word"), say("all"), ...names];
  if (!found) return { header, rows: [] };
  const weights = view.texts.map((word, j) => [
    say("weight on", { word }),
    "",
    ...found.A.map((a) => a[j]),
  ]);
  const last = [say("share of", { a: ask[0], b: ask[1] }), share(whole.P, pair), ...sharesOf(view)];
  return { header, rows: [...weights, last] };
}

function build(view) {
  const { el, say, signal } = view;
  const line = lineOf(view);
  view.drawing = h("div", { class: "drawing" });
  view.choice = versus(view.ask);
  view.list = h("ol", { class: "likely" });
  [view.caption, view.back] = [0, 1].map(() => h("p", { class: "title" }));
  view.heads = headsOf(view);
  const bar = switches(view);
  view.quiz = question(view);
  view.panel = inside(view);
  view.extra = more(el, view.panel.node);
  const told = h("div", { class: "told" });
  view.read = announce(told);
  const likely = h("p", { class: "title" }, say("likely", { n: view.vocabulary.length }));
  const left = h(
    "div",
    { class: "flow" },
    view.back,
    view.drawing,
    view.choice.node,
    likely,
    view.list,
  );
  const right = h("div", { class: "work" }, view.caption, view.heads.node, told, bar);
  const stage = h("div", { class: "stage" }, left, right);
  el.append(h("div", {}, line, view.quiz.node, stage, view.extra.node));
  view.refill = table(el, () => numbersOf(view), signal);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const [vocabulary, ask] = ["vocabulary", "ask"].map((key) => model.get(key));
  const view = { el, signal, vocabulary, ask, say: speaker(el, words), width: 0, u: 14 };
  view.net = netOf(unpackAll(model.get("parts")), model.get("n_heads"));
  view.at = new Map(vocabulary.map((word, i) => [word, i]));
  view.pair = ask.map((word) => view.at.get(word));
  view.most = view.net.W.PE.shape[0];
  const fields = fieldsOf(view.net);
  view.now = state(model, fields, (keys) => changed(view, keys), signal);
  compute(view, true);
  const colours = () => (view.tints = ramp(el, "div"));
  colours();
  build(view);
  onTheme(el, () => view.panel.show(colours()), signal);
  onResize(view.drawing, (width) => draw(Object.assign(view, { width })), signal);
  return end;
}

export default { render };
