// How much of a gradient arrives: three recurrent cells, the Jacobians of their states, and the
// norms of all products of these. The same numbers as scratch/recurrent.py and jacobians.py.

const GATES = { rnn: 1, lstm: 4, gru: 3 };
const ACTIVATIONS = {
  tanh: [Math.tanh, (y) => 1 - y * y],
  relu: [(a) => Math.max(a, 0), (y) => (y > 0 ? 1 : 0)],
  linear: [(a) => a, () => 1],
};
const sigmoid = (a) => 1 / (1 + Math.exp(-a));

function axpy(y, a, x, from) {
  for (let j = 0; j < y.length; j++) y[j] += a * x[from + j];
}

/** Runs a cell from a zero state s (h; for the LSTM h and c). For every step it keeps
 *  M = ∂s_t/∂a_t, gate by gate, and D = the part of ∂s_t/∂s_{t-1} that passes no matrix. */
export function forward(cell, w, X, { T, activation = "tanh", radius = 1, bias = 0 }) {
  const G = GATES[cell], S = cell === "lstm" ? 2 : 1, [f, slope] = ACTIVATIONS[activation];
  const d = X.shape[1], m = w.W_h.shape[0], wide = G * m, space = (size) => new Float64Array(size);
  const W = w.W_h.data.map((x) => x * radius), R = space(T * m).fill(1);
  const H = space((T + 1) * m), C = space((T + 1) * m), M = space(T * G * S * m), D = space(T * S * S * m);
  const ax = space(wide), ah = space(wide), p = (name, j) => (w[name] ? w[name].data[j] : 0);
  for (let t = 0; t < T; t++) {
    const h = H.subarray(t * m, t * m + m), c = C.subarray(t * m, t * m + m);
    ax.set(w.b.data);
    if (cell === "lstm") for (let j = m; j < 2 * m; j++) ax[j] += bias;
    ah.fill(0);
    for (let i = 0; i < d; i++) axpy(ax, X.data[t * d + i], w.W_x.data, i * wide);
    for (let i = 0; i < m; i++) axpy(ah, h[i], W, i * wide);
    for (let j = 0; j < m; j++) {
      const a = (g) => ax[g * m + j] + ah[g * m + j], at = (t + 1) * m + j;
      const slopes = (s, ...xs) => xs.forEach((x, g) => { M[((t * G + g) * S + s) * m + j] = x; });
      if (cell === "rnn") {
        H[at] = f(a(0));
        slopes(0, slope(H[at]));
      } else if (cell === "gru") {
        const r = sigmoid(a(0)), u = sigmoid(a(1)), q = ah[2 * m + j] + p("b_n", j);
        const n = Math.tanh(ax[2 * m + j] + r * q), dn = (1 - u) * (1 - n * n);
        H[at] = (1 - u) * n + u * h[j];
        slopes(0, dn * q * r * (1 - r), (h[j] - n) * u * (1 - u), dn);
        R[t * m + j] = r;
        D[t * m + j] = u;
      } else {
        const i = sigmoid(a(0) + p("p_i", j) * c[j]), e = sigmoid(a(1) + p("p_f", j) * c[j]);
        const z = Math.tanh(a(2)), now = i * z + e * c[j], y = Math.tanh(now);
        const o = sigmoid(a(3) + p("p_o", j) * now), da = y * o * (1 - o);
        const dc = [z * i * (1 - i), c[j] * e * (1 - e), i * (1 - z * z), 0];
        const keep = e + p("p_i", j) * dc[0] + p("p_f", j) * dc[1];
        const k = o * (1 - y * y) + p("p_o", j) * da; // ∂h_t/∂c_t
        C[at] = now;
        H[at] = o * y;
        slopes(0, dc[0] * k, dc[1] * k, dc[2] * k, da);
        slopes(1, ...dc);
        D[(t * 4 + 2) * m + j] = keep * k;
        D[(t * 4 + 3) * m + j] = keep;
      }
    }
  }
  return { cell, T, G, S, d, m, n: S * m, X, w, W, H, C, R, M, D };
}

