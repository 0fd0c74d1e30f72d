// ScoreLab: five ways to score a query against the same keys, side by side; the reader moves q.
import { button, choice, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h } from "../core/kit/dom.js";
import { announce, arrows, life } from "../core/kit/events.js";
import { mix, rows, softmax } from "../core/kit/linalg.js";
import { more } from "../core/kit/more.js";
import { clamp, number, short, vector } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { state, whole } from "../core/kit/state.js";
import { tween } from "../core/kit/motion.js";
import { aside, symbol } from "../core/kit/symbol.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { between, cost, scores, stretched, turned } from "./math.js";
import { plane } from "./plane.js";
import { card, costs, drawCard, sheet, sizes } from "./sheet.js";
import words from "./words.json" with { type: "json" };

const STILL = "linear"; // the score whose weights do not follow the query
const STEPS = 48;

/** A packed matrix as rows; null where there is none. */
const rowsOf = (packed) => packed && rows(unpack(packed));

/** What is given, read out of the model. */
function given(model) {
  const names = model.get("names");
  const [Q, K, V] = ["Q", "K", "V"].map((name) => rowsOf(model.get(name)));
  const weights = (name) =>
    Object.fromEntries(
      ["W", "W_q", "W_k", "v", "w_q", "w_k"]
        .map((part) => [part, model.get(`${name}_${part}`)])
        .filter(([, packed]) => packed)
        .map(([part, packed]) => [part, unpack(packed)]),
    );
  const w = Object.fromEntries(names.map((name) => [name, weights(name)]));
  const size = Math.max(...Q.map((q) => Math.hypot(...q)), 1e-3);
  const texts = { queries: model.get("queries"), keys: model.get("key_tokens") };
  return { names, Q, K, V, w, ...texts, scale: model.get("scale"), size, most: 4 * size };
}

/** The scores of q by one function, and its weights. */
function weighed({ K, w, scale }, name, q) {
  const S = scores(name, q, K, w[name], scale);
  return { S, A: softmax(S) };
}

/** The query, rounded and within reach. */
const rounded = ({ most }, q) => q.map((x) => Math.round(clamp(x, -most, most) * 1e4) / 1e4);

function moveTo(view, q) {
  view.stop();
  view.now.set("q", rounded(view.data, q));
  view.read(...about(view));
}

/** At the reveal the arrow goes to the next query, or half round where there is no other: all rows
    leave their marks, but one. */
function swing(view) {
  const { now, data } = view;
  const [start, other] = [data.Q[now.row], data.Q[(now.row + 1) % data.Q.length]];
  const on = (t) => (start === other ? turned(start, t * Math.PI) : between(start, other, t));
  view.stop = tween((t) => now.set("q", rounded(data, on(t))), { ms: 2400 });
}

/** What the chosen cell says. */
function about({ now, data, shown, say }) {
  const { S, A } = shown[now.score];
  const key = data.keys[now.key];
  const score = say(`name ${data.names[now.score]}`);
  const values = { score, s: short(S[now.key]), a: number(A[now.key]) };
  const line = [say("reads", { ...values, key: clip(key, 60) })];
  if (data.V) line.push(say("mixture", { o: vector(mix(A, data.V)) }));
  line.push(say("at", { q: vector(now.q), n: short(Math.hypot(...now.q)) }));
  return [h("bdi", {}, line.join(" · "))];
}

/** The sliders of q, its arrow where it can be drawn, and which query it starts as. */
function controls(view, signal) {
  const { data, say, now } = view;
  const { Q, K, keys, queries, most, size } = data;
  const common = { max: most, value: 0, format: short };
  view.parts = Q[0].map((_, i) => {
    const label = [view.say("part short", { i: i + 1 }), " ", symbol("q", i + 1)];
    return slider({ ...common, label, name: say("part", { i: i + 1 }), min: -most }, (x) =>
      moveTo(
        view,
        now.q.map((value, k) => (k === i ? x : value)),
      ),
    );
  });
  const length = {
    ...common,
    label: [say("length short"), " ", aside("‖q‖")],
    name: say("length"),
    min: 0,
  };
  view.length = slider(length, (x) =>
    moveTo(view, stretched(Math.hypot(...now.q) ? now.q : Q[now.row], x)),
  );
  const options = queries.map((text, i) => ({ value: i, text: h("bdi", {}, clip(text, 16)) }));
  view.which = choice({ label: say("query"), options, value: now.row }, (value) => {
    now.set({ row: +value, q: rounded(data, Q[+value]) });
    view.read(...about(view));
  });
  const flat = Q[0].length === 2 && K[0].length === 2;
  const drawn = {
    K,
    Q,
    keys,
    queries,
    size,
    label: say("plane"),
    step: most / 40,
    to: (q) => moveTo(view, q),
  };
  view.plane = flat ? plane(drawn, signal) : null;
  const fine = h(
    "div",
    { class: "fine" },
    [...view.parts, view.length].map(({ node }) => node),
  );
  view.fine = flat ? fine : null;
  return h(
    "div",
    { class: "left" },
    Q.length > 1 && view.which.node,
    view.plane?.node ?? fine,
    button(say("reset"), () => moveTo(view, Q[now.row])),
    (view.legend = h("p", { class: "nlpviz-muted" }, say("mark"))),
  );
}

