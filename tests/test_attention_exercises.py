"""Chapter 4's exercises: what is right passes, each typical mistake gets its own hint."""

import numpy as np
import pytest

from nlpviz.exercises.attention import EXERCISES, check


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


def with_one_wrong(solution, index, wrong):
    """The solution with result `index` replaced by the wrong one."""
    def mixed(*args):
        results = solution(*args)
        if index is None or not isinstance(results, tuple):
            return wrong(*args)
        return tuple(wrong(*args) if i == index else r for i, r in enumerate(results))
    return mixed


@pytest.mark.parametrize("name", EXERCISES)
def test_the_solution_passes(name):
    result = check(name, SOLUTIONS[name])
    assert result.passed and result.attempted, result


@pytest.mark.parametrize("name, key, index, wrong", [
    (name, *mistake) for name, e in EXERCISES.items() for mistake in e.mistakes])
def test_every_typical_mistake_gets_its_own_hint(name, key, index, wrong):
    result = check(name, with_one_wrong(SOLUTIONS[name], index, wrong))
    assert not result.passed
    assert key in result.keys, (key, result)
    assert "{" not in result.text, result


@pytest.mark.parametrize("name", EXERCISES)
def test_an_unfilled_function_is_not_attempted(name):
    result = check(name, lambda *args: ...)
    assert not result.attempted and not result.passed


@pytest.mark.parametrize("name", EXERCISES)
def test_an_unknown_mistake_always_gets_a_hint(name):
    def off(*args):
        results = SOLUTIONS[name](*args)
        several = isinstance(results, tuple)
        return tuple(np.add(r, 0.1) for r in results) if several else results + 0.1

    assert f"see_{name}" in check(name, off).keys


def test_an_overflow_is_named():
    def naive(S, mask):
        E = np.exp(S) * mask
        return E / E.sum(axis=1, keepdims=True)

    assert check("weights", naive).keys == ("not_finite",)


@pytest.mark.parametrize("name", [n for n, e in EXERCISES.items() if e.numeric])
def test_the_reference_agrees_with_finite_differences(name):
    exercise = EXERCISES[name]
    for _, args in exercise.cases():
        for exact, numeric in zip(exercise.reference(*args), exercise.numeric(*args), strict=True):
            np.testing.assert_allclose(exact, numeric, rtol=1e-6, atol=1e-8)


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match="name is 'attention'; the exercises are weights, "):
        check("attention", weights)
