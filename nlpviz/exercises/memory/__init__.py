"""The exercises of chapter 5, and the wrong answers people give.

    check("hop", my_hop)

Each reference is the book's own (`nlpviz.scratch.memory`); gradients
are also held against central differences.
"""

from pathlib import Path

import numpy as np

from ...scratch import memory
from ...scratch.memory.four_parts import margin_ranking
from ..checker import Exercise, checks, differences
from . import cases
from . import mistakes as wrong


def encode(ids, E, l):
    return (memory.encode(ids[None], E, l)[0][0],)


def hop(u, M_in, M_out):
    o, trace = memory.hop(u, M_in, M_out)
    return trace.p, o


def two_hops(u, M_in, M_out):
    return (memory.hops(u, M_in, M_out)[0],)


def with_weights(p, u, M_in, M_out, do):
    """The loss of a hop whose weights are p where it stands: scores are log p and what u and M_in
    change about u · m_i."""
    def loss(u_, M_in_, M_out_):
        s = np.log(p) + M_in_ @ u_ - M_in @ u
        e = np.exp(s - s.max())
        return do @ (e / e.sum() @ M_out_)
    return loss


def hop_backward(p, u, M_in, M_out, do):
    """The scores moved by log p − u · m_i have the weights p."""
    _, trace = memory.hop(np.append(u, 1.0), np.column_stack([M_in, np.log(p) - M_in @ u]), M_out)
    du, dM_in, dM_out = trace.backward(do)
    return du[:-1], dM_in[:, :-1], dM_out


def hop_numeric(p, u, M_in, M_out, do):
    loss = with_weights(p, u, M_in, M_out, do)
    return (differences(lambda x: loss(x, M_in, M_out), u),
            differences(lambda x: loss(u, x, M_out), M_in),
            differences(lambda x: loss(u, M_in, x), M_out))


def empty_places(s, n):
    """A memory of one number: the sentences' scores, and zeros."""
    _, trace = memory.hop(np.ones(1), np.append(s, np.zeros(n))[:, None], np.ones((len(s) + n, 1)))
    return trace.p[:len(s)], trace.p[len(s):].sum()


def margin(s, right, margin):
    L, trace = margin_ranking(s, right, margin)
    return L, trace.backward()


def margin_numeric(s, right, margin):
    return (margin_ranking(s, right, margin)[0],
            differences(lambda x: margin_ranking(x, right, margin)[0], s))


def key_value(q, K, V, R):
    return (memory.key_value(q, K, V, R[None])[0],)


EXERCISES = {exercise.name: exercise for exercise in (
    Exercise("encode", ("ids", "E", "l"), ("x",), encode, cases.encode, "see_encode",
             wrong.ENCODE),
    Exercise("hop", ("u", "M_in", "M_out"), ("p", "o"), hop, cases.hop, "see_hop", wrong.HOP),
    Exercise("two_hops", ("u", "M_in", "M_out"), ("u",), two_hops, cases.two_hops,
             "see_two_hops", wrong.TWO_HOPS),
    Exercise("hop_backward", ("p", "u", "M_in", "M_out", "do"), ("du", "dM_in", "dM_out"),
             hop_backward, cases.hop_backward, "see_hop_backward", wrong.HOP_BACKWARD,
             hop_numeric),
    Exercise("empty_places", ("s", "n"), ("p", "empty"), empty_places, cases.empty_places,
             "see_empty_places", wrong.EMPTY_PLACES),
    Exercise("margin", ("s", "right", "margin"), ("L", "ds"), margin, cases.margin, "see_margin",
             wrong.MARGIN, margin_numeric),
    Exercise("key_value", ("q", "K", "V", "R"), ("q",), key_value, cases.key_value,
             "see_key_value", wrong.KEY_VALUE),
)}

check = checks(EXERCISES, Path(__file__).parent)
