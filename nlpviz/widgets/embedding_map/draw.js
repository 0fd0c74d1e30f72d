// The map: a point a word on a canvas, with names where there is room; above it, in SVG, the word
// that is looked at with its neighbours, and the arrows of pairs.
import { ramp } from "../core/kit/colour.js";
import { h, measure, s, unit } from "../core/kit/dom.js";
import { clamp } from "../core/kit/numbers.js";
import { clip } from "../core/kit/text.js";
import { cosine, wordList } from "../core/kit/word_list.js";
import { cosines, largest } from "../core/kit/word_vectors.js";
import { meet, parallel, settled } from "./math.js";

const ROOM = 14; // letters' heights squared: the part of the map for each name
const NAMES = 90; // at most
const BUTTONS = [44, 74]; // the corner of the map that its two buttons take
const ROWS = 60; // of the table
const EXTREMES = 5; // words that keep most, and that keep fewest

const shade = (scale, count, k) => scale.css(0.3 + (0.7 * count) / k);

/** Paint all words, each in the size and colour of what it keeps; then names. */
export function paint(canvas, view, placed) {
  const { counts, k, el } = view;
  const [width, height] = placed.size;
  const sharp = clamp(window.devicePixelRatio || 1, 1, 2);
  [canvas.width, canvas.height] = [width * sharp, height * sharp];
  const pen = canvas.getContext("2d");
  const scale = ramp(el);
  pen.scale(sharp, sharp);
  for (let level = 0; level <= k; level++) {
    pen.fillStyle = shade(scale, level, k);
    pen.beginPath();
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] !== level || !placed.inside(i, -8)) continue;
      pen.moveTo(placed.X(i) + placed.radius(level), placed.Y(i));
      pen.arc(placed.X(i), placed.Y(i), placed.radius(level), 0, 7);
    }
    pen.fill();
  }
  write(pen, view, placed);
}

/** Names on the map: the first words, which are the most frequent, for which there is room. */
function write(pen, { words, counts, el, stage }, { size, X, Y, inside, radius }) {
  const [u, style] = [unit(el), getComputedStyle(stage)];
  pen.font = `${u}px ${style.fontFamily}`;
  pen.lineJoin = "round";
  pen.lineWidth = 3;
  pen.strokeStyle = style.backgroundColor;
  pen.fillStyle = style.color;
  const taken = [[size[0] - BUTTONS[0], size[1] - BUTTONS[1], ...size]];
  const room = Math.min((size[0] * size[1]) / (ROOM * u * u), NAMES);
  for (let i = 0; i < words.length && taken.length <= room; i++) {
    if (!inside(i, 4)) continue;
    const text = clip(words[i], 16);
    const left = X(i) + radius(counts[i]) + 2;
    const box = [left, Y(i) - u / 2, left + pen.measureText(text).width + 3, Y(i) + u / 2];
    if (box[2] > size[0] || taken.some(meet(box))) continue;
    taken.push(box);
    pen.strokeText(text, left, Y(i) + 0.35 * u);
    pen.fillText(text, left, Y(i) + 0.35 * u);
  }
}

/** What sizes and colours mean: a point for every second number of neighbours that are kept. */
export function legend({ el, k, say }, { radius }) {
  const scale = ramp(el);
  const dot = (level) => {
    const wide = `${2 * radius(level)}px`;
    const style = `width:${wide};height:${wide};background:${shade(scale, level, k)}`;
    return h("span", { class: "level" }, h("i", { style }), level);
  };
  const shown = [...Array(k + 1).keys()].filter((level) => level % 2 === 0 || level === k);
  return [say("kept", { k }), ...shown.map(dot)];
}

/** An arrow from word i to word j. */
function arrow({ X, Y }, i, j) {
  const [x, y, u, v] = [X(i), Y(i), X(j), Y(j)];
  const turn = Math.atan2(v - y, u - x);
  const [a, b] = [2.7, -2.7].map(
    (angle) => `${u + 8 * Math.cos(turn + angle)} ${v + 8 * Math.sin(turn + angle)}`,
  );
  return s("path", { class: "arrow", d: `M${x} ${y}L${u} ${v}M${a}L${u} ${v}L${b}` });
}

