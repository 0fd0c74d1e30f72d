// Curves: lines over one axis, a value for every point, and a line that the reader draws first.
import {
  GAP,
  band,
  entry,
  fit,
  fitting,
  ground,
  lettering,
  level,
  line,
  mark,
  marked,
  names as nameEnds,
  nearest,
  rove,
  scale,
  tickText,
  ticks,
  yTicks,
} from "../core/kit/chart.js";
import { h, pointer, s } from "../core/kit/dom.js";
import { announce, life, onResize } from "../core/kit/events.js";
import { animate } from "../core/kit/motion.js";
import { number } from "../core/kit/numbers.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { drawing } from "./guess.js";
import { knots, read } from "./math.js";
import words from "./words.json" with { type: "json" };

/** Where everything stands in a picture of this width, and whether names fit at the lines. */
function layout({ data, el, model }, width) {
  const { x, lines, levels, span, log } = data;
  const { u, wide } = lettering(el);
  const height = u * Math.round(Math.min(330, Math.max(240, (width / u) * 0.5)));
  const ys = yTicks(...span, log);
  const left = Math.max(...ys.map((v) => wide(tickText(v, log)))) + 14;
  const ends = [...lines.map(({ label }) => label), ...levels.map(({ name }) => name)];
  const room = Math.max(...ends.map((name) => wide(clip(name, 40)))) + 4;
  const top = u * (model.get("y_label") ? 36 : 14);
  const below = height - u * (data.xLabel ? 52 : 30);
  const direct = room <= width * 0.36 && fit(ends.length, GAP * u, top, below);
  const right = width - (direct ? room + 18 : 18);
  const [low, high] = [Math.min(ys[0], span[0]), Math.max(ys.at(-1), span[1])];
  const count = Math.max(2, Math.min(8, Math.floor((right - left) / (70 * u))));
  const xs = ticks(x[0], x[x.length - 1], count, model.get("whole"));
  return {
    ...{ left, right, top, below, height, width, room, u, wide, direct, xs, ys, log },
    x: scale(x[0], x[x.length - 1], left, right),
    y: scale(low, high, below, top, log),
  };
}

/** The names of the axes. */
function titles({ model, data }, area) {
  const text = (x, y, words, end) =>
    words
      ? s(
          "text",
          { x, y, "text-anchor": end ? "end" : null },
          fitting(words, 60, end ? area.right : area.width, area.wide),
        )
      : null;
  const foot = area.height - 4;
  return [text(0, 16 * area.u, model.get("y_label")), text(area.right, foot, data.xLabel, true)];
}

/** The lines with their bands and marks, and their names where there is room. */
function curves({ data }, area) {
  const { x, lines, levels } = data;
  const bands = lines.filter(({ banded }) => banded);
  const muted = "var(--nv-muted)";
  const ends = [
    ...levels.map(({ name, v }) => ({ name, v, colour: muted })),
    ...lines.map(({ label, y, colour }) => ({ name: label, v: y[y.length - 1], colour })),
  ];
  return [
    ...bands.map(({ low, high, colour }) => band(area, x, low, high, colour)),
    ...lines.map((each) => line(area, x, each.y, each)),
    ...lines.flatMap(({ y, kind, colour }) =>
      marked(x.length, kind).map((i) => mark(area.x(x[i]), area.y(y[i]), kind, colour)),
    ),
    ...(area.direct ? nameEnds(area, ends, area.room) : []),
  ];
}

/** The names apart from the lines, where they do not fit beside them. */
function legend({ data: { lines, levels } }, { direct }) {
  if (direct) return [];
  return [
    ...lines.map((each) => entry(each.label, each)),
    ...levels.map(({ name }) => entry(name, { colour: "var(--nv-muted)", dash: "4 3" })),
  ];
}

/** Everything, for a width; before the reveal the axes alone. */
function draw(view, width) {
  const { now, data, guess } = view;
  const area = (view.area = layout(view, width));
  const open = !guess || now.revealed;
  view.legend.replaceChildren(...(open ? legend(view, area) : []));
  view.cursor = s("g", {});
  view.plot.replaceChildren(
    s(
      "svg",
      { width, height: area.height, "aria-hidden": "true" },
      titles(view, area).filter(Boolean),
      ground(area, area),
      data.levels.map(({ v }) => level(area, v, "level")),
      open ? s("g", { class: "lines" }, curves(view, area)) : null,
      guess ? guess.marks(area) : null,
      view.cursor,
    ),
  );
  point(view, now.at);
}

/** The lines are drawn from left to right once they are revealed. */
function drawn({ plot }) {
  const frames = ["100%", "-10%"].map((x) => ({ clipPath: `inset(-10% ${x} -10% -10%)` }));
  animate(plot.querySelector(".lines"), frames, { ms: 1200 });
}

