// The map of AttentionMap: who looks at whom, one cell per weight.
import { paint, ramp } from "../core/kit/colour.js";
import { choice } from "../core/kit/controls.js";
import { h, measure, unit } from "../core/kit/dom.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { darkness, heatmap, highest, layout } from "../core/kit/heatmap.js";
import { number } from "../core/kit/numbers.js";
import { state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { largest } from "../core/kit/word_vectors.js";
import { speaker } from "../core/kit/words.js";
import { entropy, errorRate, headOf, without } from "./math.js";
import { rest, sentence } from "./sentences.js";
import words from "./words.json" with { type: "json" };

/** What does not change: sizes, texts, what travels. */
function begin(model, el, signal, extra) {
  const packed = model.get("weights");
  const [layers, heads, all, m] = packed.shape;
  const starts = model.get("starts") ?? [0, all];
  const view = { model, el, signal, packed, layers, heads, m, starts, at: [-1, -1] };
  view.say = speaker(el, words);
  view.keys = model.get("key_tokens");
  view.tall = highest(starts.slice(1).map((end, b) => end - starts[b]));
  const glosses = model.get("glosses") ?? {};
  view.gloss = (text) => (Object.hasOwn(glosses, text) ? clip(glosses[text], 24) : "");
  view.name = (text) => [clip(text, 40), view.gloss(text) && h("small", {}, " ", view.gloss(text))];
  view.noted = (text, shown = text) => shown + (view.gloss(text) && ` (${view.gloss(text)})`);
  const known = {
    layer: { default: 0, check: whole(0, layers - 1) },
    head: { default: 0, check: whole(0, heads - 1) },
    query: { default: -1, check: whole(-1, view.tall - 1) },
    key: { default: -1, check: whole(-1, m - 1) },
    ...extra.fields(model, all * m),
  };
  view.now = state(model, known, (keys) => redraw(view, keys), signal);
  Object.assign(view, {
    chosen: ({ query, key } = view.now) => (query >= 0 && query < view.n ? [query, key] : [-1, -1]),
    keep: (i, j) => keep(view, i, j),
    // The right links are an answer: where there is a question, they wait for it.
    rings: () => (view.outlined && (!view.decoder || view.seen) ? view.gold : []),
    point: (i = view.chosen()[0], j = view.chosen()[1]) => point(view, i, j),
  });
  return view;
}

/** What the chosen layer, head and hypothesis hold, with its cuts. */
function load(view) {
  const { now, m, starts, model } = view;
  const [first, end] = starts.slice(now.beam ?? 0, (now.beam ?? 0) + 2);
  const n = end - first;
  const whole = headOf(view.packed, now.layer, now.head).subarray(first * m, end * m);
  const places = (now.cuts ?? []).map((place) => place - first * m);
  const cuts = places.filter((place) => place >= 0 && place < n * m);
  const links = (model.get("gold") ?? []).map(([i, j]) => [i - first, j]);
  Object.assign(view, {
    first,
    n,
    whole,
    cuts,
    queries: model.get("queries").slice(first, end),
    gold: links.filter(([i]) => i >= 0 && i < n),
    A: without(whole, m, cuts, now.renormalise),
    H: entropy(whole, n, m),
    most: now.cuts ? 1 : highest(whole), // what a whole bar is: no cut changes it
  });
}

function redraw(view, keys) {
  if (keys.some((key) => !["query", "key"].includes(key))) {
    load(view);
    for (const name in view.controls) view.controls[name].value = Number(view.now[name]);
    show(view);
  }
  view.cross.follow(keys);
  view.map.go(...view.chosen());
  view.point();
}

/** The map, its legend, the small pictures of the heads, the table. */
function show(view) {
  const { n, m, A, H, most, queries, keys, say, cuts, gold, map, el } = view;
  const crosses = cuts.map((place) => [Math.floor(place / m), place % m]);
  const title = [say("entropy"), h("i", {}, " H")];
  const scale = ramp(el);
  const texts = { rows: queries, columns: keys, title };
  const sides = { sides: H, side: Math.log2(m) };
  map.show({ n, m, A, most, scale, crosses, rings: view.rings(), ...texts, ...sides });
  const dark = darkness(m);
  paint(view.legend, 1, 64, scale, (i) => dark(i / 63));
  view.peak.textContent = number(most);
  if (view.thumbs) after(view, () => drawHeads(view, scale));
  const wrong = errorRate(A, m, gold);
  if (view.rate)
    view.rate.textContent = wrong === null ? "" : say("error", { x: number(wrong, 2) });
  view.refresh?.();
}

/** In the frame after the next one: the map is seen before the small pictures are made. */
function after(view, draw) {
  cancelAnimationFrame(view.later);
  const frame = (act) => (view.later = requestAnimationFrame(act));
  frame(() => frame(() => view.signal.aborted || draw()));
}

function drawHeads({ thumbs, packed, now, n, m }, scale) {
  const dark = darkness(m);
  thumbs.forEach((thumb, k) => {
    const A = headOf(packed, now.layer, k);
    const peak = highest(A);
    paint(thumb, n, m, scale, (i) => dark(A[i] / peak));
  });
}

/** A cell is looked at (−1, −1: none): everywhere, and in a sentence. */
function point(view, i, j) {
  view.at = [i, j];
  view.map.look(i, j);
  view.cross.point();
  view.tell(...(i < 0 ? rest(view) : sentence(view, i, j)));
}

function keep(view, i, j) {
  view.now.set({ query: i, key: j });
  view.map.go(i, j);
  view.point(i, j);
}

/** A choice that sets a value of the state; yes or no stand as 1 and 0. */
export function control(view, key, label, options) {
  const { now, say, controls } = view;
  const read = typeof now[key] === "boolean" ? (value) => value === "1" : Number;
  const set = (value) => now.set(key, read(value));
  controls[key] = choice({ label: say(label), value: Number(now[key]), options }, set);
  return controls[key].node;
}

/** One of the layers or heads; of heads, small pictures where they can be drawn at once. */
function chooser(view, name, count) {
  if (count < 2) return null;
  const small = name === "head" && count * view.tall * view.m <= 1e6;
  const picture = () => h("canvas", { "aria-hidden": "true" });
  if (small) view.thumbs = Array.from({ length: count }, picture);
  const option = (i) => ({ value: i, text: small ? [view.thumbs[i], i] : i });
  const options = Array.from({ length: count }, (_, i) => option(i));
  return control(view, name, name, options);
}

/** The gold links: whether they are outlined, and how many are missed (of a decoder: elsewhere). */
function gold(view) {
  if (!view.model.get("gold")) return null;
  view.outlined = true;
  view.rate = h("span");
  const box = h("input", { type: "checkbox", checked: true });
  const change = () => {
    view.outlined = box.checked;
    show(view);
    view.point();
  };
  box.addEventListener("change", change, { signal: view.signal });
  const sign = h("b", { "aria-hidden": "true" });
  const told = [view.say("gold"), " ", !view.now.cuts && view.rate];
  return h("label", { class: "gold" }, box, sign, told);
}

function build(view, extra) {
  const { el, say } = view;
  view.controls = {};
  [view.legend, view.peak] = [h("canvas", { "aria-hidden": "true" }), h("span")];
  const { name, keep: choose, point, n, m, signal } = view;
  const act = extra.cut && ((i, j) => extra.cut(view, i, j));
  const [label, barNames] = [say("map", { n, m }), [say("weight"), say("mean")]];
  view.map = heatmap({ name, choose, point, act, label, barNames }, signal);
  const choices = [chooser(view, "layer", view.layers), chooser(view, "head", view.heads)];
  el.append(h("div", { class: "nlpviz-bar" }, choices));
  view.key = h("span", { class: "legend nlpviz-muted" }, "0", view.legend, view.peak);
  view.foot = h("div", { class: "foot" }, gold(view), view.key);
  view.cross = extra.cross(view);
  const [object, ...rest] = view.cross.body;
  if (view.ask) el.append(view.ask.node, object);
  view.tell = announce(el, { class: "nlpviz-readout says" });
  el.append(...(view.ask ? rest : view.cross.body), view.cross.more);
}

/** The table's header and rows: every weight, or of a large map each row's three largest. */
function numbers(view) {
  const { layers, heads, now, n, m, A, H, queries, keys, say, cross: extra } = view;
  const { gold, outlined } = view;
  const corner = layers * heads > 1 ? `A[${now.layer}, ${now.head}]` : "A";
  const small = n * m <= 1024;
  const marks = small
    ? keys.map((key) => view.noted(key))
    : ["k₁", "k₂", "k₃"].slice(0, m).flatMap((k) => [k, "A"]);
  const linked = (i) => {
    const links = gold.filter(([row]) => row === i).map(([, j]) => keys[j]);
    return links.join(", ") || "–";
  };
  const rows = queries.map((q, i) => {
    const row = A.subarray(i * m, i * m + m);
    const cells = small ? row : largest(row, 3).flatMap((j) => [view.noted(keys[j]), row[j]]);
    return [
      view.noted(q),
      ...cells,
      H[i],
      ...(outlined === undefined ? [] : [linked(i)]),
      ...extra.cells(i),
    ];
  });
  const links = outlined === undefined ? [] : [`${say("gold")} ↔`];
  return { header: [corner, ...marks, `${say("entropy")} H`, ...links, ...extra.columns], rows };
}

/** Sizes for this width; what is drawn follows. */
function fit(view, width) {
  const { el, model, keys, tall, m, say, map } = view;
  const u = unit(el);
  const [wide, room] = [measure(el, 650, u), map.node.clientWidth || width];
  const gloss = (text) => wide(view.gloss(text));
  const most = (texts) => highest(texts.map((text) => wide(clip(text, 24)) + gloss(text)));
  const texts = { row: most([...model.get("queries"), say("weight")]), column: most(keys) };
  texts.side = wide(`${say("entropy")} H`);
  const limit = model.get("words") ? 340 : 720;
  map.fit({ ...layout(room, tall, m, texts, { most: limit, u }), tall });
  view.cross.fit(u, (text) => Math.max(1.15 * wide(clip(text, 40)), gloss(text)));
  view.point();
}

function render({ model, el }, extra) {
  const { signal, end } = life(el);
  const view = begin(model, el, signal, extra);
  load(view);
  build(view, extra);
  show(view);
  view.map.go(...view.chosen());
  view.cross.follow(["beam"]);
  view.refresh = table(el, () => numbers(view), signal);
  onResize(el, (width) => fit(view, width), signal);
  onTheme(el, () => (show(view), view.point()), signal);
  return end;
}

/** The figure as a front end; extra: {fields, cross, cut}, as cross.js has them. */
export const attentionMap = (extra) => ({ render: (context) => render(context, extra) });
