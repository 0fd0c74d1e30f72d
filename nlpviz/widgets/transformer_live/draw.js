// What TransformerLive draws: the words with one head's links from the last one, the choice between
// two words, the likeliest ones, and the heads in small.
import { arc, curve, inLine, journey } from "../core/kit/arcs.js";
import { h, measure, s, unit } from "../core/kit/dom.js";
import { animate } from "../core/kit/motion.js";
import { short } from "../core/kit/numbers.js";
import { clip } from "../core/kit/text.js";
import { largest, share } from "./math.js";
import { LETTERS } from "./reading.js";

const FAINT = 0.02; // weights below are not drawn

/** The links of head k from the last word: [{j, a, points, off}]. */
function linksOf(view, k, lift = 1) {
  const { found, place, now, u } = view;
  const last = place.known.at(-1);
  const is = (j) => now.links_off.some((link) => link === `${k}:${j}`);
  return [...found.A[k]]
    .map((a, j) => ({ j, a, off: is(j), points: arc(place.level, last, place.known[j], u, lift) }))
    .filter(({ a, off }) => off || a >= FAINT);
}

function drawLinks(view) {
  const { now, found, cut, u } = view;
  const faded = (k) => (now.heads_off.includes(k) ? " gone" : "");
  const line = ({ a, points, off }, kind) => {
    const width = ((0.8 + 11 * (off ? 0 : a)) * u) / 14;
    return s("path", {
      class: kind + (off ? " off" : ""),
      d: curve(points),
      style: `stroke-width:${width}px`,
    });
  };
  if (now.head < 0) {
    const all = found.A.flatMap((_, k) =>
      linksOf(view, k, 0.7 + 0.04 * k).map((link) => line(link, "many" + faded(k))),
    );
    return { node: s("g", {}, all), dots: [] };
  }
  const links = linksOf(view, now.head);
  const hit = ({ j, points }) =>
    s("path", { class: "hit", d: curve(points), onclick: () => cut(j) }, s("title", {}, "✂"));
  const drawn = links.map((link) => line(link, "own" + faded(now.head)));
  const scissors = now.revealed ? links.map(hit) : [];
  const dot = ({ a }) => s("circle", { class: "dot", r: ((2 + 4 * a) * u) / 14 });
  const dots = now.heads_off.includes(now.head)
    ? []
    : links.filter(({ off }) => !off).map((link) => ({ node: dot(link), points: link.points }));
  return {
    node: s(
      "g",
      {},
      drawn,
      dots.map(({ node }) => node),
      scissors,
    ),
    dots,
  };
}

/** One word of the sentence, and beneath it (or behind it) how strongly the head looks at it. */
function wordOf(view, { text, id, k }, [x, y]) {
  const { now, found, place, u, ids } = view;
  const kind = id < 0 ? "unknown" : k === ids.length - 1 ? "queries" : "keys";
  const name = s("text", { class: `word ${kind}`, x, y }, text);
  if (id < 0 || now.head < 0) return [name];
  const [a, b] = place.level ? [x, y + 1.5 * u] : [x + 0.6 * u, y];
  return [name, s("text", { class: "weight", x: a, y: b }, short(found.A[now.head][k]))];
}

/** The word of the two that the model prefers, where the next word would stand; above it, the one
    that it preferred with all parts on. */
function nextOf(view, size) {
  const { place, ask, found, whole, pair, u } = view;
  const [x, y] = place.next;
  const [now, before] = [found, whole].map(({ P }) => (share(P, pair) >= 0.5 ? 0 : 1));
  const left = place.level ? x - size / 2 : x - size;
  const box = { x: left, y: y - 1.55 * u, width: size, height: 2.2 * u, rx: 5 };
  const middle = left + size / 2;
  const [behind, over] = place.level ? [left - 1.4 * u, 0] : [left - 1.4 * u, size];
  const former = { class: "former", x: middle + over, y: y - (over ? 0 : 2.1 * u) };
  return s(
    "g",
    { class: `next s${now}` },
    s("text", { class: "arrow", x: behind, y }, "→"),
    s("rect", box),
    s("text", { class: "said", x: middle, y }, clip(ask[now], LETTERS)),
    now !== before && s("text", former, clip(ask[before], LETTERS)),
  );
}

/** The sentence as a drawing `width` wide, into view.drawing. */
export function drawSentence(view, width) {
  const { el, drawing, words, ask, found, say } = view;
  const u = (view.u = unit(el));
  if (!found) return drawing.replaceChildren(h("p", { class: "nlpviz-muted" }, say("empty")));
  const wide = measure(el, 400, 1.35 * u);
  const size = Math.max(...ask.map((word) => wide(clip(word, LETTERS)))) + 1.4 * u;
  const widths = words.map(({ text }) => wide(text));
  const place = (view.place = inLine(widths, size, width, u));
  const known = [];
  const numbered = words.map((one) => ({ ...one, k: one.id < 0 ? -1 : known.push(one) - 1 }));
  place.known = numbered.flatMap(({ k }, i) => (k < 0 ? [] : [place.foot[i]]));
  const links = drawLinks(view);
  const children = [
    links.node,
    numbered.flatMap((one, i) => wordOf(view, one, place.at[i])),
    nextOf(view, size),
  ];
  const box = { width, height: place.height, class: place.level ? "level" : "column" };
  drawing.replaceChildren(s("svg", { ...box, "aria-hidden": "true" }, children));
  view.dots = links.dots;
}

/** What the head takes travels along its links to the last word, and the verdict appears. */
export function travel(view) {
  for (const { node, points } of view.dots ?? []) {
    animate(node, journey([...points].reverse()), { ms: 900 });
  }
  const next = view.drawing.querySelector(".next");
  if (next) animate(next, [{ opacity: 0.25 }, { opacity: 1 }], { ms: 350, delay: 650 });
}

/** The bar between the two words, and the likeliest of all words. */
export function drawChoice(view) {
  const { found, whole, pair, choice, list, vocabulary } = view;
  choice.show(found && share(found.P, pair), whole && share(whole.P, pair));
  const item = (i) =>
    h(
      "li",
      { class: pair.includes(i) && "asked" },
      h("bdi", {}, clip(vocabulary[i], LETTERS)),
      h("i", { style: `--p:${100 * found.P[i]}%` }, short(found.P[i])),
    );
  list.replaceChildren(...(found ? largest(found.P, 5).map(item) : []));
}
