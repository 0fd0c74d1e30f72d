// The unrolled network as SVG: the chain of states above, the words below, and between them the
// band of blame, as high as the blame is long.  picture.py draws the same without scripts.
import { h, s } from "../core/kit/dom.js";
import { animate } from "../core/kit/motion.js";
import { judged } from "../core/kit/judged.js";
import { short } from "../core/kit/numbers.js";
import { row } from "../core/kit/linalg.js";
import { arrow } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";
import { blame, OPS, verdict } from "./math.js";

const ROW = 24;
const PITCH = 146;
const PILL = 33; // half of the pill where word and state are added
const HIGH = 16; // half of the band where the blame is largest
export const NAMES = { tanh: "tanh", relu: "ReLU", linear: "id" };
const at = (t) => 54 + PITCH * t;
const pill = (t) => at(t) - PITCH / 2;
const judge = (t) => at(t) + 102; // the middle of the verdict's bars

/** Text in the middle of x, or from it. */
const text = (x, y, name, ...words) =>
  s("text", { x, y, class: name, "text-anchor": "middle" }, words);

const symbol = (letter, index) => [
  s("tspan", { class: "symbol", dx: 5 }, letter),
  s("tspan", { class: "symbol low", dy: 4 }, index),
];

/** The pill of a step, or a ring around it. */
const capsule = (t, middle, name, grow = 0) => {
  const [x, width] = [pill(t) - PILL - grow, 2 * (PILL + grow)];
  const [y, height] = [middle - 15 - grow, 30 + 2 * grow];
  return s("rect", { class: name, x, y, width, height, rx: height / 2 });
};

/** Numbers in cells, one below the other. */
const cells = (values, x, y, role) => {
  const box = { x, width: 54, height: ROW, class: `unit ${role}` };
  return [...values].map((value, j) => [
    s("rect", {
      ...box,
      y: y + ROW * j,
      "fill-opacity": 0.08 + 0.3 * Math.min(Math.abs(value), 1),
    }),
    text(x + 27, y + ROW * j + 17, "", short(value)),
  ]);
};

/** Where things stand: y of the states' boxes, of their middle, of the band, of the words. */
function places(w) {
  const rest = w.dH.slice(0, (w.T - 1) * w.n).some((x) => x !== 0);
  const box = w.readout && !rest ? 26 + ROW * Math.max(0, 1 - w.n / 2) : 56;
  const middle = box + (ROW * w.n) / 2;
  const band = w.readout ? middle + ROW * Math.max(1, w.n / 2) + 44 : box + ROW * w.n + 30;
  return {
    box,
    band,
    middle,
    word: band + 74,
    inputs: band + 84,
    width: at(w.T) + (w.readout ? 170 : 56),
    height: band + 84 + ROW * w.d + 24,
  };
}

/** A closed shape around the band: corners [[x, half of its height], …]. */
function shape(y, ...corners) {
  const up = corners.map(([x, high]) => `${x} ${y - high}`);
  const down = corners.map(([x, high]) => `${x} ${y + high}`).reverse();
  return s("path", { class: "band", d: `M${[...up, ...down].join("L")}Z` });
}

/** What each operation draws, by its kind: (step, place, lengths) -> nodes. */
const MAKE = {
  x: ({ t }, { word, middle }) => [arrow([pill(t), word - 20], [pill(t), middle + 16])],
  h: ({ t }, { middle }) => [
    arrow([at(t - 1) + 28, middle], [pill(t) - PILL - 1, middle], { class: "states" }),
  ],
  a: ({ t }, { middle }) => [capsule(t, middle, "ring")],
  s: ({ t, h: values }, { middle, box }) => [
    arrow([pill(t) + PILL + 1, middle], [at(t) - 28, middle], { class: "states" }),
    cells(values, at(t) - 27, box, "states"),
  ],
  dh: ({ t }, place, { dh, say }) => [
    text(at(t), place.band + 32, "gradients length", `${say("blame")} ${short(dh)}`),
  ],
  da: ({ t }, { band }, { size, dh, da }) => [
    shape(band, [at(t), size(dh)], [pill(t) + PILL, size(dh)], [pill(t), size(da)]),
  ],
  dW: ({ t }, { middle }) => [capsule(t, middle, "ring", 4)],
  back: ({ t }, { band, word }, { size, da, back }) => [
    t > 1 &&
      shape(band, [pill(t), size(da)], [pill(t) - PILL, size(back)], [at(t - 1), size(back)]),
    arrow([pill(t) - 7, band + size(da)], [pill(t) - 7, word - 18], { class: "gradients" }),
  ],
};

const silent = (values) => values.every((x) => x === 0);

/** What is there before the first step: states without numbers, pills, words with their inputs. */
function ground(w, tokens, place, say) {
  const { box, middle, word, inputs } = place;
  const state = (t) => [
    text(at(t), box - 8, "states", say("state"), symbol("h", t)),
    s("rect", { class: "frame", x: at(t) - 27, y: box, width: 54, height: ROW * w.n }),
  ];
  const step = (t) => [
    capsule(t, middle, "pill"),
    text(pill(t), middle + 5, "", `+ ${NAMES[w.activation]}`),
    s(
      "foreignObject",
      { x: pill(t) - PITCH / 2 + 2, y: word - 18, width: PITCH - 4, height: 28 },
      h("div", { class: "token", title: clip(tokens[t - 1], 400) }, h("bdi", {}, tokens[t - 1])),
    ),
    text(pill(t) + 40, inputs + 20, "", symbol("x", t)),
    cells(w.X.slice((t - 1) * w.d, t * w.d), pill(t) - 27, inputs, "ink"),
    silent(row(w.X, t - 1, w.d)) && text(pill(t), inputs + ROW * w.d + 18, "note", say("nothing")),
  ];
  const names = w.rows?.map((name, j) =>
    text(pill(1) - 68, inputs + ROW * j + 17, "note", clip(name, 11)),
  );
  const steps = Array.from({ length: w.T }, (_, t) => [state(t + 1), step(t + 1)]);
  return [state(0), cells(w.h0, at(0) - 27, box, "states"), steps, names];
}

