// CostMeter: a text grows, and with it a rectangle of words and their work; what twice the length
// does is guessed first; then, in the same place, the time for the next word and the memory.
import { choice } from "../core/kit/controls.js";
import { h } from "../core/kit/dom.js";
import { drag } from "../core/kit/drag.js";
import { announce, life, onResize, onTheme } from "../core/kit/events.js";
import { tween } from "../core/kit/motion.js";
import { more } from "../core/kit/more.js";
import { clamp } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { oneOf, state, whole } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { big, bytes, counts, hundredths, manifold } from "../core/kit/units.js";
import { speaker } from "../core/kit/words.js";
import { drawWork } from "./draw.js";
import { cache, courses, doubled, even, kept, share, total, weights, work } from "./math.js";
import { drawTime, memory, slopes } from "./next_word.js";
import words from "./words.json" with { type: "json" };

const GUESSES = [2, 2.5, 3.5, 4]; // twice, 2 to 3 times, 3 to 4 times, 4 times
const MOST = { d: 4096, heads: 4096, layers: 128 };

const fields = ({ most, start }) => ({
  words: { default: start, check: whole(2, most) },
  d: { default: 256, check: whole(8, MOST.d) },
  heads: { default: 4, check: whole(1, MOST.heads) },
  layers: { default: 3, check: whole(1, MOST.layers) },
  guess: { default: null, check: oneOf(null, ...GUESSES) },
  answered: { default: false, check: oneOf(false, true) },
});

const sizes = ({ d, heads, layers }) => ({ d, heads, layers });

/** The guess in which an answer lies, as it is written. */
function place(x) {
  const seen = Math.round(10 * x) / 10;
  return seen <= 2 ? 2 : seen < 3 ? 2.5 : seen < 4 ? 3.5 : 4;
}

function question(view, el, signal) {
  const { say, set, given, start } = view;
  const due = doubled(given, start);
  const part = share(given, start);
  const why = say(part < 0.5 ? "little" : "much", { share: hundredths(part) });
  return predict(
    el,
    {
      question: say("question", { n: counts(start), m: counts(2 * start) }),
      options: GUESSES.map((value) => ({ value, text: say(String(value)) })),
      answer: () => due,
      right: (guess) => guess === place(due),
      write: (x, answer) =>
        answer ? say("due", { range: say(String(place(x))), x: manifold(x) }) : say(String(x)),
      why: () => why,
      onChange: ({ guess, open }) =>
        set.set({ guess, answered: open, words: open ? 2 * start : start }),
      start: { guess: set.guess, open: set.answered },
    },
    signal,
  );
}

/** What is said of the length. */
function about({ say, set, of, start }) {
  const n = set.words;
  const [now, then] = [n, start].map((each) => total(work(of, each)));
  const values = {
    n: counts(n),
    m: counts(start),
    work: big(say, now),
    share: hundredths(share(of, n)),
  };
  if (!set.answered) return say(n > start ? "closed" : "open", values);
  return say("said", { ...values, x: manifold(now / then) });
}

/** The edge of the rectangle, moved by pointer and keys. */
function hands(view, signal) {
  const { set, most, stage } = view;
  const to = (n) => {
    set.set("words", clamp(Math.round(n), 2, set.answered ? most : view.near));
    view.read(about(view));
  };
  const step = (k) => () => to(set.words + (k * most) / 64);
  const by = (k) => () => to(set.words * k);
  const lead = (x) => to(Math.min(view.area.x.back(x), view.reach));
  const keys = {
    ...{ ArrowRight: step(1), ArrowUp: step(1), ArrowLeft: step(-1), ArrowDown: step(-1) },
    ...{ PageUp: by(2), PageDown: by(0.5), Home: () => to(2), End: () => to(most) },
  };
  drag(stage, { start: ([x]) => lead(x), move: ({ x }) => lead(x), keys, touch: "pan-y" }, signal);
}

/** Choices of a size: powers of two, and the one that was given. */
const powers = (low, high, own) =>
  [...new Set([own, ...Array.from({ length: 13 }, (_, i) => 2 ** i)])]
    .filter((x) => x === own || (x >= low && x <= high))
    .sort((a, b) => a - b);

/** Width and heads, once the first answer has been seen. */
function rest(view, el) {
  const { say, set, of } = view;
  const sized = (key, options, react) => {
    view[key] = choice({ label: say(key), options, value: set[key] }, (x) => react(+x));
    return view[key].node;
  };
  const width = sized("width", powers(64, 1024, of.d), (d) => {
    set.set({ d, heads: d % set.heads ? 1 : set.heads });
    view.read(say("aboutWidth", { d: counts(d), n: counts(even(view.of)) }));
  });
  view.width.value = set.d;
  const heads = sized("heads", powers(1, Math.min(16, of.d), of.heads), (n) => {
    if (set.d % n) return (view.heads.value = set.heads);
    set.set("heads", n);
    const v = bytes(kept(view.of, set.words));
    view.read(say("aboutHeads", { n, wide: set.d / n, v }));
  });
  view.more = more(el, width, heads);
  return view.more.node;
}

