// What HeadsView says: why a head matters, what it does at a cell and on average, and the table.
import { h } from "../core/kit/dom.js";
import { number, short } from "../core/kit/numbers.js";
import { clip, isolated } from "../core/kit/text.js";
import { filled } from "../core/kit/words.js";
import { covered } from "./draw.js";
import { HALF, order, tied } from "./math.js";

export const text = (word) => isolated(clip(word, 24));
const bold = (kind, word) => h("b", { class: kind }, h("bdi", {}, clip(word, 40)));

const NEAR = 0.05; // so near the largest effect another head counts as much

/** The heads of the largest effect or, where none was measured, weight. */
export const leaders = ({ ablation, looks }) => tied(ablation?.map(Math.abs) ?? looks, NEAR);

/** How many heads look mostly along the link. */
export const counted = ({ looks }) => looks.filter((a) => a > HALF).length;

const change = (of, k) => (of.ablation[k] < 0 ? "+" : "") + number(-of.ablation[k]);

/** Why so many heads look along the link: what they give it, and what the next one gives. */
function shares({ of, say, name }, link) {
  const [ranked, n] = [order(of.looks), counted(of)];
  const weight = (k) => short(of.looks[ranked[k]]);
  const told = { ...link, a: weight(0), head: name(ranked[0]) };
  if (n < 2) return say(n ? "why one" : "why none", { ...told, b: weight(1) });
  const rest = n < ranked.length ? say("why rest", { b: weight(n) }) : "";
  return say("why many", { ...told, low: weight(n - 1), rest });
}

/** Why more than one head is right: how near to each other they are. */
function ties({ of, say, name }, heads) {
  const told = heads.slice(0, 4).map((k) => say("near", { head: name(k), v: change(of, k) }));
  return { heads: told.join(say("comma")), near: NEAR };
}

/** Why head `due` is the answer: it against the guess or, of a right one, against the head that
    tempts: the one that looks most along the ring, or the next in importance. */
export function because(view, guess, link) {
  const { of, say, name } = view;
  if (of.A.length < 2) return say("why only", { ...link, a: short(of.looks[0]) });
  if (!of.ablation) return shares(view, link);
  const heads = leaders(of);
  if (heads.length > 1) return say("tied cut", { ...link, ...ties(view, heads) });
  const [due] = heads;
  const [looker] = order(of.looks);
  const weight = (k) => number(of.looks[k], 2);
  const next = order(of.ablation.map(Math.abs))[1];
  const other = [guess, looker, next].find((k) => k !== due && k < of.A.length);
  const [d, e] = [due, other].map((k) => change(of, k));
  const told = { ...link, a: weight(due), b: weight(other), other: name(other), d, e };
  return say("why cut", { ...told, moral: moral(view, due, other) });
}

/** What is to be learnt of two heads, where looking and mattering part. */
function moral({ of: { looks, ablation }, say }, due, other) {
  const near = (x) => Math.abs(x[other]) >= Math.abs(x[due]) / 2;
  if (near(looks) === near(ablation)) return "";
  return say(near(looks) ? "looks" : "elsewhere");
}

/** What the head does at this cell. */
export function tell(view, i = view.at.query, j = view.at.key) {
  const { of, at, say, name } = view;
  const row = of.A[at.head].subarray(i * of.m, (i + 1) * of.m);
  const [best] = order(row);
  const cell = (k) => ({ k: bold("k", of.keys[k]), a: h("b", {}, number(row[k], 2)) });
  const q = h("b", { class: "q" }, view.named(of.queries[i]));
  const nodes = { head: h("b", {}, capital(name(at.head))), q };
  const hidden = covered(view, i);
  const seen = row[best] > 0 && !hidden;
  const first = filled(say(hidden ? "asked" : seen ? "row" : "empty"), { ...nodes, ...cell(j) });
  const second = seen && best !== j && [" ", filled(say("most"), cell(best))];
  view.read(first, second);
}

export const capital = (name) => name[0].toUpperCase() + name.slice(1);

/** The table: a line for each head. */
export function numbers({ of, say, name, set }) {
  const [i, j] = of.look;
  const link = say("link", { q: of.queries[i], k: of.keys[j] });
  const stats = ["entropy", "distance", "sink", "largest"].filter((key) => of.even[key] !== null);
  const worth = ["gradient", "ablation"].filter((key) => of[key] && set.answered);
  const looks = of.ablation || set.answered;
  const line = (first, stat, own, rest) => [
    first,
    ...stats.map(stat),
    ...(looks ? [own] : []),
    ...worth.map(rest),
  ];
  const header = line(
    "",
    (key) => say(key),
    link,
    (key) => say(key),
  );
  const row = (does, k) =>
    line(
      name(k),
      (key) => does[key],
      of.looks[k],
      (key) => of[key][k],
    );
  return { header, rows: of.does.map(row) };
}
