// The words in a row (or, where it is narrow, in a column), above them the blame: a dot at each
// word whose area is its share, and the pulse that leaves the verb and shrinks on its way back.
import { measure, s } from "../core/kit/dom.js";
import { animate, still } from "../core/kit/motion.js";
import { percent } from "./math.js";

const STEP = 260; // milliseconds from word to word
const SIZES = [1.35, 1.15, 1]; // of the words, in units: the largest at which they fit in a row
const GAP = 0.85;

/** Where things stand for columns of texts (a word and its numbers, the verb's last), of which
    wide(text, size) says the width; names of rows: {level, size, height, width, at: [[x, y],
    …] of the dots, most: the largest dot, word(t), number(t, k): places of texts, box(t): around a
    word, hit(t): what a click on it may touch, head(k): of the names}. */
export function place(columns, names, { wide, width, u }) {
  const longest = (texts, size) => Math.max(...texts.map((text) => wide(text, size)));
  const beside = longest(names, u) + 0.4 * u;
  const numbers = columns.map((column) => longest(column.numbers, u));
  for (const size of SIZES) {
    const widths = columns.map(({ texts }) => longest(texts, size * u));
    const rooms = widths.map((w, t) => Math.max(w + GAP * u, numbers[t] + 0.3 * u));
    const free = (width - rooms.reduce((a, b) => a + b) - beside) / columns.length;
    if (free >= 0) return { ...inRow(widths, { rooms, free, beside, u }), size };
  }
  const widths = columns.map(({ texts }) => longest(texts, SIZES[0] * u));
  return { ...inColumn(widths, width, u), size: SIZES[0] };
}

function inRow(widths, { rooms, free, beside, u }) {
  const room = rooms.map((w) => w + free);
  let x = 0;
  const xs = room.map((w) => (x += w) - w / 2);
  const most = Math.min(1.9 * u, (xs.at(-1) - xs.at(-2)) * 0.4);
  const [lane, word, first] = [2.2 * u, 5.7 * u, 7.5 * u];
  return {
    level: true,
    height: 9.6 * u,
    width: x + beside,
    most,
    at: xs.map((each) => [each, lane]),
    word: (t) => [xs[t], word],
    number: (t, k) => [xs[t], first + 1.5 * u * k],
    head: (k) => [x + 0.2 * u, first + 1.5 * u * k],
    box: (t) => [xs[t] - widths[t] / 2 - 5, word - 1.3 * u, widths[t] + 10, 1.85 * u],
    hit: (t) => [xs[t] - room[t] / 2, 0, room[t], 9.6 * u],
  };
}

function inColumn(widths, width, u) {
  const right = Math.min(Math.max(...widths) + 0.7 * u, 0.45 * width);
  const row = 2.2 * u;
  const y = (t) => (t + 1.6) * row;
  return {
    level: false,
    height: (widths.length + 1.5) * row,
    width,
    most: 0.95 * u,
    at: widths.map((_, t) => [right + 1.8 * u, y(t)]),
    word: (t) => [right, y(t) + 0.4 * u],
    number: (t, k) => [right + (6.2 + 4.6 * k) * u, y(t) + 0.4 * u],
    head: (k) => [right + (6.2 + 4.6 * k) * u, 0.5 * row + 0.2 * u],
    box: (t) => [right - widths[t] - 5, y(t) - 0.9 * u, widths[t] + 10, 1.85 * u],
    hit: (t) => [0, y(t) - row / 2, width, row],
  };
}

const rect = (kind, [x, y, width, height]) =>
  s("rect", { class: kind, x, y, width, height, rx: 5 });

/** One word: where it can be clicked, itself, the marks around it. */
function word(at, t, { text, kind, marks, click }) {
  const [x, y] = at.word(t);
  const nodes = [
    rect("hit", at.hit(t)),
    rect("rest", at.box(t)),
    marks.map((mark) => rect(mark, at.box(t))),
    s("text", { class: kind, x, y }, text),
  ];
  return s("g", { class: click ? "word" : "verb", onclick: click }, nodes);
}

