// The picture of DrawOrMix: how much each word is read and what it says, and what comes of both.

import { s } from "../core/kit/dom.js";
import { clamp } from "../core/kit/numbers.js";
import { softmax } from "../core/kit/linalg.js";
import { fitted } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";
import { dots, percents } from "./math.js";

export const cents = (x) => x.toFixed(2);
export const best = (v) => v.indexOf(Math.max(...v));
const sum = (all) => all.reduce((a, b) => a + b, 0);

/** Where the two outcomes stand: beside the words where it is wide, else below them, side by side
    or stacked. */
function boxes({ u, m, n, width, kind, list }) {
  const tall = [5.4 * u + 1.7 * u * n, 5.4 * u + 1.9 * u * m];
  const high = Math.max(...tall, kind === "wide" ? list : 0);
  if (kind === "narrow")
    return [0, 1].map((i) => {
      const y = list + i * (tall[0] + 0.8 * u);
      return { x: 0, y, w: width, h: tall[i] };
    });
  const [x, y] = kind === "wide" ? [0.45 * width, 0] : [0, list];
  const w = kind === "wide" ? 0.21 * width : (width - 1.2 * u) / 2;
  const second = x + w + (kind === "wide" ? 0.015 * width : 1.2 * u);
  return [
    { x, y, w, h: high },
    { x: second, y, w: width - second - 1, h: high },
  ];
}

/** Where things stand, in pixels; u is the one unit, m words give scores to n next words, the
    widest gloss of which is `gloss` wide. */
export function layout(width, u, m, n, gloss) {
  const kind = width < 38 * u ? "narrow" : width < 58 * u ? "middle" : "wide";
  const narrow = kind === "narrow";
  const right = kind === "wide" ? 0.43 * width : width; // where the words end
  const at = { u, m, n, width, kind, right, name: (narrow ? 4.7 : 6) * u };
  at.row = (narrow ? 2.2 : 2.6) * u;
  at.bar = at.name + 0.5 * u;
  const room = { narrow: 8.8 * u, middle: (width - at.bar + 4.2 * u) / 2, wide: 11 * u }[kind];
  const most = { narrow: 2.3, middle: 4, wide: 2.8 }[kind] * u;
  at.cell = clamp((right - at.bar - room) / n, 1.2 * u, most);
  at.glossed = !narrow && gloss > 0 && gloss <= at.cell + 2;
  at.top = (at.glossed ? 4.8 : 3.4) * u;
  at.scores = right - n * at.cell;
  at.most = at.scores - at.bar - (kind === "middle" ? 6 : 4.3) * u;
  at.list = at.top + m * at.row + u;
  at.boxes = boxes(at);
  at.height = Math.max(at.list, ...at.boxes.map(({ y, h }) => y + h + 1));
  at.from = { narrow: [7.2 * u, 6 * u], middle: [8 * u, 6.6 * u], wide: [7.2 * u, 5.4 * u] }[kind];
  at.middle = (j) => at.top + (j + 0.5) * at.row;
  at.line = (j) => (4.7 + 1.9 * j) * u; // of a word that can be drawn, in its box
  return at;
}

const text = (x, y, words, attributes = {}) => s("text", { x, y, ...attributes }, words);
const end = { "text-anchor": "end" };
const middle = { "text-anchor": "middle" };

/** A score as short as a cell is. */
const written = (x) => String(Number(x.toFixed(1))).replace("-", "−");

/** The scores that a word gives to each next word, as numbers on cells. */
function cells(view, v) {
  const { cell, u } = view.at;
  const all = view.of.V.flat();
  const most = Math.max(...all.map(Math.abs)) || 1;
  const fits = all.every((x) => view.measured(written(x)) < cell - 4);
  const tall = view.at.row - 0.6 * u;
  return v.map((x, i) => {
    const kind = i === view.of.target ? "goal" : "value";
    const box = { x: i * cell + 1, width: cell - 2, height: tall, rx: 3, class: kind };
    return [
      s("rect", { ...box, style: `fill-opacity:${0.06 + (0.5 * Math.max(x, 0)) / most}` }),
      fits && text((i + 0.5) * cell, tall / 2 + 0.37 * u, written(x), middle),
    ];
  });
}