/** Everything, as it is now. */
function show(view) {
  const { set, say, given, most, near, stage, chart, tabs } = view;
  const of = (view.of = sizes(set));
  view.stop?.();
  if (!set.answered) tabs.value = "work";
  else if (tabs.value === "work" && set.words > near) tabs.value = "longer";
  const longer = tabs.value === "longer";
  view.reach = longer ? most : near;
  const { clientWidth: wide } = stage;
  if (wide) drawWork(view, wide);
  if (chart.clientWidth) drawTime(view, chart.clientWidth);
  for (const [key, panel] of Object.entries(view.panels))
    panel.classList.toggle("now", key === (longer ? "work" : tabs.value));
  view.top.classList.toggle("open", set.answered);
  view.memory.replaceChildren(...memory(view));
  const part = hundredths(cache(of, set.words) / weights(of));
  view.title.textContent = say("memory", { n: counts(set.words), part });
  view.slopes.replaceChildren(...slopes(view));
  const moved = of.d !== given.d || of.layers !== given.layers;
  const far = even(of) > most && say("evenFar", { n: counts(even(of)) });
  view.note.textContent = moved ? say("sizes", given) : view.dotted;
  view.far.textContent = longer ? far || say("chain") : "";
  [view.width.value, view.heads.value] = [of.d, of.heads];
  if (set.answered) view.more.show();
}

/** The text of the question grows to twice its length. */
function grow(view) {
  view.stop = tween((t) => drawWork(view, view.stage.clientWidth, view.start * (1 + t)));
}

/** The table beneath: doublings of the first length, and those that were measured. */
function numbers({ of, set, say, start, most, found }) {
  const parts = Object.keys(work(of, 1));
  const models = Object.keys(found);
  const all = new Set(models.flatMap((model) => found[model].x));
  for (let n = start; n <= most; n *= 2) all.add(n);
  const took = (model, n) => found[model].y[found[model].x.indexOf(n)] ?? "–";
  const row = (n) => {
    const word = work(of, 1, n);
    const text = total(work(of, n)) / 1e6;
    const cache = (4 * 2 * of.layers * n * of.d) / 1e6;
    const millions = parts.map((part) => word[part] / 1e6);
    return [String(n), ...millions, text, cache, ...models.map((model) => took(model, n))];
  };
  const header = [
    say("column"),
    ...parts.map((part) => `${say("word", { part: say(part) })} (10⁶)`),
    `${say("text")} (10⁶)`,
    say("bytes"),
    ...models.map((model) => say("ms", { model: say(model) })),
  ];
  const lengths = [...all].sort((a, b) => a - b).filter((n) => set.answered || n <= start);
  return { header, rows: lengths.map(row) };
}

const box = (kind, ...children) => h("div", { class: kind }, children);
const line = (kind) => h("p", { class: kind });

/** The three pictures that stand in one place: the work, the next word, the memory. */
function panels(view) {
  const { say, found } = view;
  const open = { class: "nlpviz-chart stage", role: "application", tabindex: 0 };
  view.stage = h("div", { ...open, "aria-label": say("grip") });
  [view.height, view.axis, view.title] = [1, 2, 3].map(() => line("axis"));
  view.chart = box("nlpviz-chart");
  [view.slopes, view.memory] = ["slopes", "memory"].map((kind) => h("ul", { class: kind }));
  [view.note, view.far] = [line("note"), line("note")];
  view.dotted = Object.keys(found).length ? say("dotted") : "";
  const doubled = h("p", {}, say("double"));
  return {
    work: box("left", view.height, view.stage, view.far),
    next: box("right", view.axis, view.chart, doubled, view.slopes, view.note),
    memory: box("right store", view.title, view.memory),
  };
}

/** The parts, put together. */
function build(view, el, signal) {
  const { say, set, start } = view;
  view.panels = panels(view);
  const names = { work: "work", longer: "longer", next: "next", memory: "kept short" };
  const options = Object.keys(names).map((value) => ({ value, text: say(names[value]) }));
  const choose = (tab) => (tab === "work" ? set.set("words", 2 * start) : 0, show(view));
  view.tabs = choice({ label: say("show"), options, value: "work" }, choose);
  view.top = box("top", h("p", { class: "opening" }, say("lead")), view.tabs.node);
  const bench = box("bench", Object.values(view.panels));
  const controls = rest(view, el);
  el.append(view.ask.node, view.top, bench);
  view.read = announce(el, { class: "nlpviz-readout" });
  el.append(controls);
  hands(view, signal);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const view = { say: speaker(el, words), start: model.get("start"), most: model.get("most") };
  view.near = Math.min(view.most, 2.25 * view.start);
  view.found = courses(model.get("measured"));
  const changed = (keys) => {
    show(view);
    view.ask.set({ guess: view.set.guess, open: view.set.answered });
    if (keys.includes("answered") || keys.includes("words")) view.read(about(view));
    if (keys.includes("answered") && view.set.answered) grow(view);
    view.refresh();
  };
  view.set = state(model, fields(view), changed, signal);
  view.given = view.of = sizes(view.set);
  view.ask = question(view, el, signal);
  build(view, el, signal);
  view.refresh = table(el, () => numbers(view), signal);
  show(view);
  view.read(about(view));
  for (const each of [view.stage, view.chart]) onResize(each, () => show(view), signal);
  onTheme(el, () => show(view), signal);
  return end;
}

export default { render };
