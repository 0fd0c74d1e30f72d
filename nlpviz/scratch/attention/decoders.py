"""Two decoders with attention: step, then look; or look, then step.

Both write T words: X (T, d) holds the words fed in, K (m, d_v) the
encoder's states, which are keys and values alike. The cell is a GRU
and the score is additive: W_q (d_h, d_a), W_k (d_v, d_a), v (d_a,).
They return H (T, d_h), and the mixtures are trace.O (T, d_v). Their
backward takes dH, and dO: what the readout of the words says to O.
"""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, like
from ..recurrent import gru
from .scores import additive
from .soft import attend


def luong(X, K, h0, W_q, W_k, v, W_x, W_h, b, b_n):
    """h_t = gru(x_t, h_{t−1}), and then h_t looks: o_t.

    (Luong, Pham & Manning 2015, section 3, who have an LSTM.)
    W_x (d, 3 d_h).
    """
    H, of_H = gru(X, h0, W_x, W_h, b, b_n)          # (T, d_h)
    S, of_S = additive(H, K, W_q, W_k, v)           # (T, m)
    O, of_O = attend(S, K)                          # (T, d_v)

    def backward(dH, dO=None):
        dH = like("dH", dH, H)
        dS, dV = of_O.backward(0 * O if dO is None else dO)
        dQ, dK, *d_score = of_S.backward(dS)
        dX, dh0, *d_cell = of_H.backward(dH + dQ)
        return dX, dK + dV, dh0, *d_score, *d_cell

    return H, SimpleNamespace(X=X, K=K, S=S, A=of_O.A, O=O, H=H,
                              backward=backward)


def bahdanau(X, K, h0, W_q, W_k, v, W_x, W_h, b, b_n):
    """h_{t−1} looks: o_t, and then h_t = gru([x_t; o_t], h_{t−1}).

    (Bahdanau et al. 2015, eq. 4–6 and appendix A.1.2, A.2.2, with the
    GRU of `scratch.gru`.) W_x (d + d_v, 3 d_h). Word t + 1 needs what
    word t saw, so the steps are taken one by one.
    """
    X, K, h0 = arrays("X: T d, K: m d_v, h0: d_h", X, K, h0)
    h, rows = h0[None], []
    for x in X:
        S, of_S = additive(h, K, W_q, W_k, v)       # (1, m)
        o, of_o = attend(S, K)                      # (1, d_v)
        h, of_h = gru(np.hstack([x[None], o]), h[0], W_x, W_h, b, b_n)
        rows.append((of_S, of_o, of_h))
    S, A, O, H = (np.vstack(found) for found in zip(
        *((of_o.S, of_o.A, of_o.O, of_h.H) for _, of_o, of_h in rows),
        strict=True))

    def backward(dH, dO=None):
        dH = like("dH", dH, H)
        dO = like("dO", 0 * O if dO is None else dO, O)
        dX, dK, dh = np.empty_like(X), 0 * K, 0 * h0
        d_score = d_cell = 0
        for t, (of_S, of_o, of_h) in reversed([*enumerate(rows)]):
            dxo, dh, *d = of_h.backward(dH[t][None] + dh)
            d_cell = added(d_cell, d)
            dX[t], do = np.split(dxo[0], [X.shape[1]])
            dS, dV = of_o.backward(do[None] + dO[t])
            dq, dk, *d = of_S.backward(dS)
            d_score = added(d_score, d)
            dh, dK = dh + dq[0], dK + dk + dV       # h_{t−1} looked
        return dX, dK, dh, *d_score, *d_cell

    return H, SimpleNamespace(X=X, K=K, S=S, A=A, O=O, H=H,
                              backward=backward)


def added(total, more):
    """The gradients of one more step, onto those of the steps after."""
    return [a + b for a, b in zip(total or [0] * len(more), more)]
