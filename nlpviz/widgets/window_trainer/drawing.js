// What WindowTrainer draws: the text with its window, the two tables line by line, and the curve of
// the loss.
import { ground, level, lettering, line, mark, scale, ticks, yTicks } from "../core/kit/chart.js";
import { h, s } from "../core/kit/dom.js";
import { number, short } from "../core/kit/numbers.js";
import { clip } from "../core/kit/text.js";

const TALL = 11; // the curve's height, in letters
const MOST = 600; // points of a curve

/** A number in a cell; all its digits are in the table beneath. */
const plain = (x) =>
  Math.abs(x) < 0.01 ? x.toFixed(2).replace("-0.00", "0.00").replace("-", "−") : short(x);

/** A letter with its index, small and grey: what stands beside a word. */
export const symbol = (letter, index) =>
  h("span", { class: "symbol" }, h("var", {}, letter), index && h("sub", {}, index));

const place = (by) => (by ? `t${by > 0 ? "+" : "−"}${Math.abs(by)}` : "t");

/** The text, a box a word: {nodes, show(now)}. */
export function sentence({ tokens, window, say }) {
  const boxes = tokens.map((token) => {
    const role = h("small");
    const word = h("bdi", {}, clip(token, 14));
    return { role, node: h("span", { class: "token", title: clip(token, 60) }, word, role) };
  });
  const roleOf = (j, { inputs, target }) =>
    inputs.includes(j) ? "input" : j === target ? "target" : "";
  const show = ({ place: at }) =>
    boxes.forEach(({ node, role }, j) => {
      const [kind, by] = [roleOf(j, at), j - at.t];
      node.className = `token ${kind} ${Math.abs(by) <= window ? "near" : ""}`;
      role.replaceChildren(...(kind ? [say(kind), " ", symbol("w", place(by))] : []));
    });
  return { nodes: boxes.map(({ node }) => node), show };
}

/** The heads of the columns S, P, G: [word, symbol]. */
const heads = (say, k) => [
  [say("score"), "s"],
  [say("prob"), k ? "σ(s)" : "P"],
  [say("error"), k ? "σ − y" : "P − y"],
];

/** One of the two tables, a line a word, of which the reader marks some: {node, side, lines,
    heads}.  onMark() is called when a mark is set or taken away. */
export function sheet({ words, d, say, marks, signal }, side, onMark) {
  const [role, name] = side === "in" ? ["states", say("in table")] : ["keys", say("out table")];
  const middle = side === "in" ? [] : ["S", "P", "G"];
  const lines = words.map((word) => entry({ word, d, role, middle, name, say }));
  lines.forEach(({ box }, i) => {
    const toggle = () => {
      marks[side][box.checked ? "add" : "delete"](i);
      onMark();
    };
    box.addEventListener("change", toggle, { signal });
  });
  const titles = middle.map(() => h("span", { class: "head" }));
  const wide = (kind, ...children) =>
    h("span", { class: `head ${kind}`, style: `grid-column: span ${d}` }, children);
  const top = h(
    "div",
    { class: "entry top" },
    h("span"),
    wide(role, say(`${side} head`), symbol("W", side)),
    titles,
    wide("gradients", say("change"), h("span", { class: "symbol" }, "−η d", symbol("W", side))),
  );
  const body = { class: `sheet side-${side}`, style: `--d: ${d}` };
  const frame = { class: "wide", tabindex: 0, role: "region", "aria-label": name };
  const node = h("div", frame, h("div", body, top, ...lines.map((each) => each.node)));
  return { node, side, lines, titles };
}

/** A line of a table: the word with its box, its numbers, and what the step does to them. */
function entry({ word, d, role, middle, name, say }) {
  const cells = (count, kind) =>
    Array.from({ length: count }, () => h("span", { class: `num ${kind}` }));
  const label = say("mark", { table: name, word: clip(word, 60) });
  const each = {
    box: h("input", { type: "checkbox", "aria-label": label }),
    sign: h("small"),
    values: cells(d, role),
    middle: middle.flatMap((kind) => cells(1, kind)),
    change: cells(d, "gradients"),
  };
  const text = h("bdi", {}, clip(word, 12));
  const front = h("label", { class: "word", title: clip(word, 60) }, each.box, text, each.sign);
  each.node = h("div", { class: "entry" }, front, each.values, each.middle, each.change);
  return each;
}

/** Write the numbers of a step into a table; before: those of the step before, to mark what is
    new.  While the answer is not open, question marks stand for what the step computes. */
