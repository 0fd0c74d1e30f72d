"""Two other ways to the gradient of an Elman network (tanh).

Backpropagation through time waits for the last step and keeps all
states. Real-time recurrent learning keeps the gradient ready at
every step, forward in time; truncated backpropagation waits for k.
"""

import numpy as np

from ...check import arrays, whole
from .cells import rnn


def rtrl(X, h0, W_x, W_h, b, dH):
    """Real-time recurrent learning   (Williams & Zipser 1989).

    With e_t = [x_t, h_{t−1}, 1] and W = [W_x; W_h; b], so that
    a_t = e_t W, the sensitivities S[p, j, l] = ∂h_t[l]/∂W[p, j] obey
    S_t = (S_{t−1} W_h + e_t[p] 1[j = l]) ⊙ f′(a_t).

    dH (T, d_h): ∂L/∂h_t at each step. Returns dh0, dW_x, dW_h, db:
    those of `rnn(…)[1].backward(dH)`, without dX.
    """
    X, h0, W_x, W_h, b, dH = arrays(
        "X: T d, h0: d_h, W_x: d d_h, W_h: d_h d_h, b: d_h, "
        "dH: T d_h", X, h0, W_x, W_h, b, dH)
    W, one, h = np.vstack([W_x, W_h, b]), np.eye(len(h0)), h0
    S = np.zeros((*W.shape, len(h0)))       # ∂h/∂W
    S0 = one                                # ∂h/∂h0
    dW, dh0 = np.zeros_like(W), np.zeros_like(h0)
    for x, dh in zip(X, dH, strict=True):
        e = np.concatenate([x, h, [1.0]])
        h = np.tanh(e @ W)
        S = (S @ W_h + e[:, None, None] * one) * (1 - h**2)
        S0 = (S0 @ W_h) * (1 - h**2)
        dW = dW + S @ dh                    # ready at every step
        dh0 = dh0 + S0 @ dh
    dW_x, dW_h, db = np.split(dW, [len(W_x), len(W) - 1])
    return dh0, dW_x, dW_h, db[0]


def truncated_bptt(X, h0, W_x, W_h, b, dH, k):
    """Backpropagation in pieces of k steps   (Williams & Peng 1990).

    The state goes on from piece to piece, the gradient does not.
    Returns dX, dh0, dW_x, dW_h, db; with k ≥ T they are exact.
    """
    k = whole("k", k)
    X, h, dH = arrays("X: T d, h0: d_h, dH: T d_h", X, h0, dH)
    pieces = []
    for s in range(0, len(X), k):
        H, trace = rnn(X[s : s + k], h, W_x, W_h, b)
        pieces.append(trace.backward(dH[s : s + k]))
        h = H[-1]
    dX, dh0, *dW = zip(*pieces, strict=True)
    return np.vstack(dX), dh0[0], *(sum(g) for g in dW)


def costs(T, d, d_h):
    """Multiplications (products of matrices alone), numbers kept.

    n_W = (d + d_h + 1) d_h weights. Backpropagation multiplies each
    with its error once a step, and keeps T states; real-time learning
    carries d_h sensitivities of each weight through W_h.
    """
    n_W = (d + d_h + 1) * d_h
    return {
        "bptt": {"multiply": T * (d_h**2 + n_W), "keep": T * d_h},
        "rtrl": {"multiply": T * n_W * (d_h**2 + d_h),
                 "keep": n_W * d_h},
    }
