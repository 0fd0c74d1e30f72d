"""What every exercise of every chapter owes its learner: the solution passes, each typical wrong
answer gets its own hint, an unfilled function is "not attempted", and gradients are true."""

import numpy as np
import pytest

from nlpviz.exercises import attention, embeddings, memory, recurrent, transformer
from tests.exercises import (
    test_attention_exercises,
    test_embedding_exercises,
    test_exercises,
    test_memory_exercises,
    test_transformer_exercises,
)

SOLUTIONS = {recurrent: test_exercises.SOLUTIONS, attention: test_attention_exercises.SOLUTIONS,
             embeddings: test_embedding_exercises.SOLUTIONS,
             memory: test_memory_exercises.SOLUTIONS,
             transformer: test_transformer_exercises.SOLUTIONS}
CHAPTERS = list(SOLUTIONS)
EVERY = pytest.mark.parametrize("chapter, name", [
    pytest.param(chapter, name, id=name) for chapter in CHAPTERS for name in chapter.EXERCISES])
MISTAKES = [pytest.param(chapter, name, *mistake, id=f"{name}-{mistake[0]}")
            for chapter in CHAPTERS for name, e in chapter.EXERCISES.items()
            for mistake in e.mistakes]
NUMERIC = pytest.mark.parametrize("exercise", [
    pytest.param(e, id=e.name) for chapter in CHAPTERS for e in chapter.EXERCISES.values()
    if e.numeric])


def with_one_wrong(solution, index, wrong):
    """The solution with result `index` replaced by the wrong one."""
    def mixed(*args):
        results = solution(*args)
        if index is None or not isinstance(results, tuple):
            return wrong(*args)
        return tuple(wrong(*args) if i == index else r for i, r in enumerate(results))
    return mixed


@EVERY
def test_the_solution_passes(chapter, name):
    result = chapter.check(name, SOLUTIONS[chapter][name])
    assert result.passed and result.attempted, result


@pytest.mark.parametrize("chapter, name, key, index, wrong", MISTAKES)
def test_every_typical_mistake_gets_its_own_hint(chapter, name, key, index, wrong):
    result = chapter.check(name, with_one_wrong(SOLUTIONS[chapter][name], index, wrong))
    assert not result.passed
    assert key in result.keys, (key, result)
    assert "{" not in result.text, result


@EVERY
def test_an_unfilled_function_is_not_attempted(chapter, name):
    n = len(chapter.EXERCISES[name].arguments)

    def dots(*args):
        ...

    def refuses(*args):
        raise NotImplementedError

    def ellipsis(*args):
        return ...

    def nothings(*args):
        return (None,) * n

    def half_filled(*args):
        share = ...
        return 2 * share

    for function in (dots, refuses, ellipsis, nothings, half_filled, None, ...):
        result = chapter.check(name, function)
        assert not result.attempted and not result.passed
        assert "not attempted" in repr(result)


@EVERY
def test_an_unknown_mistake_always_gets_a_hint(chapter, name):
    def off(*args):
        results = SOLUTIONS[chapter][name](*args)
        kind = type(results)
        return kind(np.add(r, 0.1) for r in results) if kind in (tuple, list) else results + 0.1

    assert f"see_{name}" in chapter.check(name, off).keys


@NUMERIC
def test_the_reference_agrees_with_finite_differences(exercise):
    for _, args in exercise.cases():
        for exact, numeric in zip(exercise.reference(*args), exercise.numeric(*args), strict=True):
            np.testing.assert_allclose(exact, numeric, rtol=1e-6, atol=1e-8)


def in_single(value):
    """Arrays of float64 as float32, and what is else as it is."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(in_single, value))
    return value.astype("f4") if getattr(value, "dtype", None) == np.float64 else value


@EVERY
def test_a_right_solution_in_single_precision_is_right(chapter, name):
    def single(*args):
        return in_single(SOLUTIONS[chapter][name](*in_single(args)))

    assert chapter.check(name, single).passed, chapter.check(name, single)