/** The names [word, kind] at their points, each where it hides least of the others. */
function named(entries, { words, counts, el }, { X, Y, radius, size }) {
  const u = unit(el);
  const wide = measure(el, 400, u);
  const texts = entries.map(([i]) => clip(words[i], 20));
  const choices = entries.map(([i], at) => {
    const [length, r] = [wide(texts[at]), radius(counts[i]) + 4];
    return [0.3, -0.7, 1.3, -1.7, 2.3, -2.7, 3.3].flatMap((lines) =>
      [r, -r - length].map((dx) => {
        const [left, y] = [X(i) + dx, Y(i) + lines * u];
        return [left, y - 0.8 * u, left + length, y + 0.2 * u];
      }),
    );
  });
  return settled(choices, size)
    .map(([x, top], at) =>
      s("text", { class: `name ${entries[at][1]}`, x, y: top + 0.8 * u }, texts[at]),
    )
    .reverse();
}

/** The arrows of the pairs. */
export const pairsOver = ({ now, pairs }, placed) =>
  now.arrows ? pairs.map(([a, b]) => arrow(placed, a, b)) : [];

/** The names of the words of all pairs. */
export function pairNames(view, placed) {
  const all = view.now.arrows ? [...new Set(view.pairs.flat())] : [];
  return named(
    all.map((j) => [j, "pair"]),
    view,
    placed,
  );
}

/** How parallel the arrows of the pairs are, by all numbers and on the map. */
export function evenness({ say, pairs, vectors: { codes, d, size }, map }) {
  if (pairs.length < 2) return [];
  const row = (i) => Array.from(codes.subarray(i * d, i * d + d), (c) => c / size[i]);
  const [space, here] = [row, (i) => [map.x[i], map.y[i]]].map((at) => cosine(parallel(pairs, at)));
  const bold = (text) => h("b", {}, text);
  return [`${say("parallel")} `, bold(space), ` ${say("space")}, `, bold(here), ` ${say("here")}`];
}

/** Word i with lines to its true neighbours: whole to those that stay near on the map. */
export function looked(view, placed, i, own, stays) {
  const { X, Y, radius } = placed;
  const { counts } = view;
  const lost = (j) => (stays(j) ? "" : " lost");
  const line = (j) => s("path", { class: `line${lost(j)}`, d: `M${X(i)} ${Y(i)}L${X(j)} ${Y(j)}` });
  const end = (j) => {
    const r = Math.max(radius(counts[j]), 3);
    return s("circle", { class: `end${lost(j)}`, cx: X(j), cy: Y(j), r });
  };
  const r = Math.max(radius(counts[i]), 4) + 2;
  return [
    ...own.map(line),
    ...own.map(end),
    s("circle", { class: "here chosen", cx: X(i), cy: Y(i), r }),
    ...named([[i, "chosen"], ...own.map((j) => [j, lost(j)])], view, placed),
  ];
}

const name = ({ words }, j) => h("bdi", {}, clip(words[j], 60));

/** A list of words with their cosines; those in both lists have a full mark. */
export function column(view, title, all, both, scores) {
  const item = (j) =>
    h(
      "li",
      { class: both(j) ? "both" : "" },
      h("span", { "aria-hidden": "true" }, both(j) ? "●" : "○"),
      name(view, j),
      cosine(scores[j]),
    );
  return wordList(title, view.say("cosine"), all.map(item));
}

/** Before a word is looked at, two lists of words to choose from: those that keep most of their
    neighbours, and those that keep fewest. */
export function extremes(view, choose) {
  const { say, counts, k } = view;
  const button = (j) => h("button", { type: "button", onclick: () => choose(j) }, name(view, j));
  const list = (title, sign) => {
    const signed = Array.from(counts, (count) => sign * count);
    const items = largest(signed, EXTREMES).map((j) => h("li", {}, button(j), counts[j]));
    return wordList(say(title), say("of", { k }), items);
  };
  return [list("most", 1), list("fewest", -1)];
}

/** The table beneath: what each map keeps of a word, and its true neighbours. */
export function numbers({ say, now, names, methods, words, kept, k, tables }) {
  const by = methods.map((method) => say("kept by", { method }));
  const header = [say("word", { table: names[now.table] }), ...by, say("true")];
  const rows = words.slice(0, ROWS).map((text, i) => {
    const scores = cosines(tables[now.table], i);
    const best = largest(scores, Math.min(k, 5), [i]);
    const counts = kept[now.table].map((each) => `${each[i]} / ${k}`);
    return [text, ...counts, best.map((j) => `${words[j]} ${cosine(scores[j])}`).join(", ")];
  });
  return { header, rows };
}
