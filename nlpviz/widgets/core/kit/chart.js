// Charts: round ticks, places of labels that do not overlap, lines, bands, marks, and a point that
// follows the pointer and the arrow keys.  core/axes.py computes the same for the picture without
// scripts; one golden file holds the two together.

import { h, measure, s } from "./dom.js";
import { arrows } from "./events.js";
import { clamp, number } from "./numbers.js";
import { clip } from "./text.js";

export const SIZE = 15;
export const GAP = 19;
export const LINES = 7;
export const DASHES = ["", "7 3", "2 3", "9 3 2 3", "5 5", "12 4", "3 6"];
export const FILLS = [0.85, 0.4, 0.12, 0.65, 0.25, 0.95, 0.05];
export const MARKS = [
  "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
  "m-3.5 -3.5h7v7h-7z",
  "m0 -5l4.5 8.5h-9z",
  "m0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z",
  "m-4 -4h8l-8 8h8z",
  "m0 5l4.5 -8.5h-9z",
  "m-5 -2h10v4h-10z",
];

const tidy = (x) => Number(x.toPrecision(12));

/** Round numbers (1, 2, 5 times a power of ten) from low to high, about `count`; `whole` ones
    where something is counted. */
export function ticks(low, high, count = 6, whole = false) {
  if (high <= low) return [low];
  const raw = (high - low) / count;
  const base = 10 ** Math.floor(Math.log10(raw));
  const round = [1, 2, 5, 10].map((k) => k * base).find((x) => x >= raw * (1 - 1e-9));
  const step = whole ? Math.max(round, 1) : round;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step) + 0);
}

/** Powers of ten that enclose low … high, at most seven. */
function powers(low, high) {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.max(Math.ceil(Math.log10(high) - 1e-9), first + 1);
  const step = Math.ceil((last - first) / 6);
  const found = [];
  for (let i = first; i < last + step; i += step) found.push(Number("1e" + i));
  return found;
}

/** Ticks that enclose low … high; on a log scale powers of ten. */
export function yTicks(low, high, log) {
  if (log) return powers(low, high);
  if (low > 0 && low < 0.5 * high) low = 0;
  if (high === low) {
    low -= 0.5;
    high += 0.5;
  }
  const steps = ticks(low, high, 5);
  const step = steps.length > 1 ? steps[1] - steps[0] : high - low;
  if (steps[0] > low + 1e-9 * step) steps.unshift(tidy(steps[0] - step));
  if (steps.at(-1) < high - 1e-9 * step) steps.push(tidy(steps.at(-1) + step));
  return steps;
}

const raised = (power) =>
  [...String(power)].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("");

/** A tick's text: on a log scale 0.01, 0.1, 1, 10, 100, and powers of ten beyond. */
export function tickText(v, log) {
  const power = Math.round(Math.log10(v));
  return log && Math.abs(power) > 2 ? "10" + raised(power) : number(v);
}

/** The places moved as little as needed so that neighbours are `gap` apart, in order; where there
    is no room for that, the gap shrinks. */
export function apart(places, gap, low, high) {
  gap = Math.min(gap, (high - low) / Math.max(places.length - 1, 1));
  const order = [...places.keys()].sort((a, b) => places[a] - places[b] || a - b);
  const moved = [...places];
  order.forEach((i, k) => {
    if (k) moved[i] = Math.max(moved[i], moved[order[k - 1]] + gap);
  });
  let limit = high;
  for (const i of order.reverse()) {
    moved[i] = Math.min(moved[i], limit);
    limit = moved[i] - gap;
  }
  return moved;
}

/** Whether so many labels stand between low and high without touching. */
export const fit = (count, gap, low, high) => (count - 1) * gap <= high - low;

/** At which of `count` points a line has its marks: all, or some eight, not those of others. */
export function marked(count, line) {
  if (count <= 24) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: 8 }, (_, i) => Math.floor(((i + (line + 0.5) / LINES) * count) / 8));
}

/** Where the m bars of each of n rows begin along an axis, one after the other, and how thick they
    are: at most `most`, with a quarter of the room left free. */
export function slots(n, m, start, length, most) {
  const slot = length / n;
  const size = Math.min((0.76 * slot) / m, most);
  const begin = (_, k) => start + (Math.floor(k / m) + 0.5) * slot + ((k % m) - m / 2) * size;
  return { begins: Array.from({ length: n * m }, begin), size, slot };
}

/** The function that takes a … b to start … end, and its inverse as .back. */
export function scale(a, b, start, end, log = false) {
  const [f, g] = log ? [Math.log, Math.exp] : [Number, Number];
  const span = f(b) - f(a);
  const to = (v) => (span ? start + ((f(v) - f(a)) / span) * (end - start) : (start + end) / 2);
  to.back = (p) => g(f(a) + ((p - start) / (end - start)) * span);
  return to;
}

/** The place in the increasing xs that is nearest to x; of two, the first. */
export function nearest(xs, x) {
  let [low, high] = [0, xs.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] < x) low = middle;
    else high = middle;
  }
  return Math.abs(xs[high] - x) < Math.abs(xs[low] - x) ? high : low;
}