/** Where the loss sends blame to a state: at the end it is the verdict that does. */
const losses = (w, { box }, say) =>
  Array.from({ length: w.T }, (_, j) => j + 1)
    .filter((t) => row(w.dH, t - 1, w.n).some((x) => x !== 0) && !(w.readout && t === w.T))
    .map((t) => [
      arrow([at(t), 2], [at(t), box - 24], { class: "gradients" }),
      text(at(t) + 28, 14, "gradients", say("loss")),
    ]);

/** The two answers, each on a bar of its probability; the right one is the first.  What is wrong
    there starts the blame: high is half of its band. */
function answers(w, last, { middle, band }, high, say) {
  const [x, P] = [at(w.T) + 27, verdict(last, w.readout)];
  const line = (name, p, j) => {
    const y = middle - ROW + ROW * j;
    return [
      s("rect", { class: "bar", x: x + 30, y: y + 1, width: 80 * p, height: ROW - 2 }),
      s("text", { x: x + 36, y: y + 17, class: p > 0.5 ? "said" : "" }, clip(name, 9)),
      s("text", { x: x + 132, y: y + 17, "text-anchor": "end" }, short(p)),
    ];
  };
  const { mark, role } = judged(P, w.answers, say);
  const [near, far] = [judge(w.T) - high, judge(w.T) + high];
  const [up, down] = [band - high, band + high];
  const pipe = `M${near} ${middle + ROW + 4}H${far}V${up}Q${far} ${down} ${near} ${down}`;
  return s(
    "g",
    { class: "verdict" },
    arrow([x + 1, middle], [x + 26, middle], { class: "states" }),
    w.answers.map((name, j) => line(name, j ? 1 - P : P, j)),
    s("text", { x: x + 36, y: middle - ROW - 8, class: `${role} said` }, mark),
    s("path", { class: "band", d: `${pipe}H${at(w.T)}V${up}H${near}Z` }),
    text(judge(w.T) + 14, band + 32, "gradients length", say("starts")),
  );
}

/** The way of the blame that is asked about, from the last state to the first. */
const way = (w, { band }, say) =>
  s(
    "g",
    { class: "gradients way" },
    arrow([at(w.T) - 6, band], [at(1), band]),
    text(at(1), band + 32, "gradients length", say("left")),
  );

/** The pulse: where it is and how large, u of the way through step `group` (0 … 2 T − 1). */
function pulseAt(w, place, lengths, group, u) {
  if (group < w.T) return [at(group) + PITCH * u, place.middle, 7];
  const t = 2 * w.T - group;
  const { dh, da, back } = lengths.list[t - 1];
  const high = u < 0.35 ? dh : u < 0.65 ? da : back;
  const from = w.readout && t === w.T ? judge(t) : at(t);
  return [from + (at(t - 1) - from) * u, place.band, 3 + lengths.size(high)];
}

/** {picture, show(k): the first k operations are done, travel(group): the pulse goes through a
    step (a promise), middle(k): where operation k stands}. */
export function drawing(w, done, tokens, say) {
  const place = places(w);
  const list = blame(done);
  const most = Math.max(...list.map(({ dh }) => dh)) || 1;
  const size = (value) => (HIGH * value) / most;
  const ops = done.steps.map((step) => {
    const nodes = MAKE[step.kind](step, place, { ...list[step.t - 1], size, say });
    return s("g", {}, nodes.flat(9).filter(Boolean));
  });
  const asked = way(w, place, say);
  const judged = w.readout && answers(w, done.H[w.T], place, size(list.at(-1).dh), say);
  const lost = s("g", {}, losses(w, place, say));
  const pulse = s("circle", { r: 1, class: "pulse" });
  const box = `0 0 ${place.width} ${place.height}`;
  const picture = s(
    "svg",
    { viewBox: box, style: `--width:${place.width}px`, "aria-hidden": "true" },
    ground(w, tokens, place, say),
    w.T > 1 && asked,
    ops,
    judged,
    lost,
    pulse,
  );
  const show = (k) => {
    const from = k % OPS ? k - 1 : k - OPS; // a whole step is now, or one operation of it
    const to = k === OPS * w.T && judged ? k + 1 : k; // with the verdict its blame is seen
    const kind = (j) => (j >= to ? "todo" : j >= from ? "now" : "done");
    ops.forEach((op, j) => op.setAttribute("class", kind(j)));
    for (const end of [judged, lost]) end?.classList.toggle("todo", k < OPS * w.T);
    asked.classList.toggle("todo", k < OPS * w.T || k > OPS * (2 * w.T - 1));
  };
  const travel = (group) => {
    pulse.setAttribute("class", `pulse ${group < w.T ? "states" : "gradients"}`);
    const frames = [0, 0.34, 0.36, 0.64, 0.66, 1].map((u) => {
      const [x, y, r] = pulseAt(w, place, { list, size }, group, u);
      return { offset: u, opacity: 1, transform: `translate(${x}px, ${y}px) scale(${r})` };
    });
    return animate(pulse, frames, { ms: 900, easing: "linear" });
  };
  const middle = (k) => pill(done.steps[Math.max(k, 1) - 1].t) / place.width;
  return { picture, show, travel, middle };
}
