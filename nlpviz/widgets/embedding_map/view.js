// EmbeddingMap: words on a map, and how many of their true neighbours the map keeps.
import { button, choice } from "../core/kit/controls.js";
import { h } from "../core/kit/dom.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { dots } from "../core/kit/dots.js";
import { chosen, touched } from "../core/kit/hands.js";
import { more } from "../core/kit/more.js";
import { tween } from "../core/kit/motion.js";
import { clamp } from "../core/kit/numbers.js";
import { between, placed, plane } from "../core/kit/plane.js";
import { state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { wordField } from "../core/kit/word_field.js";
import { fold } from "../core/kit/word_vectors.js";
import { speaker } from "../core/kit/words.js";
import { both, mean, question } from "./ask.js";
import {
  called,
  column,
  evenness,
  ghosts,
  label,
  legend,
  looked,
  numbers,
  pairNames,
  pairsOver,
  reached,
  share,
  spots,
} from "./draw.js";
import { given, load } from "./given.js";
import words from "./words.json" with { type: "json" };

const CLOSEST = 128; // times

/** How close the map is drawn: the nearest dots of the word that is asked of fill half of it. */
function reach(view) {
  const { now, map, size } = view;
  if (now.word < 0) return 1;
  const far = reached(placed(map, size), now.word, both(view, now.word).close);
  return clamp(size[1] / 4 / far, 1, CLOSEST);
}

/** Another table, another map, arrows or none: what is written beside the map. */
function about(view) {
  const { now, kept } = view;
  for (const [key, pick] of Object.entries(view.picks)) pick.value = now[key];
  view.share.replaceChildren(...share(view, kept[now.table].map(mean)));
  view.root.classList.toggle("open", now.answered);
  if (now.answered) view.more.show();
  if (view.box) {
    view.box.checked = now.arrows;
    view.even.replaceChildren(...evenness(view));
  }
  view.ask.set({ guess: now.guess, open: now.answered });
  view.refresh();
}

function draw(view) {
  view.finish?.();
  view.placed = placed(view.map, view.size, view);
  view.spots = spots(view, view.placed);
  dots(view.canvas, view.placed, view.groups);
  view.legend.replaceChildren(...legend(view, view.placed));
  show(view, view.at);
}

/** The same dots glide from where they stood to where they stand on another map; where the word
    that is looked at and its neighbours stood, ghosts stay. */
function glide(view) {
  view.finish?.();
  const { at: i, placed: from } = view;
  view.zoom = reach(view);
  const to = placed(view.map, view.size, view);
  const lines = tell(view, i);
  view.finish = tween((t) => {
    if (view.signal.aborted) return;
    if (t === 1) {
      view.finish = null;
      draw(view);
      if (lines) view.ink.prepend(...ghosts(from, view.placed, i, lines.own));
      return;
    }
    const here = between(from, to, t);
    dots(view.canvas, here, view.groups, true);
    view.labels.width = 0;
    view.ink.replaceChildren(
      ...pairsOver(view, here),
      ...(lines ? looked(view, here, i, lines, false).nodes : []),
    );
  });
}

/** Look at word i (-1: none) with its neighbours on the map. */
function show(view, i) {
  const { ink, stage, placed: screen } = view;
  stage.classList.toggle("dim", i >= 0);
  const found = tell(view, i);
  const { nodes, boxes } = found ? looked(view, screen, i, found) : pairNames(view, screen);
  ink.replaceChildren(...pairsOver(view, screen), ...nodes);
  view.boxes = label(view, screen, boxes);
}

/** Tell of word i (-1: none) and its neighbours, by all numbers and on the map. */
function tell(view, i) {
  const { say, counts, k, now, lists } = view;
  view.at = i;
  if (i < 0) {
    lists.replaceChildren();
    return view.read(say("hint"));
  }
  const { scores, own, close } = both(view, i);
  const stays = (j) => close.includes(j);
  const first = column(view, say("true", view.vectors), own, stays, scores);
  const near = () => column(view, say("near"), close, (j) => own.includes(j), scores);
  lists.replaceChildren(first, now.answered ? near() : "");
  const word = h("bdi", { class: "chosen" }, clip(view.words[i], 200));
  view.read(word, `: ${say(now.answered ? "stay" : "lines", { count: counts[i], k })}`);
  return { own, close, stays };
}

/** Look at word i while the pointer is there. */
function visit(view, i) {
  if (i !== view.at) show(view, i);
}

/** Choose word i: it stays. */
function choose(view, i) {
  view.finish?.();
  view.now.set("word", i);
  visit(view, i);
  view.field.value = view.words[i] ?? "";
  if (view.zoom <= 1 || i < 0 || view.placed.inside(i)) return;
  view.zoom = reach(view);
  draw(view);
}

function zoomTo(view, zoom) {
  view.zoom = clamp(zoom, 1, CLOSEST);
  draw(view);
}

/** Pointer and keys on the map: look, choose, come closer. */
function listen(view) {
  const { stage, signal } = view;
  const get = () => view;
  touched(get, { visit: (i) => visit(view, i), leave: () => visit(view, view.now.word) }, signal);
  chosen(get, (i) => choose(view, i), signal);
  const press = (event) => {
    const by = { "+": 2, "-": 0.5 }[event.key];
    if (by) zoomTo(view, view.zoom * by);
    else if (event.key === "Escape" && view.now.word >= 0) choose(view, -1);
    else return;
    event.stopPropagation();
  };
  stage.addEventListener("keydown", press, { signal });
}

/** Which map, and the field where a word is found; which table waits under "more". */
function controls(view, el) {
  const { say, signal, words, now, pairs } = view;
  const pick = (key, texts) => {
    if (texts.length < 2) return null;
    const options = texts.map((text, i) => ({ value: i, text }));
    const take = (value) => now.set(key, Number(value));
    view.picks[key] = choice({ label: say(key), options, value: now[key] }, take);
    return view.picks[key].node;
  };
  const search = { label: say("find"), words, folded: words.map(fold), none: say("none") };
  search.onMatch = (i) => visit(view, i < 0 ? now.word : i);
  search.onChoose = (i) => choose(view, i);
  view.field = wordField(search, signal);
  view.even = h("span");
  const onchange = () => now.set("arrows", view.box.checked);
  if (pairs.length) view.box = h("input", { type: "checkbox", onchange });
  const boxed = view.box && h("label", { class: "pairs" }, view.box, say("arrows"), " ", view.even);
  const tables = view.names.map((name) => called(view, name));
  view.more = more(el, pick("table", tables), boxed, view.share, view.lists);
  const first = pick("method", view.methods);
  return h("div", { class: "nlpviz-bar top" }, first, view.field.node, view.more.node);
}

function build(view, el) {
  const { say, signal, now } = view;
  const part = (name, ...children) => h("div", { class: name }, children);
  view.ask = question(view, el, (values) => now.set(values));
  const names = { tabindex: 0, role: "application", "aria-label": say("stage") };
  Object.assign(view, plane(names));
  const zoom = (name, by, sign) => button(say(name), () => zoomTo(view, view.zoom * by), sign);
  for (const name of ["legend", "share", "lists"]) view[name] = part(name);
  const nearer = part("zoom", zoom("closer", 2, "+"), zoom("farther", 0.5, "−"));
  const told = part("told");
  view.read = announce(told);
  const framed = part("framed", view.stage, nearer);
  view.root = part("sides", view.ask.node, framed, told, view.legend, controls(view, el));
  el.append(view.root);
  listen(view);
  view.refresh = table(view.root, () => numbers(view), signal);
}

/** The map fills its column; how high it is, the style says. */
function resize(view, width) {
  view.size = [width, view.stage.clientHeight];
  view.zoom ||= reach(view);
  draw(view);
}

function redraw(view, keys) {
  const moved = keys.includes("table") || keys.includes("method");
  if (moved) load(view);
  about(view);
  if (!view.size) return;
  if (moved) glide(view);
  else show(view, view.now.word);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { ...given(model), say: speaker(el, words), signal, el, zoom: 0, picks: {} };
  const { n, names, methods, k } = view;
  const flag = (x) => typeof x === "boolean";
  const fields = {
    table: { default: 0, check: whole(0, names.length - 1) },
    method: { default: 0, check: whole(0, methods.length - 1) },
    arrows: { default: false, check: flag },
    word: { default: -1, check: whole(-1, n - 1) },
    guess: { default: null, check: (x) => x === null || whole(0, k)(x) },
    answered: { default: false, check: flag },
  };
  view.now = state(model, fields, (keys) => redraw(view, keys), signal);
  view.at = view.now.word;
  load(view);
  build(view, el);
  if (view.at >= 0) view.field.value = view.words[view.at];
  about(view);
  onResize(view.stage, (width) => resize(view, width), signal);
  onTheme(el, () => (load(view), view.size && draw(view)), signal);
  return end;
}

export default { render };
