// One decoder step over m positions: what mixing all values costs, and what drawing one costs.

import { mix, softmax } from "../core/kit/linalg.js";

/** f(v) = −log softmax(v)[target]. */
export function price(v, target) {
  const top = Math.max(...v);
  return top + Math.log(v.reduce((sum, x) => sum + Math.exp(x - top), 0)) - v[target];
}

/** A = softmax(S/τ), o = A V, the price f of each position, f(o) against E[f]. */
export function step({ S, V, target, tau }) {
  const A = softmax(S.map((s) => s / tau));
  const f = V.map((v) => price(v, target));
  const o = mix(A, V);
  const hard = f.reduce((sum, x, j) => sum + A[j] * x, 0);
  return { A, o, f, soft: price(o, target), hard };
}

/** Is drawing cheaper than mixing, dearer, or (to the cent) the same? */
export function verdict({ soft, hard }) {
  if (Math.abs(hard - soft) < 0.005) return "same";
  return hard < soft ? "less" : "more";
}

/** The position whose draws add most to what mixing costs. */
export function dearest({ A, f, soft }) {
  const part = f.map((x, j) => A[j] * (x - soft));
  return part.indexOf(Math.max(...part));
}

/** Parts of 1 as texts with one decimal that sum to 100 %: those that lose most are rounded up. */
export function percents(parts) {
  const exact = Array.from(parts, (a) => 1000 * a);
  const tenths = exact.map(Math.floor);
  const lost = (i) => exact[i] - tenths[i];
  const order = [...tenths.keys()].sort((i, j) => lost(j) - lost(i) || i - j);
  const left = 1000 - tenths.reduce((a, b) => a + b, 0);
  for (const i of order.slice(0, Math.max(left, 0))) tenths[i] += 1;
  return tenths.map((x) => `${(x / 10).toFixed(1)} %`);
}

/** How many dots stand for so many draws: one each, up to 100 in all; from then on their shares
    of 100. */
export function dots(drawn) {
  const total = drawn.reduce((a, b) => a + b, 0);
  return total > 100 ? drawn.map((n) => Math.round((100 * n) / total)) : drawn;
}
