// Two lines of words and the links between them: what looks below (or at the right), what is looked
// at above (or at the left).  A link is chosen, cut and mended on itself: by a click, by a drag
// across it, and by the keys.
import { h, pointer, s } from "./dom.js";
import { drag } from "./drag.js";
import { ACT_KEYS, arrows } from "./events.js";
import { clamp } from "./numbers.js";

const FAINT = 0.05; // weights below are drawn for the chosen row only
const REACH = 9; // pixels from a link that still hit it

/** `count` places from 0 to room, each in the middle of its width, what is left shared evenly. */
function spread(widths, room) {
  const gap = (room - widths.reduce((a, b) => a + b, 0)) / widths.length;
  let x = gap / 2;
  return widths.map((width) => (x += width + gap) - gap - width / 2);
}

/** Where the words of two lines stand: keys above and queries below where both fit in the width,
    else keys left and queries right.  keys, queries: widths of the words; tall: how many queries
    (or how wide a line of them) the largest hypothesis has.
    {level, height, keys: [[x, y], …], queries: …}: where the links end. */
export function twoLines(width, keys, queries, { u = 14, glosses = false, tall = null } = {}) {
  const sum = (widths) => widths.reduce((a, b) => a + b + 1.4 * u, 0);
  const word = (glosses ? 2.9 : 1.6) * u;
  const level = Math.max(sum(keys), tall?.wide ?? sum(queries)) <= width;
  if (level) {
    const [top, below] = [word, word + 10.5 * u];
    const line = (widths, y) => spread(widths, width).map((x) => [x, y]);
    return { level, height: below + word, keys: line(keys, top), queries: line(queries, below) };
  }
  const row = word + 0.4 * u;
  const rows = Math.max(keys.length, tall?.count ?? queries.length);
  const side = Math.min(0.36 * width, 11 * u);
  const column = (count, x) =>
    Array.from({ length: count }, (_, i) => [x, (i + 0.5 + (rows - count) / 2) * row]);
  return {
    level,
    height: rows * row,
    keys: column(keys.length, side),
    queries: column(queries.length, width - side),
  };
}

/** How far the point (x, y) is from the link from a to b. */
export function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
  const near = Math.min(Math.max(t, 0), 1);
  return Math.hypot(x - ax - near * dx, y - ay - near * dy);
}

/** Whether the way from p to q crosses the link from a to b. */
export function crosses(p, q, a, b) {
  const side = ([x, y], [cx, cy], [dx, dy]) =>
    Math.sign((dx - cx) * (y - cy) - (dy - cy) * (x - cx));
  return side(p, a, b) !== side(q, a, b) && side(a, p, q) !== side(b, p, q);
}

const cells = ({ queries, keys }) =>
  queries.flatMap((_, i) => keys.map((_, j) => ({ i, j, place: i * keys.length + j })));

const isDrawn = ({ whole, at, faint = FAINT }, { i, place }) =>
  whole[place] >= (i === at[0] ? FAINT / 5 : faint);

const strongest = ({ whole, keys }, i) => {
  const row = whole.subarray(i * keys.length, (i + 1) * keys.length);
  return row.indexOf(row.reduce((a, b) => Math.max(a, b)));
};

/** The links as lines, those of the row that is looked at above the others. */
function drawLinks({ now, where, u, lines }) {
  const ends = ({ i, j }) => `M${where.queries[i].join(" ")}L${where.keys[j].join(" ")}`;
  const [row, column] = now.at;
  const gold = (now.gold ?? []).map(([i, j]) => s("path", { class: "gold", d: ends({ i, j }) }));
  const seen = cells(now).filter((cell) => isDrawn(now, cell));
  const [own, other] = [seen.filter(({ i }) => i === row), seen.filter(({ i }) => i !== row)];
  const line = (cell) => {
    const off = now.cuts.includes(cell.place);
    const width = ((0.6 + 9 * (off ? now.whole : now.A)[cell.place]) * u) / 14;
    const kind = [cell.i === row && "own", off && "off", cell.j === column && "here"];
    const name = kind.filter(Boolean).join(" ");
    const path = s("path", { class: name, d: ends(cell), style: `stroke-width:${width}px` });
    const [[x0, y0], [x1, y1]] = [where.queries[cell.i], where.keys[cell.j]];
    return [path, off && s("text", { x: (x0 + x1) / 2, y: (y0 + y1) / 2 }, "✂")];
  };
  lines.replaceChildren(...gold, ...[...other, ...own].flatMap(line).filter(Boolean));
}

/** The words of both lines where their links end. */
function drawWords({ now, where, node, name }) {
  node.querySelectorAll(".word").forEach((word) => word.remove());
  node.classList.toggle("level", where.level);
  node.style.height = `${where.height}px`;
  ["keys", "queries"].forEach((line, own) =>
    where[line].forEach(([x, y], k) => {
      const style = `left:${x}px;top:${y}px`;
      const kind = `word ${line} ${now.at[1 - own] === k ? "on" : ""}`;
      node.append(h("span", { class: kind, style }, name(now[line][k])));
    }),
  );
}

