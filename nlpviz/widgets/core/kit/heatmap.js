// A map of weights: a cell each on a canvas, names of rows and columns, a bar for each row beside
// it, and below it the weights of the row that is looked at; under the pointer and the keys.
import { paint, ramp } from "./colour.js";
import { h, pointer, s } from "./dom.js";
import { acts } from "./events.js";
import { grid } from "./grid.js";
import { number } from "./numbers.js";

const px = (x) => `${x}px`;
/** How dark a weight is, as a part of the largest, in a row of m: of many, small ones as well. */
export const darkness = (m) => (m > 32 ? Math.sqrt : (part) => part);
export const highest = (values) => values.reduce((a, b) => Math.max(a, b), 0);

/** Sizes of the map in pixels: gutters for labels, cells as large as fit; u: the unit of sizes. */
export function layout(width, n, m, texts, { most = 720, u = 14 } = {}) {
  const { row, column, side } = texts; // the widest text of a row, a column, of what stands right
  const few = Math.max(n, m) <= 64;
  const left = few
    ? Math.min(row + 10, Math.max(width * 0.28, 48))
    : Math.min(5.5 * u, width * 0.2);
  const right = Math.min(side + 12, Math.max(width * 0.28, 38));
  const cw = Math.min(Math.max(64, Math.min(column + 6, 96)), (width - left - right) / m);
  const ch = Math.min(cw, 2.1 * u, most / n);
  const flat = column + 4 <= cw && few;
  const labels = few && Math.min(cw, ch) >= u;
  const top = labels && !flat ? Math.min(column + 12, 8.4 * u) : 1.7 * u;
  return { left, right, top, cw, ch, flat, labels, w: cw * m, h: ch * n, bars: 4 * u, u };
}

/** The path of a rectangle. */
const box = (x, y, width, height) => `M${x} ${y}h${width}v${height}h${-width}z`;

/** Rings around cells and crosses on others: each line on a lighter, broader one. */
function marks({ rings = [], crosses = [] }, { left, top, cw, ch }) {
  const inset = Math.min(3, cw / 8, ch / 8);
  const ring = ([i, j]) =>
    box(left + j * cw + inset, top + i * ch + inset, cw - 2 * inset, ch - 2 * inset);
  const r = Math.min(cw, ch) * 0.28;
  const cross = ([i, j]) => {
    const [x, y] = [left + (j + 0.5) * cw, top + (i + 0.5) * ch];
    return `M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`;
  };
  const two = (name, d) =>
    ["back", "front"].map((side) => s("path", { class: `${name} ${side}`, d }));
  return [...two("ring", rings.map(ring).join("")), ...two("cross", crosses.map(cross).join(""))];
}

/** The canvas, the bars beside it, the marks, the names. */
function draw({ node, canvas, ink, now, size, name }) {
  const { left, top, ch, w, right, bars, labels, u } = size;
  const { n, m, A, most, side, sides } = now;
  const high = (size.h = ch * n);
  const [x, base] = [left + w + 10, top + high + bars + 10];
  const dark = darkness(m);
  node.style.height = px(top + size.tall * ch + bars + u);
  paint(canvas, n, m, now.scale ?? ramp(node), (i) => dark(A[i] / most));
  const place = `left:${left}px;top:${top}px;width:${w}px;height:${high}px;`;
  canvas.style.cssText = place + (ch < 1 ? "image-rendering:auto" : "");
  const unit = (right - 16) / (side || 1);
  const beside = (value, i) => box(x, top + (i + 0.2) * ch, value * unit, ch * 0.6);
  ink.setAttribute("width", left + w + right);
  ink.setAttribute("height", base + 4);
  ink.replaceChildren(
    s("path", { class: "sides", d: Array.from(sides, beside).join("") }),
    s("path", { class: "rule", d: `M${left} ${base}h${w}M${left} ${base - bars}h${w}` }),
    s("path", { class: "bars" }),
    s("path", { class: "bar" }),
    ...marks(now, size),
  );
  node.querySelectorAll(".name").forEach((old) => old.remove());
  const head = (style, ...children) => h("span", { class: "name head", style }, children);
  const there = `left:${x}px;width:${right - 10}px;top:`;
  node.append(
    head(`${there}${top - 1.5 * u}px`, now.title),
    head(`${there}${base - bars - 0.6 * u}px${right < 2 * u ? ";display:none" : ""}`),
    head(`left:0;width:${left - 6}px;top:${base - bars / 2 - 0.6 * u}px;text-align:right`),
  );
  if (!labels) return;
  node.append(...now.rows.map((q, i) => rowName(name(q), i, size)));
  node.append(...now.columns.map((k, j) => columnName(name(k), j, size)));
}

const rowName = (text, i, { left, top, ch }) => {
  const style = `left:0;width:${left - 6}px;top:${top + (i + 0.5) * ch}px`;
  return h("span", { class: "name q", "data-q": i, style }, text);
};

const columnName = (text, j, { left, top, cw, w, flat, labels, u }) => {
  const middle = left + (j + 0.5) * cw;
  const from = Math.min(Math.max(middle - 5 * u, left), left + Math.max(w - 10 * u, 0));
  const upright = `left:${middle - 0.6 * u}px;width:${1.2 * u}px;height:${top - 6}px;top:0`;
  const level = `left:${middle - cw / 2}px;width:${cw}px;top:${top - 1.5 * u}px`;
  const style = !labels ? `left:${from}px;width:${10 * u}px;top:0` : flat ? level : upright;
  const kind = flat || !labels ? "name k" : "name k up";
  return h("span", { class: kind, "data-k": j, style }, text);
};

