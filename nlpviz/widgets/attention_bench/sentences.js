// What AttentionBench says: sentences about a word's weights and about one cell, and the table.
import { h } from "../core/kit/dom.js";
import { number } from "../core/kit/numbers.js";
import { clip, isolated } from "../core/kit/text.js";
import { filled } from "../core/kit/words.js";
import { share } from "./draw.js";
import { best } from "./math.js";

/** Word i, quoted; and as a node in the colour of its role. */
export const quoted = ({ of, say }, i) => say("quoted", { word: isolated(clip(of.words[i], 24)) });
export const name = (view, i, role) =>
  h("b", { class: role }, h("bdi", {}, clip(view.of.words[i], 24)));

/** What the stations say, in a sentence; `first`: what the reader did just now. */
export function tell(view, ...first) {
  const { say, now, set, of, mask } = view;
  const top = best(now.A);
  const says = filled(say("says"), {
    word: name(view, set.query, "q"),
    best: name(view, top, "k"),
    a: h("b", {}, share(now.A[top])),
  });
  const hides = now.A.some((_, j) => !mask[set.query * of.n + j]);
  const leak = filled(say(hides ? "leak" : "no leak"), {
    word: name(view, set.query, "q"),
    leak: h("b", {}, share(now.leak)),
  });
  const part = (children) => h("span", {}, children);
  const mark = (set.plain || set.filled) && h("span", { class: "spot" }, say("right"));
  drawSlopes(view);
  view.read(first.length > 0 && part(first), part(says), set.filled && part(leak), mark);
}

/** Two bars, after the answer: how much can be learnt with the division, and without it. */
function drawSlopes({ slopes, both, set, say, of }) {
  slopes.style.visibility = set.answered ? "" : "hidden";
  const most = Math.max(both[0].slope, both[1].slope);
  const bar = ({ slope }, k) => [
    h("span", {}, say(["on", "off"][k], of.told)),
    h("b", { style: `--part:${slope / most}` }, number(slope, 2)),
  ];
  slopes.replaceChildren(h("p", {}, say("slopes")), ...both.flatMap(bar));
}

/** What is read out of one cell. */
export function cellSays(view, i, j) {
  const k = i * view.of.n + j;
  const a = h("b", {}, share(view.A[k]));
  const nodes = { word: name(view, i, "q"), other: name(view, j, "k"), a };
  return filled(view.say(view.mask[k] ? "cell" : "cell hidden"), nodes);
}

/** The table: each word at each station, and the mixture. */
export function numbers({ of, now, say }) {
  const third = (s) => (s > -Infinity ? s : say("hidden"));
  const line = (word, j) => [word, now.raw[j], now.scaled[j], third(now.masked[j]), now.A[j]];
  const mixture = [...now.o].map((x) => number(x)).join(", ");
  return {
    header: ["", ...["score", "shrink", "hide", "weigh"].map((key) => say(key))],
    rows: [...of.words.map(line), [say("mix"), "", "", "", mixture]],
  };
}
