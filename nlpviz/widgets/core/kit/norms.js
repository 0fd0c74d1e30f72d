// The norms of all products of the Jacobians: the largest singular value of each, proven, and fast
// enough for a slider.  The same numbers as gradient_norms in scratch/recurrent/jacobians.py.

const zeros = (size) => new Float64Array(size);

function axpy(y, a, x, from) {
  for (let j = 0; j < y.length; j++) y[j] += a * x[from + j];
}

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
