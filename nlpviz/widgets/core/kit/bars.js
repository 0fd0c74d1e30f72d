// Bars, standing or lying where their names are long: the axis of values one way, the rows the
// other.  One call draws all: drawBars(plot, data, {width}).
import {
  FILLS,
  GAP,
  apart,
  fitting,
  ground,
  level,
  lettering,
  scale,
  slots,
  tickText,
  yTicks,
} from "./chart.js";
import { pointer, s } from "./dom.js";
import { clamp, number } from "./numbers.js";
import { clip } from "./text.js";

export const LIMIT = 40; // letters of a name
const [NAMED, THICK] = [24, 64]; // rows whose names all stand there; pixels

export const colour = (j) => `var(--nv-series-${j + 1})`;
const identity = (v) => v;

/** What the axis must show: zero, every bar with its whisker, the yardsticks. */
export function span({ bars, levels }) {
  const all = [0, ...bars.flatMap(({ low, high }) => [low, high]), ...levels.map(({ v }) => v)];
  return [Math.min(...all), Math.max(...all)];
}

/** Draw bars in the element `plot` (of class nlpviz-chart).  data: {rows, groups: names, bars: [{i,
    j, v, low, high, there}] by row and group, levels: [{name, v}], spread: whether there are
    whiskers}.  options: {width, on: the bar that is set off, hidden: whether the bars are, lying,
    ends: [low, high] of the axis, where it must not move}.  Returns the area; area.bar(event) is
    the bar under the pointer. */
export function drawBars(plot, data, options) {
  const { width, on = -1, hidden = false } = options;
  const area = layout(plot, data, options);
  const bars = hidden ? [] : data.bars.flatMap((each, k) => bar(area, data, each, k, k === on));
  plot.replaceChildren(
    s(
      "svg",
      { width, height: area.height, "aria-hidden": "true" },
      base(area, data),
      across(area, 0, "zero"),
      yardsticks(area, data),
      bars,
    ),
  );
  area.bar = (event) => nearest(area, pointer(event, plot));
  return area;
}

/** The bar at a place in pixels. */
function nearest({ lying, begins, size, slot, n, m, left, top }, [x, y]) {
  const at = lying ? y : x;
  const i = clamp(Math.floor((at - (lying ? top : left)) / slot), 0, n - 1);
  return i * m + clamp(Math.floor((at - begins[i * m]) / size), 0, m - 1);
}

/** Where everything stands: the axis of values (`to`), the bars along the other one. */
function layout(plot, data, options) {
  const { width, ends = span(data) } = options;
  const { u, wide } = lettering(plot);
  const [n, m] = [data.rows.length, data.groups.length];
  const ticks = yTicks(...ends, false);
  const widest = Math.max(...data.rows.map((name) => wide(clip(name, LIMIT))));
  const lying = options.lying ?? (widest > (width - 60) / n - 6 && n <= NAMED);
  const area = { u, wide, n, m, ticks, lying, width, top: 8, left: 0 };
  if (lying) {
    area.above = widest > 0.38 * width; // names have lines of their own, above their bars
    area.left = area.above ? 2 : widest + 12;
    area.right = width - wide("−0.000") - 12;
    area.top = data.levels.length === 1 ? 24 * u : 6;
    area.below = area.top + n * (m * 24 + (area.above ? 34 : 10)) * u;
    const start = area.left + (ticks[0] < 0 ? wide("−0.000") + 6 : 0);
    area.to = scale(ticks[0], ticks.at(-1), start, area.right);
    area.direct = data.levels.length < 2;
    Object.assign(area, slots(n, m, area.top, area.below - area.top, (area.above ? 22 : 30) * u));
    if (area.above) area.begins = area.begins.map((place) => place + 12 * u);
    return { ...area, height: area.below + 28 * u, x: area.to, y: identity };
  }
  const room = Math.max(0, ...data.levels.map(({ name }) => wide(clip(name, LIMIT)) + 12));
  area.direct = room <= 0.3 * width;
  area.left = Math.max(...ticks.map((v) => wide(tickText(v, false)))) + 14;
  area.right = width - (area.direct ? room : 0) - 2;
  area.top = 22 * u;
  area.below = area.top + 230 * u;
  area.to = scale(ticks[0], ticks.at(-1), area.below, area.top);
  Object.assign(area, slots(n, m, area.left, area.right - area.left, THICK * u));
  return { ...area, height: area.below + 28 * u, x: identity, y: area.to };
}

