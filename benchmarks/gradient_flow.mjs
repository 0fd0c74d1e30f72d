// Redraws of GradientFlow at its largest (T = 64) in milliseconds, without the drawing itself:
// the median of nine, and the first one, which also pays for compilation.
import { readFileSync } from "node:fs";
import { unpack } from "../nlpviz/widgets/core/kit/decode.js";
import { gradientRows } from "../nlpviz/widgets/core/kit/norms.js";
import { forward, jacobians, parameterNorm } from "../nlpviz/widgets/gradient_flow/math.js";

const file = new URL("../tests/widgets/gradient_flow/gradient_flow.json", import.meta.url);
const { X: x, weights } = JSON.parse(readFileSync(file)).large;
const here = (packed) =>
  unpack({
    ...packed,
    data: new DataView(Uint8Array.from(Buffer.from(packed.data, "base64")).buffer),
  });
const X = here(x),
  T = X.shape[0];
const settings = [
  ["rnn", "tanh", 1, 0],
  ["rnn", "relu", 2, 0],
  ["rnn", "linear", 0.2, 0],
  ["lstm", "tanh", 1, 0],
  ["lstm", "tanh", 1, 5],
  ["gru", "tanh", 1, 0],
];
for (const [cell, activation, radius, bias] of settings) {
  const w = Object.fromEntries(Object.entries(weights[cell]).map(([k, v]) => [k, here(v)]));
  const times = Array.from({ length: 10 }, () => {
    const start = performance.now(),
      run = forward(cell, w, X, { T, activation, radius, bias });
    const N = new Float64Array(T * T);
    parameterNorm(run);
    for (const _ of gradientRows(jacobians(run), run.n, T, N));
    return performance.now() - start;
  });
  const [first, ...rest] = times,
    median = rest.sort((a, b) => a - b)[4];
  console.log(JSON.stringify({ cell, activation, radius, bias, first, median }));
}