/** The bars below: the weights of row i, or, of no row, the means of all. */
function drawBars({ node, ink, now, size, barNames }, i, j) {
  const { left, top, cw, h: high, bars } = size;
  const { A, m, n } = now;
  const base = top + high + bars + 10;
  const row = new Float64Array(m);
  if (i < 0) for (let a = 0; a < n * m; a++) row[a % m] += A[a] / n;
  else row.set(A.subarray(i * m, i * m + m));
  const most = i < 0 ? Math.max(highest(row), 1e-9) : now.most;
  const bar = (a) => box(left + (a + 0.08) * cw, base, cw * 0.84, (-bars * row[a]) / most);
  const [all, one] = ink.querySelectorAll(".bars, .bar");
  all.setAttribute("d", Array.from(row, (_, a) => bar(a)).join(""));
  one.setAttribute("d", i < 0 ? "" : bar(j));
  const [, scale, name] = node.querySelectorAll(".head");
  [scale.textContent, name.textContent] = [number(most, 2), barNames[i < 0 ? 1 : 0]];
}

/** Cell (i, j) is looked at; (−1, −1): none. */
function look(self, i, j) {
  const { node, over, size, now, name } = self;
  self.at = [i, j];
  over.replaceChildren();
  node.querySelectorAll(".on").forEach((old) => old.classList.remove("on"));
  drawBars(self, i, j);
  if (i < 0) return;
  const { left, top, cw, ch, w, h: high, labels } = size;
  const part = (name, x, y, width, height) =>
    h("div", { class: name, style: `left:${x}px;top:${y}px;width:${width}px;height:${height}px` });
  const [wide, tall] = [Math.max(cw, 6), Math.max(ch, 6)];
  over.append(
    part("across", left, top + i * ch, w, ch),
    part("down", left + j * cw, top, cw, high),
    part("here", left + (j + 0.5) * cw - wide / 2, top + (i + 0.5) * ch - tall / 2, wide, tall),
  );
  if (!labels)
    over.append(rowName(name(now.rows[i]), i, size), columnName(name(now.columns[j]), j, size));
  node
    .querySelectorAll(`[data-q="${i}"], [data-k="${j}"]`)
    .forEach((each) => each.classList.add("on"));
}

/** The map as {node, fit(size), show(now), look(i, j), go(i, j)}.  size: what `layout` gives, and
    tall, for how many rows room is kept.  now: {n, m, A, rows, columns} (texts), most (the weight
    of the darkest colour and of a whole bar), sides (a number a row; side: the largest possible;
    title: nodes), rings and crosses ([[i, j], …]),
    scale: the colours, where they are known.  name(text) gives nodes; barNames: of a row's
    bars and of the means; choose(i, j) is called when the reader goes to a cell, point(i, j) when
    the pointer is over it (without arguments: when it leaves), act(i, j), where given, when it is
    clicked a second time or Enter is pressed.  go(i, j): the cell is kept, without the reader. */
export function heatmap({ label, name, barNames, choose, point, act }, signal) {
  const [canvas, ink] = [
    h("canvas", { "aria-hidden": "true" }),
    s("svg", { "aria-hidden": "true" }),
  ];
  const over = h("div", { class: "over" });
  const open = { class: "nlpviz-heatmap", tabindex: 0, role: "application", "aria-label": label };
  const node = h("div", open, canvas, ink, over);
  const self = { node, canvas, ink, over, name, barNames, at: [-1, -1] };
  const place = (event) => {
    const [x, y] = pointer(event, node);
    const { left, top, cw, ch } = self.size;
    const [i, j] = [Math.floor((y - top) / ch), Math.floor((x - left) / cw)];
    return i >= 0 && i < self.now.n && j >= 0 && j < self.now.m ? [i, j] : null;
  };
  const visit = (i, j, { type }) => {
    if (act && type === "click" && String([i, j]) === String(self.kept)) act(i, j);
    else choose(i, j);
  };
  const cells = grid(node, { place, choose: visit }, signal);
  if (act) acts(node, () => self.at[0] >= 0 && act(...self.at), signal);
  const enter = () => {
    if (!node.matches(":focus-visible") || self.at[0] >= 0) return;
    const row = self.now.A.subarray(0, self.now.m);
    choose(0, row.indexOf(highest(row)));
  };
  node.addEventListener("focus", enter, { signal });
  const hover = (event) => {
    const cell = place(event);
    if (cell && String(cell) !== String(self.at)) point(...cell);
  };
  node.addEventListener("pointermove", hover, { signal });
  node.addEventListener("pointerleave", () => point(), { signal });
  self.go = (i, j) => {
    self.kept = [i, j];
    cells.go(i, j);
  };
  self.look = (i, j) => self.size && look(self, i, j);
  self.fit = (size) => {
    self.size = size;
    if (self.now) draw(self);
  };
  self.show = (now) => {
    self.now = now;
    cells.renew({ rows: now.n, columns: now.m });
    if (self.size) draw(self);
  };
  return self;
}
