// Names beside their points: each where it hides least of those before it, or on a canvas where
// there is room.
import { measure, s, unit } from "./dom.js";
import { clear } from "./dots.js";
import { clip } from "./text.js";

const ROOM = 18; // letters' heights squared: the part of the screen for each name
const MOST = 70; // names on a canvas
const LINES = [0.3, -0.7, 1.3, -1.7, 2.3, -2.7, 3.3]; // below the point, in letters
const HALO = { "paint-order": "stroke", "stroke-linejoin": "round", "stroke-width": 4 };

/** Whether two boxes [left, top, right, bottom] meet. */
export const meet =
  ([a, b, c, d]) =>
  ([e, f, g, i]) =>
    c > e && g > a && d > f && i > b;

/** Of the boxes where each text may stand, the one that hides least of those before it; outside of
    the screen counts three. */
export function settled(choices, [width, height], taken = []) {
  const found = [];
  const beyond = ([a, b, c, d]) => (a < 0 || c > width || b < 0 || d > height ? 3 : 0);
  for (const boxes of choices) {
    const cost = (box) => [...taken, ...found].filter(meet(box)).length + beyond(box);
    found.push(boxes.reduce((a, b) => (cost(b) < cost(a) ? b : a)));
  }
  return found;
}

/** The names {i, text, x, y, r: how far from the point, kind: its class} as SVG on a screen of
    `size`, the first ones on top: {nodes, boxes: [[left, top, right, bottom, i]]}; `taken`: boxes
    that are not free. */
export function nameAll(entries, el, size, taken = []) {
  const u = unit(el);
  const wide = measure(el, 500, u);
  const texts = entries.map(({ text }) => clip(text, 20));
  const choices = entries.map(({ x, y, r }, at) => {
    const length = wide(texts[at]);
    return LINES.flatMap((lines) =>
      [r, -r - length].map((dx) => {
        const [left, base] = [x + dx, y + lines * u];
        return [left, base - 0.8 * u, left + length, base + 0.2 * u];
      }),
    );
  });
  const write = ([x, top], at) =>
    s("text", { class: `name ${entries[at].kind}`, x, y: top + 0.8 * u, ...HALO }, texts[at]);
  const boxes = settled(choices, size, taken);
  const nodes = boxes.map(write).reverse();
  return { nodes, boxes: boxes.map((box, at) => [...box, entries[at].i]) };
}

/** Names on a canvas of their own for points as they are placed, in this order where there is room
    besides the boxes that are taken: text(i), fill(i): a colour (null: ink), r(i): how far from the
    point.  Gives where they and those of taken stand: [[left, top, right, bottom, i]]. */
export function write(canvas, { size, X, Y, inside }, { order, text, fill, r, taken = [] }) {
  const [pen, u, style] = [clear(canvas, size), unit(canvas), getComputedStyle(canvas)];
  pen.font = `${u}px ${style.fontFamily}`;
  [pen.lineJoin, pen.lineWidth] = ["round", 3];
  pen.strokeStyle = getComputedStyle(canvas.parentElement).backgroundColor;
  const most = Math.min((size[0] * size[1]) / (ROOM * u * u), MOST);
  const boxes = [];
  for (const i of order) {
    if (boxes.length >= most) break;
    if (!inside(i, 4)) continue;
    const word = clip(text(i), 16);
    const left = X(i) + r(i) + 2;
    const box = [left, Y(i) - u / 2, left + pen.measureText(word).width + 3, Y(i) + u / 2, i];
    if (box[2] > size[0] || [...taken, ...boxes].some(meet(box))) continue;
    boxes.push(box);
    pen.fillStyle = fill(i) ?? style.color;
    pen.strokeText(word, left, Y(i) + 0.35 * u);
    pen.fillText(word, left, Y(i) + 0.35 * u);
  }
  return [...taken, ...boxes];
}
