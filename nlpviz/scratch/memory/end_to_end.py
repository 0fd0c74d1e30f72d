"""The end-to-end memory network (Sukhbaatar et al. 2015).

A memory of N sentences, a question, and some hops: each looks at the
memory once, softly, and adds what it found to the question.
"""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, indices, like
from ..attention import attention, dot
from .encoding import encode


def hop(u, M_in, M_out, *, linear=False):
    """o = Σ_i p_i c_i with p = softmax_i(u · m_i)    (eq. 1, 2).

    Soft attention with one query u (d,), the keys m_i = M_in[i] and
    the values c_i = M_out[i], not divided by √d. linear: p = u · m_i
    as it is, without the softmax (section 4.2, linear start).
    """
    u, M_in, M_out = arrays("u: d, M_in: N d, M_out: N d_v",
                            u, M_in, M_out)
    if not linear:
        O, trace = attention(u[None], M_in, M_out, scale=False)
        S, P, backward = trace.S, trace.A, trace.backward
    else:
        S, of_S = dot(u[None], M_in, scale=False)
        P, O = S, S @ M_out

        def backward(dO, dP=0):
            dS = like("dO", dO, O) @ M_out.T + dP
            return *of_S.backward(dS), S.T @ dO

    def of_rows(do, dp=None):
        du, *d = backward(like("do", do, O[0])[None],
                          *([] if dp is None else [dp[None]]))
        return du[0], *d

    return O[0], SimpleNamespace(u=u, M_in=M_in, M_out=M_out, s=S[0],
                                 p=P[0], o=O[0], backward=of_rows)


def hops(u, M_in, M_out, H=None, *, linear=False):
    """u_{k+1} = u_k H + o_k, for each of the memories in turn (eq. 4).

    u (d,), M_in and M_out (n_hops, N, d): the memory as it is looked
    at, and as it answers, in each hop. H (d, d), None for 1. Returns
    the last u; the trace has U (n_hops + 1, d), P (n_hops, N).
    """
    u, M_in, M_out = arrays("u: d, M_in: n_hops N d, M_out: n_hops N d",
                            u, M_in, M_out)
    (H,) = arrays("H: d d", np.eye(len(u)) if H is None else H)
    if len(H) != len(u):
        raise ValueError(f"H has shape {H.shape} but u has {len(u)} "
                         "numbers")
    U, traces = [u], []
    for m, c in zip(M_in, M_out, strict=True):
        o, trace = hop(U[-1], m, c, linear=linear)
        U.append(U[-1] @ H + o)
        traces.append(trace)

    def backward(du):
        du, dH = like("du", du, u), np.zeros_like(H)
        dM_in, dM_out = np.zeros_like(M_in), np.zeros_like(M_out)
        for k in reversed(range(len(traces))):
            d_look, dM_in[k], dM_out[k] = traces[k].backward(du)
            dH += np.outer(U[k], du)
            du = du @ H.T + d_look
        return du, dM_in, dM_out, dH

    return U[-1], SimpleNamespace(
        U=np.array(U), S=np.array([t.s for t in traces]),
        P=np.array([t.p for t in traces]),
        O=np.array([t.o for t in traces]), backward=backward)


def asked(question, story, times, n_vocab, n_times):
    """The word numbers as (1, J_q) and (N, J), and the times (N,)."""
    question = indices("question", question, n_vocab)
    story = indices("story", story, n_vocab)
    times = indices("times", times, n_times)
    if question.ndim != 1 or story.ndim != 2:
        raise ValueError(
            f"question has shape {question.shape} and story "
            f"{story.shape}; they must be (J_q,) and (N, J)")
    if times.shape != story.shape[:1]:
        raise ValueError(f"times has shape {times.shape} but there are "
                         f"{len(story)} sentences")
    return question[None], story, times


def memory_network(question, story, times, E, T, l=None, *,
                   linear=False):
    """Logits (n_vocab,) of the answer; adjacent tying.

    question (J_q,) and story (N, J) are word numbers, times (N,) rows
    of T: how long ago each sentence was said, 0 for an empty place.
    E (n_hops + 1, n_vocab, d), T (n_hops + 1, n_times, d): hop k looks
    through table k and takes its answer through table k + 1. The
    question is read through the first, the answer's words are the
    rows of the last (section 2.2, adjacent). l as in `encode`.

    An empty place is a null memory of score 0: nothing masks it.
    """
    E, T = arrays("E: n n_vocab d, T: n n_times d", E, T)
    question, story, times = asked(question, story, times, E.shape[1],
                                   T.shape[1])
    u, of_u = encode(question, E[0], l)
    seen = [encode(story, table, l) for table in E]
    said = (times != 0)[:, None]
    M = np.array([m + said * t[times]                # (n, N, d)
                  for (m, _), t in zip(seen, T, strict=True)])
    u_end, of_hops = hops(u[0], M[:-1], M[1:], linear=linear)
    logits = E[-1] @ u_end

    def backward(dlogits):
        dlogits = like("dlogits", dlogits, logits)
        du, dM_in, dM_out, _ = of_hops.backward(dlogits @ E[-1])
        dM = np.zeros_like(M)
        dM[:-1] += dM_in                             # a table has two
        dM[1:] += dM_out                             # offices
        dE = np.array([trace.backward(d)
                       for (_, trace), d in zip(seen, dM, strict=True)])
        dE[0] += of_u.backward(du[None])
        dE[-1] += np.outer(dlogits, u_end)
        dT = np.zeros_like(T)
        for d, dm in zip(dT, dM, strict=True):
            np.add.at(d, times, said * dm)
        return dE, dT

    return logits, SimpleNamespace(M=M, **{
        name: getattr(of_hops, name) for name in "USPO"},
        logits=logits, backward=backward)
