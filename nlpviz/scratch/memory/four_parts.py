"""The memory network with its four parts named (Weston et al. 2015).

I  reads: a sentence becomes a vector (`encode`, a bag of words)
G  writes: the memory takes it in (`generalise`)
O  looks up: one supporting memory, hard, then the next (`look_up`)
R  answers with one word (`respond`)

A word has three vectors: one in a question (E_x), one in a memory that
joins the question (E_m), one in a memory that is looked for (E_y).
"""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, index, like, number
from .encoding import encode


def generalise(memory, sentence):
    """G: m_N = I(x), written into the next free place; nothing else
    changes (section 3.1)."""
    return (*memory, sentence)


def query(question, facts, E_x, E_m):
    """The vector of [x, m_o1, …]: question (J,), facts (k, J)."""
    x, of_x = encode(np.asarray(question)[None], E_x)
    words = np.reshape(np.asarray(facts, int), (1, -1))
    if not words.size:                      # no memory found as yet
        return x[0], SimpleNamespace(backward=lambda dq: (
            of_x.backward(dq[None]), np.zeros_like(E_m)))
    m, of_m = encode(words, E_m)            # one bag of all their words

    def backward(dq):
        return of_x.backward(dq[None]), of_m.backward(dq[None])

    return x[0] + m[0], SimpleNamespace(backward=backward)


def older(ago, ago_x):
    """F (3, N, N): is x older than y_i, is x older than y_j, is y_i
    older than y_j (section 3.4): 1 for older, −1 for younger. The
    paper has 0 for younger: then no margin is kept between two
    memories of the same words, and gone through from the oldest on
    they are not told apart. ago (N,): how long ago."""
    F = np.zeros((3, len(ago), len(ago)))
    F[0], F[1] = (ago_x - ago)[:, None], ago_x - ago
    F[2] = ago[:, None] - ago
    return np.sign(F)


def pairwise(q, Y, T, ago, ago_x=0):
    """s_ij = q · (y_i − y_j + Σ_k F_kij t_k): is y_i the better fact?

    (Section 3.4, s_Ot(x, y, y′).) q (d,), Y (N, d), T (3, d), ago
    (N,), and ago_x, when the youngest part of the question was said.
    """
    q, Y, T, ago = arrays("q: d, Y: N d, T: n_features d, ago: N",
                          q, Y, T, ago)
    F, g = older(ago, number("ago_x", ago_x)), Y @ q
    S = g[:, None] - g + np.tensordot(T @ q, F, 1)     # (N, N)

    def backward(dS):
        dS = like("dS", dS, S)
        dg, dt = dS.sum(axis=1) - dS.sum(axis=0), (F * dS).sum((1, 2))
        return Y.T @ dg + T.T @ dt, np.outer(dg, q), np.outer(dt, q)

    return S, SimpleNamespace(q=q, Y=Y, T=T, F=F, S=S,
                              backward=backward)


def best(S):
    """O's choice (algorithm 1): go through the memories in the order
    in which they were told, and keep the better of each pair."""
    kept = 0
    for i in range(1, len(S)):
        kept = i if S[i, kept] > 0 else kept
    return kept


def margin_pairs(S, right, margin=0.1):
    """L = Σ_{j≠o} max(0, γ − s_oj) + max(0, γ + s_jo)    (eq. 10–13).

    right: o, the supporting fact. All other memories count, where the
    paper samples some.
    """
    (S,) = arrays("S: N N", S)
    o = index("right", right, len(S))
    others = np.arange(len(S)) != o
    wins, losses = margin - S[o], margin + S[:, o]
    L = (np.maximum(wins, 0) + np.maximum(losses, 0))[others].sum()

    def backward(dL=1.0):
        dS = np.zeros_like(S)
        dS[o] -= dL * ((wins > 0) & others)
        dS[:, o] += dL * ((losses > 0) & others)
        return dS

    return L, SimpleNamespace(S=S, L=L, backward=backward)


def margin_ranking(s, right, margin=0.1):
    """L = Σ_{r̄≠r} max(0, γ − s_r + s_r̄)    (eq. 8)."""
    (s,) = arrays("s: n", s)
    r = index("right", right, len(s))
    short = margin - s[r] + s
    short[r] = 0
    L = np.maximum(short, 0).sum()

    def backward(dL=1.0):
        ds = dL * (short > 0).astype(float)
        ds[r] = -ds.sum()
        return ds

    return L, SimpleNamespace(s=s, L=L, backward=backward)


def look_up(question, story, ago, E_x, E_m, E_y, T, *, k=2):
    """O: the places of k supporting memories, one after the other.

    story (N, J), ago (N,) how long ago each sentence was said. The
    second is looked for by the question and the first together.
    """
    Y, _ = encode(story, E_y)
    story, facts, ago_x = np.asarray(story), [], 0
    for _ in range(k):
        q, _ = query(question, story[facts], E_x, E_m)
        S, _ = pairwise(q, Y, T, ago, ago_x)
        facts.append(best(S))
        ago_x = ago[facts[-1]]
    return facts


def respond(question, facts, R_x, R_m, R_y):
    """R: s_R([x, m_o1, …], w) of every word w, (n_vocab,)."""
    q, of_q = query(question, facts, R_x, R_m)
    (R_y,) = arrays("R_y: n_vocab d", R_y)

    def backward(ds):
        return *of_q.backward(R_y.T @ ds), np.outer(ds, q)

    return R_y @ q, SimpleNamespace(q=q, backward=backward)
