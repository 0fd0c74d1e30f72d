// Words in a row (or a column, where it is narrow), links from one of them back over the others,
// and a box for the word that comes next.
import { s } from "./dom.js";
import { animate } from "./motion.js";

const roomOf = (widths, u) => widths.reduce((a, b) => a + b + 1.1 * u, 0);

/** How wide a row of words of these widths is, with the box behind them. */
export const rowWidth = (widths, nextWidth, u) => roomOf(widths, u) + nextWidth + 2.8 * u;

/** Where words of these widths stand: in a row with a last box behind them where all fit, else in a
    column (their right ends) with it below.  {level, height, at: [[x, y], …] of the words, next: of
    the box's middle, foot: where links begin}. */
export function inLine(widths, nextWidth, width, u) {
  const gap = 1.1 * u;
  if (rowWidth(widths, nextWidth, u) <= width) {
    const y = 8.4 * u;
    let x = 0;
    const at = widths.map((w) => [(x += w + gap) - gap / 2 - w / 2, y]);
    const next = [roomOf(widths, u) + 2.4 * u + nextWidth / 2, y];
    return { level: true, height: y + 2.3 * u, at, next, foot: at.map(([a]) => [a, y - 1.5 * u]) };
  }
  const right = Math.min(Math.max(...widths, nextWidth + 2 * u) + 0.5 * u, 0.6 * width);
  const row = 1.9 * u;
  const at = widths.map((_, j) => [right, (j + 0.9) * row]);
  const next = [right - nextWidth / 2, (widths.length + 1.2) * row];
  const foot = at.map(([x, y]) => [x + 3.6 * u, y - 0.4 * u]);
  return { level: false, height: next[1] + 0.7 * row, at, next, foot };
}

/** The four points of the link from a to b, above a row or beside a column; to itself, a loop. */
export function arc(level, [ax, ay], [bx, by], u, lift = 1) {
  const far = Math.abs(level ? ax - bx : ay - by);
  const side = far ? 0 : 0.9 * u;
  if (level) {
    const out = lift * Math.min(2.2 * u + 0.3 * far, 8.6 * u);
    return [
      [ax + side, ay],
      [ax + side, ay - out],
      [bx - side, by - out],
      [bx - side, by],
    ];
  }
  const out = lift * (2 * u + 0.35 * far);
  return [
    [ax, ay + side],
    [ax + out, ay + side],
    [bx + out, by - side],
    [bx, by - side],
  ];
}

/** The curve through four points as a path. */
export const curve = ([a, b, c, d]) =>
  `M${a.join(" ")}C${[b, c, d].map((p) => p.join(" ")).join(" ")}`;

/** The place on that curve at t from 0 to 1. */
export const along = (points, t) =>
  [0, 1].map((k) => {
    const [a, b, c, d] = points.map((p) => p[k]);
    const r = 1 - t;
    return r * r * r * a + 3 * r * r * t * b + 3 * r * t * t * c + t * t * t * d;
  });

/** How a dot goes along the curve, backwards, and is gone at its end: keyframes of `animate`. */
export const journey = (points, steps = 12) =>
  Array.from({ length: steps + 1 }, (_, n) => {
    const [x, y] = along(points, 1 - n / steps);
    return { transform: `translate(${x}px, ${y}px)`, opacity: n % steps ? 1 : 0 };
  });

/** A word, and beneath it (or behind it) its note. */
function wordAt({ level }, { text, kind, note }, [x, y], u) {
  const [a, b] = level ? [x, y + 1.5 * u] : [x + 0.6 * u, y];
  return [
    s("text", { class: `word ${kind}`, x, y }, text),
    note && s("text", { class: "note", x: a, y: b }, note),
  ];
}

/** The box of the next word; what stood in it before, struck out. */
function boxAt({ level, next: [x, y] }, { text, before, kind }, size, u) {
  const box = { x: x - size / 2, y: y - 1.55 * u, width: size, height: 2.2 * u, rx: 5 };
  const former = level ? { x, y: y - 2.1 * u } : { x: x + size + u, y };
  return s(
    "g",
    { class: `next ${kind}` },
    s("text", { class: "arrow", x: x - size / 2 - 1.2 * u, y }, "→"),
    s("rect", box),
    s("text", { class: "said", x, y }, text),
    before && s("text", { class: "former", ...former }, before),
  );
}

/** A sentence that is looked back on, as {node, dots: [{node, points}]} to be sent along.
    words: [{text, kind, note}]; from: the place of the word that looks; links: [{to, a, kind, lift,
    still, cut}]: a weight, whether nothing travels along it, what a click does; next: {text,
    before, kind}; size: the box's width; wide(text): a text's width. */
export function lookBack({ words, from, links, next, size }, { width, u, wide }) {
  const widths = words.map(({ text }) => wide(text));
  const place = inLine(widths, size, width, u);
  const drawn = links.map((link) => {
    const points = arc(place.level, place.foot[from], place.foot[link.to], u, link.lift);
    const style = `stroke-width:${((0.8 + 11 * link.a) * u) / 14}px`;
    const path = s("path", { class: link.kind, d: curve(points), style });
    const dot = !link.still && s("circle", { class: "dot", r: ((2 + 4 * link.a) * u) / 14 });
    const press = { class: "hit", d: curve(points), onclick: link.cut };
    return { points, path, dot, hit: link.cut && s("path", press, s("title", {}, "✂")) };
  });
  const kind = `nlpviz-arcs ${place.level ? "level" : "column"}`;
  const node = s(
    "svg",
    { width, height: place.height, class: kind, "aria-hidden": "true" },
    ["path", "dot", "hit"].map((part) => drawn.map((link) => link[part])),
    words.map((word, i) => wordAt(place, word, place.at[i], u)),
    boxAt(place, next, size, u),
  );
  const dots = drawn.filter(({ dot }) => dot).map(({ dot, points }) => ({ node: dot, points }));
  return { node, dots };
}

/** What travels along the links of `lookBack` to the word that looks; then the box appears. */
export function sendAlong({ node, dots }) {
  for (const dot of dots) animate(dot.node, journey(dot.points), { ms: 900 });
  const frames = [{ opacity: 0.25 }, { opacity: 1 }];
  animate(node.querySelector(".next"), frames, { ms: 350, delay: 650 });
}
