// One step of the cell as a drawing: the belt c_{t−1} → c_t with its gates, which are dragged where
// they stand, h_t below it, and the blame that flows back along the belt above.
import { s } from "../core/kit/dom.js";
import { fine } from "../core/kit/fine.js";
import { short } from "../core/kit/numbers.js";
import { arrowhead } from "../core/kit/shapes.js";
import { fill, GATES } from "./math.js";

const LANE = 34; // the height of the lane of blame, above
const BOX = { y: 140, height: 44 };
const PLANS = [
  // kind, width of the picture, of a box, and where things stand from left to right
  {
    kind: "wide",
    width: 620,
    tall: 216,
    box: 68,
    ends: [10, 610],
    f: 112,
    i: 223,
    z: 334,
    tanh: 415,
    o: 508,
  },
  {
    kind: "narrow",
    width: 346,
    tall: 234,
    box: 62,
    ends: [3, 343],
    f: 35,
    i: 113,
    z: 194,
    tanh: 242,
    o: 304,
  },
];

/** The wires of a plan: [name, role, path]. */
const wires = ({ ends: [left, right], f, i, z, tanh, o, box }) => [
  ["d", "gradients", `M${right} 30H${left + 10}`],
  ["c_", "states", `M${left} 70H${f - 11}`],
  ["fc", "states", `M${f + 11} 70H${z - 11}`],
  ["c", "states", `M${z + 11} 70H${right - 8}`],
  ["f", "gates", `M${f} 140V81`],
  ["i", "gates", `M${i} 140V112H${z - 11}`],
  ["z", "gates", `M${z} 140V123`],
  ["iz", "states", `M${z} 101V81`],
  ["t1", "states", `M${tanh} 70V98`],
  ["t2", "states", `M${tanh + 23} 112H${o - 11}`],
  ["o", "gates", `M${o} 140V123`],
  ["h", "states", `M${o + 11} 112H${right - 8}`],
  ["pi", "peep", `M${left + 2} 70V193H${i}V184`],
  ["pf", "peep", `M${f} 193V184`],
  ["po", "peep", `M${o - box / 2 - 7} 70V193H${o}V184`],
];

const text = (x, y, name, anchor = "middle", ...words) =>
  s("text", { x, y, class: name, "text-anchor": anchor }, words);

/** A symbol, small and grey: a letter with its index. */
const signed = (letter, index) => [
  s("tspan", { class: "symbol" }, letter),
  s("tspan", { class: "symbol low", dy: 4 }, index),
  s("tspan", { dy: -4 }, "\u200b"),
];

/** A gate: its box, filled as far as it is open, its number, its word below. */
function gate(plan, name) {
  const [x, left] = [plan[name], plan[name] - plan.box / 2];
  const parts = {
    level: s("rect", { x: left, width: plan.box, class: "level" }),
    number: text(x, BOX.y + 28, "value"),
    name: text(x, 212, "gates"),
  };
  const frame = { x: left, width: plan.box, y: BOX.y, height: BOX.height, rx: 5, class: "frame" };
  const slider = { class: "gate", tabindex: 0, "data-dial": name };
  parts.node = s("g", slider, s("rect", frame), parts.level, parts.number);
  return parts;
}

/** What does not change: arrowheads, the circles of × and +, tanh. */
function fixed({ ends: [left, right], f, z, tanh, o }) {
  const head = (x, y, angle, role) =>
    s("path", { d: arrowhead(x, y, angle, 11), class: `head ${role}` });
  const knot = (x, y, sign) => [
    s("circle", { cx: x, cy: y, r: 11, class: "knot" }),
    text(x, y + 5, "sign", "middle", sign),
  ];
  return [
    head(left, 30, Math.PI, "gradients"),
    [70, 112].map((y) => head(right, y, 0, "states")),
    [knot(f, 70, "×"), knot(z, 70, "+"), knot(z, 112, "×"), knot(o, 112, "×")],
    s("rect", { x: tanh - 23, y: 99, width: 46, height: 26, rx: 13, class: "knot" }),
    text(tanh, 117, "small", "middle", "tanh"),
  ];
}

/** A name in two lines: broken at its last blank or, without one, in the middle. */
function broken(name, x) {
  const at = name.includes(" ") ? name.lastIndexOf(" ") : Math.ceil(name.length / 2);
  return [name.slice(0, at), s("tspan", { x, dy: 18 }, name.slice(at).trim())];
}

/** The circuit, as a wide and a narrow picture: [{picture, gates, tall(), update(now)}, …]; gates
    by name, their elements; tall() is the height of a gate; now holds the numbers of a step. */
export const circuits = (say) => PLANS.map((plan) => circuit(plan, say));

function circuit(plan, say) {
  const { kind, width, f, i, z } = plan;
  const [left, right] = plan.ends;
  const lines = Object.fromEntries(
    wires(plan).map(([name, role, d]) => [name, s("path", { d, class: `wire ${role}` })]),
  );
  const numbers = {
    fc: text((f + i) / 2, 88, "states value product"),
    iz: text(z - 9, 98, "states value product", "end"),
  };
  const gates = Object.fromEntries(GATES.map((name) => [name, gate(plan, name)]));
  const ends = {
    d: text(right, 18, "gradients", "end"),
    d_: text(left, 18, "gradients", "start"),
    way: text(width / 2, 18, "gradients way"),
    c_: text(left, 50, "states", "start"),
    c: text(right, 62, "states", "end"),
    h: text(right, 98, "states", "end"),
  };
  const nodes = [lines, numbers, ends].map(Object.values);
  const boxes = GATES.map((name) => [gates[name].node, gates[name].name]);
  const picture = s("svg", { class: kind }, nodes[0], fixed(plan), boxes, nodes.slice(1));
  const parts = { plan, picture, lines, numbers, gates, ends, say };
  return {
    picture,
    gates: Object.fromEntries(GATES.map((name) => [name, gates[name].node])),
    tall: () => (BOX.height * picture.parentElement.offsetWidth) / width,
    update: (now) => update(parts, now),
  };
}

const thick = (x) => `${1 + 5 * Math.min(1, Math.abs(x))}px`;

/** The numbers of a step: those of the gates, c_ and c, h; d and d_, the blame at c_t and c_{t−1},
    if it is `told`; t from 1; peepholes; open: whether the answer is known. */
function update({ plan, picture, lines, numbers, gates, ends, say }, now) {
  const narrow = plan.kind === "narrow";
  const digits = narrow ? short : fine;
  const top = now.told ? 0 : LANE;
  picture.setAttribute("viewBox", `0 ${top} ${plan.width} ${plan.tall - top}`);
  picture.classList.toggle("plain", !now.told);
  picture.classList.toggle("asked", !now.open);
  const tanh = Math.tanh(now.c);
  const values = { ...now, fc: now.f * now.c_, iz: now.i * now.z, t1: now.c, t2: tanh };
  for (const name of ["fc", "iz"]) numbers[name].textContent = digits(values[name]);
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
    number.textContent = digits(values[name]);
    const told = narrow ? broken(say(name), plan[name]) : [`${say(name)} `, signed(name, now.t)];
    gates[name].name.replaceChildren(...told.flat());
  }
  const write = (name, word, value, letter, t) => {
    const shown = s("tspan", { class: "value product" }, digits(value));
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
