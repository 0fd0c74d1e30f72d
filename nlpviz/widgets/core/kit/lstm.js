// The LSTM's step and its slopes: the equations of nlpviz/scratch, in float64.
import { addTimes, sigmoid } from "./linalg.js";

/** The LSTM's step with peepholes (left out: none): {i, f, z, o, c, h}; blocks in the order i, f,
    z, o.  gate(name, unit, value) may overrule a gate before it acts. */
export function lstmStep(w, x, h, c, gate = (_name, _unit, value) => value) {
  const n = h.length;
  const a = addTimes(addTimes(Float64Array.from(w.b), x, w.W_x), h, w.W_h);
  const now = { i: [], f: [], z: [], o: [], c: [], h: [] };
  const peep = (name, u, cell) => (w[name] ? w[name][u] * cell : 0);
  for (let u = 0; u < n; u++) {
    const i = gate("i", u, sigmoid(a[u] + peep("p_i", u, c[u])));
    const f = gate("f", u, sigmoid(a[n + u] + peep("p_f", u, c[u])));
    const z = gate("z", u, Math.tanh(a[2 * n + u]));
    const cell = i * z + f * c[u];
    const o = gate("o", u, sigmoid(a[3 * n + u] + peep("p_o", u, cell)));
    const values = { i, f, z, o, c: cell, h: o * Math.tanh(cell) };
    for (const name in now) now[name].push(values[name]);
  }
  return now;
}

/** The slopes of that step for one unit, before being its cell a step earlier: of c by the sums of
    i, f, z and by the cell before (`keep`), of h by the sum of o and by c (`show`).  free(gate) is
    0 where a gate is a constant, peep(name) the weight of a peephole. */
export function lstmSlopes({ i, f, z, o, c, before }, peep, free = () => 1) {
  const tanh = Math.tanh(c);
  const by = {
    i: free("i") * z * i * (1 - i),
    f: free("f") * before * f * (1 - f),
    z: free("z") * i * (1 - z * z),
    o: free("o") * tanh * o * (1 - o),
  };
  const keep = f + peep("p_i") * by.i + peep("p_f") * by.f;
  return { ...by, keep, show: o * (1 - tanh * tanh) + peep("p_o") * by.o };
}