/** What is under the pointer: {i, j, link: true}; at a word, its strongest link or, of a word that
    is looked at, that of the chosen row; null where there is nothing. */
function under({ now, where, u }, at) {
  const axis = where.level ? 1 : 0;
  const [low, high] = [where.keys[0][axis], where.queries[0][axis]];
  const near = (line) => {
    const off = line.map(([x, y]) => Math.hypot(x - at[0], y - at[1]));
    const k = off.indexOf(Math.min(...off));
    return off[k] < 6 * u ? k : -1;
  };
  if (at[axis] > high) return near(where.queries) < 0 ? null : row(now, near(where.queries));
  if (at[axis] < low)
    return now.at[0] < 0 || near(where.keys) < 0 ? null : { i: now.at[0], j: near(where.keys) };
  let [found, least] = [null, REACH];
  for (const cell of cells(now)) {
    if (!isDrawn(now, cell)) continue;
    const off = distance(at, where.queries[cell.i], where.keys[cell.j]);
    const mine = cell.i === now.at[0] ? off - 4 : off;
    if (mine < least) [found, least] = [{ ...cell, link: true }, mine];
  }
  return found;
}

const row = (now, i) => ({ i, j: strongest(now, i) });

/** Drag: the links that it crosses are cut, of the chosen row where there is one.  A press without
    a way chooses, and a link that is pressed is cut or mended. */
function handle(self, { choose, cut }, signal) {
  let [last, way, pressed] = [null, 0, null];
  const act = () => self.now.at[0] >= 0 && cut(...self.now.at);
  const knife = (p) => {
    const { now, where } = self;
    for (const cell of cells(now)) {
      if ((now.at[0] >= 0 && cell.i !== now.at[0]) || !isDrawn(now, cell)) continue;
      if (now.cuts.includes(cell.place)) continue;
      if (crosses(last, p, where.queries[cell.i], where.keys[cell.j])) cut(cell.i, cell.j);
    }
  };
  const keys = Object.fromEntries(ACT_KEYS.map((key) => [key, act]));
  const start = (at) => {
    [last, way, pressed] = [at, 0, under(self, at)];
  };
  const move = ({ x, y, dx, dy }) => {
    way = Math.max(way, Math.hypot(dx, dy));
    if (way > 6) knife([x, y]);
    last = [x, y];
  };
  const end = ({ cancelled }) => {
    if (cancelled || way > 6 || !pressed) return;
    choose(pressed.i, pressed.j);
    if (pressed.link) cut(pressed.i, pressed.j);
  };
  drag(self.node, { touch: "pan-y", keys, start, move, end }, signal);
}

/** Two lines of words as {node, fit(width, {u, wide, glosses, tall}), show(now)}.  now: {keys,
    queries, A, whole, cuts, gold, at}: texts, weights n × m as they are and before the cuts, places
    of the cuts, [i, j] that is looked at; faint: the least weight that is drawn of other rows.
    name(text) is what stands for a word; choose(i, j) and
    point(i, j) (without: at nothing) say where the reader goes, cut(i, j) what is cut. */
export function twoLinesOf({ label, name, choose, point, cut }, signal) {
  const lines = s("svg", { "aria-hidden": "true" });
  const open = { class: "nlpviz-links", tabindex: 0, role: "application", "aria-label": label };
  const self = { node: h("div", open, lines), lines, name, where: null, now: null };
  handle(self, { choose, cut }, signal);
  const go = (dx, dy) => {
    const [di, dj] = self.where.level ? [dx, -dy] : [dy, dx];
    const [i, j] = self.now.at;
    const to = i < 0 ? 0 : clamp(i + di, 0, self.now.queries.length - 1);
    const stay = to === i ? clamp(j + dj, 0, self.now.keys.length - 1) : strongest(self.now, to);
    choose(to, stay);
  };
  arrows(self.node, go, signal);
  const hover = (event) => {
    const found = !event.buttons && self.where && under(self, pointer(event, self.node));
    if (found?.link) point(found.i, found.j);
  };
  self.node.addEventListener("pointermove", hover, { signal });
  self.node.addEventListener("pointerleave", () => point(), { signal });
  self.fit = (width, options) => {
    self.room = { width, options };
    self.u = options.u;
    if (self.now) self.show(self.now);
  };
  self.show = (now) => {
    self.now = now;
    if (!self.room) return;
    const { width, options } = self.room;
    const measured = (texts) => texts.map(options.wide);
    self.where = twoLines(width, measured(now.keys), measured(now.queries), options);
    drawLinks(self);
    drawWords(self);
  };
  return self;
}
