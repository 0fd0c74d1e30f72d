"""Hochreiter's factor is one number, however it is computed, and only the norm bounds it.

The sum over paths, the recursion, the product of Jacobians and backpropagation through time
agree to 1e-12. The bound path by path, (max |f'w|)^q, fails for more than one unit.
"""

import numpy as np
import pytest

from nlpviz.scratch.recurrent import rnn
from nlpviz.scratch.recurrent.hochreiter import (
    factor_jacobians,
    factor_paths,
    factor_recursion,
    naive_bound,
    norm_factor_bound,
)
from tests.scratch.refusals import refused_by_name

WAYS = [factor_recursion, factor_paths, factor_jacobians]


def network(n, q, seed=0, activation="tanh"):
    """An Elman network over q + 1 steps whose inputs enter the net inputs as they are."""
    random = np.random.default_rng(seed)
    W = random.normal(size=(n, n))
    _, trace = rnn(random.normal(size=(q + 1, n)), random.normal(size=n), np.eye(n), W,
                   random.normal(size=n), activation)
    return W, trace.slopes[::-1], trace


def by_backpropagation(trace, u, v):
    """The error at net input v at step 1, for an error of 1 at net input u at the last step.
    With W_x = 1 the gradient of an input is the error at the net input."""
    dH = np.zeros_like(trace.H)
    dH[-1, u] = 1 / trace.slopes[-1, u]
    return trace.backward(dH)[0][0, v]


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("q", [0, 1, 2, 5, 6])
def test_paths_recursion_jacobians_and_backpropagation_agree(n, q):
    W, slopes, trace = network(n, q, seed=10 * n + q)
    for u in range(n):
        for v in range(n):
            factor = by_backpropagation(trace, u, v)
            for way in WAYS:
                assert way(W, slopes, u, v) == pytest.approx(factor, rel=0, abs=1e-12)


def test_the_indices_are_not_transposed():
    W = np.array([[0.0, 2.0], [0.0, 0.0]])  # unit 0 enters unit 1, nothing enters unit 0
    slopes = np.array([[1.0, 1.0], [0.5, 0.25]])
    for way in WAYS:
        assert way(W, slopes, u=1, v=0) == 1.0  # blame goes from 1 to 0: 0.5 · 2
        assert way(W, slopes, u=0, v=1) == 0.0


def test_the_bound_of_one_path_fails_for_the_sum_of_paths():
    W, slopes = np.full((4, 4), 0.5), np.ones((7, 4))
    assert naive_bound(W, slopes) == 0.5**6  # every path decays, yet
    for way in WAYS:
        assert way(W, slopes, 0, 1) == pytest.approx(4**5 * 0.5**6)  # 4⁵ paths grow together
    assert norm_factor_bound(W, slopes) == pytest.approx(2.0**6)


def test_the_norm_always_bounds_the_factor():
    random = np.random.default_rng(0)
    broken = 0
    for _ in range(300):
        n, q = random.integers(1, 6), random.integers(0, 9)
        W = random.normal(size=(n, n)) * random.uniform(0.1, 2)
        slopes = random.uniform(0, 1, size=(q + 1, n))
        factor = max(abs(factor_jacobians(W, slopes, u, v)) for u in range(n) for v in range(n))
        assert factor <= norm_factor_bound(W, slopes) * (1 + 1e-12)
        broken += factor > naive_bound(W, slopes) * (1 + 1e-12)
    assert broken > 0


def test_one_unit_has_one_path_and_keeps_the_two_regimes():
    for w, decays in [(0.9, True), (1.1, False)]:
        factors = [abs(factor_paths([[w]], np.ones((q + 1, 1)), 0, 0)) for q in range(12)]
        assert (np.diff(factors) < 0).all() == decays
        assert naive_bound([[w]], np.ones((12, 1))) == pytest.approx(factors[11])


def test_logistic_units_vanish_below_weight_four():
    W = np.full((1, 1), 3.99)
    assert naive_bound(W, np.full((11, 1), 0.25)) == pytest.approx((3.99 / 4) ** 10)
    assert naive_bound(W, np.full((11, 1), 0.25)) < 1


WRONG = {
    "W shape": lambda: factor_paths(np.zeros((2, 3)), np.ones((2, 2)), 0, 0),
    "slopes shape": lambda: factor_recursion(np.eye(2), np.ones((2, 3)), 0, 0),
    "slopes nan": lambda: factor_jacobians(np.eye(2), np.full((2, 2), np.nan), 0, 0),
    "u 2": lambda: factor_recursion(np.eye(2), np.ones((2, 2)), 2, 0),
    "v -1": lambda: factor_jacobians(np.eye(2), np.ones((2, 2)), 0, -1),
    "slopes million": lambda: factor_paths(np.eye(9), np.ones((99, 9)), 0, 0),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_refused_by_name(case):
    refused_by_name(case, WRONG[case])


def test_the_bounds_are_the_numbers_that_they_say():
    W, slopes = np.diag([3.0, -2.0]), np.array([[9.0, 9.0], [0.5, 0.1], [0.25, 0.2]])
    assert naive_bound(W, slopes) == pytest.approx(1.5**2, rel=1e-12)
    assert norm_factor_bound(W, slopes) == pytest.approx((3 * 0.5) ** 2, rel=1e-12)
    assert naive_bound(W, slopes[:1]) == norm_factor_bound(W, slopes[:1]) == 1.0
