// GradientFlow: how much of the blame is left so many steps back, in three kinds of cells; first
// guessed, then seen, then changed.
import { slider } from "../core/kit/controls.js";
import { unpack, unpackAll } from "../core/kit/decode.js";
import { h, pointer } from "../core/kit/dom.js";
import { announce, arrows, life, onResize, onTheme } from "../core/kit/events.js";
import { aside, ratio, sub } from "../core/kit/symbol.js";
import { more } from "../core/kit/more.js";
import { still } from "../core/kit/motion.js";
import { spectralNorm } from "../core/kit/norms.js";
import { clamp, number } from "../core/kit/numbers.js";
import { predict } from "../core/kit/predict.js";
import { state } from "../core/kit/state.js";
import { table } from "../core/kit/table.js";
import { clip as cut } from "../core/kit/text.js";
import { speaker } from "../core/kit/words.js";
import { colours, diagonals, drawMap, legend, plot } from "./draw.js";
import { clip, flow } from "./math.js";
import { barOf, controlsOf, fieldsOf, power } from "./settings.js";
import words from "./words.json" with { type: "json" };

const [SLICE, BUSY] = [25, 7]; // ms of a frame for the map; while something is dragged
const LAG = "‖∂h_T/∂h_{T−q}‖";
const norm = (a, b) => aside("‖", ratio("h", a, b), "‖");

/** How many steps back are seen: none before the reveal, then more and more; on paper all. */
const most = ({ now, seen }) => (matchMedia("print").matches ? Infinity : now.revealed ? seen : 0);

// Computing: the curve at once, the map in slices of a frame, newest settings next.

function begin(view) {
  const { now, weights, X, size } = view;
  view.next = flow(weights[now.cell], X, now, size);
  view.dirty = false;
}

function tick(view) {
  view.frame = 0;
  const slice = view.dirty ? BUSY : SLICE;
  if (view.dirty) begin(view);
  const { now, next } = view;
  const moving = now.revealed && view.seen < next.T;
  if (moving) view.seen += still() ? next.T : next.T / 45;
  draw(view);
  if (next !== view.shown) view.job ||= next;
  for (const end = performance.now() + slice; view.job && performance.now() < end;)
    if (view.job.rows.next().done) [view.shown, view.job] = [view.job, null];
  if (moving || next === view.shown) paintMap(view);
  if (next !== view.shown || (now.revealed && view.seen < next.T)) wake(view);
  else view.renew();
}

function wake(view) {
  view.frame ||= requestAnimationFrame(() => tick(view));
}

/** What the reader or a kernel has changed. */
function changed(view, keys) {
  const { now, controls } = view;
  for (const key of keys) if (controls[key]) controls[key].value = now[key];
  if (keys.some((key) => controls[key])) {
    view.dirty = true;
    view.stale = now.revealed; // the guess was made for other settings
  }
  if (keys.includes("revealed") || keys.includes("guess")) [view.seen, view.stale] = [0, false];
  if (keys.includes("revealed")) view.read(now.revealed ? view.say("next") : "");
  view.ring.disabled = now.revealed; // at once: a key that comes before the frame finds it so
  wake(view);
}

// Drawing.

function paintMap(view) {
  const { shown, now, map, cursor, say } = view;
  if (!shown) return;
  drawMap(map.canvas, shown, most(view), now.guess, view.colours);
  const answer = now.revealed ? shown.q : null;
  const lines = diagonals(shown.T, now.guess, answer, say);
  map.node.querySelector(".diagonals")?.remove();
  map.node.append(lines);
  if (cursor) point(view, ...cursor);
}

function draw(view) {
  const { next, now, say, controls, ask, bar, width, drawing, ring } = view;
  controls.activation.node.inert = next.cell !== "rnn";
  controls.forget_bias.node.inert = next.cell !== "lstm";
  ask.set({ guess: now.guess, open: now.revealed });
  if (now.revealed) view.more.show();
  view.bound.dataset.cell = next.cell;
  const after = clip(next.theta, 10 ** now.threshold);
  const share = (value) => `${clamp(Math.log10(value) + 4, 0, 10) * 10}%`;
  [bar.before.style.width, bar.left.style.width] = [share(next.theta), share(after)];
  const norms = after < next.theta ? [number(next.theta), number(after)] : [number(next.theta)];
  bar.told.textContent = `${norms.join(" → ")}, ${say("limit")} ${power(now.threshold)}`;
  if (!width) return;
  const answer = now.revealed ? next.q : null;
  const open = view.more.node.open; // the bound is drawn where it is named
  const shown = open ? next : { ...next, bound: NaN };
  const made = plot(drawing, shown, { width, most: most(view), guess: now.guess, answer, say });
  drawing.replaceChildren(made.svg);
  const { left, top, height, at } = made.ring;
  [ring.max, ring.value, ring.disabled] = [next.T, at, now.revealed];
  ring.hidden = now.revealed && now.guess === null;
  ring.style.cssText = `left:${left}px;top:${top}px;width:${made.ring.width}px;height:${height}px`;
}

/** The cell (t, k) of the map, counted from 0, is shown and read out. */
function point(view, t, k) {
  const { shown, tokens, say, map } = view;
  if (!shown) return;
  const { T, N } = shown;
  t = clamp(t, 0, T - 1);
  k = clamp(k, 0, t);
  view.cursor = [t, k];
  const unit = 100 / T;
  map.mark.hidden = false;
  map.mark.style.cssText = `left:${k * unit}%;top:${t * unit}%;width:${unit}%;height:${unit}%`;
  const x = t - k > most(view) ? "?" : power(N[t * T + k]);
  const told = say("read", { t: t + 1, k: k + 1, q: t - k, x });
  const token = (at) => h("bdi", {}, cut(tokens[at], 200));
  const formula = norm(t + 1, k + 1);
  view.read(told, " ", formula, tokens ? [" ", token(t), " → ", token(k)] : "");
}