/** J[t][a, b] = ∂s_t[b]/∂s_{t-1}[a], all steps in one array (T, n, n). */
export function jacobians({ T, G, S, m, n, W, R, M, D }) {
  const J = new Float64Array(T * n * n);
  for (let t = 0; t < T; t++) for (let s = 0; s < S; s++) for (let a = 0; a < m; a++) {
    const row = (t * n + a) * n + s * m;
    for (let g = 0; g < G; g++) for (let b = 0; b < m; b++) {
      const inner = g === 2 ? R[t * m + b] : 1; // the GRU's reset gate
      J[row + b] += W[(a * G + g) * m + b] * M[((t * G + g) * S + s) * m + b] * inner;
    }
    for (let k = 0; k < S; k++) J[row + k * m * n + a] += D[((t * S + k) * S + s) * m + a];
  }
  return J;
}

/** ‖∂L/∂θ‖ of L = Σ h_T over all the cell's parameters, by backpropagation through time. */
export function parameterNorm({ cell, T, G, S, d, m, X, w, W, H, C, R, M, D }) {
  const wide = G * m, zeros = (size) => new Float64Array(size), dx = zeros(wide), dh = zeros(wide);
  const dW = zeros((d + m) * wide), db = zeros(wide), rest = zeros(3 * m);
  let ds = zeros(S * m).fill(1, 0, m);
  for (let t = T - 1; t >= 0; t--) {
    const old = zeros(S * m);
    for (let j = 0; j < wide; j++) {
      dx[j] = 0;
      for (let s = 0; s < S; s++) {
        dx[j] += M[((t * G + Math.floor(j / m)) * S + s) * m + (j % m)] * ds[s * m + (j % m)];
      }
      dh[j] = dx[j] * (j < 2 * m ? 1 : R[t * m + (j % m)]);
    }
    axpy(db, 1, dx, 0);
    for (let i = 0; i < d; i++) axpy(dW.subarray(i * wide, (i + 1) * wide), X.data[t * d + i], dx, 0);
    for (let a = 0; a < m; a++) {
      axpy(dW.subarray((d + a) * wide, (d + a + 1) * wide), H[t * m + a], dh, 0);
      for (let j = 0; j < wide; j++) old[a] += W[a * wide + j] * dh[j];
      if (cell === "gru") rest[a] += dh[2 * m + a];
      if (w.p_i) rest[a] += dx[a] * C[t * m + a];
      if (w.p_f) rest[m + a] += dx[m + a] * C[t * m + a];
      if (w.p_o) rest[2 * m + a] += dx[3 * m + a] * C[t * m + m + a];
      for (let k = 0; k < S; k++) for (let s = 0; s < S; s++) {
        old[k * m + a] += D[((t * S + k) * S + s) * m + a] * ds[s * m + a];
      }
    }
    ds = old;
  }
  return Math.hypot(...[dW, db, rest].map((x) => Math.hypot(...x)));
}

/** What clipping leaves of a gradient: ‖g · min(1, τ/‖g‖)‖. */
export const clip = (norm, threshold) => Math.min(norm, threshold);

/** out = A·B[from…], tiles of 2×4 (n a multiple of 4): the hot loop of the page. */
function product(out, A, B, n, from) {
  for (let i = 0; i < n * n; i += 2 * n) for (let b = 0; b < n; b += 4) {
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0;
    for (let a = 0, j = from + b; a < n; a++, j += n) {
      const p = A[i + a], q = A[i + n + a], x = B[j], y = B[j + 1], z = B[j + 2], w = B[j + 3];
      s0 += p * x; s1 += p * y; s2 += p * z; s3 += p * w;
      t0 += q * x; t1 += q * y; t2 += q * z; t3 += q * w;
    }
    const o = i + b, u = o + n;
    out[o] = s0; out[o + 1] = s1; out[o + 2] = s2; out[o + 3] = s3;
    out[u] = t0; out[u + 1] = t1; out[u + 2] = t2; out[u + 3] = t3;
  }
}

