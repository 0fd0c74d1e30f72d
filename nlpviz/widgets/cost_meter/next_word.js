// What the next word costs: its time, measured and counted, and the memory that it needs.
import { DASHES, ground, lettering, line, mark, names, scale, yTicks } from "../core/kit/chart.js";
import { h, s } from "../core/kit/dom.js";
import { clamp, number } from "../core/kit/numbers.js";
import { aside, formula } from "../core/kit/symbol.js";
import { bytes, manifold, unitOf } from "../core/kit/units.js";
import { paint } from "./draw.js";
import { MODELS, cache, counted, kept, rnnWidth, slope, speed, weights } from "./math.js";

const LINES = ["states", "keys", "series-2"];

/** The lines of the time: [model, lengths, milliseconds or null, what the count says]. */
function timed({ of, given, found, most }) {
  const models = Object.keys(found);
  if (!models.length) {
    const x = Array.from({ length: 9 }, (_, i) => Math.max(1, Math.round(most / 2 ** (8 - i))));
    return MODELS.map((model) => [model, x, null, x.map((n) => counted(of, model, n))]);
  }
  const by = speed(given, found);
  return models.map((model) => {
    const { x, y } = found[model];
    return [model, x, y, x.map((n) => counted(of, model, n) / by)];
  });
}

/** Milliseconds of the next word by length, and the count beside; both axes logarithmic. */
export function drawTime(view, width) {
  const { set, say } = view;
  const lines = timed(view);
  const { u, wide } = lettering(view.chart);
  const all = lines.flatMap(([, , y, count]) => [...(y ?? []), ...count]);
  const [unit, size] = lines[0][2] ? ["", 1] : unitOf(say, Math.max(...all));
  const ys = yTicks(Math.min(...all) / size, Math.max(...all) / size, true);
  const room = Math.max(...lines.map(([model]) => wide(say(model)))) + 14;
  const tall = u > 1.2 ? 110 : width > 480 ? 260 : 160;
  const area = { u, wide, top: 8, below: tall * u, right: width - room };
  area.left = Math.max(...ys.map((v) => wide(number(v)))) + 14;
  const lengths = lines[0][1];
  area.x = scale(lengths[0], lengths.at(-1), area.left, area.right, true);
  area.y = scale(ys[0], ys.at(-1), area.below, area.top, true);
  const over = (y) => y.map((v) => v / size);
  const drawn = lines.map(([model, x, y, count]) => {
    const colour = paint(LINES[MODELS.indexOf(model)]);
    const dash = { colour, dash: y ? DASHES[2] : "", width: y ? 1.6 : 2.2 };
    const marks = (y ?? []).map((v, i) => mark(area.x(x[i]), area.y(v), 0, colour));
    return [line(area, x, over(count), dash), y && line(area, x, y, { colour }), marks];
  });
  const ends = lines.map(([model, , y, count]) => ({
    name: say(model),
    v: (y ?? over(count)).at(-1),
    colour: paint(LINES[MODELS.indexOf(model)]),
  }));
  const every = Math.ceil((lengths.length * 56 * u) / (area.right - area.left));
  const at = clamp(set.words, lengths[0], lengths.at(-1));
  const picture = [
    ground(area, { xs: lengths.filter((_, i) => i % every === 0), ys, log: true }),
    s("path", { class: "cross", d: `M${area.x(at)} ${area.top}V${area.below}` }),
    drawn,
    names(area, ends, room),
  ];
  view.axis.textContent = say(lines[0][2] ? "time" : "count", { unit });
  view.chart.replaceChildren(
    s("svg", { width, height: area.below + 30 * u, "aria-hidden": "true" }, picture),
  );
}

/** What twice the length does to each line, in words. */
export function slopes(view) {
  const { say } = view;
  return timed(view).map(([model, x, y, count]) => {
    const grows = (values) => manifold(2 ** slope({ x, y: values }));
    const told = say(y ? "slope" : "slopeCount", { x: grows(y ?? count), y: grows(count) });
    const name = h("b", { style: `color:${paint(LINES[MODELS.indexOf(model)])}` }, say(model));
    return h("li", {}, name, ` ${told}`);
  });
}

/** What is kept, as bars against all weights. */
export function memory(view) {
  const { of, set, say } = view;
  const rows = [
    ["weights", weights(of), "12 N d", "²"],
    ["cache", cache(of, set.words), "2 N n d"],
    ["kept", kept(of, set.words), "N n_heads n", "²"],
    ["state", rnnWidth(of), "d_h"],
  ];
  const most = Math.max(...rows.map((row) => row[1]));
  return rows.map(([key, v, letters, power]) => {
    const symbol = aside(formula(letters).flat().slice(0, -1), power);
    return h(
      "li",
      { class: key },
      h("span", {}, say(key)),
      h("i", {}, h("i", { style: `width:${(100 * v) / most}%` })),
      h("span", {}, bytes(v), " ", symbol),
    );
  });
}
