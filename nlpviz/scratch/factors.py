"""Word vectors as factors of a matrix of counts.

C[w, c] is #(w, c), how often word c stands near word w; #(w) and #(c)
are the sums of its rows and columns, N is the sum of all.
"""

from types import SimpleNamespace

import numpy as np

from ..check import arrays, number, one_of, row, whole
from .counts import occurrences
from .functional import logistic

WEIGHTS = {"equal": lambda k: 1.0, "1/distance": lambda k: 1 / k}


def cooccurrence(ids, window, n_vocab, weights="equal"):
    """C (n_vocab, n_vocab): how often word j stands near word i.

    Near: at most `window` words away. Each pair is seen from both of
    its words, so C is symmetric. weights: "equal", or "1/distance",
    where words that are k apart add 1/k (Pennington et al. 2014,
    section 4.2).
    """
    n_vocab, window = whole("n_vocab", n_vocab), whole("window", window)
    ids = row("ids", ids, n_vocab)
    weight = one_of("weights", weights, WEIGHTS)
    C = np.zeros((n_vocab, n_vocab))
    for k in range(1, min(window, len(ids) - 1) + 1):
        np.add.at(C, (ids[:-k], ids[k:]), weight(k))
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


def glove(C, W_in, W_out, b_in, b_out, x_max=100, power=0.75):
    """L = Σ_wc f(C_wc) (v_w·u_c + b_w + b'_c − log C_wc)², C_wc > 0.

    GloVe (Pennington et al. 2014, equation 8): v_w and u_c are rows
    of W_in and W_out (n_vocab, d), b_w and b'_c entries of b_in and
    b_out (n_vocab,). f(x) = min(1, x / x_max)^power (equation 9):
    rare pairs weigh less, and pairs that never meet nothing, f(0) = 0.
    backward() -> dW_in, dW_out, db_in, db_out.
    """
    W_in, W_out, b_in, b_out, C = arrays(
        "W_in: n_vocab d, W_out: n_vocab d, b_in: n_vocab, "
        "b_out: n_vocab, C: n_vocab n_vocab", W_in, W_out, b_in, b_out,
        C)
    occurrences("C", C)
    x_max, power = (number(name, x, above=0) for name, x in (
        ("x_max", x_max), ("power", power)))
    weights = np.minimum(1, C / x_max) ** power     # f(C)
    S = W_in @ W_out.T + b_in[:, None] + b_out      # fits log C
    errors = np.where(C > 0, S - np.log(np.where(C > 0, C, 1)), 0)
    L = float((weights * errors**2).sum())

    def backward(dL=1.0):
        dS = dL * 2 * weights * errors
        return dS @ W_out, dS.T @ W_in, dS.sum(axis=1), dS.sum(axis=0)

    return L, SimpleNamespace(S=S, weights=weights, errors=errors, L=L,
                              backward=backward)
