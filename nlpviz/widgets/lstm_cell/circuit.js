// One step of the cell as a drawing: the belt c_{t−1} → c_t with its gates, which are dragged where
// they stand, h_t below it, and the blame that flows back along the belt above.
import { s } from "../core/kit/dom.js";
import { clamp, short } from "../core/kit/numbers.js";
import { arrowhead } from "../core/kit/shapes.js";
import { fill, GATES } from "./math.js";

const WIDTH = 720;
const HEIGHT = 240;
const BOX = { y: 158, height: 48, width: 64 };
const AT = { f: 160, i: 290, z: 392, o: 588 };
const LINES = [
  // name, role, path
  ["d", "gradients", "M700 34H30"],
  ["c_", "states", "M20 76H149"],
  ["fc", "states", "M171 76H381"],
  ["c", "states", "M403 76H692"],
  ["f", "gates", "M160 158V87"],
  ["i", "gates", "M290 158V124H381"],
  ["z", "gates", "M392 158V135"],
  ["iz", "states", "M392 113V87"],
  ["t1", "states", "M480 76V110"],
  ["t2", "states", "M503 124H577"],
  ["o", "gates", "M588 158V135"],
  ["h", "states", "M599 124H692"],
  ["pi", "peep", "M96 76V234H290V206"],
  ["pf", "peep", "M160 234V206"],
  ["po", "peep", "M446 76V234H588V206"],
];
const HEADS = [
  // the tip, the angle, the role
  [20, 34, Math.PI, "gradients"],
  [700, 76, 0, "states"],
  [700, 124, 0, "states"],
];
const KNOTS = [
  [160, 76, "×"],
  [392, 76, "+"],
  [392, 124, "×"],
  [588, 124, "×"],
];
const NUMBERS = [
  // name, x, y, anchor
  ["c_", 62, 66, "middle"],
  ["fc", 276, 66, "middle"],
  ["c", 648, 66, "middle"],
  ["iz", 402, 104, "start"],
  ["t2", 540, 114, "middle"],
  ["h", 648, 114, "middle"],
];

const text = (x, y, name, anchor = "middle", ...words) =>
  s("text", { x, y, class: name, "text-anchor": anchor }, words);

/** A symbol, small and grey: a letter with its index. */
const signed = (letter, index) => [
  s("tspan", { class: "symbol" }, letter),
  s("tspan", { class: "symbol low", dy: 3 }, index),
  s("tspan", { dy: -3 }, "\u200b"),
];

/** A gate: its box, how far it is open, its number, its word and symbol below. */
function gate(name) {
  const [x, left] = [AT[name], AT[name] - BOX.width / 2];
  const size = { x: left, width: BOX.width };
  const parts = {
    level: s("rect", { ...size, class: "level" }),
    number: text(x, BOX.y + 30, "value"),
    name: text(x + 7, BOX.y + BOX.height + 17, "gates", "start"),
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
    d: text(700, 20, "gradients", "end"),
    d_: text(20, 20, "gradients", "start"),
    c_: text(20, 96, "states", "start"),
    c: text(700, 96, "states", "end"),
    h: text(700, 144, "states", "end"),
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
    s("rect", { x: 457, y: 111, width: 46, height: 26, rx: 13, class: "knot" }),
    text(480, 129, "small", "middle", "tanh"),
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

/** The numbers of a step: those of the gates, c_ and c, h; d and d_, the blame at c_t and c_{t−1};
    t from 1; peepholes; set(gate), whether it was set by hand. */
function update({ lines, numbers, gates, ends, say }, now) {
  const tanh = Math.tanh(now.c);
  const values = { ...now, fc: now.f * now.c_, iz: now.i * now.z, t1: now.c, t2: tanh };
  for (const [name] of NUMBERS) numbers[name].textContent = short(values[name]);
  for (const [name, line] of Object.entries(lines)) {
    if (name in values && name !== "d")
      line.style.strokeWidth = `${1 + 5 * Math.min(1, Math.abs(values[name]))}px`;
  }
  const left = clamp(1 + Math.log10(Math.abs(now.d_) || 1e-9) / 4, 0, 1);
  lines.d.style.strokeWidth = `${1 + 5 * left}px`;
  for (const name of ["pi", "pf", "po"]) lines[name].style.display = now.peepholes ? "" : "none";
  for (const name of GATES) {
    const [from, to] = fill(name, values[name]);
    const { level, number, node } = gates[name];
    level.setAttribute("y", BOX.y + BOX.height * (1 - to));
    level.setAttribute("height", BOX.height * (to - from));
    number.textContent = short(values[name]);
    node.classList.toggle("forced", now.set(name));
    gates[name].name.replaceChildren(`${say(name)} `, ...signed(name, now.t));
  }
  const write = (name, key, t) =>
    ends[name].replaceChildren(`${say(key)} `, ...signed(key.toLowerCase(), t));
  write("c_", "C", now.t - 1);
  write("c", "C", now.t);
  write("h", "H", now.t);
  const blame = (value, t) => [
    `${say("cell")} `,
    s("tspan", { class: "value" }, short(value)),
    " ",
    ...signed("∂c", t),
  ];
  ends.d.replaceChildren(...blame(now.d, now.t));
  ends.d_.replaceChildren(...blame(now.d_, now.t - 1));
}