/** What is read out for point i. */
function values({ data: { x, xLabel, lines } }, i) {
  return [
    h("i", {}, clip(xLabel, 60)),
    `\u00a0=\u00a0${number(x[i], 4)}`,
    ...lines.flatMap(({ name, colour, y, banded, low, high }) => [
      " ",
      h(
        "span",
        {},
        h("bdi", { style: `color:${colour}` }, clip(name, 24)),
        " ",
        h("b", {}, number(y[i])),
        banded ? ` (${number(low[i])} … ${number(high[i])})` : "",
      ),
    ]),
  ];
}

/** The vertical line at point i with its dots; none for -1. */
function point(view, i) {
  const { data, area, cursor, guess, now } = view;
  if (guess && !now.revealed) return guess.point(view);
  if (i < 0) {
    cursor.replaceChildren();
    return view.tell("\u00a0");
  }
  const x = area.x(data.x[i]);
  cursor.replaceChildren(
    s("line", { class: "now", x1: x, x2: x, y1: area.top, y2: area.below }),
    ...data.lines.map(({ y, colour }) =>
      s("circle", { cx: x, cy: area.y(y[i]), r: 5, class: "dot", style: `fill:${colour}` }),
    ),
  );
  view.tell(...values(view, i));
}

/** The numbers, for the table beneath. */
function numbers({ guess, now, say, data: { x, xLabel, lines, levels } }) {
  const hidden = guess && !now.revealed;
  if (hidden) return { header: [xLabel], rows: Array.from(x, (v) => [v]) };
  const three = ({ name, banded }) => (banded ? [name, say("low"), say("high")] : [name]);
  const cells = ({ banded, y, low, high }, i) => (banded ? [y[i], low[i], high[i]] : [y[i]]);
  return {
    header: [xLabel, ...lines.flatMap(three), ...levels.map(({ name }) => name)],
    rows: Array.from(x, (v, i) => [
      v,
      ...lines.flatMap((each) => cells(each, i)),
      ...levels.map(({ v }) => v),
    ]),
  };
}

/** What can be kept: a point set off (-1: none), the reader's line, whether it was revealed. */
function fields({ x }) {
  const value = (v) => v === null || Number.isFinite(v);
  const line = (v) =>
    Array.isArray(v) && [0, knots(x.length).length].includes(v.length) && v.every(value);
  return {
    at: { default: -1, check: whole(-1, x.length - 1) },
    guess: { default: [], check: line },
    revealed: { default: false, check: oneOf(false, true) },
  };
}

function build({ model, el }, signal) {
  const label = el.closest("figure")?.getAttribute("aria-label") || model.get("headline");
  const view = { model, el, data: read(model), say: speaker(el, words) };
  view.now = state(model, fields(view.data), (keys) => view.changed(keys), signal);
  view.legend = h("div", { class: "nlpviz-chart-legend" });
  view.plot = h("div", {
    class: "nlpviz-chart",
    tabindex: 0,
    role: "application",
    "aria-label": label || model.get("names").join(", "),
  });
  const [title, look, note] = ["headline", "look", "note"].map((key) => model.get(key));
  if (title) el.append(h("div", { class: "nlpviz-chart-title" }, title));
  if (look) el.append(h("p", { class: "nlpviz-curves-look" }, look));
  if (model.get("predict") >= 0) view.guess = drawing(view);
  el.append(view.legend, view.plot);
  view.tell = announce(el, { class: "nlpviz-readout nlpviz-curves-says" });
  if (note) el.append(h("div", { class: "nlpviz-chart-note" }, note));
  return view;
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = build({ model, el }, signal);
  const { now } = view;
  const place = (event) => nearest(view.data.x, view.area.x.back(pointer(event, view.plot)[0]));
  const idle = () => Boolean(view.guess) && !now.revealed;
  if (view.guess) view.guess.listen(view, signal);
  rove(
    view.plot,
    {
      count: () => view.data.x.length,
      place,
      keep: (at) => now.set({ at }),
      kept: () => now.at,
      idle,
      show: (i) => point(view, i),
    },
    signal,
  );
  const fill = table(el, () => numbers(view), signal);
  view.changed = (keys) => {
    if (!view.area) return;
    if (keys.every((key) => key === "at")) return point(view, now.at);
    draw(view, view.area.width);
    view.guess?.show(view);
    if (keys.includes("revealed") && now.revealed) drawn(view);
    fill();
  };
  onResize(view.plot, (width) => draw(view, width), signal);
  return end;
}

export default { render };
