// What CostMeter draws of the work: a rectangle, its bands and their shares, the edge.
import {
  DASHES,
  GAP,
  apart,
  ground,
  lettering,
  line,
  scale,
  ticks,
  yTicks,
} from "../core/kit/chart.js";
import { s } from "../core/kit/dom.js";
import { clamp, number } from "../core/kit/numbers.js";
import { even, nextWord, share, weights, work } from "./math.js";

const COLOURS = { feed: "series-4", projections: "series-1", attention: "gradients" };
export const paint = (name) => `var(--nv-${name})`;

export const counts = (n) => n.toLocaleString("en");
export const percent = (x) => `${number(100 * x, x < 0.1 ? 1 : 2)} %`;
export const times = (x) => (x < 9.95 ? x.toFixed(1) : number(x, 2));

/** The unit in which x is said: [its word, how much it is]. */
export function unitOf(say, x) {
  const parts = say("units").split(" ");
  const units = parts.flatMap((size, i) => (i % 2 ? [] : [[size, parts[i + 1]]]));
  const [size, word] = units.find(([size]) => x >= +size) ?? [1, ""];
  return [word ? `${word} ` : "", +size];
}

/** A great number in words: 5.4 billion. */
export function big(say, x) {
  const [word, size] = unitOf(say, x);
  return `${number(x / size, 2)} ${word}`.trim();
}

/** Bytes of so many numbers of four. */
export function bytes(many) {
  const x = 4 * many;
  const [word, size] = [
    ["GB", 1e9],
    ["MB", 1e6],
    ["kB", 1e3],
  ].find(([, b]) => x >= b) ?? ["B", 1];
  return `${number(x / size, 2)} ${word}`;
}

/** Where the rectangle's chart is, and what its axis counts in. */
function layout(view, width) {
  const { of, most, say } = view;
  const { u, wide } = lettering(view.stage);
  const [unit, size] = unitOf(say, nextWord(of, most));
  const ys = yTicks(0, nextWord(of, most) / size, false);
  const left = Math.max(...ys.map((v) => wide(number(v)))) + 14;
  const area = { u, wide, unit, size, ys, left, right: width - 12 * u, top: 48 * u };
  area.below = area.top + (u > 1.2 ? 150 : width > 480 ? 310 : 250) * u;
  area.x = scale(0, most, left, area.right);
  area.y = scale(0, ys.at(-1), area.below, area.top);
  area.v = (v) => area.y(v / size);
  return area;
}

/** The bands of one word's work from the bottom: [part, low, high]. */
function bands(of, n) {
  let low = 0;
  return Object.entries(work(of, 1, n)).map(([part, v]) => [part, low, (low += v)]);
}

/** The rectangle of a text: a band for each part. */
const rectangle = (area, of, n) =>
  bands(of, n).map(([part, low, high]) =>
    s("rect", {
      class: part,
      x: area.left,
      y: area.v(high),
      width: area.x(n) - area.left,
      height: area.v(low) - area.v(high),
    }),
  );

/** The names of the bands with their shares, right of x, or left of it where there is no room. */
function shares(area, { of, say }, n, x) {
  const all = bands(of, n);
  const places = apart(
    all.map(([, low, high]) => (area.v(low) + area.v(high)) / 2),
    GAP * area.u,
    area.top + 8 * area.u,
    area.below - 8 * area.u,
  );
  const said = all.map(([part]) => `${say(part)} ${percent(share(of, n, part))}`);
  const room = Math.max(...said.map(area.wide)) + 12;
  const inside = x + room > area.right;
  return all.map(([part], k) =>
    s(
      "text",
      {
        class: "share",
        x: inside ? x - 10 : x + 10,
        y: places[k] + 5 * area.u,
        "text-anchor": inside ? "end" : null,
        style: `fill:${paint(COLOURS[part])}`,
      },
      said[k],
    ),
  );
}

