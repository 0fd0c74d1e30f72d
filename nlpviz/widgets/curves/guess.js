// The line that the reader draws on empty axes, by pointer, touch or keys, before the others show.
import { nearest } from "../core/kit/chart.js";
import { h, s } from "../core/kit/dom.js";
import { drag } from "../core/kit/drag.js";
import { clamp, number } from "../core/kit/numbers.js";
import { clip } from "../core/kit/text.js";
import { filled, furthest, knots, stroke } from "./math.js";

const STEPS = 20; // from the bottom of the axes to the top, by keys

/** The reader's line of a view: its question and buttons are put in the figure. */
export function drawing(view) {
  const { el, say, data } = view;
  const at = knots(data.x.length);
  const own = {
    at,
    xs: at.map((i) => data.x[i]),
    knot: 0,
    ask: h("p", { class: "nlpviz-curves-ask", "aria-live": "polite" }),
    reveal: h("button", { type: "button" }),
    marks: (area) => marks(view, area),
    point: () => point(view),
    listen: (_, signal) => listen(view, signal),
    show: () => show(view),
  };
  own.why = h("p", { class: "nlpviz-curves-look" }, view.model.get("why"));
  el.append(
    own.ask,
    own.why,
    h("div", { class: "nlpviz-bar" }, own.reveal, h("span", {}, say("keys"))),
  );
  view.guess = own;
  show(view);
  return own;
}

const guessed = ({ now, guess }) => (now.guess.length ? now.guess : guess.at.map(() => null));

/** The question, or the verdict once it has been answered; what the button does. */
function show(view) {
  const { model, now, say, guess } = view;
  const done = now.revealed;
  guess.reveal.textContent = say(done ? "again" : "reveal");
  guess.reveal.disabled = !done && !now.guess.length;
  const name = clip(view.data.lines[model.get("predict")].name, 40);
  guess.ask.textContent = done ? verdict(view) : say("ask", { name });
  guess.why.style.visibility = done ? "" : "hidden";
  if (view.plot) view.plot.style.touchAction = done ? "pan-y" : "none";
}

/** Where the guess is furthest from the line: {at, gap} (a part of the height), and the values of
    both there. */
function worst({ model, now, data, guess, area }) {
  const truth = guess.at.map((i) => data.lines[model.get("predict")].y[i]);
  const mine = filled(guess.xs, now.guess);
  const part = (v) => (100 * (area.below - area.y(v))) / (area.below - area.top);
  const { at, gap } = furthest(mine, truth, part);
  return { at, gap, mine: mine[at], truth: truth[at] };
}

/** You said, it is. */
function verdict(view) {
  const { say, data, guess } = view;
  const { at, gap, mine, truth } = worst(view);
  if (gap < 5) return say("near", { part: Math.max(1, Math.ceil(gap)) });
  const place = { x: clip(data.xLabel, 40), at: number(guess.xs[at], 4) };
  return say("far", { ...place, guess: number(mine), v: number(truth) });
}

/** The line so far, with its name at its end. */
function marks(view, area) {
  const { guess } = view;
  const line = filled(guess.xs, guessed(view));
  if (!line.length) return [];
  const points = line.map((v, i) => `${area.x(guess.xs[i])} ${area.y(v)}`);
  const middle = Math.floor(line.length / 4);
  const place = { x: area.x(guess.xs[middle]) + 8, y: area.y(line[middle]) - 10 };
  return [
    s("path", { class: "guess", d: "M" + points.join("L") }),
    view.now.revealed ? miss(view, area) : null,
    s("text", place, view.say("yours")),
  ];
}

/** From the guess to the line, where they are furthest apart. */
function miss(view, area) {
  const { at, gap, mine, truth } = worst(view);
  if (gap < 5) return null;
  const x = area.x(view.guess.xs[at]);
  return s("path", { class: "miss", d: `M${x} ${area.y(mine)}V${area.y(truth)}` });
}

/** Where the keys are now: a ring at the knot; what the reader says there is read out. */
function point(view) {
  const { guess, area, cursor, data } = view;
  const v = filled(guess.xs, guessed(view))[guess.knot];
  const x = area.x(guess.xs[guess.knot]);
  const y = v === undefined ? (area.top + area.below) / 2 : area.y(v);
  cursor.replaceChildren(
    s("line", { class: "now", x1: x, x2: x, y1: area.top, y2: area.below }),
    s("circle", { cx: x, cy: y, r: 7, fill: "none", stroke: "currentColor", "stroke-width": 2 }),
  );
  const place = { x: clip(data.xLabel, 40), at: number(guess.xs[guess.knot], 4) };
  view.tell(view.say("said", { ...place, v: v === undefined ? "–" : number(v) }));
}

function listen(view, signal) {
  const { now, plot, guess } = view;
  const asked = () => !now.revealed;
  let last = null;
  const pen = (x, y) => {
    const { area } = view;
    const knot = nearest(guess.xs, area.x.back(x));
    const v = area.y.back(clamp(y, area.top, area.below));
    guess.knot = knot;
    now.set("guess", stroke(guessed(view), last ? last.knot : knot, last ? last.v : v, knot, v));
    last = { knot, v };
  };
  const to = (dx, dy) => () => asked() && step(view, dx, dy);
  const options = {
    start([x, y]) {
      last = null;
      if (asked()) pen(x, y);
      return asked();
    },
    move: ({ x, y }) => pen(x, y),
    keys: {
      ...{ ArrowLeft: to(-1, 0), ArrowRight: to(1, 0), ArrowUp: to(0, -1), ArrowDown: to(0, 1) },
      ...{ Home: to(-Infinity, 0), End: to(Infinity, 0) },
    },
  };
  drag(plot, options, signal);
  const press = () => {
    now.set(asked() ? { revealed: true } : { guess: [], revealed: false });
  };
  guess.reveal.addEventListener("click", press, { signal });
}

/** One step by keys: along the knots, or up and down at the knot. */
function step(view, dx, dy) {
  const { guess, area } = view;
  guess.knot = clamp(guess.knot + dx, 0, guess.xs.length - 1);
  if (!dy) return point(view);
  const high = area.below - area.top;
  const now = filled(guess.xs, guessed(view))[guess.knot];
  const place = now === undefined ? area.below - high / 2 : area.y(now);
  const v = area.y.back(clamp(place + (Math.sign(dy) * high) / STEPS, area.top, area.below));
  view.now.set("guess", stroke(guessed(view), guess.knot, v, guess.knot, v));
}
