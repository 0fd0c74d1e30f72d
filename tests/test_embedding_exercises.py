"""Chapter 2's exercises: what is right passes, each typical mistake gets its own hint."""

import numpy as np
import pytest

from nlpviz.exercises import english, english_attention, english_embeddings
from nlpviz.exercises.embeddings import EXERCISES, check


def pairs(ids, window):
    found = []
    for t in range(len(ids)):
        for j in range(t - window, t + window + 1):
            if j != t and 0 <= j < len(ids):
                found.append((ids[t], ids[j]))
    centers, contexts = zip(*found, strict=True)
    return centers, contexts


def skipgram_gradient(center, context, W_in, W_out):
    v = W_in[center]
    P = np.exp(W_out @ v)
    P /= P.sum()
    P[context] -= 1
    return P @ W_out, np.outer(P, v)


def sigma(x):
    return 1 / (1 + np.exp(-x))


def negative_loss(center, context, negatives, W_in, W_out):
    L = -np.log(sigma(W_out[context] @ W_in[center]))
    for n in negatives:
        L -= np.log(sigma(-W_out[n] @ W_in[center]))
    return L


def noise(counts):
    q = counts**0.75
    return q / q.sum()


def analogy(a, b, c, W):
    E = W / np.sqrt((W**2).sum(axis=1))[:, None]
    ranked = np.argsort(-E @ (E[b] - E[a] + E[c]))
    return next(w for w in ranked if w not in (a, b, c))


def ppmi(C):
    M = np.zeros(C.shape)
    for w, row in enumerate(C):
        for c, n in enumerate(row):
            if n > 0:
                M[w, c] = max(0, np.log(n * C.sum() / (C[w].sum() * C[:, c].sum())))
    return M


def keep(counts, t):
    ratio = t / (counts / counts.sum())
    return np.minimum(1, np.sqrt(ratio) + ratio)


SOLUTIONS = {f.__name__: f for f in (pairs, skipgram_gradient, negative_loss, noise, analogy, ppmi,
                                     keep)}


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


def test_contexts_before_centers_is_named():
    assert check("pairs", lambda ids, window: pairs(ids, window)[::-1]).keys[-1] == "swapped"


def test_a_list_of_pairs_in_place_of_two_lists_is_named():
    result = check("pairs", lambda ids, window: list(zip(*pairs(ids, window), strict=True)))
    assert result.keys == ("count",) and "2 results" in result.text


def test_a_wrong_shape_without_a_typical_mistake_is_named_alone():
    result = check("pairs", lambda ids, window: ([1, 2, 3], [1, 2, 3]))
    assert result.keys == ("shape",)


def test_a_logarithm_of_zero_is_named_where_it_is_left():
    def left(C):
        return np.log(C * C.sum() / np.outer(C.sum(1), C.sum(0)))

    assert check("ppmi", left).keys == ("not_finite",)
    assert check("ppmi", lambda C: np.maximum(0, left(C))).passed


@pytest.mark.parametrize("name", [n for n, e in EXERCISES.items() if e.numeric])
def test_the_reference_agrees_with_finite_differences(name):
    exercise = EXERCISES[name]
    for _, args in exercise.cases():
        for exact, numeric in zip(exercise.reference(*args), exercise.numeric(*args), strict=True):
            np.testing.assert_allclose(exact, numeric, rtol=1e-6, atol=1e-8)


def test_no_chapter_takes_the_words_of_another():
    tables = english_attention.MESSAGES, english_embeddings.MESSAGES
    assert not tables[0].keys() & tables[1].keys()
    for table in tables:
        assert table.items() <= english.MESSAGES.items()


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match="name is 'cbow'; the exercises are pairs, "):
        check("cbow", pairs)
