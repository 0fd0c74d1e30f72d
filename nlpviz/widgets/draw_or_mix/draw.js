// The picture of DrawOrMix: the words with their shares on the left, and what comes of them.

import { s } from "../core/kit/dom.js";
import { clamp } from "../core/kit/numbers.js";
import { softmax } from "../core/kit/linalg.js";
import { fitted } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";
import { percents } from "./math.js";

export const cents = (x) => x.toFixed(2);
export const best = (v) => v.indexOf(Math.max(...v));

/** The two outcomes: beside the words and each other, beside the words, or below them. */
function boxes(width, u, n) {
  const h = (6.6 + 1.3 * n) * u;
  if (width >= (44 + 2.3 * n) * u) {
    const w = clamp((width - (23 + 2.3 * n) * u) / 2, 10.5 * u, 15 * u);
    return {
      w,
      h,
      beside: 2 * w + 3 * u,
      tall: h,
      at: (i) => [width - (2 - i) * w - (1 - i) * u, 0],
    };
  }
  if (width >= (36 + 2.3 * n) * u) {
    const w = 15 * u;
    return { w, h, beside: w + 2 * u, tall: 2 * h + u, at: (i) => [width - w, i * (h + u)] };
  }
  const w = (width - u) / 2;
  return { w, h, beside: 0, tall: 0, at: (i) => [i * (w + u), null] };
}

/** Where things stand, in pixels; u is the one unit, m words give scores to n next words.  Where it
    is narrow each word has two lines: its share and loss, and its scores. */
export function layout(width, u, m, n) {
  const box = boxes(width, u, n);
  const inner = width - box.beside;
  const narrow = inner < (20 + 2.3 * n) * u;
  const top = 3.6 * u;
  const low = (narrow ? 4.5 : 2.4) * u;
  const row = box.beside ? clamp((box.tall - top) / m, low, narrow ? 6 * u : 5.4 * u) : low;
  const list = top + m * row;
  const at = { u, m, n, width, narrow, row, top, name: narrow ? 4.8 * u : 6 * u };
  at.price = inner - 0.3 * u;
  at.bar = at.name + 0.6 * u;
  at.cell = narrow ? Math.min((inner - at.bar - 0.5 * u) / n, 3.6 * u) : 2.3 * u;
  at.scores = narrow ? at.bar : at.price - 4 * u - n * at.cell;
  at.most = (narrow ? at.price - 3 * u : at.scores - 0.6 * u) - at.bar - 4.2 * u;
  at.boxes = [0, 1].map((i) => {
    const [x, y] = box.at(i);
    return { x, y: y ?? list + u, w: box.w, h: box.h };
  });
  at.height = Math.max(list, at.boxes[1].y + box.h + 1);
  at.bold = narrow ? 1 : clamp(row / u / 2.3, 1, 1.8); // larger where there is room
  at.middle = (j) => top + j * row + (narrow ? 1.2 * u : row / 2);
  at.under = (j) => (narrow ? at.middle(j) + 1.9 * u : at.middle(j));
  return at;
}

const text = (x, y, words, attributes = {}) => s("text", { x, y, ...attributes }, words);
const end = { "text-anchor": "end" };

/** The scores that a word gives to each next word, as bars in columns. */
function glyph(view, v, tall) {
  const { cell } = view.at;
  const all = view.of.V.flat();
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const scale = tall / (high - low || 1);
  const bars = v.map((x, i) => {
    const y = (high - Math.max(x, 0)) * scale;
    const box = { x: (i + 0.25) * cell, y, width: 0.5 * cell };
    const kind = i === view.of.target ? "goal" : "value";
    return s("rect", { ...box, height: Math.max(Math.abs(x) * scale, 1.5), class: kind });
  });
  return s("g", {}, bars);
}

/** A word: how much it is read, which next words it speaks for, what it costs if read alone. */
function rowOf(view, j) {
  const { at, now, of, measured, set } = view;
  const { u } = at;
  const thick = at.bold * u;
  const [y, tall] = [at.middle(j), 1.6 * thick];
  const [base, room] = [y + 0.35 * u, at.name - 0.4 * u];
  const right = at.bar + Math.max(1, at.most * now.A[j]);
  const ground = { y: at.top + j * at.row + 2, width: at.price + 0.2 * u, height: at.row - 4 };
  const bar = { x: at.bar, y: y - 0.7 * thick, width: right - at.bar, height: 1.4 * thick };
  const grip = { x: right - 2, y: y - 0.85 * thick, width: 5, height: 1.7 * thick, rx: 2 };
  const name = fitted(clip(of.positions[j], 40), room, measured);
  const scores = `translate(${at.scores} ${at.under(j) - tall / 2})`;
  return s(
    "g",
    { class: j === set.position ? "line on" : "line", "data-j": j },
    s("rect", { x: 0, rx: 4, ...ground, class: "ground" }),
    text(at.name, base, name, { ...end, class: "name" }),
    s("rect", { ...bar, class: "share" }),
    s("rect", { ...grip, class: "grip" }),
    text(right + 0.5 * u, base, now.shares[j]),
    s("g", { transform: scores }, s("g", { class: "token" }, glyph(view, of.V[j], tall))),
    text(at.price, base, cents(now.f[j]), { ...end, class: "price" }),
  );
}

