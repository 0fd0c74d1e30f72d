// The picture of DrawOrMix: the words with their shares on the left, and what comes of them.

import { s } from "../core/kit/dom.js";
import { clamp } from "../core/kit/numbers.js";
import { softmax } from "../core/kit/linalg.js";
import { fitted, rows } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";

export const cents = (x) => x.toFixed(2);
export const percent = (a) => `${Math.round(100 * a)} %`;
export const best = (v) => v.indexOf(Math.max(...v));

/** The two outcomes: beside the words and each other, beside the words, or below them. */
function boxes(width, u, n) {
  const h = (5.3 + 1.3 * n) * u;
  if (width >= 50 * u) {
    const w = clamp((width - 30 * u) / 2, 10.5 * u, 16 * u);
    return {
      w,
      h,
      beside: 2 * w + 3 * u,
      tall: h,
      at: (i) => [width - (2 - i) * w - (1 - i) * u, 0],
    };
  }
  if (width >= 40 * u) {
    const w = 15 * u;
    return { w, h, beside: w + 2 * u, tall: 2 * h + u, at: (i) => [width - w, i * (h + u)] };
  }
  const w = (width - u) / 2;
  return { w, h, beside: 0, tall: 0, at: (i) => [i * (w + u), null] };
}

/** Where things stand, in pixels; u is the one unit, m words lead to n next words. */
export function layout(width, u, m, n) {
  const box = boxes(width, u, n);
  const inner = width - box.beside;
  const narrow = inner < 26 * u;
  const top = 2 * u;
  const row = box.beside ? clamp((box.tall - top) / m, 2.3 * u, 5.4 * u) : 2.3 * u;
  const list = top + m * row;
  const at = { u, m, width, row, top, name: narrow ? 4.8 * u : 6 * u };
  at.price = inner - 0.3 * u;
  at.glyph = inner - (narrow ? 6 * u : 10 * u);
  at.says = narrow ? null : inner - 6.6 * u;
  at.bar = at.name + 0.6 * u;
  at.most = at.glyph - at.bar - 3.6 * u;
  at.boxes = [0, 1].map((i) => {
    const [x, y] = box.at(i);
    return { x, y: y ?? list + u, w: box.w, h: box.h };
  });
  at.height = Math.max(list, at.boxes[1].y + box.h + 1);
  at.bold = clamp(row / u / 2.3, 1, 1.8); // how much larger all in a row is where there is room
  const lines = rows(m, row, top);
  at.middle = (j) => lines[j].middle;
  return at;
}

const text = (x, y, words, attributes = {}) => s("text", { x, y, ...attributes }, words);
const end = { "text-anchor": "end" };

/** A value as it travels: a bar for each next word. */
function glyph(view, v, size) {
  const all = view.of.V.flat();
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const scale = size / (high - low || 1);
  const wide = size / v.length;
  const bars = v.map((x, i) => {
    const y = (high - Math.max(x, 0)) * scale;
    const tall = Math.max(Math.abs(x) * scale, 1);
    const kind = i === view.of.target ? "goal" : "value";
    return s("rect", { x: i * wide, y, width: 0.8 * wide, height: tall, class: kind });
  });
  return s("g", {}, bars);
}

/** A word: how much it is read, what it says, what it costs. */
function rowOf(view, j) {
  const { at, now, of, measured } = view;
  const { u } = at;
  const thick = at.bold * u;
  const y = at.middle(j);
  const [base, room] = [y + 0.35 * u, at.name - 0.4 * u];
  const right = at.bar + Math.max(1, at.most * now.A[j]);
  const value = s("g", { class: "token" }, glyph(view, of.V[j], 1.6 * thick));
  const box = { x: 0, y: y - at.row / 2 + 2, width: at.price + 0.2 * u, height: at.row - 4, rx: 4 };
  const kind = j === view.set.position ? "line on" : "line";
  return s(
    "g",
    { class: kind, "data-j": j },
    s("rect", { ...box, class: "ground" }),
    text(at.name, base, fitted(clip(of.positions[j], 40), room, measured), {
      ...end,
      class: "name",
    }),
    s("rect", {
      x: at.bar,
      y: y - 0.7 * thick,
      width: right - at.bar,
      height: 1.4 * thick,
      class: "share",
    }),
    s("rect", {
      x: right - 2,
      y: y - 0.85 * thick,
      width: 5,
      height: 1.7 * thick,
      rx: 2,
      class: "grip",
    }),
    text(right + 0.5 * u, base, percent(now.A[j])),
    s("g", { transform: `translate(${at.glyph} ${y - 0.8 * thick})` }, value),
    at.says && text(at.says, base, fitted(clip(of.words[best(of.V[j])], 20), 3 * u, measured)),
    text(at.price, base, cents(now.f[j]), { ...end, class: "price" }),
  );
}

/** A word, and its symbol small and grey beside it. */
const withSymbol = (word, symbol) => [word, s("tspan", { class: "symbol" }, ` ${symbol}`)];

/** The names of the columns. */
function heads({ at, say }) {
  const y = at.top - 0.6 * at.u;
  const head = (x, key, symbol, more) =>
    text(x, y, withSymbol(say(key), symbol), { class: "quiet", ...more });
  return [
    head(at.bar, "share", "A"),
    at.says && head(at.glyph, "says", "V"),
    head(at.price, "price", "f", end),
  ];
}

/** What is read (o), what it says about the next word, and what that costs. */
function outcome(view, i, { title, symbol, o, lines, role }) {
  const { at, of, measured } = view;
  const { u } = at;
  const { x, y, w, h } = at.boxes[i];
  const shares = o && softmax(o);
  const [from, most] = [4.6 * u, w - 9 * u];
  const bars = of.words.map((word, k) => {
    const base = (3.1 + 1.3 * k) * u;
    const bar = shares ? Math.max(1, Math.max(most, 0) * shares[k]) : 0;
    const kind = k === of.target ? "goal" : "value";
    const name = fitted(clip(word, 12), 3.5 * u, measured);
    return [
      text(0.9 * u, base, name, { class: kind + "-name" }),
      s("rect", { x: from, y: base - 0.85 * u, width: bar, height: 0.9 * u, class: kind }),
      shares && text(from + bar + 0.4 * u, base, percent(shares[k]), { class: "quiet" }),
    ];
  });
  const titled = [fitted(title, w - (symbol ? 4.6 : 2) * u, measured), symbol];
  return s(
    "g",
    { transform: `translate(${x} ${y})`, class: "outcome " + role },
    s("rect", { width: w, height: h, rx: 6, class: "ground" }),
    text(0.9 * u, 1.5 * u, withSymbol(...titled), { class: "title" }),
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
      set.answered ? say("expects", { f: cents(now.hard) }) : last < 0 ? "?" : paid(view, last),
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
  return [x + 4.6 * at.u - at.glyph, y + 2.2 * at.u - (at.middle(j) - 0.8 * at.u)];
}