/** A word: how much it is read, and which next words it speaks for. */
function rowOf(view, j) {
  const { at, now, of, measured, set } = view;
  const { u } = at;
  const [y, right] = [at.middle(j), at.bar + Math.max(1, at.most * now.A[j])];
  const base = y + 0.37 * u;
  const ground = { x: 0, rx: 4, y: y - at.row / 2 + 1, width: at.scores - 0.8 * u };
  const bar = { x: at.bar, y: y - 0.7 * u, width: right - at.bar, height: 1.4 * u };
  const grip = { x: right - 2, y: y - 0.85 * u, width: 5, height: 1.7 * u, rx: 2 };
  const name = fitted(clip(of.positions[j], 40), at.name - 0.4 * u, measured);
  const scores = `translate(${at.scores} ${y - at.row / 2 + 0.3 * u})`;
  return s(
    "g",
    { class: j === set.position ? "line on" : "line", "data-j": j },
    s("rect", { ...ground, height: at.row - 2, class: "ground" }),
    text(at.name, base, name, { ...end, class: "name" }),
    s("rect", { ...bar, class: "share" }),
    s("rect", { ...grip, class: "grip" }),
    text(right + 0.5 * u, base, now.shares[j], { class: "quiet" }),
    s("g", { transform: scores }, s("g", { class: "token" }, cells(view, of.V[j]))),
  );
}

/** A word, and its symbol small and grey beside it. */
const withSymbol = (word, symbol) => [word, s("tspan", { class: "symbol" }, ` ${symbol}`)];

/** The names of the two columns; over each score the next word that it is for. */
function heads({ at, say, of, measured }) {
  const { u, glossed, cell } = at;
  const long = (key, room) => (0.91 * measured(say(key)) + u < room ? key : `${key} short`);
  const [share, scores] = [long("shares", at.scores - at.bar), long("scores", at.n * cell)];
  const words = of.words.map((word, k) => {
    const kind = k === of.target ? "goal-name" : "value-name";
    const x = at.scores + (k + 0.5) * cell;
    const room = cell + 2;
    return [
      text(x, 2.7 * u, fitted(clip(word, 12), room, measured), { ...middle, class: kind }),
      glossed ? text(x, 4.1 * u, of.glosses[k], { ...middle, class: "quiet" }) : null,
    ];
  });
  const quiet = { class: "quiet" };
  return [
    text(at.bar, u, withSymbol(say(share), "A"), quiet),
    text(at.right, u, withSymbol(say(scores), "V"), { ...quiet, ...end }),
    words,
  ];
}

/** The box of an outcome, its title, what its columns are and what it comes to. */
function box({ at }, i, { title, symbol, heads: [left, right], total, more }, ...children) {
  const { u } = at;
  const { x, y, w, h } = at.boxes[i];
  const foot = h - 0.9 * u;
  return s(
    "g",
    { transform: `translate(${x} ${y})`, class: `outcome ${i ? "one" : "all"}` },
    s("rect", { width: w, height: h, rx: 6, class: "ground" }),
    text(0.9 * u, 1.6 * u, withSymbol(title, symbol), { class: "title" }),
    text(0.9 * u, 3.1 * u, left, { class: "quiet" }),
    text(w - 0.9 * u, 3.1 * u, right, { class: "quiet", ...end }),
    children,
    text(0.9 * u, foot, total, { class: "price" }),
    text(w - 0.9 * u, foot, more, { class: "quiet", ...end }),
  );
}