/** What stands there after the answer: the height that any text would have, the place from which
    attention costs most, an RNN's height, the text of the question. */
function afterwards(area, view) {
  const { of, most, start, say } = view;
  const tops = [1, most].map((n) => nextWord(of, n) / area.size);
  const chain = weights(of);
  const at = even(of);
  const parts = [
    line(area, [0, most], tops, { colour: paint("gradients"), dash: DASHES[1], width: 1.6 }),
    line(
      area,
      [0, most],
      [chain, chain].map((v) => v / area.size),
      {
        colour: paint("states"),
        dash: DASHES[4],
        width: 1.6,
      },
    ),
    s(
      "text",
      {
        class: "share",
        x: area.right,
        y: area.v(chain) - 7 * area.u,
        "text-anchor": "end",
        style: `fill:${paint("states")}`,
      },
      say("rnn"),
    ),
    s("rect", {
      class: "before",
      x: area.left,
      y: area.v(nextWord(of, start)),
      width: area.x(start) - area.left,
      height: area.below - area.v(nextWord(of, start)),
    }),
  ];
  if (at > most) return parts;
  const half = area.wide(say("even")) / 2;
  const x = clamp(area.x(at), half, area.right - half);
  const note = { x, "text-anchor": "middle", class: "even" };
  return [
    ...parts,
    s("path", { class: "cross", d: `M${area.x(at)} ${area.top - 4}V${area.v(nextWord(of, at))}` }),
    s("text", { ...note, y: area.top - 28 * area.u }, say("even")),
    s("text", { ...note, y: area.top - 10 * area.u }, say("evenAt", { n: counts(at) })),
  ];
}

/** Before the answer: where the text of twice the length will end. */
const asked = (area, { start }) => {
  const [a, b] = [area.x(start), area.x(2 * start)];
  return [
    s("rect", { class: "asked", x: a, y: area.top, width: b - a, height: area.below - area.top }),
    s(
      "text",
      { class: "unknown", x: (a + b) / 2, y: (area.top + area.below) / 2, "text-anchor": "middle" },
      "?",
    ),
  ];
};

/** The edge that is dragged, and how many words there are. */
function edge(area, { say, set }) {
  const x = area.x(set.words);
  const told = say("words", { n: counts(set.words) });
  const half = area.wide(told) / 2 + 6;
  return [
    s("path", { class: "edge", d: `M${x} ${area.top}V${area.below}` }),
    s("circle", { class: "grip", cx: x, cy: area.below, r: 10 * area.u }),
    s("path", { class: "ways", d: ways(x, area.below, area.u) }),
    s(
      "text",
      {
        class: "now",
        x: clamp(x, half, area.right + 12 - half),
        y: area.below + 46 * area.u,
        "text-anchor": "middle",
      },
      told,
    ),
  ];
}

/** ↔, drawn. */
const ways = (x, y, u) =>
  [-1, 1]
    .map(
      (k) => `M${x + 3 * k * u} ${y - 3 * u}L${x + 6 * k * u} ${y}L${x + 3 * k * u} ${y + 3 * u}`,
    )
    .join("");

/** The whole chart of the work. */
export function drawWork(view, width) {
  const { of, set, say, start, most } = view;
  const area = (view.area = layout(view, width));
  const open = set.answered;
  const n = open ? set.words : Math.min(set.words, start);
  const end = open ? area.x(n) : area.x(Math.max(2 * start, set.words));
  const xs = ticks(0, most, width > 500 * area.u ? 8 : 4, true);
  view.height.textContent = say("height", { unit: area.unit });
  const picture = [
    ground(area, { xs, ys: area.ys }),
    rectangle(area, of, n),
    open ? afterwards(area, view) : asked(area, view),
    shares(area, view, n, end),
    edge(area, view),
  ];
  const size = { width, height: area.below + 52 * area.u, "aria-hidden": "true" };
  view.stage.replaceChildren(s("svg", size, picture.flat(3).filter(Boolean)));
}
