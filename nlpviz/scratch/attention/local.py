"""Attention through a window (Luong, Pham & Manning 2015, section 3.2).

Positions of keys are j = 0 … m − 1.
"""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, like, number
from ..functional import sigmoid
from .soft import attend, weights


def half_width(D):
    """D as a number of at least 1."""
    return number("D", D, 1)


def local_m(S, V, D):
    """Row t sees the keys |j − t| ≤ D (local-m: monotonic).

    S (n, m), V (m, d_v) -> O (n, d_v). A row so far past the end that
    it sees nothing is an error.
    """
    S, V = arrays("S: n m, V: m d_v", S, V)
    j, t = np.arange(len(V)), np.arange(len(S))
    return attend(S, V, abs(j - t[:, None]) <= half_width(D))


def local_p(S, V, Q, W_p, v_p, D):
    """The centre is predicted (local-p, eq. 9 and 10).

    p_t = m σ(v_p · tanh(q_t W_p)). A is the softmax over |j − p_t| ≤ D
    times exp(−(j − p_t)² / 2σ²), σ = D/2; its rows then sum to less
    than 1. Q (n, d_q), W_p (d_q, d_p), v_p (d_p,) -> O (n, d_v). The
    window's edge has no gradient.
    """
    S, V, Q, W_p, v_p = arrays(
        "S: n m, V: m d_v, Q: n d_q, W_p: d_q d_p, v_p: d_p",
        S, V, Q, W_p, v_p)
    D, m = half_width(D), len(V)
    U = np.tanh(Q @ W_p)                    # (n, d_p)
    share, of_share = sigmoid(U @ v_p)      # (n,)
    p = m * share
    off = np.arange(m) - p[:, None]         # j − p_t    (n, m)
    inside, of_S = weights(S, abs(off) <= D)
    gauss = np.exp(-2 * off**2 / D**2)
    A = inside * gauss
    O = A @ V

    def backward(dO):
        dA = like("dO", dO, O) @ V.T
        dp = (dA * A * 4 * off / D**2).sum(axis=1)
        da = of_share.backward(m * dp)      # (n,)
        dU = np.outer(da, v_p) * (1 - U**2)
        return (of_S.backward(dA * gauss), A.T @ dO, dU @ W_p.T,
                Q.T @ dU, da @ U)

    return O, SimpleNamespace(S=S, V=V, Q=Q, W_p=W_p, v_p=v_p, p=p,
                              A=A, gauss=gauss, O=O, backward=backward)
