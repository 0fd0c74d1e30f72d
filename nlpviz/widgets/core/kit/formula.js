// Letters as formulas have them: a symbol stands small and grey beside its word.

import { h } from "./dom.js";

/** A letter with its index. */
export const sub = (letter, index) => [h("var", {}, letter), h("sub", {}, index)];

/** ∂x_a/∂x_b. */
export const ratio = (letter, a, b) => ["∂", sub(letter, a), "/∂", sub(letter, b)];

/** What a word is written as. */
export const symbol = (...parts) => h("span", { class: "symbol" }, parts);
