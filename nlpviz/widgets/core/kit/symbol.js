// Letters of a formula beside their word: small and grey.
import { h } from "./dom.js";

/** What stands beside a word, small and grey. */
export const aside = (...parts) => h("span", { class: "nlpviz-symbol" }, parts);

/** A letter, with its index below the line where it has one. */
export const symbol = (letter, index) => aside(h("var", {}, letter), index && h("sub", {}, index));