/** The dots and numbers of one network: {nodes, come: [[node, …], …] by word}. */
function dots(at, shares, size, { kind, k }) {
  const come = shares.map((share, t) => {
    const [[cx, cy], [x, y]] = [at.at[t], at.number(t, k)];
    const dot = s("circle", { class: `dot ${kind}`, cx, cy, r: size(share) });
    return [dot, s("text", { class: `number ${kind}`, x, y }, percent(share))];
  });
  return { nodes: come.flat(), come };
}

/** The names of the networks whose numbers are shown, and what is at the verb: all of it. */
function named(at, names, step, verb) {
  const kind = (k) => (k === step - 1 ? "now" : "former");
  const shown = names.slice(0, step).map((name, k) => {
    const [x, y] = at.head(k);
    return s("text", { class: `head ${kind(k)}`, x, y }, name);
  });
  const all = Array.from({ length: Math.max(step, 1) }, (_, k) => {
    const [x, y] = at.number(verb, k);
    return s("text", { class: `number ${step ? kind(k) : "now"}`, x, y }, percent(1));
  });
  return [shown, all];
}

/** The picture of what has been sent so far: {node, send(...late): the pulse goes back, a promise;
    nodes that are `late` come into sight with its end}.  step: how many networks have been asked;
    words: [{text, kind, marks, click, room}], the verb's last,
    room: all texts that may stand there; names: of the networks, long and short;
    el: where it will stand, u: the unit of sizes there. */
export function drawing({ shares, step, words, names }, el, u) {
  const wide = (text, size) => measure(el, 600, size)(text);
  const columns = words.map(({ text, room = [text] }, t) => ({
    texts: room,
    numbers: shares.map((each) => percent(each[t] ?? 1)),
  }));
  const at = place(columns, names.long, { wide, width: el.clientWidth, u });
  const most = Math.max(1, ...shares.flat());
  const size = (share) => at.most * Math.sqrt(share / most);
  const verb = words.length - 1;
  const shown = shares
    .slice(0, step)
    .map((each, k) => dots(at, each, size, { k, kind: k === step - 1 ? "now" : "former" }));
  const [[x0, y0], [x1, y1]] = [at.at[0], at.at[verb]];
  const pulse = s("circle", { class: "pulse", r: at.most });
  const node = s(
    "svg",
    {
      width: at.width,
      height: at.height,
      class: at.level ? "level" : "column",
      style: `--size:${at.size}`,
      "aria-hidden": "true",
    },
    s("path", { class: "lane", d: `M${x0} ${y0}L${x1} ${y1}` }),
    at.at.slice(0, verb).map(([cx, cy]) => s("circle", { class: "stop", cx, cy, r: 3 })),
    words.map((each, t) => word(at, t, each)),
    named(at, at.level ? names.long : names.short, step, verb),
    s("circle", { class: "source", cx: x1, cy: y1, r: size(1) }),
    [...shown].reverse().map(({ nodes }) => nodes),
    pulse,
  );
  const go = (...late) => send({ at, pulse, size, verb }, shares[step - 1], shown[step - 1], late);
  return { node, send: (...late) => go(...late, ...node.querySelectorAll(".answer")) };
}

/** The pulse leaves the verb, shrinks at each word, and leaves its dot and its number there. */
function send({ at, pulse, size, verb }, shares, { come }, late) {
  if (still()) return Promise.resolve();
  const frames = [...shares, 1].map((share, t) => {
    const [x, y] = at.at[t];
    const scale = Math.max(size(share), 2) / at.most;
    return { transform: `translate(${x}px, ${y}px) scale(${scale})`, opacity: 1 };
  });
  const appear = [{ opacity: 0 }, { opacity: 1 }];
  come.forEach((nodes, t) => {
    for (const node of nodes) animate(node, appear, { ms: 250, delay: STEP * (verb - t) });
  });
  for (const node of late) animate(node, appear, { ms: 300, delay: STEP * verb });
  return animate(pulse, frames.reverse(), { ms: STEP * verb, easing: "linear" });
}