/** A line across the bars at value v. */
function across(area, v, kind) {
  if (!area.lying) return level(area, v, kind);
  const x = area.to(v);
  return s("line", { class: kind, x1: x, x2: x, y1: area.top, y2: area.below });
}

/** Lines at the ticks with their numbers, and the names of the rows. */
function base(area, { rows }) {
  const { n, u, slot, wide, left, lying } = area;
  if (lying) {
    const middle = (i) => area.top + (i + 0.5) * slot + 5 * u;
    const beside = (i) => ({ x: left - 10, y: middle(i), "text-anchor": "end" });
    const over = (i) => ({ x: 0, y: area.top + i * slot + 18 * u, class: "value" });
    const room = area.above ? area.width : left - 10;
    const name = (text, i) =>
      s("text", area.above ? over(i) : beside(i), fitting(text, LIMIT, room, wide));
    const grid = area.ticks.map((v) => across(area, v, "grid"));
    const every = Math.ceil((46 * u * area.ticks.length) / (area.right - left));
    const zero = area.ticks.indexOf(0);
    const xs = area.ticks.filter((_, k) => (k - zero) % every === 0);
    return [...grid, ...ground(area, { xs, ys: [], log: false }), ...rows.map(name)];
  }
  const most = Math.min(110 * u, Math.max(...rows.map((text) => wide(clip(text, LIMIT)))));
  const step = n > NAMED ? Math.ceil((most + 10) / slot) : 1;
  const names = rows.map((text, i) => {
    if (i % step) return null;
    const place = { x: left + (i + 0.5) * slot, y: area.below + 20 * u, "text-anchor": "middle" };
    return s("text", place, fitting(text, LIMIT, slot * step - 4, wide));
  });
  return [...ground(area, { xs: [], ys: area.ticks, log: false }), ...names.filter(Boolean)];
}

/** The yardsticks: lines with their names, moved apart; without a place they are in the legend. */
function yardsticks(area, { levels }) {
  const { u, wide, lying, direct, right, top, below } = area;
  const lines = levels.map(({ v }) => across(area, v, "level"));
  if (!direct) return lines;
  const places = levels.map(({ v }) => area.to(v));
  const heights = apart(places, GAP * u, top, below);
  const text = ({ name }, k) => {
    const short = clip(name, LIMIT);
    if (!lying) return s("text", { class: "tick", x: right + 8, y: heights[k] + 5 * u }, short);
    const half = wide(short) / 2;
    const x = clamp(places[k], half, Math.max(half, area.width - half));
    return s("text", { class: "tick", x, y: top - 8, "text-anchor": "middle" }, short);
  };
  return [...lines, ...levels.map(text)];
}

/** A bar, its whisker, and its value at the end where there is room. */
function bar(area, data, { i, j, v, low, high, there }, k, on) {
  const { u, lying, size, to } = area;
  const [start, middle] = [area.begins[k], area.begins[k] + size / 2];
  const turned = (a, b) => (lying ? { x: a, y: b } : { x: b, y: a });
  const sign = v < 0 ? -1 : 1;
  const label = (text, end) => {
    const place = lying
      ? { x: end + 6 * sign, y: middle + 5 * u, "text-anchor": sign < 0 ? "end" : null }
      : { x: middle, y: sign > 0 ? end - 6 : end + 18 * u, "text-anchor": "middle" };
    return s("text", { class: "value", ...place }, text);
  };
  if (!there) return [label("–", to(0))];
  const [a, b] = [Math.min(to(0), to(v)), Math.abs(to(v) - to(0))];
  const box = { ...turned(a, start), width: lying ? b : size, height: lying ? size : b };
  const look = `fill:${colour(j)};fill-opacity:${FILLS[j]}${on ? "" : `;stroke:${colour(j)}`}`;
  const end = to(sign > 0 ? high : low);
  return [
    s("rect", { class: on ? "bar on" : "bar", "data-bar": i, style: look, ...box }),
    data.spread ? whisker(middle, to(low), to(high), lying) : null,
    size >= (lying ? 14 : 34) * u ? label(number(v), end) : null,
  ];
}

function whisker(at, a, b, lying) {
  const d = lying
    ? `M${a} ${at - 4}v8M${a} ${at}H${b}M${b} ${at - 4}v8`
    : `M${at - 4} ${a}h8M${at} ${a}V${b}M${at - 4} ${b}h8`;
  return s("path", { class: "whisker", d });
}
