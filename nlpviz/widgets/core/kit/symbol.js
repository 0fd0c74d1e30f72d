// What stands beside its word, small and grey: the letters of a formula.
import { h } from "./dom.js";
import { vector } from "./numbers.js";

/** What stands beside a word. */
export const aside = (...parts) => h("span", { class: "symbol" }, parts);

/** A letter with its index below the line, where it has one. */
export const sub = (letter, index) => [h("var", {}, letter), index && h("sub", {}, index)];

/** A letter beside its word. */
export const symbol = (letter, index) => aside(sub(letter, index));

/** ∂x_a/∂x_b. */
export const ratio = (letter, a, b) => ["∂", sub(letter, a), "/∂", sub(letter, b)];

/** A formula as one reads it: letters in italics, what follows _ below the line, @ a vector. */
export function formula(text, ...vectors) {
  return text.split(" ").flatMap((part) => {
    const found = part.match(/^(d?)([A-Za-z])(?:_(\w+))?(ᵀ?)$/);
    if (part === "ᵀ") return [h("sup", {}, "⊤"), " "];
    if (!found) return [part === "@" ? vector(vectors.shift()) : part, " "];
    const [, d, letter, index, up] = found;
    return [d, h("var", {}, letter), index && h("sub", {}, index), up && h("sup", {}, "⊤"), " "];
  });
}
