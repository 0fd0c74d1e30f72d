"""What only chapter 4's exercises owe; test_exercise_promises.py has what all do."""

import numpy as np
import pytest

from nlpviz.exercises.attention import check


def softmax(S):
    E = np.exp(S - S.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def weights(S, mask):
    return softmax(np.where(mask, S, -np.inf))


def attend(q, K, V):
    A = softmax(K @ q)
    return A, A @ V


def additive(q, K, W_q, W_k, v):
    return np.array([v @ np.tanh(q @ W_q + k @ W_k) for k in K])


def attend_backward(A, V, dO):
    dA = dO @ V.T
    return A * (dA - (A * dA).sum(axis=1, keepdims=True)), A.T @ dO


def reinforce(A, z, f, b):
    dS = -(f - b) * A
    dS[z] += f - b
    return dS


def expected_gradient(A, f):
    return A * (f - A @ f)


def beam_step(logp, logP, width):
    every = [(p + q, b, t) for b, p in enumerate(logp) for t, q in enumerate(logP[b])]
    scores, parents, tokens = zip(*sorted(every, reverse=True)[:width], strict=True)
    return parents, tokens, scores


SOLUTIONS = {f.__name__: f for f in (weights, attend, additive, attend_backward, reinforce,
                                     expected_gradient, beam_step)}


def test_an_overflow_is_named():
    def naive(S, mask):
        E = np.exp(S) * mask
        return E / E.sum(axis=1, keepdims=True)

    assert check("weights", naive).keys == ("not_finite",)


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match="name is 'attention'; the exercises are weights, "):
        check("attention", weights)
