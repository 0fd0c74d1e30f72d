// Attention against gradient against ablation: the heads in the order of what is lost without
// them, each with its weight on the ringed link and with what the gradient says of the cut.
import { h } from "../core/kit/dom.js";
import { number } from "../core/kit/numbers.js";
import { bar } from "./draw.js";
import { order, spearman } from "./math.js";

const MOST = 12; // heads that have a line, those of the largest losses

/** What there is to compare: [key of its name, a number for each head]. */
const ways = ({ looks, gradient, ablation }) =>
  [
    ["look short", looks],
    gradient && ["gradient short", gradient],
    ["ablation short", ablation],
  ].filter(Boolean);

function lines({ of, say, name }) {
  const found = ways(of);
  const most = ([key, values]) =>
    key === "look short" ? 1 : Math.max(...[...(of.gradient ?? []), ...values].map(Math.abs));
  const names = found.map(([key]) => h("th", { scope: "col" }, say(key)));
  const head = h("tr", {}, h("td"), names);
  const cells = (k) => found.map((way) => h("td", {}, h("span", {}, bar(way[1][k], most(way)))));
  const line = (k) => h("tr", {}, h("th", { scope: "row" }, name(k)), cells(k));
  const places = order(of.ablation).slice(0, MOST);
  return h("table", {}, h("thead", {}, head), h("tbody", {}, places.map(line)));
}

/** How far the orders agree, in a sentence. */
function agreement({ of, say }) {
  const rank = (values) => {
    const rho = spearman(values, of.ablation);
    return rho === null ? "–" : number(rho, 2);
  };
  const parts = [say("agree", { look: rank(of.looks) })];
  if (of.gradient) parts.push(say("agree gradient", { gradient: rank(of.gradient) }));
  return h("p", {}, parts.join(" · "));
}

/** The comparison as nodes, where the effects were measured. */
export function compare(view) {
  const { say, of } = view;
  if (!of.ablation) return [];
  const title = h("p", {}, h("strong", {}, say("three")));
  return [title, lines(view), agreement(view), h("p", { class: "nlpviz-muted" }, say("caveat"))];
}