/** As many letters of a text as take no more than `room` pixels: at least one, at most `limit`. */
export function fitting(text, limit, room, wide) {
  let most = limit;
  while (most > 1 && wide(clip(text, most)) > room) most--;
  return clip(text, most);
}

/** The letters of a chart where `el` stands (larger in a deck): {u, wide(text)}, u being how many
    times larger than on a page. */
export function lettering(el) {
  const u = (parseFloat(getComputedStyle(el).getPropertyValue("--nv-u")) || 14) / 14;
  return { u, wide: measure(el, 400, SIZE * u) };
}

// What is drawn in an area {left, right, top, below, x, y, u, wide}: a rectangle, the two scales to
// it, and its letters.

const at = (area, a, b) => `${area.x(a).toFixed(2)} ${area.y(b).toFixed(2)}`;
const points = (area, xs, ys) => Array.from(xs, (x, i) => at(area, x, ys[i]));

/** Words at a place, of a class, from there on or (anchor) to there or around it. */
export const text = (x, y, words, kind, anchor) =>
  s("text", { x, y, class: kind, "text-anchor": anchor }, words);

/** A line from left to right at the height of v. */
export const level = (area, v, kind) =>
  s("line", { class: kind, x1: area.left, x2: area.right, y1: area.y(v), y2: area.y(v) });

/** Level lines with their numbers (or what write(v) says), and the numbers below. */
export function ground(area, { xs, ys, log, write = (v) => tickText(v, log) }) {
  const { u, left, below } = area;
  const side = (v) => ({ class: "tick", x: left - 8, y: area.y(v) + 5 * u, "text-anchor": "end" });
  const foot = (v) => ({ class: "tick", x: area.x(v), y: below + 22 * u, "text-anchor": "middle" });
  return [
    ...ys.map((v) => level(area, v, "grid")),
    ...ys.map((v) => s("text", side(v), write(v))),
    ...xs.map((v) => s("text", foot(v), number(v))),
  ];
}

/** A line through points, in a colour, with the dash of its number. */
export const line = (area, xs, ys, { colour, dash = "", width = 2.2 }) =>
  s("path", {
    class: "line",
    d: "M" + points(area, xs, ys).join("L"),
    style: `stroke:${colour};stroke-width:${width}`,
    "stroke-dasharray": dash || null,
  });

/** What lies between two lines. */
export const band = (area, xs, low, high, colour) =>
  s("path", {
    class: "band",
    style: `fill:${colour}`,
    d: `M${[...points(area, xs, high), ...points(area, xs, low).reverse()].join("L")}z`,
  });

/** One mark at a place in pixels. */
export const mark = (x, y, kind, colour) =>
  s("path", { d: `M${x.toFixed(2)} ${y.toFixed(2)}${MARKS[kind]}`, style: `fill:${colour}` });

/** Names at the right of the area, each {name, v, colour} as near to its height as can be. */
export function names(area, ends, room) {
  const heights = ends.map(({ v }) => area.y(v));
  const places = apart(heights, GAP * area.u, area.top, area.below);
  return ends.map(({ name, colour }, i) =>
    s(
      "text",
      { x: area.right + 12, y: places[i] + 5 * area.u, style: `fill:${colour}` },
      fitting(name, 40, room, area.wide),
    ),
  );
}

/** The entry of a legend: a piece of the line, or a box filled as much as `fill`, and the name. */
export function entry(name, { colour, dash = "", kind = null, fill = null }) {
  const stroke = { style: `stroke:${colour}`, class: "line", "stroke-dasharray": dash || null };
  const box = { x: 6, y: 1, width: 16, height: 12, "fill-opacity": fill };
  return h(
    "span",
    {},
    s(
      "svg",
      { width: 30, height: 14, "aria-hidden": "true" },
      fill === null
        ? s("path", { d: "M0 7H28", ...stroke })
        : s("rect", { ...box, style: `fill:${colour};stroke:${colour}` }),
      kind === null ? null : mark(14, 7, kind, colour),
    ),
    h("bdi", { style: `color:${colour}` }, clip(name, 40)),
  );
}

/** A point that follows the pointer and the arrow keys along count() places: place(event) is the
    one under the pointer, show(i) draws it (-1: none), keep(i) makes it stay, kept() is the one
    that does.  step(dx, dy) is how far arrows go; while idle() nothing happens. */
export function rove(el, options, signal) {
  const {
    count,
    place,
    show,
    keep,
    kept,
    idle = () => false,
    step = (dx, dy) => dx - dy,
  } = options;
  let now = kept();
  const move = (i) => {
    if (i !== now) show((now = i));
  };
  const stay = (i) => {
    now = i;
    keep(i);
  };
  const listen = (kind, f) => el.addEventListener(kind, (event) => idle() || f(event), { signal });
  listen("pointermove", (event) => move(place(event)));
  listen("pointerleave", () => move(kept()));
  listen("click", (event) => stay(place(event)));
  arrows(el, (dx, dy) => idle() || stay(clamp(now + step(dx, dy), 0, count() - 1)), signal);
}
