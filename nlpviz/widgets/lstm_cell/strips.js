// The strips: a row for each gate, for cell and state, and for the blame; a column a word.
import { tellDial } from "../core/kit/dial.js";
import { h } from "../core/kit/dom.js";
import { aside, ratio, sub } from "../core/kit/symbol.js";
import { short } from "../core/kit/numbers.js";
import { clip } from "../core/kit/text.js";
import { fill, isGradient, isSet, isSigned, valueOf } from "./math.js";

export const ROWS = [
  // key, letter, role
  ["i", "i", "gates"],
  ["f", "f", "gates"],
  ["z", "z", "gates"],
  ["o", "o", "gates"],
  ["C", "c", "states"],
  ["H", "h", "states"],
  ["cell", "c", "gradients"],
  ["state", "h", "gradients"],
];

/** A gate at step j shows whether it was set by hand, and says so to those who do not see it. */
export function describe(view, node, gate, j) {
  const { say, tokens } = view;
  const [value, forced] = [valueOf(view, gate, j), isSet(view, gate, j)];
  node.classList.toggle("forced", forced);
  const place = { name: say(gate), letter: gate, t: j + 1, word: clip(tokens[j], 40) };
  tellDial(node, say("gate", place), value, short(value) + (forced ? `, ${say("set")}` : ""));
}

/** The name of a row: its word and its symbol. */
function nameOf(say, [key, letter, role], T) {
  const name = isGradient(key) ? ratio(letter, T, "t") : sub(letter, "t");
  return h("div", { class: `name ${role}` }, h("span", {}, say(key), " ", aside(name)));
}

/** A row of the strips: {slots: [{cell, bar, ghost, text, box}], scale, nodes}. */
export function rowOf({ say, w }, each) {
  const [key, , role] = each;
  const slider = role === "gates" && { tabindex: -1, "data-gate": key };
  const slots = Array.from({ length: w.T }, (_, j) => {
    const slot = { bar: h("i"), ghost: h("b"), text: h("span") };
    const attributes = { class: "place", "data-t": j, "data-row": key, ...slider };
    slot.cell = h("div", attributes, slot.bar, slot.ghost, slot.text);
    slot.box = h("div", { class: `slot ${role}`, "data-t": j }, slot.cell);
    return slot;
  });
  const scale = h("div", { class: "scale" });
  return { slots, scale, nodes: [nameOf(say, each, w.T), slots.map(({ box }) => box), scale] };
}

/** A slot shows its value, as a bar and in digits, and where it stood before gates were moved. */
function drawSlot(view, slot, [key, , role], j, scale) {
  const [value, old] = [valueOf(view, key, j), valueOf(view, key, j, true)];
  const [from, to] = fill(key, value, scale);
  const [oldFrom, oldTo] = fill(key, old, scale);
  slot.bar.style.cssText = `bottom: ${100 * from}%; height: ${100 * (to - from)}%`;
  slot.ghost.hidden = Math.abs(value - old) < 1e-9;
  slot.ghost.style.bottom = `${100 * (old < 0 && !isGradient(key) ? oldFrom : oldTo)}%`;
  slot.text.textContent = short(value);
  slot.box.classList.toggle("now", j === view.now.step - 1);
  if (role !== "gates") return;
  slot.cell.tabIndex = j === view.now.step - 1 ? 0 : -1;
  describe(view, slot.cell, key, j);
}

/** All rows anew, and which step is shown. */
export function drawStrips(view) {
  const { plain, run, rows, heads, now } = view;
  const most = Math.max(1, ...plain.C.map(Math.abs), ...run.C.map(Math.abs));
  for (const each of ROWS) {
    const scale = each[0] === "C" ? most : 1;
    const { slots, scale: told } = rows[each[0]];
    slots.forEach((slot, j) => drawSlot(view, slot, each, j, scale));
    const end = scale === 1 ? 1 : short(scale);
    told.textContent = isSigned(each[0]) ? `−${end} … ${end}` : "0 … 1";
  }
  heads.forEach((head, j) => head.classList.toggle("now", j === now.step - 1));
}

/** A row as the head of a column of the table. */
export const titleOf = ({ say, w }, [key, letter]) =>
  `${say(key)} ${isGradient(key) ? `∂${letter}_${w.T} / ∂${letter}_t` : `${letter}_t`}`;