/** A word, and its symbol small and grey beside it. */
const withSymbol = (word, symbol) => [word, s("tspan", { class: "symbol" }, ` ${symbol}`)];

/** The names of the columns; over each column of scores the next word that it is for. */
function heads({ at, say, of, measured }) {
  const { u, narrow, cell } = at;
  const head = (x, y, key, symbol, more) =>
    text(x, y, withSymbol(say(key), symbol), { class: "quiet", ...more });
  const words = of.words.map((word, k) => {
    const kind = k === of.target ? "goal-name" : "value-name";
    const place = { "text-anchor": "middle", class: kind };
    const room = (cell - 0.2 * u) * 1.1;
    return text(
      at.scores + (k + 0.5) * cell,
      2.9 * u,
      fitted(clip(word, 12), room, measured),
      place,
    );
  });
  const room = at.price - measured(say("price")) - 2 * u - at.scores;
  const long = !narrow && measured(say("scores")) + u < room;
  const scores = narrow ? [at.name, 2.9 * u] : [at.scores + 0.2 * u, u];
  return [
    head(at.bar, u, "share", "A"),
    head(...scores, long ? "scores" : "scores short", "V", narrow ? end : {}),
    words,
    head(at.price, u, "price", "f", end),
  ];
}

/** How wide the names of next words in a box of this width are. */
const nameRoom = (w, u) => (w < 13 * u ? 2.4 : 3.5) * u;

/** What is read (o), what it says about the next word, and what that costs. */
function outcome(view, i, { title, symbol, o, lines, role }) {
  const { at, of, measured } = view;
  const { u } = at;
  const { x, y, w, h } = at.boxes[i];
  const shares = o && softmax(o);
  const parts = shares && percents(shares);
  const from = nameRoom(w, u) + 1.2 * u;
  const most = w - from - 4.2 * u;
  const bars = of.words.map((word, k) => {
    const base = (4.5 + 1.3 * k) * u;
    const bar = shares ? Math.max(1, Math.max(most, 0) * shares[k]) : 0;
    const kind = k === of.target ? "goal" : "value";
    const name = fitted(clip(word, 12), nameRoom(w, u), measured);
    return [
      text(0.9 * u, base, name, { class: kind + "-name" }),
      s("rect", { x: from, y: base - 0.85 * u, width: bar, height: 0.9 * u, class: kind }),
      shares && text(from + bar + 0.4 * u, base, parts[k], { class: "quiet" }),
    ];
  });
  const titled = [fitted(title, w - (symbol ? 4.6 : 2) * u, measured), symbol];
  return s(
    "g",
    { transform: `translate(${x} ${y})`, class: "outcome " + role },
    s("rect", { width: w, height: h, rx: 6, class: "ground" }),
    text(0.9 * u, 1.5 * u, withSymbol(...titled), { class: "title" }),
    text(0.9 * u, 2.9 * u, fitted(view.say("probability"), w - 1.4 * u, measured), {
      class: "quiet",
    }),
    s("g", { class: "token" }, bars),
    lines.map((line, k) => text(0.9 * u, h - (2 - 1.3 * k) * u, line, { class: k ? "" : "price" })),
  );
}

/** What mixing makes, and what was drawn last. */
function outcomes(view) {
  const { now, set, say, of, last } = view;
  const total = set.drawn.reduce((a, b) => a + b, 0);
  const mean = set.drawn.reduce((sum, n, j) => sum + n * now.f[j], 0) / (total || 1);
  const run = total ? say("average", { n: total, f: cents(mean) }) : "";
  const drawn = {
    title: last < 0 ? say("nothing") : say("drawnWord", { word: clip(of.positions[last], 40) }),
    o: last < 0 ? null : of.V[last],
    lines: [
      set.answered ? say("expects", { f: cents(now.hard) }) : last < 0 ? "" : paid(view, last),
      run,
    ],
    symbol: "",
    role: "one",
  };
  const lines = [say("pays", { f: cents(now.soft) })];
  const mixed = { title: say("mixed"), symbol: "A V", o: now.o, lines, role: "all" };
  return [outcome(view, 0, mixed), outcome(view, 1, drawn)];
}

const paid = (view, j) => view.say("pays", { f: cents(view.now.f[j]) });

/** The whole picture, drawn anew. */
export function picture(view) {
  const { width, height } = view.at;
  const lines = view.of.S.map((_, j) => rowOf(view, j));
  const size = { width, height, "aria-hidden": "true" };
  return s("svg", size, heads(view), lines, outcomes(view));
}

/** The way, in pixels, from the value of word j to where outcome i shows its own. */
export function way({ at }, j, i) {
  const { x, y } = at.boxes[i];
  return [x + 4.2 * at.u - at.scores, y + 3.6 * at.u - (at.under(j) - 0.8 * at.u)];
}
