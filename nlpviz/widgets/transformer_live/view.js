// TransformerLive: type words, a Transformer says the next one; which of its heads does the work?
import { button } from "../core/kit/controls.js";
import { ramp } from "../core/kit/colour.js";
import { unpackAll } from "../core/kit/decode.js";
import { h } from "../core/kit/dom.js";
import { acts, announce, life, onResize, onTheme } from "../core/kit/events.js";
import { grid } from "../core/kit/grid.js";
import { more } from "../core/kit/more.js";
import { number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { state } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { toggled, typed } from "../core/kit/typed.js";
import { percent, versus } from "../core/kit/versus.js";
import { speaker } from "../core/kit/words.js";
import { drawChoice, drawHead, drawSentence, travel } from "./draw.js";
import { inside } from "./inside.js";
import { largest, netOf, share } from "./math.js";
import { OFF, answer, compute, fieldsOf, headName, isOff, sharesOf } from "./reading.js";
import words from "./words.json" with { type: "json" };

// The question.

/** Of the word that the whole model prefers, what is left without head k. */
function kept(view, k) {
  const first = share(view.whole.P, view.pair) >= 0.5;
  return percent(first ? sharesOf(view)[k] : 1 - sharesOf(view)[k]);
}

function why(view, guess, due) {
  const { say, whole, pair, ask } = view;
  if (due < 0) return say("empty");
  const all = share(whole.P, pair);
  const [a, b] = all >= 0.5 ? ask : [ask[1], ask[0]];
  const [j] = largest(whole.A[due], 1);
  const blanks = { a, b, from: percent(Math.max(all, 1 - all)), to: kept(view, due) };
  const looks = { word: view.texts[j], weight: number(whole.A[due][j], 2) };
  const other = guess === due ? "" : say("why other", { a, kept: kept(view, guess) });
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
  toggle.disabled = now.head < 0;
  all.style.visibility = isOff(view) ? "" : "hidden";
  if (!found || now.head < 0) return view.read(say("rest"));
  const a = found.A[now.head];
  const name = view.texts;
  const seen = largest(a, 2).filter((j) => a[j] >= 0.05);
  const looks = seen.map((j) => say("look", { word: name[j], a: number(a[j], 2) })).join(", ");
  view.read(say(off ? "is off" : "looks", { head: headName(view, now.head), looks }));
}

function draw(view) {
  const { now, tiles, width, extra, caption, say, found } = view;
  if (now.revealed) sharesOf(view);
  if (width) drawSentence(view, width);
  drawChoice(view);
  tiles.forEach((_, k) => drawHead(view, k));
  const a = view.whole && share(view.whole.P, view.pair) < 0.5 ? view.ask[1] : view.ask[0];
  caption.textContent = say(now.revealed && found ? "caption left" : "caption", { a });
  speak(view);
  view.panel.show();
  if (now.revealed) extra.show();
  view.refill();
}

function changed(view, keys) {
  const { now, quiz, input, cells, net } = view;
  const fresh = keys.includes("sentence");
  if (input.value !== now.sentence) input.value = now.sentence;
  if (fresh || keys.some((key) => OFF.includes(key))) compute(view, fresh);
  if (now.head >= 0) cells.go(Math.floor(now.head / net.nHeads), now.head % net.nHeads);
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
  const count = net.blocks.length * net.nHeads;
  view.tiles = Array.from({ length: count }, (_, k) => {
    const [map, left] = [h("span", { class: "map" }), h("span", { class: "share" })];
    const open = { type: "button", class: "head", "aria-label": headName(view, k) };
    const name = h("span", {}, say("head", { n: k + 1 }));
    return { node: h("button", open, map, name, left), map, left };
  });
  const rows = net.blocks.map((_, l) => {
    const own = view.tiles.slice(l * net.nHeads, (l + 1) * net.nHeads);
    return [h("span", { class: "layer" }, say("layer", { n: l + 1 })), own.map(({ node }) => node)];
  });
  const node = h("div", { class: "heads", role: "group", "aria-label": say("heads") }, rows);
  node.style.setProperty("--n", net.nHeads);
  const choose = (i, j) => {
    const k = i * net.nHeads + j;
    if (now.revealed) now.set("head", k);
    else view.quiz.guess(k);
  };
  const shape = { rows: net.blocks.length, columns: net.nHeads };
  const find = (i, j) => view.tiles[i * net.nHeads + j].node;
  view.cells = grid(node, { ...shape, node: find, choose }, signal);
  acts(node, () => view.flip(), signal);
  return node;
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
  const { say, tiles, found, whole, pair, ask } = view;
  const header = [say("word"), say("all"), ...tiles.map((_, k) => headName(view, k))];
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
  view.caption = h("p", { class: "title" });
  const heads = headsOf(view);
  const bar = switches(view);
  view.quiz = question(view);
  view.panel = inside(view);
  view.extra = more(el, view.panel.node);
  const told = h("div", { class: "told" });
  view.read = announce(told);
  const likely = h("p", { class: "title" }, say("likely", { n: view.vocabulary.length }));
  const left = h("div", { class: "flow" }, view.drawing, view.choice.node, likely, view.list);
  const right = h("div", { class: "work" }, view.caption, heads, told, bar);
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
