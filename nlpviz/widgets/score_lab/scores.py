"""The score functions as the page computes them (scores.js), for the static picture."""

import numpy as np


def score(name, q, K, w, scale=True):
    """The scores (m,) of one query q (d_q,) against K (m, d_k), with the weights w.

    scale: dot and general are divided by √d_k.
    """
    if name in ("dot", "general"):
        S = K @ (q if name == "dot" else q @ w["W"])
        return S / np.sqrt(K.shape[1]) if scale else S
    if name == "linear":
        return q @ w["w_q"] + K @ w["w_k"]
    W_q, W_k = (w["W"][: len(q)], w["W"][len(q) :]) if name == "concat" else (w["W_q"], w["W_k"])
    return np.tanh(q @ W_q + K @ W_k) @ w["v"]


def softmax(S):
    E = np.exp(S - S.max())
    return E / E.sum()


def cost(name, w, n, m, d_q, d_k):
    """Parameters, and multiply-adds for n queries and m keys (what depends on one alone, once)."""
    d_a = len(w["v"]) if "v" in w else 0
    adds = {
        "dot": n * m * d_k,
        "general": n * d_q * d_k + n * m * d_k,
        "additive": (n * d_q + m * d_k + n * m) * d_a,
        "concat": n * m * (d_q + d_k + 1) * d_a,
        "linear": n * d_q + m * d_k,
    }
    return sum(array.size for array in w.values()), adds[name]
