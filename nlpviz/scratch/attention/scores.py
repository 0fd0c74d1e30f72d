"""How a query is compared with a key: scores S (n, m).

Rows are tokens: queries Q (n, d_q), keys K (m, d_k).
"""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, like


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
