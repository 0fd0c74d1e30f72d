// How much of a gradient arrives: three recurrent cells, the Jacobians of their states, and the
// norms of all products of these. The same numbers as scratch/recurrent.py and jacobians.py.

const ACTIVATIONS = {
  tanh: [Math.tanh, (y) => 1 - y * y],
  relu: [(a) => Math.max(a, 0), (y) => (y > 0 ? 1 : 0)],
  linear: [(a) => a, () => 1],
};
const sigmoid = (a) => 1 / (1 + Math.exp(-a));
const zeros = (size) => new Float64Array(size);

function axpy(y, a, x, from = 0) {
  for (let j = 0; j < y.length; j++) y[j] += a * x[from + j];
}

/** Runs a cell from a zero state s (h; for the LSTM h and c). Every step keeps M[g][s] =
 *  ∂s_t/∂a_g, elementwise, and D[k][s] = the part of ∂s_t/∂k_{t-1} that passes no matrix. */
export function forward(cell, w, X, { T, activation = "tanh", radius = 1, bias = 0 }) {
  const [m, wide] = w.W_h.shape,
    G = wide / m,
    S = cell === "lstm" ? 2 : 1,
    d = X.shape[1];
  const [f, slope] = ACTIVATIONS[activation],
    W = w.W_h.data.map((x) => x * radius),
    steps = [];
  const grid = (n) => Array.from({ length: n }, () => [zeros(m), zeros(m)]);
  for (let t = 0, h = zeros(m), c = zeros(m); t < T; t++) {
    const x = X.data.subarray(t * d, t * d + d),
      H = zeros(m),
      C = zeros(m),
      r = zeros(m).fill(1);
    const ax = w.b.data.slice(),
      ah = zeros(wide),
      M = grid(G),
      D = grid(S);
    if (cell === "lstm") for (let j = m; j < 2 * m; j++) ax[j] += bias;
    x.forEach((value, i) => axpy(ax, value, w.W_x.data, i * wide));
    h.forEach((value, i) => axpy(ah, value, W, i * wide));
    for (let j = 0; j < m; j++) {
      const a = (g) => ax[g * m + j] + ah[g * m + j],
        p = (name) => w[name]?.data[j] ?? 0;
      const slopes = (s, ...xs) =>
        xs.forEach((x, g) => {
          M[g][s][j] = x;
        });
      if (cell === "rnn") {
        H[j] = f(a(0));
        slopes(0, slope(H[j]));
      } else if (cell === "gru") {
        const u = sigmoid(a(1)),
          q = ah[2 * m + j] + p("b_n");
        r[j] = sigmoid(a(0));
        const n = Math.tanh(ax[2 * m + j] + r[j] * q),
          dn = (1 - u) * (1 - n * n);
        H[j] = (1 - u) * n + u * h[j];
        slopes(0, dn * q * r[j] * (1 - r[j]), (h[j] - n) * u * (1 - u), dn);
        D[0][0][j] = u;
      } else {
        const i = sigmoid(a(0) + p("p_i") * c[j]),
          e = sigmoid(a(1) + p("p_f") * c[j]);
        const z = Math.tanh(a(2)),
          now = i * z + e * c[j],
          y = Math.tanh(now);
        const o = sigmoid(a(3) + p("p_o") * now),
          da = y * o * (1 - o);
        const dc = [z * i * (1 - i), c[j] * e * (1 - e), i * (1 - z * z)];
        const k = o * (1 - y * y) + p("p_o") * da; // ∂h_t/∂c_t
        C[j] = now;
        H[j] = o * y;
        slopes(0, dc[0] * k, dc[1] * k, dc[2] * k, da);
        slopes(1, ...dc);
        D[1][1][j] = e + p("p_i") * dc[0] + p("p_f") * dc[1];
        D[1][0][j] = D[1][1][j] * k;
      }
    }
    steps.push({ x, h, c, C, r, M, D });
    h = H;
    c = C;
  }
  return { cell, T, G, S, d, m, n: S * m, w, W, steps };
}

