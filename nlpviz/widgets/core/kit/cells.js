// One step of each recurrent cell with the slopes of its new state, all elementwise: what
// backpropagation and the Jacobians of the states are made of.
import { ACTIVATIONS, gruStep, rnnStep } from "./linalg.js";
import { lstmSlopes, lstmStep } from "./lstm.js";

const zeros = (size) => new Float64Array(size);

/** The slopes of the GRU's step {r, u, m, n} from h, for all units: of the new state by the sums of
    r, u and n. */
function gruSlopes({ r, u, m, n }, h) {
  const dn = n.map((y, j) => (1 - u[j]) * (1 - y * y));
  const dr = r.map((y, j) => dn[j] * m[j] * y * (1 - y));
  const du = u.map((y, j) => (h[j] - n[j]) * y * (1 - y));
  return [dr, du, dn];
}

const STEPS = {
  rnn(w, x, h, _, activation) {
    const H = rnnStep(w, x, h, activation).h;
    return { H, M: [[H.map(ACTIVATIONS[activation][1])]], D: [[zeros(h.length)]] };
  },
  gru(w, x, h) {
    const { h: H, ...gates } = gruStep(w, x, h);
    const M = gruSlopes(gates, h).map((slopes) => [slopes]);
    return { H, r: gates.r, M, D: [[gates.u]] };
  },
  lstm(w, x, h, c) {
    const { h: H, c: C, ...gates } = lstmStep(w, x, h, c);
    const slopes = C.map((now, j) => {
      const { i, f, z, o } = gates;
      const values = { i: i[j], f: f[j], z: z[j], o: o[j], c: now, before: c[j] };
      return lstmSlopes(values, (name) => w[name]?.[j] ?? 0);
    });
    const of = (f) => Float64Array.from(slopes, f);
    const through = (name) => [of((by) => by[name] * by.show), of((by) => by[name])];
    const none = zeros(h.length);
    return {
      H: Float64Array.from(H),
      C: Float64Array.from(C),
      M: [through("i"), through("f"), through("z"), [of((by) => by.o), none]],
      D: [[none, none], through("keep")],
    };
  },
};

/** A step of the cell "rnn", "gru" or "lstm" from the state h (the LSTM's from h and c): the new
    state H (and C), M[g][s] = ∂s_t/∂a_g, the slopes of each part s of the state by the sums of each
    block g, and D[k][s], the part of ∂s_t/∂k_{t-1} that passes no matrix.  What passes the GRU's
    third block of W_h is multiplied by r first. */
export const stepOf = (cell, w, x, { h, c, activation }) => STEPS[cell](w, x, h, c, activation);
