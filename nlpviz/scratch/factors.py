"""Word vectors as factors of a matrix of counts.

C[w, c] is #(w, c), how often word c stands near word w; #(w) and #(c)
are the sums of its rows and columns, N is the sum of all.
"""

from types import SimpleNamespace

import numpy as np

from ..check import arrays, number, row, whole
from .counts import occurrences
from .functional import logistic


def cooccurrence(ids, window, n_vocab):
    """C (n_vocab, n_vocab): how often word j stands near word i.

    Near: at most `window` words away. Each pair is seen from both of
    its words, so C is symmetric.
    """
    n_vocab, window = whole("n_vocab", n_vocab), whole("window", window)
    ids = row("ids", ids, n_vocab)
    C = np.zeros((n_vocab, n_vocab))
    for k in range(1, min(window, len(ids) - 1) + 1):
        np.add.at(C, (ids[:-k], ids[k:]), 1)
    return C + C.T


def ppmi(C, shift=0.0):
    """M = max(0, PMI − shift), PMI = log(#(w,c) N / (#(w) #(c))).

    In nats, and 0 where #(w,c) is. With shift = log k: what k
    negatives learn (Levy & Goldberg 2014).
    """
    (C,) = arrays("C: n_vocab m", occurrences("C", C))
    at = C > 0
    P, P_w, P_c = (x / C.sum() for x in (C, C.sum(1), C.sum(0)))
    PMI = np.log(P[at] / np.outer(P_w, P_c)[at])
    M = np.zeros_like(C)
    M[at] = np.maximum(0, PMI - number("shift", shift))
    return M


def svd_vectors(M, d):
    """U_d √Σ_d (n_vocab, d) of M = U Σ Vᵀ, largest directions first.

    No M' of rank d is nearer to M than U_d Σ_d V_dᵀ. The sign of a
    direction is free: its largest entry is made positive.
    """
    (M,) = arrays("M: n_vocab m", M)
    if whole("d", d) > min(M.shape):
        raise ValueError(f"d is {d} but M of shape {M.shape} has "
                         f"{min(M.shape)} directions")
    U, sigma, _ = np.linalg.svd(M, full_matrices=False)
    U = U[:, :d]
    top = U[np.abs(U).argmax(axis=0), np.arange(d)]
    return U * np.sign(top) * np.sqrt(sigma[:d])


def expected_negative(C, k, W_in, W_out):
    """The loss of a pair, on average over all pairs and all draws.

    L = −Σ_wc [#(w,c) log σ(s) + k #(w) q(c) log σ(−s)] / N, where
    s = v_w·u_c, q(c) = #(c)/N and C (n_vocab, n_vocab) counts pairs.
    ∂L/∂s = 0 at s = PMI(w, c) − log k (Levy & Goldberg 2014).
    """
    W_in, W_out, C = arrays("W_in: n_vocab d, W_out: n_vocab d, "
                            "C: n_vocab n_vocab", W_in, W_out, C)
    k = number("k", k, above=0)
    occurrences("C", C)
    pairs, N = C / C.sum(), C.sum()
    drawn = k * np.outer(C.sum(1), C.sum(0)) / N**2
    S = W_in @ W_out.T                              # (n_vocab, n_vocab)
    L = float((pairs * np.logaddexp(0, -S)
               + drawn * np.logaddexp(0, S)).sum())

    def backward(dL=1.0):
        dS = dL * ((pairs + drawn) * logistic(S) - pairs)
        return dS @ W_out, dS.T @ W_in

    return L, SimpleNamespace(S=S, pairs=pairs, drawn=drawn, L=L,
                              backward=backward)
