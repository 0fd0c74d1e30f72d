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
import { counts, hundredths, unitOf } from "../core/kit/units.js";
import { even, nextWord, share, weights, work } from "./math.js";

const COLOURS = { feed: "series-4", projections: "series-1", attention: "gradients" };
export const paint = (name) => `var(--nv-${name})`;

/** Where the rectangle's chart is, and what its axis counts in. */
function layout(view, width) {
  const { of, say, reach: most } = view;
  const { u, wide } = lettering(view.stage);
  const tall = Math.max(nextWord(of, most), 2 * nextWord(of, view.start));
  const [unit, size] = unitOf(say, tall);
  const ys = yTicks(0, tall / size, false);
  const left = Math.max(...ys.map((v) => wide(number(v)))) + 14;
  const room = Math.max(...Object.keys(COLOURS).map((part) => wide(`${say(part)} 99 %`))) + 12;
  const right = width - (most > view.near ? 12 * u : room);
  const area = { u, wide, unit, size, ys, left, right, width, room, top: 48 * u };
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
  const inside = x + area.room > area.width;
  return all.map(([part], k) =>
    lettered(
      inside ? x - 10 : x + 10,
      places[k] + 5 * area.u,
      "share",
      `${say(part)} ${hundredths(share(of, n, part))}`,
      {
        "text-anchor": inside ? "end" : null,
        style: `fill:${paint(COLOURS[part])}`,
      },
    ),
  );
}

const lettered = (x, y, kind, words, rest) => s("text", { x, y, class: kind, ...rest }, words);

/** The outline of a text of n words whose work is so much. */
const outline = (area, kind, n, much) =>
  s("rect", {
    class: kind,
    x: area.left,
    y: area.v(much),
    width: area.x(n) - area.left,
    height: area.below - area.v(much),
  });

/** After the answer: the text of the question, and how much work was guessed for twice of it. */
function beside(area, { of, start, set, say }) {
  const much = nextWord(of, start);
  const guess = (much * set.guess) / 2;
  const [x, y] = [area.left + 8, area.v(guess) - 7 * area.u];
  return [
    outline(area, "before", start, much),
    outline(area, "guess", 2 * start, guess),
    lettered(x, y, "share", say("yours", { x: say(String(set.guess)) })),
  ];
}

/** Of longer texts: the height that any text would have, the place from which attention costs most,
    an RNN's height. */
function afterwards(area, { of, most, say }) {
  const tops = [1, most].map((n) => nextWord(of, n) / area.size);
  const chain = weights(of);
  const at = even(of);
  const rnn = { colour: paint("states"), dash: DASHES[4], width: 1.6 };
  const end = { "text-anchor": "end", style: `fill:${paint("states")}` };
  const parts = [
    line(area, [0, most], tops, { colour: paint("gradients"), dash: DASHES[1], width: 1.6 }),
    line(area, [0, most], [chain / area.size, chain / area.size], rnn),
    lettered(area.right, area.v(chain) - 7 * area.u, "share", say("rnn"), end),
  ];
  if (at > most) return parts;
  const half = area.wide(say("even")) / 2;
  const x = clamp(area.x(at), half, area.right - half);
  const note = { "text-anchor": "middle" };
  return [
    ...parts,
    s("path", { class: "cross", d: `M${area.x(at)} ${area.top - 4}V${area.v(nextWord(of, at))}` }),
    lettered(x, area.top - 28 * area.u, "even", say("even"), note),
    lettered(x, area.top - 10 * area.u, "even", say("evenAt", { n: counts(at) }), note),
  ];
}

/** Before the answer: where the text of twice the length will end. */
const asked = (area, { start }) => {
  const [a, b] = [area.x(start), area.x(2 * start)];
  return [
    s("rect", { class: "asked", x: a, y: area.top, width: b - a, height: area.below - area.top }),
    lettered((a + b) / 2, (area.top + area.below) / 2, "unknown", "?", { "text-anchor": "middle" }),
  ];
};

/** The edge that is dragged, and how many words there are. */
function edge(area, { say, set }, n) {
  const now = set.answered ? n : set.words;
  const x = area.x(now);
  const told = say("words", { n: counts(Math.round(now)) });
  const half = area.wide(told) / 2 + 6;
  return [
    s("path", { class: "edge", d: `M${x} ${area.top}V${area.below}` }),
    s("circle", { class: "grip", cx: x, cy: area.below, r: 10 * area.u }),
    s("path", { class: "ways", d: ways(x, area.below, area.u) }),
    lettered(clamp(x, half, area.right + 12 - half), area.below + 46 * area.u, "now", told, {
      "text-anchor": "middle",
    }),
  ];
}

/** ↔, drawn. */
const ways = (x, y, u) =>
  [-1, 1]
    .map(
      (k) => `M${x + 3 * k * u} ${y - 3 * u}L${x + 6 * k * u} ${y}L${x + 3 * k * u} ${y + 3 * u}`,
    )
    .join("");

/** The whole chart of the work; grown: how many words the text has while it grows. */
export function drawWork(view, width, grown) {
  const { of, set, say, start, reach } = view;
  const area = (view.area = layout(view, width));
  const open = set.answered;
  const n = grown ?? (open ? set.words : Math.min(set.words, start));
  const end = open ? area.x(n) : area.x(Math.max(2 * start, set.words));
  const xs = ticks(0, reach, width > 500 * area.u ? 8 : 4, true);
  view.height.textContent = say("height", { unit: area.unit });
  const later = reach > view.near ? afterwards : beside;
  const picture = [
    ground(area, { xs, ys: area.ys }),
    rectangle(area, of, n),
    open ? later(area, view) : asked(area, view),
    shares(area, view, n, end),
    edge(area, view, n),
  ];
  const size = { width, height: area.below + 52 * area.u, "aria-hidden": "true" };
  view.stage.replaceChildren(s("svg", size, picture.flat(3).filter(Boolean)));
}
