// What GradientFlow draws: the map of all norms in fixed colours, and the curve of what is left.
import { ground, lettering, level, line, scale } from "../core/kit/chart.js";
import { paint, pixel, ramp } from "../core/kit/colour.js";
import { h, s } from "../core/kit/dom.js";
import { clamp } from "../core/kit/numbers.js";
import { clipped } from "../core/kit/shapes.js";

const [LOW, HIGH] = [-6, 2]; // powers of ten: the colours
const [FLOOR, CEILING] = [-8, 4]; // and the curve
const [BELOW, NOTHING, HIDDEN, FIRST, LAST, ABOVE] = [0, 2, 3, 4, 253, 254]; // of 256 colours
const LEVELS = { 1e3: "thousand times", 1: "all", 1e-3: "thousandth", 1e-6: "millionth" };

/** The place of log10 norm x among the 256 colours; off the scale is a chequered pattern. */
export function shade(x, odd) {
  if (Number.isNaN(x)) return NOTHING;
  if (x < LOW) return BELOW + odd;
  if (x > HIGH) return ABOVE + odd;
  return FIRST + Math.round(((x - LOW) / (HIGH - LOW)) * (LAST - FIRST));
}

/** The 256 colours as they look where `el` stands. */
export function colours(el) {
  const words = new Uint32Array(256);
  const all = ramp(el).words;
  for (let i = FIRST; i <= LAST; i++)
    words[i] = all[Math.round(((i - FIRST) / (LAST - FIRST)) * 255)];
  const named = ["soft", "rule", null, "soft"];
  named.forEach((name, i) => name && (words[BELOW + i] = pixel(el, name)));
  [words[ABOVE], words[ABOVE + 1]] = [pixel(el, "gradients"), pixel(el, "seq-16")];
  return { words };
}

/** The norms N (T × T), as far as `most` steps back. */
export function drawMap(canvas, { T, N }, most, colours) {
  paint(canvas, T, T, colours, (i) => {
    const [t, k] = [Math.floor(i / T), i % T];
    return (t - k > most ? HIDDEN : shade(N[i], (t + k) % 2)) / 255;
  });
}

/** The scale of the map: a pattern, eight decades, a pattern. */
export function legend() {
  const canvas = h("canvas");
  const marks = { "<10⁻⁶": 6, "10⁻³": 40, 1: 70, ">10²": 94 };
  const ends = Object.entries(marks).map(([text, at]) => h("span", { style: `left:${at}%` }, text));
  const draw = (colours) =>
    paint(canvas, 2, 100, colours, (i) => {
      const x = i % 100;
      const value = x < 10 ? -99 : x < 90 ? LOW + (x - 10) / 10 : 99;
      return shade(value, (x + Math.floor(i / 100)) % 2) / 255;
    });
  return { node: h("div", { class: "legend" }, canvas, ends), draw };
}

/** Where the guess (dashed) and, once it is known, the answer lie on the map: all that is further
    back is below them. */
export function diagonals(T, guess, answer) {
  const path = (lag, name) =>
    lag < T &&
    s("path", {
      class: name,
      d: `M0 ${lag}L${T - lag} ${T}`,
    });
  return s(
    "svg",
    {
      viewBox: `0 0 ${T} ${T}`,
      preserveAspectRatio: "none",
      class: "diagonals",
      "aria-hidden": "true",
    },
    [guess !== null && path(guess, "yours"), answer !== null && path(answer, "found")].filter(
      Boolean,
    ),
  );
}

/** The rectangle of the curve in a width, its scales and its letters. */
function areaOf(el, T, width, say) {
  const { u, wide } = lettering(el);
  const left = Math.max(...Object.values(LEVELS).map((name) => wide(say(name)))) + 12;
  const height = clamp(width * 0.9, 220 * u, 340);
  const area = { left, right: width - 16, top: 10, below: height - 44 * u, u, wide, width, height };
  area.x = scale(0, T, left, area.right);
  area.y = scale(10 ** FLOOR, 10 ** CEILING, area.below, area.top, true);
  return area;
}

const text = (x, y, anchor, words, kind) =>
  s("text", { x, y, "text-anchor": anchor, class: kind }, words);

/** Levels with their words, and the numbers of steps. */
function frame(area, T, say) {
  const { left, right, height } = area;
  const steps = [say("back"), " ", s("tspan", { class: "symbol" }, "q")];
  const xs = [0, Math.round(T / 2), T - 1];
  return [
    ground(area, { xs, ys: Object.keys(LEVELS).map(Number), write: (v) => say(LEVELS[v]) }),
    level(area, 1e-3, "limit"),
    text((left + right) / 2, height - 4, "middle", steps, "tick"),
  ];
}

/** Curves (log10, by steps back) as [values, look], cut at the frame. */
function curves(area, lines) {
  const { left, right, top, below } = area;
  const path = ([values, look]) => {
    const ys = values.map((v) => 10 ** clamp(v, -99, 99));
    return line(area, [...values.keys()], ys, look);
  };
  const place = { transform: `translate(${-left} ${-top})` };
  return clipped(left, top, right - left, below - top, s("g", place, lines.map(path)));
}

/** The curve of what is left (log10), in a width: {svg, ring}, ring being where the guess is made.
    most: how many steps of it are seen; bound: log10 of the factor a step; guess and answer, or
    null; say: the words. */
export function plot(el, { T, curve, bound }, { width, most, guess, answer, say }) {
  const area = areaOf(el, T, width, say);
  const { left, right, top, below, u } = area;
  const known = curve.slice(0, most + 1);
  const lines = [[known, { colour: "var(--nv-gradients)", width: 3 }]];
  if (known.length > 1 && Number.isFinite(bound))
    lines.unshift([known.map((_, q) => q * bound), { colour: "var(--nv-muted)", dash: "6 5" }]);
  const dot = (q) => s("circle", { cx: area.x(q), cy: area.y(10 ** known[q]), r: 5 });
  const far = guess > T * 0.7;
  const yours = () => [
    s("path", { class: "yours", d: `M${area.x(guess)} ${top}V${below}` }),
    text(area.x(guess) + (far ? -8 : 8), top + 16 * u, far ? "end" : "start", say("guess"), "mine"),
  ];
  const svg = s(
    "svg",
    { width, height: area.height, role: "img", "aria-label": say("plot") },
    frame(area, T, say),
    curves(area, lines),
    dot(0),
    answer !== null && answer < known.length ? dot(answer) : null,
    guess === null ? null : yours(),
  );
  return { svg, ring: { left: left - 13, width: right - left + 26, top: area.y(1e-3) - 13 } };
}
