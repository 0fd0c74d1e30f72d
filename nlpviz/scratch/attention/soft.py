"""Attention: scores (see `scores`), weights, a mixture.

Rows are tokens: queries Q (n, d_q), keys K (m, d_k), values V
(m, d_v); scores S and weights A (n, m); mixtures O (n, d_v).
"""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, like
from .scores import dot


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