// Building.

/** The map with its axes in words. */
function mapOf(view) {
  const { say, signal, now } = view;
  const [canvas, mark] = [h("canvas"), h("div", { class: "here", hidden: true })];
  view.legend = legend(say);
  const role = { tabindex: 0, role: "application", "aria-label": say("map") };
  const node = h("div", { class: "map", ...role }, canvas, mark, view.legend.node);
  const follow = (event) => {
    const T = view.shown?.T;
    const [k, t] = pointer(event, node).map((v) => Math.floor((v / node.offsetWidth) * T));
    if (k <= t) point(view, t, k);
  };
  for (const kind of ["pointermove", "pointerdown"])
    node.addEventListener(kind, follow, { signal });
  const first = () => point(view, ...(view.cursor ?? [now.length - 1, now.length - 1]));
  node.addEventListener("focus", first, { signal });
  const move = (dx, dy) => view.cursor && point(view, view.cursor[0] + dy, view.cursor[1] + dx);
  arrows(node, move, signal);
  const down = h("div", { class: "down" }, say("starts"), " ", aside("t"), " →");
  const along = h("div", { class: "along" }, say("arrives"), " ", aside("k"), " →");
  return { canvas, mark, node, frame: h("div", { class: "frame" }, down, node, along) };
}

const steps = ({ now, say }, q) =>
  q < now.length ? say("steps", { n: q }) : say("never", { n: now.length - 1 });

/** The question: after how many steps is less than a thousandth left? */
function question(view, el) {
  const { now, say, signal } = view;
  const write = (q) => {
    const old = view.stale && q === now.guess && q !== view.next.q;
    return old ? say("stale", { n: steps(view, q) }) : steps(view, q);
  };
  const why = () => {
    const { curve, q, T } = view.next;
    const at = Math.min(q, T - 1);
    const factor = 10 ** (Math.max(curve[at], -99) / at);
    return say(factor > 1 ? "why grows" : "why", { factor: number(factor, 2) });
  };
  const onChange = ({ guess, open }) => now.set({ guess, revealed: open });
  const start = { guess: now.guess, open: now.revealed };
  const answer = () => view.next.q;
  return predict(el, { question: say("question"), answer, write, why, onChange, start }, signal);
}

function build(view, el) {
  const { say, signal, now } = view;
  view.controls = controlsOf(view);
  view.bar = barOf(view);
  view.map = mapOf(view);
  view.drawing = h("div", { class: "nlpviz-chart" });
  const ring = { name: say("guess"), label: "", min: 0, max: now.length, step: 1, value: 0 };
  const format = (q) => steps(view, q);
  view.ring = slider({ ...ring, format }, (q) => view.ask.guess(q)).input;
  const take = () => view.ask.guess(view.ring.valueAsNumber); // pressed where it stands
  view.ring.addEventListener("click", take, { signal });
  view.ask = question(view, el);
  const key = h("p", { class: "title" }, say("plot"), " ", norm("T", "T−q"));
  const most = aside("(‖", sub("W", "h"), "‖", h("sub", {}, 2), "·max f′)", h("sup", {}, "q"));
  const under = [h("span", {}, say("bound"), " ", most), h("span", {}, say("stands"))];
  view.bound = h("p", { class: "bound" }, under);
  const controls = Object.values(view.controls).map(({ node }) => node);
  view.more = more(el, controls, view.bar.node, view.bound);
  view.more.node.addEventListener("toggle", () => wake(view), { signal });
  const curve = h("div", { class: "plot" }, view.drawing, view.ring);
  const other = h("p", { class: "title" }, say("title"), " ", norm("t", "k"));
  const views = h(
    "div",
    { class: "views" },
    h("div", {}, key, curve, h("p", { class: "lines" }, say("lines"))),
    h("div", {}, other, view.map.frame),
  );
  const told = h("div");
  view.read = announce(told);
  const root = h("div", {}, view.ask.node, views, told, view.more.node);
  el.append(root);
  const line = (v, q) => [q, power(v), view.next.cell === "rnn" ? power(q * view.next.bound) : "—"];
  const header = [`${say("back")} q`, `${say("plot")} ${LAG}`, say("bound")];
  const rows = () => view.next.curve.slice(0, most(view) + 1).map(line);
  view.renew = table(el, () => ({ header, rows: rows() }), signal);
  onResize(curve, (width) => (view.width = width) && draw(view), signal);
}

function render({ model, el }) {
  const { signal, end } = life(el);
  const X = unpack(model.get("X"));
  const weights = unpackAll(model.get("weights"));
  const say = speaker(el, words);
  const view = { X, weights, signal, say, tokens: model.get("tokens"), seen: 0 };
  view.size = spectralNorm(weights.rnn.W_h);
  view.now = state(model, fieldsOf(X.shape[0]), (keys) => changed(view, keys), signal);
  begin(view);
  const theme = () => {
    view.colours = colours(el);
    view.legend.draw(view.colours);
    wake(view);
  };
  build(view, el);
  theme();
  onTheme(el, theme, signal);
  signal.addEventListener("abort", () => cancelAnimationFrame(view.frame));
  return end;
}

export default { render };
