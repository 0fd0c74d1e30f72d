// What HeadsView says: why a head matters, what it does at a cell and on average, and the table.
import { h } from "../core/kit/dom.js";
import { number, short } from "../core/kit/numbers.js";
import { clip, isolated } from "../core/kit/text.js";
import { filled } from "../core/kit/words.js";
import { order, tied } from "./math.js";

export const text = (word) => isolated(clip(word, 24));
const bold = (kind, word) => h("b", { class: kind }, h("bdi", {}, clip(word, 40)));

/** The words that heads without a task look at. */
export const sinkWords = ({ of, say }) =>
  [...new Set(of.sinks.map((j) => say("quoted", { word: text(of.keys[j]) })))]
    .slice(0, 3)
    .join(say("and"));

const NEAR = 0.05; // so near the largest effect, or weight, another head counts as much

/** The heads that are right: those of the largest effect or, where none was measured, weight. */
export const leaders = ({ of }) => tied(of.ablation?.map(Math.abs) ?? of.looks, NEAR);

const change = (of, k) => (of.ablation[k] < 0 ? "+" : "") + number(-of.ablation[k]);

/** Why more than one head is right: how near to each other they are. */
function ties({ of, say, name }, heads, link) {
  const value = (k) => (of.ablation ? change(of, k) : short(of.looks[k]));
  const told = heads.slice(0, 4).map((k) => say("near", { head: name(k), v: value(k) }));
  const n = heads.length - told.length;
  if (n) told.push(say("others", { n }));
  const parts = { ...link, heads: told.join(say("comma")), near: NEAR };
  return say(of.ablation ? "tied cut" : "tied find", parts);
}

/** Why head `due` is the answer: it against the guess or, of a right one, against the head that
    tempts: the one that looks most along the ring, or the next in importance. */
export function because(view, guess, link) {
  const { of, say, name } = view;
  const heads = leaders(view);
  if (heads.length > 1) return ties(view, heads, link);
  const [due] = heads;
  const [looker, second] = order(of.looks);
  const weight = (k) => number(of.looks[k], 2);
  const told = { ...link, a: weight(due) };
  if (of.A.length < 2) return say("why only", told);
  if (!of.ablation) return say("why find", { ...told, next: name(second), b: weight(second) });
  const next = order(of.ablation.map(Math.abs))[1];
  const other = [guess, looker, next].find((k) => k !== due && k < of.A.length);
  const [d, e] = [due, other].map((k) => change(of, k));
  const parts = { d, e, b: weight(other), other: name(other), moral: moral(view, due, other) };
  return say("why cut", { ...told, ...parts });
}

/** What is to be learnt of two heads, where looking and mattering part. */
function moral({ of: { looks, ablation }, say }, due, other) {
  const near = (x) => Math.abs(x[other]) >= Math.abs(x[due]) / 2;
  if (near(looks) === near(ablation)) return "";
  return say(near(looks) ? "looks" : "elsewhere");
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
  const two = (x) => number(x, 2);
  const away = { distance: two(distance), even: two(of.even.distance) };
  return say("does", {
    spread: two(2 ** entropy),
    bits: two(entropy),
    even: two(2 ** of.even.entropy),
    far: of.alike ? say("away", away) : "",
    sink: two(sink),
    evenSink: two(of.even.sink),
    words: sinkWords(view),
    largest: two(largest),
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
