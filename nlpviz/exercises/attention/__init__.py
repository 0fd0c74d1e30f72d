"""The exercises of chapter 4, and the wrong answers people give.

    check("weights", my_weights)

Each reference is the book's own (`nlpviz.scratch`), but for the beam's,
which is one sort; gradients are also held against central differences.
"""

from pathlib import Path

import numpy as np

from ... import scratch
from ...scratch.attention import weights as softmax
from ..checker import Exercise, checks, differences
from . import cases
from . import mistakes as wrong


def weights(S, mask):
    return (softmax(S, mask)[0],)


def attend(q, K, V):
    O, trace = scratch.attention(q[None], K, V, scale=False)
    return trace.A[0], O[0]


def additive(q, K, W_q, W_k, v):
    return (scratch.additive(q[None], K, W_q, W_k, v)[0][0],)


def attend_backward(A, V, dO):
    """The scores log A have the weights A."""
    _, trace = scratch.attend(np.log(A), V)
    return trace.backward(dO)


def attend_numeric(A, V, dO):
    def loss(S, V):
        return (dO * scratch.attend(S, V)[0]).sum()

    return (differences(lambda S: loss(S, V), np.log(A)),
            differences(lambda V: loss(np.log(A), V), V))


def told(losses):
    """f of one drawn position whose value is its own one-hot row."""
    def f(O):
        _, trace = scratch.linear(O, losses[:, None], np.zeros(1))
        trace.backward = lambda: (0 * O,)
        return O[0] @ losses, trace
    return f


def reinforce(A, z, f, b):
    """The draw's second term: the one that the scores hear."""
    losses = np.full(len(A), f)
    _, trace = scratch.reinforce(np.log(A)[None], np.eye(len(A)), told(losses), [z], b)
    return (trace.score[0][0],)


def reinforce_numeric(A, z, f, b):
    def loss(S):
        return (f - b) * np.log(softmax(S[None])[0][0, z])

    return (differences(loss, np.log(A)),)


def expected_gradient(A, f):
    """All choices tried; the loss of each is its own."""
    _, trace = scratch.expected(np.log(A)[None], np.eye(len(A)), told(f))
    return (trace.backward()[0][0],)


def expected_numeric(A, f):
    return (differences(lambda S: softmax(S[None])[0][0] @ f, np.log(A)),)


def beam_step(logp, logP, width):
    """All continuations in one row, sorted."""
    total = (logp[:, None] + logP).ravel()
    kept = np.argsort(-total, kind="stable")[:width]
    return *np.divmod(kept, logP.shape[1]), total[kept]


EXERCISES = {exercise.name: exercise for exercise in (
    Exercise("weights", ("S", "mask"), ("A",),
             weights, cases.weights, "see_weights", wrong.WEIGHTS),
    Exercise("attend", ("q", "K", "V"), ("A", "o"),
             attend, cases.attend, "see_attend", wrong.ATTEND),
    Exercise("additive", ("q", "K", "W_q", "W_k", "v"), ("S",),
             additive, cases.additive, "see_additive", wrong.ADDITIVE),
    Exercise("attend_backward", ("A", "V", "dO"), ("dS", "dV"), attend_backward,
             cases.attend_backward, "see_attend_backward", wrong.ATTEND_BACKWARD, attend_numeric),
    Exercise("reinforce", ("A", "z", "f", "b"), ("dS",),
             reinforce, cases.reinforce, "see_reinforce", wrong.REINFORCE, reinforce_numeric),
    Exercise("expected_gradient", ("A", "f"), ("dS",), expected_gradient,
             cases.expected_gradient, "see_expected_gradient", wrong.EXPECTED_GRADIENT,
             expected_numeric),
    Exercise("beam_step", ("logp", "logP", "width"), ("parents", "tokens", "scores"),
             beam_step, cases.beam_step, "see_beam_step", wrong.BEAM_STEP),
)}

check = checks(EXERCISES, Path(__file__).parent)
