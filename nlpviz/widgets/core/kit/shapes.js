// The pieces of SVG that figures are drawn with, besides s(): arrows, clipped groups, tables of
// cells.  No ids: several copies of a figure stand on one page.

import { s } from "./dom.js";
import { letters } from "./text.js";

const round = (x) => Math.round(x * 100) / 100;

/** Words at a place of a picture. */
export const label = (x, y, words, attributes = {}) => s("text", { x, y, ...attributes }, words);

/** A text cut between letters so that it takes at most `width` pixels, as measured(text) says. */
export function fitted(text, width, measured) {
  if (measured(text) <= width) return text;
  const all = letters(text, 400);
  while (all.length > 1 && measured(all.join("") + "…") > width) all.pop();
  return all.join("") + "…";
}

/** A group of which nothing is seen outside the box; its children count from the box's corner. */
export const clipped = (x, y, width, height, ...children) =>
  s("svg", { x, y, width, height, overflow: "hidden", style: "overflow:hidden" }, children);

/** The corners of an arrow's head with its tip at (x, y), pointing along angle (radians). */
export function arrowhead(x, y, angle, size = 8) {
  const corner = (turn) => [
    round(x - size * Math.cos(angle + turn)),
    round(y - size * Math.sin(angle + turn)),
  ];
  return `M${corner(0.45).join(" ")}L${round(x)} ${round(y)}L${corner(-0.45).join(" ")}Z`;
}

/** An arrow as a group: a line and a head, in the colour (CSS color) of the group. */
export function arrow([x0, y0], [x1, y1], attributes = {}, size = 8) {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  const [x, y] = [x1 - 0.8 * size * Math.cos(angle), y1 - 0.8 * size * Math.sin(angle)];
  const line = `M${round(x0)} ${round(y0)}L${round(x)} ${round(y)}`;
  return s(
    "g",
    attributes,
    s("path", { d: line, fill: "none", stroke: "currentColor" }),
    s("path", { d: arrowhead(x1, y1, angle, size), fill: "currentColor" }),
  );
}

/** A matrix (rows of numbers) as cells: width × height each, filled by colour(value), with write(
    value) in it where given.  Returns {node, cell(i, j)}. */
export function matrix(values, { width, height, gap = 2, colour, write }) {
  const cells = values.map((line, i) =>
    Array.from(line, (value, j) => {
      const [x, y] = [j * (width + gap), i * (height + gap)];
      const box = s("rect", { x, y, width, height, rx: 2, style: `fill:${colour(value)}` });
      const middle = { x: x + width / 2, y: y + height / 2, "text-anchor": "middle" };
      const text = write && s("text", { ...middle, "dominant-baseline": "central" }, write(value));
      return s("g", {}, box, text);
    }),
  );
  return { node: s("g", {}, cells), cell: (i, j) => cells[i][j] };
}
