// One step of the cell as a drawing: the belt c_{t−1} → c_t with its gates, which are dragged where
// they stand, h_t below it, and the blame that flows back along the belt above.
import { s } from "../core/kit/dom.js";
import { fine } from "../core/kit/fine.js";
import { arrowhead } from "../core/kit/shapes.js";
import { fill, GATES } from "./math.js";

const WIDTH = 620;
const HEIGHT = 224;
const BOX = { y: 148, height: 44, width: 64 };
const AT = { f: 112, i: 223, z: 334, o: 508 };
const LINES = [
  // name, role, path
  ["d", "gradients", "M610 30H20"],
  ["c_", "states", "M10 70H101"],
  ["fc", "states", "M123 70H323"],
  ["c", "states", "M345 70H602"],
  ["f", "gates", "M112 148V81"],
  ["i", "gates", "M223 148V116H323"],
  ["z", "gates", "M334 148V127"],
  ["iz", "states", "M334 105V81"],
  ["t1", "states", "M415 70V102"],
  ["t2", "states", "M438 116H497"],
  ["o", "gates", "M508 148V127"],
  ["h", "states", "M519 116H602"],
  ["pi", "peep", "M68 70V201H223V192"],
  ["pf", "peep", "M112 201V192"],
  ["po", "peep", "M378 70V201H508V192"],
];
const HEADS = [
  // the tip, the angle, the role
  [10, 30, Math.PI, "gradients"],
  [610, 70, 0, "states"],
  [610, 116, 0, "states"],
];
const KNOTS = [
  [112, 70, "×"],
  [334, 70, "+"],
  [334, 116, "×"],
  [508, 116, "×"],
];
const NUMBERS = [
  // name, x, y, anchor
  ["fc", 223, 60, "middle"],
  ["iz", 344, 98, "start"],
  ["t2", 467, 106, "middle"],
];

const text = (x, y, name, anchor = "middle", ...words) =>
  s("text", { x, y, class: name, "text-anchor": anchor }, words);

/** A symbol, small and grey: a letter with its index. */
const signed = (letter, index) => [
  s("tspan", { class: "symbol" }, letter),
  s("tspan", { class: "symbol low", dy: 4 }, index),
  s("tspan", { dy: -4 }, "\u200b"),
];

/** A gate: its box, how far it is open, its number, its word and symbol below. */
function gate(name) {
  const [x, left] = [AT[name], AT[name] - BOX.width / 2];
  const size = { x: left, width: BOX.width };
  const parts = {
    level: s("rect", { ...size, class: "level" }),
    number: text(x, BOX.y + 28, "value"),
    name: text(x, HEIGHT - 4, "gates"),
  };
  const slider = { class: "gate", tabindex: 0, "data-dial": name };
  const box = s("rect", { ...size, y: BOX.y, height: BOX.height, rx: 5, class: "frame" });
  parts.node = s("g", slider, box, parts.level, parts.number);
  return parts;
}

/** {picture, gates, tall(width), update(now)}: gates by name, their elements; tall is the height of
    a gate where the picture is `width` pixels wide; now holds the numbers of a step. */
export function circuit(say) {
  const lines = Object.fromEntries(
    LINES.map(([name, role, d]) => [name, s("path", { d, class: `wire ${role}` })]),
  );
  const numbers = Object.fromEntries(
    NUMBERS.map(([name, x, y, anchor]) => [name, text(x, y, "states value", anchor)]),
  );
  const gates = Object.fromEntries(GATES.map((name) => [name, gate(name)]));
  const ends = {
    d: text(610, 18, "gradients", "end"),
    d_: text(10, 18, "gradients", "start"),
    way: text(310, 18, "gradients"),
    c_: text(10, 55, "states", "start"),
    c: text(610, 60, "states", "end"),
    h: text(610, 102, "states", "end"),
  };
  const picture = s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
    Object.values(lines),
    HEADS.map(([x, y, angle, role]) =>
      s("path", { d: arrowhead(x, y, angle, 11), class: `head ${role}` }),
    ),
    KNOTS.map(([x, y, sign]) => [
      s("circle", { cx: x, cy: y, r: 11, class: "knot" }),
      text(x, y + 5, "sign", "middle", sign),
    ]),
    s("rect", { x: 392, y: 103, width: 46, height: 26, rx: 13, class: "knot" }),
    text(415, 121, "small", "middle", "tanh"),
    GATES.map((name) => [gates[name].node, gates[name].name]),
    Object.values(numbers),
    Object.values(ends),
  );
  const parts = { lines, numbers, gates, ends, say };
  return {
    picture,
    gates: Object.fromEntries(GATES.map((name) => [name, gates[name].node])),
    tall: (width) => (BOX.height * width) / WIDTH,
    update: (now) => update(parts, now),
  };
}

const thick = (x) => `${1 + 5 * Math.min(1, Math.abs(x))}px`;

/** The numbers of a step: those of the gates, c_ and c, h; d and d_, the blame at c_t and c_{t−1};
    t from 1; peepholes. */
function update({ lines, numbers, gates, ends, say }, now) {
  const tanh = Math.tanh(now.c);
  const values = { ...now, fc: now.f * now.c_, iz: now.i * now.z, t1: now.c, t2: tanh };
  for (const [name] of NUMBERS) numbers[name].textContent = fine(values[name]);
  for (const [name, line] of Object.entries(lines)) {
    if (name in values && name !== "d") line.style.strokeWidth = thick(values[name]);
  }
  lines.d.style.strokeWidth = thick(now.d_);
  for (const name of ["pi", "pf", "po"]) lines[name].style.display = now.peepholes ? "" : "none";
  for (const name of GATES) {
    const [from, to] = fill(name, values[name]);
    const { level, number } = gates[name];
    level.setAttribute("y", BOX.y + BOX.height * (1 - to));
    level.setAttribute("height", BOX.height * (to - from));
    number.textContent = fine(values[name]);
    gates[name].name.replaceChildren(`${say(name)} `, ...signed(name, now.t));
  }
  const write = (name, word, value, letter, t) => {
    const shown = s("tspan", { class: "value" }, fine(value));
    ends[name].replaceChildren(`${say(word)} `, shown, " ", ...signed(letter, t));
  };
  write("c_", "C", now.c_, "c", now.t - 1);
  write("c", "C", now.c, "c", now.t);
  write("h", "H", now.h, "h", now.t);
  write("d", "blame", now.d, "∂c", now.t);
  write("d_", "blame", now.d_, "∂c", now.t - 1);
  const rest = fine(now.d_ - now.d * now.f);
  ends.way.textContent = say("way", { f: fine(now.f), x: fine(now.d * now.f), rest });
}
