// What stands beside its word, small and grey: the letters of a formula.
import { h } from "./dom.js";

/** What stands beside a word. */
export const aside = (...parts) => h("span", { class: "symbol" }, parts);

/** A letter with its index below the line, where it has one. */
export const sub = (letter, index) => [h("var", {}, letter), index && h("sub", {}, index)];

/** A letter beside its word. */
export const symbol = (letter, index) => aside(sub(letter, index));

/** ∂x_a/∂x_b. */
export const ratio = (letter, a, b) => ["∂", sub(letter, a), "/∂", sub(letter, b)];
