"""Attention in tiles: exact, and without ever holding all scores."""

from itertools import product
from types import SimpleNamespace

import numpy as np

from ...check import arrays, like, whole

LOWEST = np.finfo(float).min    # below every score, but not −∞


def tiles(n, size):
    """0 … n − 1 as slices of `size`, the last one perhaps shorter."""
    return [slice(i, min(i + size, n)) for i in range(0, n, size)]


def visible(mask, n, m):
    """A function of two slices: what may be seen in their tile."""
    if mask is None:
        return lambda i, j: True
    if callable(mask):
        rows, keys = np.arange(n)[:, None], np.arange(m)
        return lambda i, j: bools(mask(rows[i], keys[j]))
    mask = bools(mask)
    if mask.shape not in ((n, m), (m,)):
        raise ValueError(f"mask has shape {mask.shape} but must have "
                         f"{(m,)} or {(n, m)}")
    mask = np.broadcast_to(mask, (n, m))
    return lambda i, j: mask[i, j]


def bools(mask):
    """mask as an array of bool."""
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise TypeError(f"mask is {mask.dtype}; it must be bool, True "
                        "where a key may be seen")
    return mask


def online(parts, rows, d_v):
    """softmax(S) V of some rows; scores come a few keys at a time.

    parts: pairs S (rows, few), V (few, d_v). top is each row's greatest
    score so far, Z = Σ exp(S − top); when top rises, the sums so far
    shrink by exp(top − new) (Milakov & Gimelshein 2018, algorithm 3).
    rows: their slice of all n. -> O (rows, d_v), log Σ exp(S) (rows,).
    """
    n = rows.stop - rows.start
    top, Z, O = np.full(n, LOWEST), np.zeros(n), np.zeros((n, d_v))
    for S, V in parts:
        new = np.maximum(top, S.max(axis=1))
        shrink = np.exp(top - new)
        A = np.exp(S - new[:, None])        # not yet divided by Z
        Z = shrink * Z + A.sum(axis=1)
        O = shrink[:, None] * O + A @ V
        top = new
    if not Z.all():
        blind = rows.start + int(np.flatnonzero(Z == 0)[0])
        raise ValueError(f"mask lets row {blind} see no key; each row "
                         "needs at least one")
    return O / Z[:, None], top + np.log(Z)


def tiled_attention(Q, K, V, mask=None, size=64):
    """O = softmax(Q Kᵀ / √d_k) V, one tile of size × size at a time.

    (Rabe & Staats 2021; Dao et al. 2022, algorithms 1 and 4.) The same
    numbers as `attention`; the memory grows like n + m instead of n m,
    because neither S nor A is kept: backward computes each tile again,
    from Q, K and log Σ exp(S). Q (n, d_k), K (m, d_k), V (m, d_v);
    mask (m,), (n, m), or, to need no memory either, a function of
    rows i (…, 1) and keys j, such as lambda i, j: j <= i.
    """
    Q, K, V = arrays("Q: n d_k, K: m d_k, V: m d_v", Q, K, V)
    n, m, size = len(Q), len(K), whole("size", size)
    c, seen = np.sqrt(Q.shape[1]), visible(mask, n, m)
    rows, keys = tiles(n, size), tiles(m, size)

    def scores(i, j):
        return np.where(seen(i, j), Q[i] @ K[j].T / c, -np.inf)

    O, logZ = np.empty((n, V.shape[1])), np.empty(n)
    for i in rows:
        O[i], logZ[i] = online(
            ((scores(i, j), V[j]) for j in keys), i, V.shape[1])

    def backward(dO):
        dO = like("dO", dO, O)
        dQ, dK, dV = (np.zeros_like(x) for x in (Q, K, V))
        mean = (dO * O).sum(axis=1)         # Σ_j A_ij dA_ij    (n,)
        for i, j in product(rows, keys):
            A = np.exp(scores(i, j) - logZ[i, None])
            dS = A * (dO[i] @ V[j].T - mean[i, None]) / c
            dQ[i] += dS @ K[j]
            dK[j] += dS.T @ Q[i]
            dV[j] += A.T @ dO[i]
        return dQ, dK, dV

    return O, SimpleNamespace(Q=Q, K=K, V=V, O=O, logZ=logZ,
                              backward=backward)
