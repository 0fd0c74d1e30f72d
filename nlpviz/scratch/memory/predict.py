"""A language model whose states are its memory (Daniluk et al. 2017).

A state of a plain attention model has three offices: it is compared
(key), it is what is found (value), and it says the next word. Here
each office gets a part of the state to itself.
"""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, like, whole
from ..attention import additive, attend


def split(H, parts):
    """Keys, values and what predicts: columns of H (T, d_h).

    parts 1: all of H for all three; 2: one half for the keys, the
    other for the rest; 3: a third for each.
    """
    whole("parts", parts, 1, 3)
    if H.shape[1] % parts:
        raise ValueError(f"H has {H.shape[1]} columns, which do not "
                         f"part into {parts} alike")
    found = np.split(H, parts, axis=1)
    return found[0], found[min(1, parts - 1)], found[-1]


def joined(dK, dV, dP, parts):
    """The gradient of H from those of its offices."""
    if parts == 1:
        return dK + dV + dP
    return np.hstack([dK, dV + dP] if parts == 2 else [dK, dV, dP])


def key_value_predict(H, W_q, W_k, w, W_r, W_p, *, parts=3,
                      window=None):
    """g_t = tanh(r_t W_r + p_t W_p), from which the word is predicted.

    r_t = Σ_j a_tj v_j over the `window` states before t (None: all),
    a_t = softmax_j(w · tanh(k_t W_q + k_j W_k)); r_1 = 0. H (T, d_h)
    are the states of a recurrent network, (k_t, v_t, p_t) the parts of
    h_t (eq. 3–11; parts 1: the attention model, 2: key–value).
    With d = d_h / parts: W_q, W_k (d, d_a), w (d_a,), W_r, W_p (d, d).
    """
    (H,) = arrays("H: T d_h", H)
    K, V, P = split(H, parts)
    K, W_q, W_k, w, W_r, W_p = arrays(
        "K: T d, W_q: d d_a, W_k: d d_a, w: d_a, W_r: d n, W_p: d n",
        K, W_q, W_k, w, W_r, W_p)
    T = len(H)
    window = T if window is None else whole("window", window)
    R, look = np.zeros_like(V), None
    if T > 1:
        ago = np.arange(1, T)[:, None] - np.arange(T - 1)
        S, of_S = additive(K[1:], K[:-1], W_q, W_k, w)
        R[1:], look = attend(S, V[:-1], (ago > 0) & (ago <= window))
    G = np.tanh(R @ W_r + P @ W_p)                      # (T, n)

    def backward(dG):
        da = like("dG", dG, G) * (1 - G**2)
        dK, dV = np.zeros_like(K), np.zeros_like(V)
        dR, dP = da @ W_r.T, da @ W_p.T
        d_score = [np.zeros_like(x) for x in (W_q, W_k, w)]
        if look is not None:
            dS, dV[:-1] = look.backward(dR[1:])
            dQ, dK_before, *d_score = of_S.backward(dS)
            dK[1:] += dQ
            dK[:-1] += dK_before
        return (joined(dK, dV, dP, parts), *d_score, R.T @ da,
                P.T @ da)

    return G, SimpleNamespace(
        K=K, V=V, P=P, A=None if look is None else look.A, R=R, G=G,
        backward=backward)


def ngram(H, W, n):
    """g_t = tanh([h_t^1; h_{t−1}^2; …; h_{t−n+2}^{n−1}] W).

    No attention: the state has n − 1 parts, and part i is shown i − 1
    steps later (eq. 12, 13: an n-gram RNN). H (T, d_h), W (d_h, m).
    """
    H, W = arrays("H: T d_h, W: d_h m", H, W)
    T, parts = len(H), whole("n", n, 2) - 1
    if H.shape[1] % parts:
        raise ValueError(f"H has {H.shape[1]} columns, which do not "
                         f"part into n - 1 = {parts} alike")
    late = [np.vstack([np.zeros((i, part.shape[1])), part])[:T]
            for i, part in enumerate(np.split(H, parts, axis=1))]
    X = np.hstack(late)
    G = np.tanh(X @ W)

    def backward(dG):
        da = like("dG", dG, G) * (1 - G**2)
        early = [np.vstack([part[i:], np.zeros((i, part.shape[1]))])[:T]
                 for i, part in enumerate(
                     np.split(da @ W.T, parts, axis=1))]
        return np.hstack(early), X.T @ da

    return G, SimpleNamespace(X=X, G=G, backward=backward)
