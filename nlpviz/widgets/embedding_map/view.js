// EmbeddingMap: words on a map, and how many of their true neighbours the map keeps.
import { button, choice } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, pointer, s } from "../core/kit/dom.js";
import { announce, arrows, life, onResize, onTheme } from "../core/kit/events.js";
import { clamp } from "../core/kit/numbers.js";
import { state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { wordField } from "../core/kit/word_field.js";
import {
  cosines,
  fold,
  largest,
  nearness,
  points,
  split,
  vectors,
} from "../core/kit/word_vectors.js";
import { speaker } from "../core/kit/words.js";
import {
  column,
  evenness,
  extremes,
  legend,
  looked,
  numbers,
  paint,
  pairNames,
  pairsOver,
} from "./draw.js";
import { hit, placed, towards } from "./math.js";
import words from "./words.json" with { type: "json" };

const NEIGHBOURS = 10;
const CLOSEST = 16; // times

const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** The share of neighbours kept by a map. */
const share = ({ n, k }, counts) => counts.reduce((a, b) => a + b, 0) / n / k;

/** What is shown now: the vectors, the map, and what each word keeps on it. */
function current(view) {
  const { table: t, method: m } = view.now;
  return { vectors: view.tables[t], map: view.maps[t][m], counts: view.kept[t][m] };
}

/** Another table, another map, arrows or none. */
function load(view) {
  const { say, now, n, k, methods, kept, picks } = view;
  Object.assign(view, current(view));
  for (const [key, pick] of Object.entries(picks)) pick.value = now[key];
  const others = methods.map((name, i) =>
    i === now.method ? "" : `· ${name} ${percent(share(view, kept[now.table][i]))} `,
  );
  const chance = `${others.join("")}· ${say("chance", { share: percent(k / (n - 1)) })}`;
  view.share.replaceChildren(
    h("b", {}, percent(share(view, view.counts))),
    ` ${say("mean")} `,
    h("span", { class: "nlpviz-muted" }, chance),
  );
  if (view.box) {
    view.box.checked = now.arrows;
    view.even.replaceChildren(...evenness(view));
  }
  view.refresh();
  if (view.size) draw(view);
}

function draw(view) {
  view.placed = placed(view, view.size, view.zoom, view.at);
  paint(view.canvas, view, view.placed);
  view.farther.disabled = view.zoom <= 1;
  view.closer.disabled = view.zoom >= CLOSEST;
  view.legend.replaceChildren(...legend(view, view.placed));
  show(view, view.at);
}

/** Look at word i (-1: none) with its neighbours, by all numbers and on the map. */
function show(view, i) {
  const { say, ink, stage, counts, k, map, placed: screen } = view;
  view.at = i;
  stage.classList.toggle("dim", i >= 0);
  const over = pairsOver(view, screen);
  if (i < 0) {
    ink.replaceChildren(...over, ...pairNames(view, screen));
    view.lists.replaceChildren(...extremes(view, (j) => choose(view, j)));
    return view.read(say("hint"));
  }
  const scores = cosines(view.vectors, i);
  const own = largest(scores, k, [i]);
  const close = largest(nearness(map, i), k, [i]);
  const stays = (j) => close.includes(j);
  ink.replaceChildren(...over, ...looked(view, screen, i, own, stays));
  view.lists.replaceChildren(
    column(view, say("true"), own, stays, scores),
    column(view, say("near"), close, (j) => own.includes(j), scores),
  );
  const word = h("bdi", { class: "chosen" }, clip(view.words[i], 200));
  view.read(word, `: ${say("stay", { count: counts[i], k })}`);
}

/** Look at word i while the pointer is there. */
function visit(view, i) {
  if (i !== view.at) show(view, i);
}

/** Choose word i: it stays. */
function choose(view, i) {
  view.now.set("word", i);
  visit(view, i);
  view.field.value = view.words[i] ?? "";
  if (view.zoom > 1 && i >= 0 && !view.placed.inside(i)) draw(view);
}

function zoomTo(view, zoom) {
  view.zoom = clamp(zoom, 1, CLOSEST);
  draw(view);
}

/** Arrow keys: to the next point that way; Home, End, Page keys: along the list of words. */
function walk(view, dx, dy) {
  const { at, n, map } = view;
  if (at < 0) return choose(view, 0);
  if (Math.abs(dx) === Infinity) return choose(view, dx < 0 ? 0 : n - 1);
  if (Math.abs(dy) > 1) return choose(view, clamp(at + Math.sign(dy), 0, n - 1));
  return choose(view, towards(map, at, dx, -dy));
}

function listen(view) {
  const { stage, signal } = view;
  const on = (kind, act) => stage.addEventListener(kind, act, { signal });
  const under = (event) => hit(view.map, view.placed.view, ...pointer(event, stage));
  on("pointermove", (event) => {
    const i = under(event);
    if (i >= 0) visit(view, i);
  });
  on("pointerleave", () => visit(view, view.now.word));
  on("click", (event) => choose(view, under(event)));
  on("keydown", (event) => {
    if (event.key === "+" || event.key === "-")
      zoomTo(view, event.key === "+" ? view.zoom * 2 : view.zoom / 2);
    else if (event.key === "Escape" && view.now.word >= 0) choose(view, -1);
    else return;
    event.stopPropagation();
  });
  arrows(stage, (dx, dy) => walk(view, dx, dy), signal);
}

/** Which table and which map, and the field where a word is found. */
function controls(view) {
  const { say, signal, words, now } = view;
  for (const [key, all] of Object.entries({ table: view.names, method: view.methods })) {
    if (all.length < 2) continue;
    const options = all.map((text, i) => ({ value: i, text }));
    const take = (value) => now.set(key, Number(value));
    view.picks[key] = choice({ label: say(key), options, value: now[key] }, take);
  }
  const onMatch = (i) => show(view, i < 0 ? now.word : i);
  const onChoose = (i) => choose(view, i);
  const folded = words.map(fold);
  const search = { label: say("find"), words, folded, none: say("none"), onMatch, onChoose };
  view.field = wordField(search, signal);
  const picks = Object.values(view.picks).map((pick) => pick.node);
  return h("div", { class: "nlpviz-bar top" }, picks, view.field.node);
}

function build(view, el) {
  const { say, signal, pairs, now } = view;
  const part = (name, ...children) => h("div", { class: name }, children);
  view.canvas = h("canvas", { "aria-hidden": "true" });
  view.ink = s("svg", { "aria-hidden": "true" });
  const names = { tabindex: 0, role: "application", "aria-label": say("stage") };
  view.stage = h("div", { class: "map", ...names }, view.canvas, view.ink);
  view.closer = button(say("closer"), () => zoomTo(view, view.zoom * 2), "+");
  view.farther = button(say("farther"), () => zoomTo(view, view.zoom / 2), "−");
  for (const name of ["legend", "share", "lists"]) view[name] = part(name);
  view.even = h("span");
  const toggle = () => now.set("arrows", view.box.checked);
  if (pairs.length) view.box = h("input", { type: "checkbox", onchange: toggle });
  const boxed = view.box ? part("pairs", h("label", {}, view.box, say("arrows")), view.even) : null;
  const framed = part("framed", view.stage, part("zoom", view.closer, view.farther));
  const right = part("right");
  right.append(view.share);
  view.read = announce(right);
  right.append(view.lists);
  const left = part("left", framed, view.legend, boxed);
  view.root = part("sides", controls(view), left, right);
  el.append(view.root);
  listen(view);
  view.refresh = table(view.root, () => numbers(view), signal);
}

/** The map fills its column; how high it is, the style says. */
function resize(view, width) {
  view.size = [width, view.stage.clientHeight];
  draw(view);
}

/** What travels, unpacked: vectors, maps and counts by table and method. */
function given(model) {
  const [names, methods, pairs] = ["names", "methods", "pairs"].map((key) => model.get(key));
  const each = (f) => names.map((_, t) => methods.map((_, m) => f(`${t}_${m}`)));
  const texts = split(model.get("words"));
  return {
    ...{ names, methods, pairs, words: texts, n: texts.length },
    k: Math.min(NEIGHBOURS, texts.length - 1),
    tables: names.map((_, t) => vectors(model.get(`W_${t}`))),
    maps: each((at) => points(model.get(`map_${at}`))),
    kept: each((at) => unpack(model.get(`kept_${at}`)).data),
  };
}

function redraw(view, keys) {
  if (keys.some((key) => key !== "word")) load(view);
  else if (view.size) visit(view, view.now.word);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { ...given(model), say: speaker(el, words), signal, el, zoom: 1, picks: {} };
  const { n, names, methods } = view;
  const fields = {
    table: { default: 0, check: whole(0, names.length - 1) },
    method: { default: 0, check: whole(0, methods.length - 1) },
    arrows: { default: false, check: (x) => typeof x === "boolean" },
    word: { default: -1, check: whole(-1, n - 1) },
  };
  view.now = state(model, fields, (keys) => redraw(view, keys), signal);
  view.at = view.now.word;
  build(view, el);
  if (view.at >= 0) view.field.value = view.words[view.at];
  load(view);
  onResize(view.stage, (width) => resize(view, width), signal);
  onTheme(el, () => view.size && draw(view), signal);
  const warm = () =>
    [cosines(view.vectors, 0), nearness(view.map, 0)].map((x) => largest(x, view.k));
  if (view.at < 0) [warm(), warm()]; // so that the first hover is as quick as the others
  return end;
}

export default { render };
