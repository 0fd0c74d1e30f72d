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
  const named = { 0: "soft", 1: "rule", 3: "soft", 254: "gradients", 255: "seq-16" };
  for (const [at, name] of Object.entries(named)) words[at] = pixel(el, name);
  return { words };
}

/** What is left (log10) so many steps back if a thousandth is left after `guess` of them. */
const guessed = (guess, lag) => (lag ? (-3 * lag) / guess : 0);

/** The norms N (T × T), as far as `most` steps back; beyond, in every other square, the guess. */
export function drawMap(canvas, { T, N }, most, guess, colours) {
  paint(canvas, T, T, colours, (i) => {
    const [t, k] = [Math.floor(i / T), i % T];
    const [lag, odd] = [t - k, (t + k) % 2];
    if (lag <= most) return shade(N[i], odd) / 255;
    return (guess === null || odd ? HIDDEN : shade(guessed(guess, lag), 0)) / 255;
  });
}

/** The scale of the map, upright, in words: a pattern, eight decades, a pattern. */
export function legend(say) {
  const canvas = h("canvas");
  const marks = { under: 5, thousandth: 40, all: 70, over: 95 };
  const ends = Object.entries(marks).map(([key, at]) =>
    h("span", { style: `bottom:${at}%` }, say(key)),
  );
  const draw = (colours) =>
    paint(canvas, 100, 2, colours, (i) => {
      const y = 99 - (i >> 1);
      const value = y < 10 ? -99 : y < 90 ? LOW + (y - 10) / 10 : 99;
      return shade(value, (y + i) % 2) / 255;
    });
  return { node: h("div", { class: "legend" }, canvas, ends), draw };
}

/** Where the guess (dashed, with its name; before it, what waits for it) and, once it is known, the
    answer lie on the map: all that is further back is below them. */
export function diagonals(T, guess, answer, say) {
  const path = (lag, kind) =>
    lag !== null && lag < T && s("path", { class: kind, d: `M0 ${lag}L${T - lag} ${T}` });
  const box = { viewBox: `0 0 ${T} ${T}`, preserveAspectRatio: "none" };
  const lines = s("svg", box, path(guess, "yours"), path(answer, "found"));
  const place = { class: "mine", style: `top:${(100 * (guess ?? 0.6 * T)) / T}%` };
  const told = guess === null ? answer === null && "waits" : guess < 0.85 * T && "guess";
  return h(
    "div",
    { class: "diagonals", "aria-hidden": "true" },
    lines,
    told && h("span", place, say(told)),
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
    most: how many steps of it are seen (none: the ring waits); bound: log10 of the factor a step;
    guess and answer, or null; say: the words. */
export function plot(el, { T, curve, bound }, { width, most, guess, answer, say }) {
  const seen = guess !== null || most === 0;
  const area = areaOf(el, T, width, say);
  const { left, right, below, u } = area;
  const known = curve.slice(0, most + 1);
  const lines = [[known, { colour: "var(--nv-gradients)", width: 3 }]];
  if (known.length > 1 && Number.isFinite(bound))
    lines.unshift([known.map((_, q) => q * bound), { colour: "var(--nv-muted)", dash: "6 5" }]);
  const yours = { colour: "var(--nv-states)", dash: "3 4" };
  if (guess !== null)
    lines.push([Array.from({ length: T + 1 }, (_, q) => guessed(guess, q)), yours]);
  const dot = (q) => s("circle", { cx: area.x(q), cy: area.y(10 ** known[q]), r: 5 });
  const at = guess ?? Math.round(T / 2);
  const y = area.y(1e-3);
  const name = say(guess === null ? "drag" : "guess");
  const far = area.x(at) + 18 + 1.1 * area.wide(name) > width;
  const svg = s(
    "svg",
    { width, height: area.height, role: "img", "aria-label": say("plot") },
    frame(area, T, say),
    curves(area, lines),
    dot(0),
    answer !== null && answer < known.length ? dot(answer) : null,
    seen && text(area.x(at) + (far ? -18 : 18), y - 10 * u, far ? "end" : "start", name, "mine"),
  );
  const height = 2 * (below - y); // all of it can be pressed
  const ring = { left: left - 13, width: right - left + 26, top: y - height / 2, height, at };
  return { svg, ring };
}