export function fill({ side, lines, titles }, view, now, before) {
  const { d, say } = view;
  const { revealed: open, rate, k } = view.now;
  const [W, dW] = [now[`W_${side}`], now[`dW_${side}`]];
  const used = side === "in" ? now.ins : now.rows;
  lines.forEach((each, i) => {
    const mine = used.includes(i);
    each.values.forEach((cell, c) => {
      const text = plain(W[i * d + c]);
      cell.classList.toggle("fresh", !!before && open && text !== plain(before[i * d + c]));
      cell.textContent = text;
    });
    each.change.forEach((cell, c) => {
      cell.textContent = !open ? "?" : mine ? short(-rate * dW[i * d + c]) : "";
    });
    each.node.classList.toggle("used", open && mine);
    each.node.classList.toggle("input", side === "in" && open && mine);
    each.box.hidden = open;
    each.box.checked = view.marks[side].has(i);
  });
  if (side === "in") return;
  heads(say, k).forEach(([word, sign], c) =>
    titles[c].replaceChildren(word, h("span", { class: "symbol" }, sign)),
  );
  lines.forEach((each, i) => scores(each, i, now, open));
}

/** What the output table has besides its numbers: score, probability, error; target and drawn. */
function scores({ node, middle, sign }, i, { rows, out, negatives, S, P, G }, open) {
  const at = rows.indexOf(i);
  const drawn = negatives ? negatives.filter((row) => row === i).length : 0;
  node.classList.toggle("target", open && i === out);
  sign.textContent = i === out ? "y" : "−".repeat(drawn);
  middle.forEach((cell, c) => {
    cell.textContent = !open ? "?" : at < 0 ? "" : plain([S, P, G][c][at]);
  });
  middle[1].style.setProperty("--part", open && at >= 0 ? `${100 * P[at]}%` : "0%");
}

/** The curve of the loss in `node`, with a mark where the reader is. */
function curve(node, { means, losses, E, least }, position, say) {
  const { u, wide } = lettering(node);
  const height = TALL * 14 * u;
  const epochs = Math.max(losses.length, E) / E;
  const high = yTicks(0, Math.min(Math.max(...means), 2 * means[0]));
  const area = { left: 12 + Math.max(...high.map((v) => wide(number(v)))), top: 8 * u, u, wide };
  area.right = node.clientWidth - 10;
  area.below = height - 28 * u;
  area.x = scale(0, epochs, area.left, area.right);
  area.y = scale(0, high.at(-1), area.below, area.top);
  const every = Math.ceil(means.length / MOST);
  const kept = [...means.keys()].filter((i) => i % every === 0 || i === means.length - 1);
  const height_of = (i) => Math.min(means[i], high.at(-1));
  const note = { x: area.right, y: area.y(least) - 5 * u, "text-anchor": "end", class: "tick" };
  const colour = "var(--nv-gradients)";
  node.replaceChildren(
    s(
      "svg",
      { width: node.clientWidth, height },
      ground(area, { xs: ticks(0, epochs, 4, true), ys: high }),
      level(area, least, "level"),
      s("text", note, `${say("least")} ${number(least)}`),
      line(
        area,
        kept.map((i) => i / E),
        kept.map(height_of),
        { colour, width: 2.4 },
      ),
      mark(area.x(position / E), area.y(height_of(position)), 0, colour),
    ),
  );
  return (x) => Math.round(area.x.back(x) * E);
}

/** Words by their numbers; an example as one reads it. */
export const list = ({ words, say }, ids, write = (word) => word) =>
  ids.length ? ids.map((i) => write(clip(words[i], 14))).join(", ") : say("nothing");
export const pair = (view, { ins, out }) => `${list(view, ins)} → ${list(view, [out])}`;

const vector = (v) => `(${[...v].map(short).join("  ")})`;

/** The step in words, each number with its name. */
export function about(view, { ins, out, negatives, h: hidden, L, L_next }) {
  const { say } = view;
  const parts = [pair(view, { ins, out })];
  if (negatives) parts.push(`${say("negatives")}: ${list(view, negatives)}`);
  if (!view.now.revealed) return [[...parts, say("predict")].join(" · ")];
  const away = view.run.means[view.now.position] >= 1000;
  return [
    [...parts, say("hidden"), ""].join(" · ").slice(0, -2),
    symbol("h"),
    ` = ${vector(hidden)} · ${say("loss")} `,
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
  const header = [say("word"), `${say("in table")} W_in`, `${say("change")} −η dW_in`];
  header.push(`${say("out table")} W_out`, `${say("score")} s`);
  header.push(`${say("probability")} ${k ? "σ(s)" : "P"}`, `${say("error")} ${k ? "σ" : "P"} − y`);
  header.push(`${say("change")} −η dW_out`);
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

/** The curve with what is said about it. */
export function course(view, { position }) {
  const { run, say, clock, chart } = view;
  const where = { i: position % run.E, n: run.E, epoch: Math.floor(position / run.E) };
  const loss = number(run.means[position]);
  clock.textContent = say("step", where);
  view.mean.replaceChildren(`${say("whole")} `, h("b", {}, `L = ${loss}`));
  chart.setAttribute("aria-valuemax", run.losses.length);
  chart.setAttribute("aria-valuenow", position);
  chart.setAttribute("aria-valuetext", say("place", { ...where, loss }));
  if (chart.clientWidth) view.stepAt = curve(chart, run, position, say);
}
