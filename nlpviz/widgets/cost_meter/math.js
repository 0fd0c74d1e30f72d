// What a Transformer costs, as nlpviz/scratch/transformer/costs.py counts it: multiply-adds of the
// blocks (feed-forward width 4 d), numbers kept; and what was measured, its slope and its speed.

export const WIDER = 4; // times d: the width of the feed-forward

/** Multiply-adds of `layers` blocks where n words look at m. */
export const work = ({ d, layers }, n, m = n) => ({
  feed: layers * n * 2 * WIDER * d * d,
  projections: layers * n * 4 * d * d,
  attention: layers * n * 2 * m * d,
});

export const total = (parts) => Object.values(parts).reduce((a, b) => a + b);

/** Of word n alone: with a cache it looks at n words; without, all n are read again. */
export const nextWord = (of, n, cache = true) => total(cache ? work(of, 1, n) : work(of, n));

/** How many times the work of reading n words is that of reading twice as many. */
export const doubled = (of, n) => total(work(of, 2 * n)) / total(work(of, n));

/** Which part of the work attention is. */
export const share = (of, n, key = "attention") => work(of, n)[key] / total(work(of, n));

/** The longest text in which attention does not cost more than the feed-forward. */
export const even = ({ d }) => WIDER * d;

export const weights = ({ d, layers }) => layers * (4 + 2 * WIDER) * d * d;
export const cache = ({ d, layers }, n) => 2 * layers * n * d;
export const kept = ({ heads, layers }, n) => layers * heads * n * n;

/** The width of an RNN of d inputs with as many weights, and the multiply-adds of its word. */
export const rnnWidth = (of) =>
  Math.max(1, Math.round((Math.sqrt(of.d * of.d + 4 * weights(of)) - of.d) / 2));
export function rnnWork(of) {
  const wide = rnnWidth(of);
  return of.d * wide + wide * wide;
}

export const MODELS = ["RNN", "Transformer", "Transformer without cache"];

/** What the count says of a model's next word. */
export const counted = (of, model, n) =>
  model === MODELS[0] ? rnnWork(of) : nextWord(of, n, model === MODELS[1]);

/** {model: {x: lengths, y: milliseconds}}, by length. */
export function courses(rows) {
  const found = {};
  for (const model of MODELS) {
    const own = rows.filter(([name]) => name === model).sort((a, b) => a[1] - b[1]);
    if (own.length) found[model] = { x: own.map((r) => r[1]), y: own.map((r) => r[2]) };
  }
  return found;
}

/** The slope of log y against log x. */
export function slope({ x, y }) {
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const mean = (a) => a.reduce((p, q) => p + q, 0) / a.length;
  const [mu, mv] = [mean(u), mean(v)];
  const by = (a, b) => u.reduce((sum, _, i) => sum + a(i) * b(i), 0);
  const off = (i) => u[i] - mu;
  return by(off, (i) => v[i] - mv) / by(off, off);
}

/** Multiply-adds a millisecond: those of the longest text that was read without a cache, else of
    the longest there is. */
export function speed(of, found) {
  const model = MODELS.findLast((name) => found[name]);
  const { x, y } = found[model];
  return counted(of, model, x.at(-1)) / y.at(-1);
}
