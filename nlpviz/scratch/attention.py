"""Attention: scores, weights, a mixture.

Rows are tokens: queries Q (n, d_q), keys K (m, d_k), values V
(m, d_v); scores S and weights A (n, m); mixtures O (n, d_v).
"""

from types import SimpleNamespace

import numpy as np

from .check import arrays, like


def root(K, scale):
    """What an inner product is divided by: √d_k, or 1.

    The product of d_k numbers with d_k others spreads like √d_k; a
    softmax of scores that far apart is one-hot, and its gradient 0.
    """
    if not isinstance(scale, (bool, np.bool_)):
        raise TypeError(f"scale is {scale!r} but must be True, to "
                        "divide by √d_k, or False")
    return np.sqrt(K.shape[1]) if scale else 1.0


def dot(Q, K, *, scale=True):
    """S = Q Kᵀ / √d_k: the inner product as similarity.

    Luong et al. (2015) do not divide (scale=False); Vaswani et al.
    (2017, section 3.2.1) do.
    """
    Q, K = arrays("Q: n d_k, K: m d_k", Q, K)
    c = root(K, scale)
    S = Q @ K.T / c                         # (n, m)

    def backward(dS):
        dS = like("dS", dS, S) / c
        return dS @ K, dS.T @ Q

    return S, SimpleNamespace(Q=Q, K=K, S=S, backward=backward)


def general(Q, K, W, *, scale=True):
    """S = Q W Kᵀ / √d_k, W (d_q, d_k).

    Luong et al. (2015) do not divide (scale=False); see `dot`.
    """
    Q, K, W = arrays("Q: n d_q, K: m d_k, W: d_q d_k", Q, K, W)
    c = root(K, scale)
    S = Q @ W @ K.T / c                     # (n, m)

    def backward(dS):
        dS = like("dS", dS, S) / c
        return dS @ K @ W.T, dS.T @ Q @ W, Q.T @ dS @ K

    return S, SimpleNamespace(Q=Q, K=K, W=W, S=S, backward=backward)


def additive(Q, K, W_q, W_k, v):
    """S_ij = v · tanh(q_i W_q + k_j W_k)    (Bahdanau et al. 2015).

    W_q (d_q, d_a), W_k (d_k, d_a), v (d_a,).
    """
    Q, K, W_q, W_k, v = arrays(
        "Q: n d_q, K: m d_k, W_q: d_q d_a, W_k: d_k d_a, v: d_a",
        Q, K, W_q, W_k, v)
    U = np.tanh((Q @ W_q)[:, None] + K @ W_k)   # (n, m, d_a)
    S = U @ v                                   # (n, m)

    def backward(dS):
        dS = like("dS", dS, S)
        da = dS[..., None] * v * (1 - U**2)     # (n, m, d_a)
        dq, dk = da.sum(axis=1), da.sum(axis=0)
        return (dq @ W_q.T, dk @ W_k.T, Q.T @ dq, K.T @ dk,
                np.tensordot(dS, U, 2))

    return S, SimpleNamespace(Q=Q, K=K, W_q=W_q, W_k=W_k, v=v, U=U,
                              S=S, backward=backward)


def concat(Q, K, W, v):
    """S_ij = v · tanh([q_i; k_j] W)    (Luong et al. 2015).

    W (d_q + d_k, d_a): the additive score, W_q above W_k.
    """
    Q, K, W, v = arrays("Q: n d_q, K: m d_k, W: d d_a, v: d_a",
                        Q, K, W, v)
    d_q = Q.shape[1]
    if len(W) != d_q + K.shape[1]:
        raise ValueError(f"W has shape {W.shape} but d_q + d_k = "
                         f"{d_q + K.shape[1]} rows are needed")
    S, trace = additive(Q, K, W[:d_q], W[d_q:], v)

    def backward(dS):
        dQ, dK, dW_q, dW_k, dv = trace.backward(dS)
        return dQ, dK, np.vstack([dW_q, dW_k]), dv

    return S, SimpleNamespace(Q=Q, K=K, W=W, v=v, U=trace.U, S=S,
                              backward=backward)


def seen(mask, S):
    """The mask as (n, m) of bool; each row must see a key."""
    mask = np.ones(S.shape, bool) if mask is None else np.asarray(mask)
    if mask.dtype != bool:
        raise TypeError(f"mask is {mask.dtype}; it must be bool, True "
                        "where a key may be seen")
    if mask.shape not in (S.shape, S.shape[1:]):
        raise ValueError(f"mask has shape {mask.shape} but must have "
                         f"{S.shape[1:]} or {S.shape}")
    mask = np.broadcast_to(mask, S.shape)
    blind = np.flatnonzero(~mask.any(axis=1))
    if blind.size:
        raise ValueError(f"mask lets row {blind[0]} see no key; each "
                         "row needs at least one")
    return mask


def weights(S, mask=None):
    """A = softmax of each row of S over the keys that may be seen.

    mask (m,) or (n, m), True: may be seen. Elsewhere A is 0.
    """
    (S,) = arrays("S: n m", S)
    mask = seen(mask, S)
    top = S.max(axis=1, keepdims=True, where=mask, initial=-np.inf)
    A = np.exp(np.where(mask, S - top, -np.inf))
    A = A / A.sum(axis=1, keepdims=True)

    def backward(dA):
        dA = like("dA", dA, A)
        return A * (dA - (dA * A).sum(axis=1, keepdims=True))

    return A, SimpleNamespace(S=S, mask=mask, A=A, backward=backward)


def attend(S, V, mask=None):
    """O = A V with A = softmax(S): each row a mixture of the values.

    S (n, m), V (m, d_v), mask as in `weights`. backward(dO, dA=None):
    dA is what else the loss says to the weights.
    """
    S, V = arrays("S: n m, V: m d_v", S, V)
    A, of_S = weights(S, mask)
    O = A @ V                               # (n, d_v)

    def backward(dO, dA=None):
        dO = like("dO", dO, O)
        dA = like("dA", 0 * A if dA is None else dA, A)
        return of_S.backward(dO @ V.T + dA), A.T @ dO

    return O, SimpleNamespace(S=S, V=V, mask=of_S.mask, A=A, O=O,
                              backward=backward)


def attention(Q, K, V, mask=None, *, scale=True):
    """O = softmax(Q Kᵀ / √d_k) V: a dictionary by similarity.

    scale=False: the inner product as it is, not divided by √d_k.
    """
    S, of_QK = dot(Q, K, scale=scale)
    O, of_SV = attend(S, V, mask)

    def backward(dO, dA=None):
        dS, dV = of_SV.backward(dO, dA)
        return *of_QK.backward(dS), dV

    return O, SimpleNamespace(Q=of_QK.Q, K=of_QK.K, V=of_SV.V, S=S,
                              mask=of_SV.mask, A=of_SV.A, O=O,
                              backward=backward)