function draw(view) {
  const { now, data, ask, cards, rows } = view;
  view.start = data.names.map((name) => weighed(data, name, data.Q[now.row]));
  view.shown = data.names.map((name) => weighed(data, name, now.q));
  view.parts.forEach((part, i) => (part.value = now.q[i]));
  view.length.value = Math.hypot(...now.q);
  view.which.value = now.row;
  cards.forEach((each, i) => drawCard(view, each, i));
  if (ask.open) view.more.show();
  const heads = rows.querySelectorAll(".keys bdi");
  heads.forEach((node, j) => node.classList.toggle("on", view.chosen && j === now.key));
  view.plane?.draw(now.q, view.chosen ? now.key : -1);
  view.lab.classList.toggle("asking", !ask.open);
  const moved = now.q.some((x, i) => Math.abs(x - data.Q[now.row][i]) > 1e-3);
  view.legend.style.visibility = moved ? "" : "hidden";
  view.refresh();
}

/** Go to a cell, and bring it into sight. */
function choose(view, i, j) {
  view.chosen = true;
  view.now.set({ score: i, key: j });
  const { cell } = view.cards[i].bars[j];
  const [wide, left] = [view.rows.parentElement, cell.offsetLeft - view.rows.offsetLeft];
  wide.scrollLeft = clamp(wide.scrollLeft, left + cell.offsetWidth + 8 - wide.clientWidth, left);
  view.read(...about(view));
}

/** The table: costs, weights and mixture of each score. */
function numbersOf({ data, shown, say }) {
  const { names, keys, V } = data;
  const weights = keys.map((key) => say("weight of", { key }));
  const mixed = (A) =>
    mix(A, V)
      .map((x) => number(x))
      .join(", ");
  return {
    header: ["", say("parameters"), say("adds"), ...weights, ...(V ? [say("mixed")] : [])],
    rows: names.map((name, i) => {
      const { A } = shown[i];
      return [name, ...cost(name, sizes(data, name)), ...A, ...(V ? [mixed(A)] : [])];
    }),
  };
}

/** The question, if there is a score to find; without one nothing is hidden. */
function question(view, el, signal) {
  const { data, say } = view;
  if (!data.names.includes(STILL)) return { open: true };
  const options = data.names.map((name) => ({ value: name, text: say(`name ${name}`) }));
  const query = () => clip(data.queries[view.now.row], 24);
  const ask = () => say("question", { query: query() });
  const asked = { question: ask, options, answer: () => STILL };
  const onChange = ({ open }) => {
    view.stop();
    draw(view);
    if (open) swing(view);
  };
  return predict(el, { ...asked, why: () => say("why"), onChange }, signal);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const data = given(model);
  const view = { data, say: speaker(el, words) };
  const { Q, K, names, most } = data;
  view.ticks = Array.from({ length: STEPS + 1 }, (_, i) => (most * i) / STEPS);
  const fits = (q) => Array.isArray(q) && q.length === Q[0].length && q.every(Number.isFinite);
  const fields = {
    row: { default: 0, check: whole(0, Q.length - 1) },
    q: { default: Q[0], check: fits },
    key: { default: 0, check: whole(0, K.length - 1) },
    score: { default: 0, check: whole(0, names.length - 1) },
  };
  const heard = (keys) => {
    if (keys.includes("row") && !keys.includes("q"))
      view.now.set("q", rounded(data, Q[view.now.row]));
    draw(view);
  };
  view.now = state(model, fields, heard, signal);
  view.stop = () => {};
  signal.addEventListener("abort", () => view.stop());
  view.ask = question(view, el, signal);
  view.cards = names.map((name, i) => card(view, name, i));
  view.rows = sheet(view);
  const right = h("div", {}, h("div", { class: "wide" }, view.rows));
  const lab = (view.lab = h("div", { class: "lab" }, controls(view, signal), right));
  view.more = more(el, view.fine, costs(view));
  el.append(view.ask.node ?? "", lab, view.more.node);
  view.read = announce(right, { class: "nlpviz-readout nlpviz-muted" });
  view.refresh = table(el, () => numbersOf(view), signal);
  const go = (dx, dy) =>
    choose(
      view,
      clamp(view.now.score + dy, 0, names.length - 1),
      clamp(view.now.key + dx, 0, K.length - 1),
    );
  arrows(view.rows, go, signal);
  const click = ({ target }) => {
    const cell = target.closest("[data-j]");
    if (cell) choose(view, +(cell.dataset.i ?? view.now.score), +cell.dataset.j);
  };
  view.rows.addEventListener("click", click, { signal });
  draw(view);
  return end;
}

export default { render };
