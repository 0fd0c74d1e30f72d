// One translator's panel: its translation in cells, what it looks at (a map) or keeps (a vector).
import { paint } from "../core/kit/colour.js";
import { h, measure, pointer, s } from "../core/kit/dom.js";
import { announce, arrows } from "../core/kit/events.js";
import { clamp, short } from "../core/kit/numbers.js";
import { UNK, rightParts } from "./math.js";

const LEFT = 2.4; // the gutter beside the map, in the unit of sizes

/** A character as it is shown: a blank and nothing at all can be seen. */
export const seen = (token) => (token === undefined ? "∅" : token === " " ? "␣" : token);

/** The panel of one model: {w, looks, title, node, …}; point(t) is called when a cell is chosen,
    by keyboard, by pointer, or in the map; current() and longest() say where the reader is. */
export function panel({ w, title, say, point, current, longest }, signal) {
  const looks = Boolean(w.W_c);
  const one = { w, looks, title, ids: [], shown: 0 };
  one.head = h("div", { class: "head" });
  one.out = h("div", {
    class: "out",
    tabindex: 0,
    role: "application",
    "aria-label": say("place", { title }),
  });
  one.canvas = h("canvas", { "aria-hidden": "true" });
  one.over = h("div", { "aria-hidden": "true" });
  one.map = h("div", { class: looks ? "map" : "vector" }, one.canvas, one.over);
  one.node = h("div", { class: looks ? "way wide" : "way" }, one.head, one.map);
  one[looks ? "head" : "map"].after(one.out);
  one.read = announce(one.node);
  arrows(one.out, (dx, dy) => point(clamp(current() + dx + dy, 0, longest() - 1)), signal);
  const pick = (event) => {
    const cell = event.target.closest("[data-t]");
    if (cell) point(+cell.dataset.t);
  };
  const row = (event) => {
    const y = pointer(event, one.map)[1] - (one.size?.top ?? 0);
    if (one.size && y > 0) point(clamp(Math.floor(y / one.size.high), 0, one.size.n - 1));
  };
  for (const type of ["pointermove", "pointerdown"]) {
    one.out.addEventListener(type, pick, { signal });
    if (looks) one.map.addEventListener(type, row, { signal });
  }
  return one;
}

/** Head and cells of a translation beside the truth, where it is known. */
export function fillOut(one, truth, say) {
  const total = truth?.split(" ").length;
  const wrong = one.cells.some((cell) => cell.wrong);
  const n = total && rightParts(one.text, truth);
  const score = total ? `${wrong ? "✗" : "✓"} ${say("score", { n, total })}` : "";
  one.head.replaceChildren(
    h("strong", {}, one.title),
    h("span", { class: wrong ? "score bad" : "score" }, score),
    h("small", {}, say(one.looks ? "keys" : "last", { d: one.last.length })),
  );
  one.out.classList.toggle("many", one.cells.length > 14);
  one.out.replaceChildren(...one.cells.map((cell, t) => sign(cell, one.p[t] ?? 0, t)));
}

/** One character of a translation, with its probability as a bar. */
function sign({ got, wrong }, p, t) {
  const kind = `sign${wrong ? " wrong" : ""}${got === "</s>" ? " end" : ""}`;
  return h(
    "span",
    { class: kind, "data-t": t },
    h("bdi", {}, seen(got)),
    h("span", { class: "bar" }, h("i", { style: `width:${100 * p}%` })),
  );
}

/** The map of where a translator looks, row t in front; place(j) names what is read at j. */
export function drawMap(one, t, { ids, place, target, scale, wide, most, u }) {
  const { m, A } = one;
  const n = one.ids.length;
  if (!wide) return;
  const left = LEFT * u;
  const unit = Math.min((wide - left - 1.5 * u) / m, 1.9 * u);
  const labels = unit >= 0.28 * u;
  const top = labels ? 1.45 * u : 4;
  const high = Math.min(most / n, 1.4 * u);
  one.size = { left, top, high, n, unit, u };
  paint(one.canvas, n, m, scale, (i) => (Math.floor(i / m) < one.shown ? A[i] : 0));
  one.canvas.style.cssText = `left:${left}px;top:${top}px;width:${unit * m}px;height:${high * n}px`;
  const height = top + most + 4;
  one.map.style.height = `${height}px`;
  const here = `M${left} ${top + high * t}h${unit * m}v${high}h${-unit * m}z`;
  one.over.replaceChildren(
    s(
      "svg",
      { width: wide, height },
      labels && columnNames(one, ids, place),
      one.ids.map((id, k) => k < one.shown && line(one, seen(target[id]), k, t)),
      t < n && t < one.shown && s("path", { class: "here", d: here }),
    ),
  );
}

const text = (x, y, words, more) => s("text", { x, y, "text-anchor": "middle", ...more }, words);

/** What is read, above its columns, each letter as narrow as its column. */
function columnNames({ size, map }, ids, place) {
  const { left, unit, u } = size;
  const wide = measure(map, 400, u);
  const each = (id, j) => {
    const name = place(j);
    const room = 0.94 * unit + (j < ids.length - 1 ? 0 : 0.6 * u);
    const squeezed = wide(name) > room && { textLength: room, lengthAdjust: "spacingAndGlyphs" };
    const kind = { class: id === UNK ? "strange" : "from", ...squeezed };
    return text(left + unit * j + room / 2, u, name, kind);
  };
  return ids.map(each);
}

/** What is written, beside its row. */
function line({ size }, name, k, t) {
  const { top, high, u } = size;
  const y = top + high * (k + 0.5) + 0.3 * u;
  return (high >= 0.85 * u || k === t) && text(1.1 * u, y, name, { class: k === t && "on" });
}

/** [place, weight] of where a translator looks most as it writes character t; [] if it cannot. */
export function looked({ A, m }, t) {
  const row = A?.subarray(t * m, (t + 1) * m) ?? [];
  const most = Math.max(...row);
  return row.length ? [row.indexOf(most), most] : [];
}

/** What a translator says of the character at t. */
export function speech(one, t, place, say) {
  const cell = one.cells[t];
  if (!cell) return "—";
  const text = seen(cell.got);
  const [j, a] = looked(one, t);
  return [
    cell.got === undefined ? text : say("said", { text, p: short(one.p[t]) }),
    a && say("looks", { text: place(j), a: short(a) }),
    cell.wrong && h("span", { class: "due" }, say("wrong", { text: seen(cell.due) })),
  ];
}
