// The map of who looks at whom: weights painted on a canvas, what is hidden hatched, or grey;
// painted by the pointer, or by keys: Enter hides or shows, with Shift the arrows paint on.
import { paint, pixel, ramp } from "../core/kit/colour.js";
import { h, unit } from "../core/kit/dom.js";
import { drag } from "../core/kit/drag.js";
import { ACT_KEYS, arrows } from "../core/kit/events.js";
import { clamp } from "../core/kit/numbers.js";
import { clip } from "../core/kit/text.js";

const BRUSH = 6; // how wide a stroke is at least, in pixels

/** Where things are, in pixels; with few words for its width the map has their names beside it. */
function layout(width, u, n) {
  const few = (width - 6.2 * u) / n > 0.95 * u;
  const [left, top] = few ? [6.2 * u, 6 * u] : [0, 0];
  const cell = Math.min((width - left - 2) / n, few ? 30 : width);
  return { few, left, top, cell, side: cell * n };
}

function names({ size, words, now }) {
  const { left, top, cell } = size;
  const of = (text, kind, on, style) =>
    h("span", { class: on ? `${kind} on` : kind, style }, clip(text, 40));
  return words.flatMap((text, k) => [
    of(text, "q", k === now.at[0], `width:${left - 6}px;top:${top + (k + 0.5) * cell}px`),
    of(text, "k", k === now.at[1], `left:${left + (k + 0.5) * cell}px;height:${top - 6}px`),
  ]);
}

/** One pixel a cell, of many words small weights as well; the lowest colour: what is hidden. */
function tint({ canvas, node, n, size }, { A, mask, filled }) {
  const scale = ramp(node);
  scale.words[0] = pixel(node, "rule");
  const of = (a) => Math.max(size.few ? a : Math.sqrt(a), 1 / 255);
  paint(canvas, n, n, scale, (k) => (mask[k] || filled ? of(A[k]) : 0));
}

function draw(self) {
  const { size, now, node, canvas, over, n } = self;
  const { left, top, cell, side, few } = size;
  const [i, j] = now.at;
  node.style.height = `${top + side + 2}px`;
  const box = (x, y, width, height) => `left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
  canvas.style.cssText = box(left, top, side, side);
  tint(self, now);
  const part = (kind, ...at) => h("div", { class: kind, style: box(...at) });
  const wide = Math.max(cell, 6);
  const here = [left + (j + 0.5) * cell - wide / 2, top + (i + 0.5) * cell - wide / 2];
  const hidden = few ? [...now.mask.keys()].filter((k) => !now.mask[k]) : [];
  const hatch = (k) =>
    part("cut", left + (k % n) * cell, top + Math.floor(k / n) * cell, cell, cell);
  over.replaceChildren(
    ...hidden.map(hatch),
    part("across", left, top + i * cell, side, Math.max(cell, 2)),
    part("here", ...here, wide, wide),
    ...(few ? names(self) : []),
  );
}

/** Painting: by pointer, stroke by stroke, and by keys. */
function hands(self, { go, stroke, undo }, signal) {
  const { node, n } = self;
  let [last, value, was] = [null];
  const place = ([x, y]) => {
    const { left, top, cell } = self.size;
    return [Math.floor((y - top) / cell), Math.floor((x - left) / cell)];
  };
  const inside = (cell) => cell.every((k) => k >= 0 && k < n);
  const at = ([i, j]) => self.now.mask[i * n + j];
  const brush = () => Math.max(1, Math.round(BRUSH / self.size.cell));
  const start = (xy) => {
    const cell = place(xy);
    if (!inside(cell)) return false;
    [value, was] = [1 - at(cell), self.now.mask];
    stroke((last = cell), cell, value, brush());
  };
  const move = ({ x, y }) => {
    const cell = place([x, y]).map((k) => clamp(k, 0, n - 1));
    if (String(cell) !== String(last)) stroke(last, (last = cell), value, brush());
  };
  self.turn = (cell) => stroke(cell, cell, 1 - at(cell), 1);
  const keys = Object.fromEntries(ACT_KEYS.map((key) => [key, () => self.turn(self.now.at)]));
  const end = ({ cancelled }) => {
    last = null;
    if (cancelled) undo(was);
  };
  drag(node, { start, move, end, keys, touch: "pan-y" }, signal);
  const walk = (dx, dy, { shiftKey }) => {
    const from = self.now.at;
    const to = [from[0] + dy, from[1] + dx].map((k) => clamp(k, 0, n - 1));
    if (shiftKey) stroke(from, to, at(from), 1);
    else go(...to);
  };
  arrows(node, walk, signal);
}

/** The map as {node, fit(width), show(now), turn(cell)}; now: {A, mask, filled, at: [i, j]}.
    go(i, j): the reader goes to a cell; stroke(from, to, value, wide) paints, undo(mask) takes it
    back. */
export function map({ label, words, ...act }, signal) {
  const canvas = h("canvas");
  const over = h("div", { class: "over" });
  const named = { class: "map", role: "application", "aria-label": label };
  const node = h("div", named, canvas, over);
  const self = { node, canvas, over, words, n: words.length };
  self.fit = (width) => {
    self.size = layout(width, unit(node), self.n);
    if (self.now) draw(self);
  };
  self.show = (now) => {
    self.now = now;
    if (self.size) draw(self);
  };
  hands(self, act, signal);
  return self;
}
