// The scores of one query q against m keys, by five functions, and what they cost.
import { addTimes, dot, softmax } from "../core/kit/linalg.js";

export const NAMES = ["dot", "general", "additive", "concat", "linear"];
const PRODUCTS = { dot: "q·k", general: "q W k" };
const FORMULAS = {
  additive: "v·tanh(q W_q + k W_k)",
  concat: "v·tanh([q; k] W)",
  linear: "q·w_q + k·w_k",
};
export const COSTS = {
  dot: "n m d_k",
  general: "n d_q d_k + n m d_k",
  additive: "(n d_q + m d_k + n m) d_a",
  concat: "n m (d_q + d_k + 1) d_a",
  linear: "n d_q + m d_k",
};

/** How a score is written below its name. */
export const formula = (name, scale) => FORMULAS[name] ?? PRODUCTS[name] + (scale ? " / √d_k" : "");

/** A vector of this length in the direction of q, or along the first axis where q is 0. */
export function stretched(q, length) {
  const norm = Math.hypot(...q);
  return q.map((x, i) => (norm ? (x / norm) * length : i ? 0 : length));
}

/** A query turned by this angle in the plane of its first two numbers. */
export function turned([x, y, ...rest], angle) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c * x - s * y, s * x + c * y, ...rest];
}

/** A query part of the way (t of 1) from one to another. */
export const between = (a, b, t) => a.map((x, i) => x + t * (b[i] - x));

/** x W of a matrix {data, shape}, from its row `start` on; a vector counts as one column. */
export function project(x, { data, shape: [, columns = 1] }, start = 0) {
  return addTimes(new Float64Array(columns), x, data, start * columns);
}

/** The scores (m) of q against the rows of K, with the weights w of this function; scale: dot and
    general are divided by √d_k. */
export function scores(name, q, K, w, scale = true) {
  if (name === "dot" || name === "general") {
    const x = name === "dot" ? q : project(q, w.W),
      root = scale ? Math.sqrt(K[0].length) : 1;
    return K.map((k) => dot(x, k) / root);
  }
  if (name === "linear") return K.map((k) => project(q, w.w_q)[0] + project(k, w.w_k)[0]);
  const joint = name === "concat"; // [q; k] W: the first d_q rows of W meet q
  const a = project(q, joint ? w.W : w.W_q);
  return K.map((k) => {
    const b = joint ? project(k, w.W, q.length) : project(k, w.W_k);
    return a.reduce((sum, value, i) => sum + w.v.data[i] * Math.tanh(value + b[i]), 0);
  });
}

/** Parameters, and multiply-adds for n queries and m keys (what depends on q or k alone, once). */
export function cost(name, { n, m, d_q, d_k, d_a }) {
  return {
    dot: [0, n * m * d_k],
    general: [d_q * d_k, n * d_q * d_k + n * m * d_k],
    additive: [(d_q + d_k + 1) * d_a, (n * d_q + m * d_k + n * m) * d_a],
    concat: [(d_q + d_k + 1) * d_a, n * m * (d_q + d_k + 1) * d_a],
    linear: [d_q + d_k, n * d_q + m * d_k],
  }[name];
}

/** The largest weight for queries along q of each length. */
export function along(name, q, K, w, lengths, scale = true) {
  const norm = Math.hypot(...q) || 1;
  return lengths.map((length) =>
    Math.max(
      ...softmax(
        scores(
          name,
          q.map((x) => (x / norm) * length),
          K,
          w,
          scale,
        ),
      ),
    ),
  );
}
