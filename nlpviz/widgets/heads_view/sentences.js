// What HeadsView says: why a head matters, what it does at a cell and on average, and the table.
import { h } from "../core/kit/dom.js";
import { number } from "../core/kit/numbers.js";
import { clip, isolated } from "../core/kit/text.js";
import { filled } from "../core/kit/words.js";
import { order } from "./math.js";

export const text = (word) => isolated(clip(word, 24));
const bold = (kind, word) => h("b", { class: kind }, h("bdi", {}, clip(word, 40)));

/** The words that heads without a task look at. */
export const sinkWords = ({ of, say }) =>
  [...new Set(of.sinks.map((j) => say("quoted", { word: text(of.keys[j]) })))]
    .slice(0, 3)
    .join(say("and"));

/** Why head `due` is the answer: it against the guess or, of a right one, against the head that
    tempts: the one that looks most along the ring, or the next in importance. */
export function because({ of, say, name }, guess, due, link) {
  const [looker, second] = order(of.looks);
  const weight = (k) => number(of.looks[k], 2);
  if (of.A.length < 2) return say("why only", { ...link, a: weight(due) });
  if (!of.ablation) {
    const parts = { a: weight(looker), next: name(second), b: weight(second) };
    return say("why find", { ...link, ...parts });
  }
  const next = order(of.ablation.map(Math.abs)).find((k) => k !== due);
  const other = [guess, looker, next].find((k) => k !== due && k < of.A.length);
  const change = (k) => (of.ablation[k] < 0 ? "+" : "") + number(-of.ablation[k]);
  const parts = { d: change(due), a: weight(due), b: weight(other), e: change(other) };
  const key = moral(of, due, other);
  return say("why cut", { ...link, ...parts, other: name(other), moral: key ? say(key) : "" });
}

/** What is to be learnt of two heads, where looking and mattering part. */
function moral({ looks, ablation }, due, other) {
  const [looking, mattering] = [looks, ablation].map(
    (of) => Math.abs(of[other]) >= Math.abs(of[due]) / 2,
  );
  if (looking === mattering) return null;
  return looking ? "looks" : "elsewhere";
}

/** What the head does at this cell, and over all its words. */
export function tell(view, i = view.at.query, j = view.at.key) {
  const { of, at, say, name } = view;
  const row = of.A[at.head].subarray(i * of.m, (i + 1) * of.m);
  const [best] = order(row);
  const cell = (k) => ({ k: bold("k", of.keys[k]), a: h("b", {}, number(row[k], 2)) });
  const nodes = { head: h("b", {}, capital(name(at.head))), q: bold("q", of.queries[i]) };
  const seen = row[best] > 0;
  const first = filled(say(seen ? "row" : "empty"), { ...nodes, ...cell(j) });
  const second = seen && best !== j && [" ", filled(say("most"), cell(best))];
  view.read(first, second, h("br"), h("span", { class: "nlpviz-muted" }, average(view)));
}

export const capital = (words_) => words_[0].toUpperCase() + words_.slice(1);

function average(view) {
  const { of, at, say } = view;
  const { entropy, distance, sink, largest } = of.does[at.head];
  const short = (x) => number(x, 2);
  const away = { distance: short(distance), even: short(of.even.distance) };
  return say("does", {
    spread: short(2 ** entropy),
    bits: short(entropy),
    even: short(2 ** of.even.entropy),
    far: of.alike ? say("away", away) : "",
    sink: short(sink),
    evenSink: short(of.even.sink),
    words: sinkWords(view),
    largest: short(largest),
  });
}

/** The table: a line for each head. */
export function numbers({ of, say, name, set }) {
  const [i, j] = of.look;
  const link = say("link", { q: of.queries[i], k: of.keys[j] });
  const stats = ["entropy", "distance", "sink", "largest"].filter((key) => of.even[key] !== null);
  const worth = ["gradient", "ablation"].filter((key) => of[key] && set.answered);
  const header = ["", ...stats.map((key) => say(key)), link, ...worth.map((key) => say(key))];
  const row = (does, k) => [
    name(k),
    ...stats.map((key) => does[key]),
    of.looks[k],
    ...worth.map((key) => of[key][k]),
  ];
  return { header, rows: of.does.map(row) };
}
