// Attention against gradient against ablation: the heads in the order of what is lost without
// them, each with its weight on the ringed link and with what the gradient says of the cut.
import { h } from "../core/kit/dom.js";
import { number } from "../core/kit/numbers.js";
import { bar } from "./draw.js";
import { order, spearman } from "./math.js";

const MOST = 12; // heads that have a line, those of the largest losses

/** What there is to compare: [key of its name, a number for each head]. */
export const ways = ({ looks, gradient, ablation }) =>
  [
    ["look short", looks],
    ["gradient short", gradient],
    ["ablation short", ablation],
  ].filter(([, values]) => values);

function lines({ of, say, name }) {
  const found = ways(of);
  const most = ([key, values]) =>
    key === "look short" ? 1 : Math.max(...[...(of.gradient ?? []), ...values].map(Math.abs));
  const names = found.map(([key]) => h("th", { scope: "col" }, say(key)));
  const head = h("tr", {}, h("td"), names);
  const cells = (k) => found.map((way) => h("td", {}, h("span", {}, bar(way[1][k], most(way)))));
  const line = (k) => h("tr", {}, h("th", { scope: "row" }, name(k)), cells(k));
  const places = order(found.at(-1)[1]).slice(0, MOST);
  return h("table", {}, h("thead", {}, head), h("tbody", {}, places.map(line)));
}

/** How far the orders agree, in a sentence. */
function agreement({ of, say }) {
  if (!of.ablation) return null;
  const of_ = (values) => {
    const rho = spearman(values, of.ablation);
    return rho === null ? "–" : number(rho, 2);
  };
  const parts = [say("agree", { look: of_(of.looks) })];
  if (of.gradient) parts.push(say("agree gradient", { gradient: of_(of.gradient) }));
  return h("p", {}, parts.join(" · "));
}

/** The comparison as nodes, beside its title a button or none. */
export function compare(view, button) {
  const { say } = view;
  const title = h("p", {}, h("strong", {}, say("three")), " ", button);
  return [title, lines(view), agreement(view), h("p", { class: "nlpviz-muted" }, say("caveat"))];
}