/** J[t][a, b] = ∂s_t[b]/∂s_{t-1}[a], all steps in one array (T, n, n). */
export function jacobians({ T, G, S, m, n, W, steps }) {
  const J = zeros(T * n * n);
  steps.forEach(({ r, M, D }, t) => {
    for (let s = 0; s < S; s++)
      for (let a = 0; a < m; a++) {
        const row = (t * n + a) * n + s * m;
        for (let g = 0; g < G; g++)
          for (let b = 0; b < m; b++) {
            J[row + b] += W[(a * G + g) * m + b] * M[g][s][b] * (g === 2 ? r[b] : 1);
          }
        for (let k = 0; k < S; k++) J[row + k * m * n + a] += D[k][s][a];
      }
  });
  return J;
}

/** ‖∂L/∂θ‖ of L = Σ h_T over all the cell's parameters, by backpropagation through time. */
export function parameterNorm({ cell, G, S, d, m, w, W, steps }) {
  const wide = G * m,
    dW = zeros((d + m) * wide),
    db = zeros(wide),
    rest = zeros(3 * m);
  const grow = (i, v, g) => axpy(dW.subarray(i * wide, (i + 1) * wide), v, g);
  let ds = [zeros(m).fill(1), zeros(m)];
  for (const { x, h, c, C, r, M, D } of [...steps].reverse()) {
    const old = [zeros(m), zeros(m)],
      da = zeros(wide);
    for (let j = 0; j < wide; j++)
      for (let s = 0; s < S; s++) {
        da[j] += M[Math.floor(j / m)][s][j % m] * ds[s][j % m];
      }
    const dh = da.map((v, j) => (j < 2 * m ? v : v * r[j % m])); // what reaches h W_h
    axpy(db, 1, da);
    x.forEach((v, i) => grow(i, v, da));
    h.forEach((v, i) => grow(d + i, v, dh));
    for (let a = 0; a < m; a++) {
      for (let j = 0; j < wide; j++) old[0][a] += W[a * wide + j] * dh[j];
      for (let k = 0; k < S; k++) for (let s = 0; s < S; s++) old[k][a] += D[k][s][a] * ds[s][a];
      if (cell === "gru") rest[a] += dh[2 * m + a];
      if (w.p_i) rest[a] += da[a] * c[a];
      if (w.p_f) rest[m + a] += da[m + a] * c[a];
      if (w.p_o) rest[2 * m + a] += da[3 * m + a] * C[a];
    }
    ds = old;
  }
  return Math.hypot(...[dW, db, rest].map((x) => Math.hypot(...x)));
}

/** What clipping leaves of a gradient: ‖g · min(1, τ/‖g‖)‖. */
export const clip = (norm, threshold) => Math.min(norm, threshold);

/** out = A·B[from…], tiles of 2×4 (n a multiple of 4): the hot loop of the page. */
function product(out, A, B, n, from) {
  for (let i = 0; i < n * n; i += 2 * n)
    for (let b = 0; b < n; b += 4) {
      let s0 = 0,
        s1 = 0,
        s2 = 0,
        s3 = 0,
        t0 = 0,
        t1 = 0,
        t2 = 0,
        t3 = 0;
      for (let a = 0, j = from + b; a < n; a++, j += n) {
        const p = A[i + a],
          q = A[i + n + a],
          x = B[j],
          y = B[j + 1],
          z = B[j + 2],
          w = B[j + 3];
        s0 += p * x;
        s1 += p * y;
        s2 += p * z;
        s3 += p * w;
        t0 += q * x;
        t1 += q * y;
        t2 += q * z;
        t3 += q * w;
      }
      const o = i + b,
        u = o + n;
      out[o] = s0;
      out[o + 1] = s1;
      out[o + 2] = s2;
      out[o + 3] = s3;
      out[u] = t0;
      out[u + 1] = t1;
      out[u + 2] = t2;
      out[u + 3] = t3;
    }
}

