// PositionLab's arithmetic, as scratch/transformer/positions.py has it: waves, turns, slopes.

/** ω of the pair i of d numbers, in radians a position. */
export const frequency = (i, d) => 10000 ** ((-2 * i) / d);

/** After how many positions the wave of pair i repeats. */
export const wavelength = (i, d) => (2 * Math.PI) / frequency(i, d);

/** Number j of the row of position p: sines at even j, cosines at odd ones. */
export const wave = (p, j, d) => Math[j % 2 ? "cos" : "sin"](p * frequency(j >> 1, d));

/** The table of T positions, a row of d numbers each. */
export const sinusoidal = (T, d) =>
  Float64Array.from({ length: T * d }, (_, a) => wave(Math.floor(a / d), a % d, d));

/** The 2 × 2 block of R_k, [[cos, −sin], [sin, cos]], with (PE[p] R_k) = PE[p + k] in pair i. */
export function turn(k, i, d) {
  const angle = k * frequency(i, d);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [
    [c, -s],
    [s, c],
  ];
}

/** A row (of pairs) turned by its position p. */
export function rotary(x, p) {
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 2) {
    const [[c, s], [t]] = turn(p, i / 2, x.length);
    y[i] = x[i] * c + x[i + 1] * s;
    y[i + 1] = x[i] * t + x[i + 1] * c;
  }
  return y;
}

const dot = (x, y) => x.reduce((sum, value, j) => sum + value * y[j], 0);

/** The dot products of all rows of a table with each other (T × T). */
export function products(PE, T, d) {
  const S = new Float64Array(T * T);
  for (let a = 0; a < T; a++)
    for (let b = a; b < T; b++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += PE[a * d + j] * PE[b * d + j];
      S[a * T + b] = S[b * T + a] = sum;
    }
  return S;
}

/** The mean of S over all pairs that lie so far apart: for the distances 0 … T − 1. */
export const byDistance = (S, T) =>
  Float64Array.from({ length: T }, (_, far) => {
    let sum = 0;
    for (let a = 0; a + far < T; a++) sum += S[a * T + a + far];
    return sum / (T - far);
  });

/** PE[p] · PE[p + far], the same for all p. */
export function product(far, d) {
  let sum = 0;
  for (let i = 0; i < d / 2; i++) sum += Math.cos(far * frequency(i, d));
  return sum;
}

/** How fast each of n heads' sight fades (ALiBi), n being a power of two. */
export const slopes = (n) => Array.from({ length: n }, (_, i) => 2 ** ((-8 * (i + 1)) / n));

/** What rotary positions make of the score of two equal words (d_k ones), so far apart. */
export function turned(far, d) {
  const ones = new Float64Array(d).fill(1);
  return dot(rotary(ones, far), ones) / Math.sqrt(d);
}

/** What each way of telling positions adds to a score when two words move from 0 to 0 … most − 1
    apart: {sinusoidal, learned (of S, or null), rotary, alibi: [a line a head, …]}. */
export function curves({ d, S, T }, most) {
  const less = (values, by = Math.sqrt(d)) => Array.from(values, (v) => (v - values[0]) / by);
  const far = Array.from({ length: most }, (_, k) => k);
  const wide = Math.min(64, d);
  return {
    sinusoidal: less(far.map((k) => product(k, d))),
    learned: S && less(byDistance(S, T)),
    rotary: less(
      far.map((k) => turned(k, wide)),
      1,
    ),
    alibi: [0, 3, 7].map((i) => far.map((k) => -slopes(8)[i] * k)),
  };
}

/** The two pairs of the question: [near, far], each [a, b], as far apart; far from each other. */
export function pairs(T) {
  const [k, a] = [Math.floor(T / 12), Math.floor(T / 25)];
  return [
    [a, a + k],
    [T - 1 - a - k, T - 1 - a],
  ];
}