/** G = A·Aᵀ, tiles of 2×2. */
function gram(G, A, n) {
  for (let i = 0; i < n; i += 2) for (let j = 0; j <= i; j += 2) {
    let s = 0, t = 0, u = 0, v = 0;
    for (let a = 0, p = i * n, q = j * n; a < n; a++, p++, q++) {
      const w = A[p], x = A[p + n], y = A[q], z = A[q + n];
      s += w * y; t += w * z; u += x * y; v += x * z;
    }
    G[i * n + j] = G[j * n + i] = s;
    G[i * n + j + 1] = G[(j + 1) * n + i] = t;
    G[(i + 1) * n + j] = G[j * n + i + 1] = u;
    G[(i + 1) * n + j + 1] = G[(j + 1) * n + i + 1] = v;
  }
}

const SLACK = 1e-5; // of σ², so half of it for σ

/** Is every eigenvalue of G below top? The pivots of top·I − G say it, with certainty. */
function below(G, n, top, L) {
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) {
    let s = (i === j ? top : 0) - G[i * n + j];
    for (let k = 0; k < j; k++) s -= L[i * n + k] * L[j * n + k];
    if (i !== j) L[i * n + j] = s * L[j * n + j];
    else if (s > 0) L[i * n + i] = 1 / Math.sqrt(s);
    else return false;
  }
  return true;
}

/** Largest eigenvalue of the tridiagonal (a; b): Newton's method from above, monotonic. */
function largest(a, b, m) {
  let top = 0;
  for (let i = 0; i < m; i++) top = Math.max(top, a[i] + (i && b[i]) + (i < m - 1 && b[i + 1]));
  for (let round = 0; round < 60; round++) {
    let pivot = top - a[0], slope = 1, sum = 1 / pivot; // sum = p′/p of det(top·I − tridiagonal)
    for (let i = 1; i < m; i++) {
      slope = 1 + (b[i] * b[i] * slope) / (pivot * pivot);
      pivot = top - a[i] - (b[i] * b[i]) / pivot;
      sum += slope / pivot;
    }
    if (!(1 / sum > 1e-14 * top)) break;
    top -= 1 / sum;
  }
  return top;
}

/** σ² of A (n × n) from G = A·Aᵀ by the Lanczos method. `warm`, the singular vector of a
 *  similar matrix, shortens the way only: the result is proven before it is returned. */
export function largestSquare(G, n, warm, { V, L, a, b, x } = workspace(n)) {
  let frobenius = 0;
  for (let i = 0; i < n * n; i++) frobenius += G[i] * G[i];
  for (let attempt = 0; attempt < 9; attempt++) {
    for (let i = 0; i < n; i++) V[i] = (attempt ? 0 : warm[i]) + 0.01 * Math.sin(1 + 1.7 * (i + 1) * (attempt + 1));
    unit(V, 0, n);
    for (let m = 1; m <= n; m++) {
      const at = (m - 1) * n, next = m * n;
      times(V, next, G, at, n);
      a[m - 1] = 0;
      for (let k = 2 * m - 1; k >= 0; k--) { // orthogonalise twice
        const from = (k % m) * n;
        let s = 0;
        for (let i = 0; i < n; i++) s += V[from + i] * V[next + i];
        for (let i = 0; i < n; i++) V[next + i] -= s * V[from + i];
        if (from === at) a[m - 1] += s;
      }
      b[m] = unit(V, next, n);
      const top = largest(a, b, m);
      if (!(top > 0)) return top;
      let size = (x[0] = 1);
      for (let k = 1; k < m; k++) {
        x[k] = ((top - a[k - 1]) * x[k - 1] - (k > 1 ? b[k - 1] * x[k - 2] : 0)) / b[k];
        size += x[k] * x[k];
      }
      const rest = (b[m] * Math.abs(x[m - 1])) / Math.sqrt(size); // an eigenvalue is this near
      const gap = top - Math.sqrt(Math.max(0, frobenius - top * top)); // the others are farther
      const last = m === n || b[m] <= 1e-14 * top;
      if ((gap > 2 * rest && rest * rest <= SLACK * top * gap)
          || ((last || rest <= 1e-3 * top) && below(G, n, top * (1 + SLACK), L))) {
        warm.fill(0);
        for (let k = 0; k < m; k++) axpy(warm, x[k] / Math.sqrt(size), V, k * n);
        return top;
      }
      if (last) break;
    }
  }
  return NaN;
}