/** G = A·Aᵀ, tiles of 2×2. */
function gram(G, A, n) {
  for (let i = 0; i < n; i += 2)
    for (let j = 0; j <= i; j += 2) {
      let s = 0,
        t = 0,
        u = 0,
        v = 0;
      for (let a = 0, p = i * n, q = j * n; a < n; a++, p++, q++) {
        const w = A[p],
          x = A[p + n],
          y = A[q],
          z = A[q + n];
        s += w * y;
        t += w * z;
        u += x * y;
        v += x * z;
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
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
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
    let pivot = top - a[0],
      slope = 1,
      sum = 1 / pivot; // sum = p′/p of det(top·I − tridiagonal)
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

const workspace = (n) => ({
  V: zeros((n + 1) * n),
  L: zeros(n * n),
  a: zeros(n),
  b: zeros(n + 1),
  x: zeros(n),
});

/** σ² of A (n × n) from G = A·Aᵀ by the Lanczos method. `warm`, the singular vector of a
 *  similar matrix, only shortens the way: the result is proven before it is returned. */
export function largestSquare(G, n, warm, { V, L, a, b, x } = workspace(n)) {
  let frobenius = 0,
    top = 0;
  for (let i = 0; i < n * n; i++) frobenius += G[i] * G[i];
  for (let i = 0; i < n; i++) V[i] = warm[i] + 0.01 * Math.sin(1 + 1.7 * i);
  unit(V, 0, n);
  for (let m = 1; m <= n; m++) {
    const at = (m - 1) * n,
      next = m * n;
    times(V, next, G, at, n);
    a[m - 1] = 0;
    for (let k = 2 * m - 1; k >= 0; k--) {
      // orthogonal to all before, twice
      const from = (k % m) * n;
      let s = 0;
      for (let i = 0; i < n; i++) s += V[from + i] * V[next + i];
      for (let i = 0; i < n; i++) V[next + i] -= s * V[from + i];
      if (from === at) a[m - 1] += s;
    }
    b[m] = unit(V, next, n);
    top = largest(a, b, m);
    let size = (x[0] = 1);
    for (let k = 1; k < m; k++) {
      x[k] = ((top - a[k - 1]) * x[k - 1] - (k > 1 ? b[k - 1] * x[k - 2] : 0)) / b[k];
      size += x[k] * x[k];
    }
    const rest = (b[m] * Math.abs(x[m - 1])) / Math.sqrt(size); // an eigenvalue is this near,
    const gap = top - Math.sqrt(Math.max(0, frobenius - top * top)); // all others are this far
    const last = m === n || !(b[m] > 1e-14 * top);
    if (
      last ||
      (gap > 2 * rest && rest * rest <= SLACK * top * gap) ||
      (rest <= 1e-3 * top && below(G, n, top * (1 + SLACK), L))
    ) {
      warm.fill(0);
      for (let k = 0; k < m; k++) axpy(warm, x[k] / Math.sqrt(size), V, k * n);
      break;
    }
  }
  return top;
}

function unit(V, from, n) {
  let s = 0;
  for (let i = from; i < from + n; i++) s += V[i] * V[i];
  s = Math.sqrt(s);
  for (let i = from; s && i < from + n; i++) V[i] /= s;
  return s;
}

function times(V, to, G, from, n) {
  for (let i = 0; i < n; i++) {
    let s = 0;
    for (let j = 0; j < n; j++) s += G[i * n + j] * V[from + j];
    V[to + i] = s;
  }
}

/** log10 ‖∂s_t/∂s_k‖ into N (T × T), a row at a time and the last row first: N[T-1] is the lag
 *  curve. Powers of two are kept apart, so that nothing over- or underflows. */
export function* gradientRows(J, n, T, N) {
  const w = (n + 3) & ~3,
    B = zeros(T * w * w),
    G = zeros(w * w);
  for (let t = 0; t < T; t++)
    for (let a = 0; a < n; a++)
      for (let b = 0; b < n; b++) {
        B[(t * w + b) * w + a] = J[(t * n + a) * n + b]; // transposed, padded
      }
  const space = workspace(w),
    warm = zeros(w);
  let P = zeros(w * w),
    Q = zeros(w * w);
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
        for (let i = 0; i < w * w; i++) {
          P[i] *= 2 ** -shift;
          G[i] *= 4 ** -shift;
        }
      }
      const square = largestSquare(G, w, warm, space);
      N[t * T + k] = Math.log10(square) / 2 + exponent * Math.log10(2);
    }
    yield t;
  }
}

/** ‖W‖₂ of a square matrix {data, shape}: of the one Jacobian between two states. */
export function spectralNorm({ data, shape: [n] }) {
  const N = zeros(4);
  gradientRows([...data, ...data], n, 2, N).next();
  return 10 ** N[2];
}

/** The smallest lag q at which ‖∂s_T/∂s_{T-q}‖ < 10⁻³; T where there is none. */
export function lagBelow(curve) {
  const q = curve.findIndex((x) => x < -3);
  return q < 0 ? curve.length : q;
}

export const lagCurve = (N, T) => [...N.subarray((T - 1) * T)].reverse();
