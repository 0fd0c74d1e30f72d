// What WindowTrainer draws: the text with its window, the two tables line by line, and
// what is said of a step.
import { symbol } from "../core/kit/symbol.js";
import { h } from "../core/kit/dom.js";
import { fine } from "../core/kit/fine.js";
import { number, rounded } from "../core/kit/numbers.js";
import { clip, isolated } from "../core/kit/text.js";

/** The text, a box a word: {nodes, show(now)}. */
export function sentence({ tokens, window, say }) {
  const boxes = tokens.map((token) => {
    const role = h("small");
    const word = h("bdi", {}, clip(token, 14));
    return { role, node: h("span", { class: "token", title: clip(token, 60) }, word, role) };
  });
  const show = ({ place: at }) =>
    boxes.forEach(({ node, role }, j) => {
      const kind = at.inputs.includes(j) ? "input" : j === at.target ? "target" : "";
      node.className = `token ${kind} ${Math.abs(j - at.t) <= window ? "near" : ""}`;
      role.textContent = kind && say(kind);
    });
  return { nodes: boxes.map(({ node }) => node), show };
}

/** The heads of the columns S, P, G of the table beneath. */
const heads = (say, k) => [
  `${say("score")} s`,
  `${say("prob")} ${k ? "σ(s)" : "P"}`,
  `${say("error")} ${k ? "σ" : "P"} − y`,
];

/** One of the two tables, a line a word, of which the reader marks some: {node, side, lines}.
    onMark() is called when a mark is set or taken away. */
export function sheet({ words, d, say, marks, signal }, side, onMark) {
  const [role, name] = side === "in" ? ["states", say("in table")] : ["keys", say("out table")];
  const out = side === "out";
  const lines = words.map((word) => entry({ word, d, role, out, name, say }));
  lines.forEach(({ box }, i) => {
    const toggle = () => {
      marks[side][box.checked ? "add" : "delete"](i);
      onMark();
    };
    box.addEventListener("change", toggle, { signal });
  });
  const head = (kind, wide, text) =>
    h("span", { class: `head ${kind}`, style: `grid-column: span ${wide}` }, text);
  const top = h(
    "div",
    { class: "entry top" },
    h("b", { class: `title ${role}` }, name, " ", symbol("W", side)),
    head(role, d, say("numbers")),
    out && head("P", 1, say("prob")),
    head("gradients", d, say("change")),
  );
  const body = { class: `sheet side-${side}`, style: `--d: ${d}`, role: "group" };
  const node = h("div", { ...body, "aria-label": name }, top, ...lines.map((each) => each.node));
  return { node, side, lines };
}

/** A line of a table: the word with its box, its numbers, and what the step does to them. */
function entry({ word, d, role, out, name, say }) {
  const cells = (count, kind) =>
    Array.from({ length: count }, () => h("span", { class: `num ${kind}` }));
  const label = say("mark", { table: name, word: clip(word, 60) });
  const each = {
    box: h("input", { type: "checkbox", "aria-label": label }),
    sign: h("small"),
    values: cells(d, role),
    middle: cells(+out, "P"),
    change: cells(d, "gradients"),
  };
  const text = h("bdi", {}, clip(word, 12));
  const front = h("span", { class: "word", title: clip(word, 60) }, each.box, text, each.sign);
  each.node = h("label", { class: "entry" }, front, each.values, each.middle, each.change);
  return each;
}

/** Write the numbers of a step into a table; before the answer nothing is told of what the step
    computes.  The reader's marks stay beside the answer to the step that was asked of. */
export function fill({ side, lines }, view, now) {
  const { d, asked } = view;
  const { revealed: open, rate, position } = view.now;
  const [W, dW] = [now[`W_${side}`], now[`dW_${side}`]];
  const used = side === "in" ? now.ins : now.rows;
  lines.forEach((each, i) => {
    const mine = used.includes(i);
    each.values.forEach((cell, c) => {
      cell.textContent = rounded(W[i * d + c]);
    });
    each.change.forEach((cell, c) => {
      cell.textContent = open && mine ? fine(-rate * dW[i * d + c]) : "";
    });
    each.node.classList.toggle("used", open && mine);
    each.box.disabled = open;
    each.box.checked = position === asked && view.marks[side].has(i);
    if (side === "out") scores(each, i, now, open);
  });
}

/** What the output table has besides its numbers: the probability, the target and the drawn. */
function scores({ node, middle: [cell], sign }, i, { rows, out, negatives, P }, open) {
  const at = rows.indexOf(i);
  const drawn = negatives ? negatives.filter((j) => j === i).length : 0;
  const told = open && at >= 0;
  node.classList.toggle("target", open && i === out);
  sign.textContent = open ? "−".repeat(drawn) : "";
  cell.textContent = told ? rounded(P[at]) : "";
  cell.style.setProperty("--part", told ? `${100 * P[at]}%` : "0%");
}

/** Words by their numbers; an example as one reads it. */
export const list = ({ words, say }, ids, write = (w) => w) =>
  ids.length ? ids.map((i) => write(isolated(clip(words[i], 14)))).join(", ") : say("nothing");

/** What is to be done; then the step in words, each number with its name. */
export function about(view, { ins, out, negatives, L, L_next }) {
  const { say } = view;
  if (!view.now.revealed) return [say("mark first")];
  const parts = [`${list(view, ins)} → ${list(view, [out])}`];
  if (negatives) parts.push(`${say("negatives")}: ${list(view, negatives)}`);
  const away = view.run.means[view.now.position] >= 1000;
  return [
    `${parts.join(" · ")} · ${say("loss")} `,
    symbol("L"),
    ` = ${number(L)}, ${say("then")} ${number(L_next)}`,
    away ? ` · ${say("away")}` : null,
  ];
}

/** The table beneath: each word with all that the step computes for it. */
export function numbers(view) {
  const { say, d, words } = view;
  const { k, rate, revealed } = view.now;
  const now = view.run.at(view.now.position);
  const change = `${say("change")} −η dW_`;
  const [first, second] = ["in", "out"].map((side) => `${say(`${side} table`)} W_${side}`);
  const header = [say("word"), first, `${change}in`, second, ...heads(say, k), `${change}out`];
  const part = (W, i, by = 1) =>
    [...W.subarray(i * d, i * d + d)].map((x) => number(by * x)).join(", ");
  const rows = words.map((word, i) => {
    const used = revealed ? now.rows.indexOf(i) : -1;
    const moved = revealed && now.ins.includes(i);
    return [
      word,
      part(now.W_in, i),
      moved ? part(now.dW_in, i, -rate) : "–",
      part(now.W_out, i),
      ...["S", "P", "G"].map((key) => (used < 0 ? "–" : now[key][used])),
      used < 0 ? "–" : part(now.dW_out, i, -rate),
    ];
  });
  return { header, rows };
}