/** What all words together say about the next one, and what that costs. */
function mixed(view) {
  const { at, of, now, say, measured } = view;
  const { u } = at;
  const { w } = at.boxes[0];
  const [parts, shares] = [softmax(now.o), percents(softmax(now.o))];
  const [from] = at.from;
  const bars = of.words.map((word, k) => {
    const base = (4.7 + 1.7 * k) * u;
    const kind = k === of.target ? "goal" : "value";
    const [name, gloss] = [fitted(clip(word, 12), 3.4 * u, measured), of.glosses[k]];
    const short = fitted(gloss, from - 1.4 * u - measured(name), measured);
    const wide = Math.max(1, (w - from - 5 * u) * parts[k]);
    return [
      text(0.9 * u, base, [name, s("tspan", { class: "quiet" }, ` ${short}`)], {
        class: kind + "-name",
      }),
      s("rect", { x: from, y: base - 0.95 * u, width: wide, height: 1.1 * u, class: kind }),
      text(from + wide + 0.4 * u, base, shares[k], { class: "quiet" }),
    ];
  });
  const told = {
    title: say("mix"),
    symbol: "A V",
    heads: [say("probability"), ""],
    total: say("pays", { f: cents(now.soft) }),
  };
  return box(view, 0, told, s("g", { class: "token" }, bars));
}

/** The draws of one word: a dot each, three above each other, from the left. */
function drawn(view, j, { n, from, room, most }) {
  const { u } = view.at;
  const pitch = Math.min(0.6 * u, room / Math.ceil(most / 3));
  const y = view.at.line(j) - 0.35 * u;
  return Array.from({ length: n }, (_, k) => {
    const [cx, cy] = [from + (Math.floor(k / 3) + 0.5) * pitch, y + ((k % 3) - 1) * 0.55 * u];
    return s("circle", { cx, cy, r: Math.min(0.42 * pitch, 0.24 * u), class: "dot" });
  });
}

/** What each word costs if it is drawn, how often it was, and what that comes to. */
function single(view) {
  const { at, of, now, set, say, measured, last } = view;
  const { u } = at;
  const { w } = at.boxes[1];
  const [total, counts] = [sum(set.drawn), dots(set.drawn)];
  const mean = sum(set.drawn.map((n, j) => n * now.f[j])) / (total || 1);
  const [, from] = at.from;
  const room = w - from - 7.4 * u;
  const lines = of.positions.map((word, j) => {
    const base = at.line(j);
    const name = fitted(clip(word, 40), from - 1.4 * u, measured);
    const n = set.drawn[j];
    return s(
      "g",
      { class: j === last ? "last" : "", "data-drawn": j },
      text(0.9 * u, base, name, { class: "name" }),
      drawn(view, j, { n: counts[j], from, room, most: Math.max(...counts, 12) }),
      n ? text(w - 4.2 * u, base, `${n}×`, { class: "quiet", ...end }) : null,
      text(w - 0.9 * u, base, cents(now.f[j]), end),
    );
  });
  const told = {
    title: say("draw"),
    symbol: "",
    heads: [say("dot"), withSymbol(say("price"), "f")],
    total: set.answered ? say("expects", { f: cents(now.hard) }) : "",
    more: total ? say("average", { n: total, f: cents(mean) }) : "",
  };
  return box(view, 1, told, lines);
}

/** The whole picture, drawn anew. */
export function picture(view) {
  const { width, height } = view.at;
  const lines = view.of.S.map((_, j) => rowOf(view, j));
  const size = { width, height, "aria-hidden": "true" };
  return s("svg", size, heads(view), lines, mixed(view), single(view));
}

/** The way, in pixels, from the scores of word j to where outcome i shows its own. */
export function way({ at }, j, i) {
  const { x, y } = at.boxes[i];
  const [dx, dy] = [at.from[i], i ? at.line(j) - at.u : 4 * at.u];
  return [x + dx - at.scores, y + dy - (at.middle(j) - at.row / 2)];
}
