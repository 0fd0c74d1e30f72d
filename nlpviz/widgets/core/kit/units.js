// Great numbers as they are said: with commas, in millions, in megabytes, as a part of 100.

import { number } from "./numbers.js";

export const counts = (n) => n.toLocaleString("en");

export const hundredths = (x) => `${number(100 * x, x < 0.1 ? 1 : 2)} %`;
export const manifold = (x) => (x < 9.95 ? x.toFixed(1) : number(x, 2));

/** The unit in which x is said: [its word, how much it is]. */
export function unitOf(say, x) {
  const parts = say("units").split(" ");
  const units = parts.flatMap((size, i) => (i % 2 ? [] : [[size, parts[i + 1]]]));
  const [size, word] = units.find(([size]) => x >= +size) ?? [1, ""];
  return [word ? `${word} ` : "", +size];
}

/** A great number in words: 5.4 billion. */
export function big(say, x) {
  const [word, size] = unitOf(say, x);
  return `${number(x / size, 2)} ${word}`.trim();
}

/** Bytes of so many numbers of four. */
export function bytes(many) {
  const x = 4 * many;
  const [word, size] = [
    ["GB", 1e9],
    ["MB", 1e6],
    ["kB", 1e3],
  ].find(([, b]) => x >= b) ?? ["B", 1];
  return `${number(x / size, 2)} ${word}`;
}
