"""A mixture of experts: each word through few of many networks."""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, like, whole
from ..attention.soft import weights
from ..functional import softmax
from .feedforward import feed_forward


def top_k(S, k):
    """True at the k greatest of each row; among equals, the first."""
    k = whole("k", k, most=S.shape[1])
    best = np.argsort(-S, axis=1, kind="stable")[:, :k]
    chosen = np.zeros(S.shape, bool)
    np.put_along_axis(chosen, best, True, axis=1)
    return chosen


def mixture_of_experts(X, W_g, W_1, b_1, W_2, b_2, k=2,
                       activation="relu"):
    """y_t = Σ_e G_te FFN_e(x_t), over the k experts that t chooses.

    G = softmax(X W_g), where all but the k greatest of each row are
    masked (Shazeer et al. 2017, eq. 1 to 5, without their noise); the
    choice itself has no gradient, and experts that are not chosen are
    not computed. X (n, d), W_g (d, n_experts), W_1 (n_experts, d,
    d_ff), b_1 (n_experts, d_ff), W_2 (n_experts, d_ff, d), b_2
    (n_experts, d). trace.load (n_experts,): each expert's share of the
    n k choices, even at 1 / n_experts.
    """
    X, W_g, W_1, b_1, W_2, b_2 = arrays(
        "X: n d, W_g: d n_experts, W_1: n_experts d d_ff, "
        "b_1: n_experts d_ff, W_2: n_experts d_ff d, b_2: n_experts d",
        X, W_g, W_1, b_1, W_2, b_2)
    S = X @ W_g                             # (n, n_experts)
    chosen = top_k(S, k)
    G, of_S = weights(S, chosen)
    Y, parts = np.zeros_like(X), {}
    for e in np.flatnonzero(chosen.any(axis=0)):
        t = np.flatnonzero(chosen[:, e])    # who comes to expert e
        F, of_F = feed_forward(X[t], W_1[e], b_1[e], W_2[e], b_2[e],
                               activation)
        Y[t] += G[t, e, None] * F
        parts[e] = t, F, of_F

    def backward(dY):
        dY, dG, dX = like("dY", dY, Y), np.zeros_like(G), 0 * X
        grads = [np.zeros_like(W) for W in (W_1, b_1, W_2, b_2)]
        for e, (t, F, of_F) in parts.items():
            dG[t, e] = (dY[t] * F).sum(axis=1)
            dX_t, *own = of_F.backward(G[t, e, None] * dY[t])
            dX[t] += dX_t
            for all_, one in zip(grads, own):
                all_[e] = one
        dS = of_S.backward(dG)
        return dX + dS @ W_g.T, X.T @ dS, *grads

    return Y, SimpleNamespace(
        X=X, S=S, chosen=chosen, G=G, load=chosen.sum(axis=0)
        / chosen.sum(), Y=Y, backward=backward)


def load_balance(S, k=1):
    """L = n_experts Σ_e f_e p_e: 1 for an even load, else mostly more.

    (Fedus, Zoph & Shazeer 2022, eq. 4 to 6.) f is the load, which has
    no gradient; p is the mean over words of softmax(S), and falls
    where f is large. Added to a loss, L keeps the first experts that
    learn from being chosen by all. S (n, n_experts), the logits of
    `mixture_of_experts`.
    """
    (S,) = arrays("S: n n_experts", S)
    chosen = top_k(S, k)
    load = chosen.sum(axis=0) / chosen.sum()
    P, of_S = softmax(S)
    L = S.shape[1] * float(load @ P.mean(axis=0))

    def backward(dL=1.0):
        return of_S.backward(dL * S.shape[1] * load / len(S) + 0 * P)

    return L, SimpleNamespace(S=S, P=P, load=load, L=L,
                              backward=backward)