const workspace = (n) => {
  const [V, L] = [new Float64Array((n + 1) * n), new Float64Array(n * n)];
  return { V, L, a: new Float64Array(n), b: new Float64Array(n + 1), x: new Float64Array(n) };
};

function unit(V, from, n) {
  let s = 0;
  for (let i = from; i < from + n; i++) s += V[i] * V[i];
  s = Math.sqrt(s);
  for (let i = from; s && i < from + n; i++) V[i] /= s;
  return s;
}

function times(V, to, G, from, n) {
  for (let i = 0; i < n; i += 4) {
    let s = 0, t = 0, u = 0, v = 0;
    for (let j = 0, g = i * n; j < n; j++, g++) {
      const y = V[from + j];
      s += G[g] * y; t += G[g + n] * y; u += G[g + 2 * n] * y; v += G[g + 3 * n] * y;
    }
    V[to + i] = s; V[to + i + 1] = t; V[to + i + 2] = u; V[to + i + 3] = v;
  }
}

/** log10 ‖∂s_t/∂s_k‖ into N (T × T), a row at a time and the last row first: N[T-1] is the lag
 *  curve. Powers of two are kept apart, so that nothing over- or underflows. */
export function* gradientRows(J, n, T, N) {
  const w = (n + 3) & ~3, B = new Float64Array(T * w * w), G = new Float64Array(w * w);
  for (let t = 0; t < T; t++) for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) {
    B[(t * w + b) * w + a] = J[(t * n + a) * n + b]; // transposed, padded
  }
  const space = workspace(w), warm = new Float64Array(w);
  let P = new Float64Array(w * w), Q = new Float64Array(w * w);
  for (let t = T - 1; t >= 0; t--) {
    for (let i = 0; i < w * w; i++) P[i] = i % (w + 1) || i >= n * w ? 0 : 1;
    let exponent = 0;
    N[t * T + t] = 0;
    for (let k = t - 1; k >= 0; k--) {
      product(Q, P, B, w, (k + 1) * w * w);
      [P, Q] = [Q, P];
      gram(G, P, w);
      let trace = 0;
      for (let i = 0; i < w * w; i += w + 1) trace += G[i];
      const shift = Math.round(Math.log2(trace) / 2);
      if (Math.abs(shift) > 99 && isFinite(shift)) {
        exponent += shift;
        for (let i = 0; i < w * w; i++) { P[i] *= 2 ** -shift; G[i] *= 4 ** -shift; }
      }
      const square = largestSquare(G, w, warm, space);
      N[t * T + k] = Math.log10(square) / 2 + exponent * Math.LOG10E * Math.LN2;
    }
    yield t;
  }
}

export function gradientLogs(J, n, T) {
  const N = new Float64Array(T * T).fill(NaN);
  for (const _ of gradientRows(J, n, T, N));
  return N;
}

/** ‖W‖₂ of a matrix {data, shape}, rows · columns as they come. */
export function spectralNorm({ data, shape: [rows, columns] }) {
  const w = (rows + 3) & ~3, G = new Float64Array(w * w);
  for (let i = 0; i < rows; i++) for (let j = 0; j < rows; j++) for (let k = 0; k < columns; k++) {
    G[i * w + j] += data[i * columns + k] * data[j * columns + k];
  }
  return Math.sqrt(largestSquare(G, w, new Float64Array(w)));
}

/** The smallest lag q at which log10 ‖∂s_T/∂s_{T-q}‖ < log10 limit; T where there is none. */
export function lagBelow(curve, limit = 1e-3) {
  const q = curve.findIndex((x) => x < Math.log10(limit));
  return q < 0 ? curve.length : q;
}

export const lagCurve = (N, T) => Array.from({ length: T }, (_, q) => N[(T - 1) * T + T - 1 - q]);
