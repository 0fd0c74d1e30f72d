"""Measures are those of the textbooks, and refuse by name what they cannot measure."""

import math

import numpy as np
import pytest
import torch

from nlpviz import metrics
from nlpviz.decode import Hypothesis
from nlpviz.metrics import differ, exact_match


def test_models_differ_only_beyond_their_spread():
    assert differ([0.9, 0.95], [0.7, 0.8]) and differ([0.7, 0.8], [0.9, 0.95])
    assert not differ([0.9, 0.95], [0.7, 0.91])


def test_exact_match_counts_whole_sequences():
    assert exact_match([[1, 2], [3], "are"], [[1, 2], [3, 4], "are"]) == pytest.approx(2 / 3)
    for p, t in (([], []), ([1], [1, 2])):
        with pytest.raises(ValueError, match="predictions and"):
            exact_match(p, t)


def test_sequences_are_compared_by_their_values_whatever_holds_them():
    ids = torch.tensor([1.0, 2.0], requires_grad=True)
    for p, t in ((ids, [1, 2]), (np.array([1, 2]), (1, 2)), (range(2), [0, 1]),
                 ([[1], [2, 3]], [[1], [2, 3]]), (np.array(["a"]), ["a"])):
        assert exact_match([p, [0]], [t, [9]]) == 0.5
    hypothesis = Hypothesis((1, 2), 0.0, True, 0.0)
    for wrong in (map(int, "12"), {1, 2}, {1: 2}, hypothesis, None):
        with pytest.raises(TypeError, match=r"predictions\[0\] is"):
            exact_match([wrong], [[1, 2]])


def test_a_list_of_losses_and_the_values_of_a_dict_are_rows():
    losses = [torch.tensor(1.0, requires_grad=True), torch.tensor(3.0, dtype=torch.bfloat16)]
    assert differ(losses, {1: 3.5, 2: 4.0}.values())
    assert not differ(losses, {1: 3.0, 2: 4.0}.values())


def test_a_linear_readout_finds_all_of_a_linear_code_and_nothing_of_noise():
    rng = np.random.default_rng(0)
    y, noise = rng.normal(size=2000), rng.normal(size=(2000, 5))
    S = np.outer(y, [1, -2, 0, 0.5, 3]) + 4
    assert metrics.readout(S, y, ridge=1e-9) > 0.9999
    assert abs(metrics.readout(noise, y)) < 0.05


def test_the_ridge_shrinks_the_readout_by_the_textbook_factor():
    y = np.array([1.0, -1.0] * 50)  # variance 1: w = 1 / (1 + ridge)
    assert metrics.readout(y[:, None], y, ridge=1) == pytest.approx(1 - 0.5**2)


def test_a_readout_of_other_shapes_is_refused_by_name():
    with pytest.raises(ValueError, match="S has shape"):
        metrics.readout(np.zeros((5, 2)), np.zeros(4))
    with pytest.raises(ValueError, match="y is 1 in all of its second half"):
        metrics.readout(np.eye(6), np.ones(6))


def test_the_alignment_error_is_that_of_och_and_ney():
    A = [[0.9, 0.1, 0.0], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8], [0.3, 0.3, 0.4]]
    assert metrics.alignment_error_rate(A, [(0, 0), (1, 1), (2, 2)]) == 0
    assert metrics.alignment_error_rate(A, [(0, 1), (1, 0)]) == 1
    # 2 links, 3 sure: one hit among the sure, both among the possible.
    got = metrics.alignment_error_rate(A, [(0, 0), (0, 1), (1, 2)], possible=[(1, 1)])
    assert got == pytest.approx(1 - (1 + 2) / (2 + 3))


def test_a_row_without_gold_is_not_judged():
    A = np.eye(4)
    assert metrics.alignment_error_rate(A, [(1, 1)]) == 0


@pytest.mark.parametrize("arguments, says", [
    (([0.5, 0.5], [(0, 0)]), "A has shape"), ((np.eye(2), []), "gold is empty"),
    ((np.eye(2), [(0, 2)]), r"link \(0, 2\) is outside"),
    ((np.full((1, 2), np.nan), [(0, 0)]), "without NaN"),
    ((np.eye(2), [(0, 0, 1)]), r"\(0, 0, 1\) is no link"), ((np.eye(2), ["00"]), "is no link"),
    ((np.eye(2), [(0, 0)], [(1.0, 0.0)]), r"\(1.0, 0.0\) is no link"),
])
def test_a_wrong_alignment_is_refused(arguments, says):
    with pytest.raises(ValueError, match=says):
        metrics.alignment_error_rate(*arguments)


def test_without_ties_rank_correlation_is_spearmans_own_formula():
    rng, n = np.random.default_rng(0), 15
    for _ in range(20):
        x, y = rng.normal(size=(2, n))
        d = x.argsort().argsort() - y.argsort().argsort()
        assert metrics.spearman(x, y) == pytest.approx(1 - 6 * (d @ d) / (n * (n * n - 1)))


def test_ties_share_their_ranks():
    # Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5.
    assert metrics.spearman([1, 7, 7, 9], [0, 1, 2, 3]) == pytest.approx(4.5 / (4.5 * 5) ** 0.5)
    assert metrics.spearman([1, 2, 3], [10, 100, 1000]) == pytest.approx(1)
    assert metrics.spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)


@pytest.mark.parametrize("x, y", [([1, 2], [1, 2, 3]), ([1, 1], [1, 2]), ([1, np.nan], [1, 2]),
                                  ([np.inf, np.inf], [1, 2])])
def test_rows_without_ranks_are_refused(x, y):
    with pytest.raises(ValueError, match="x "):
        metrics.spearman(x, y)


# Odd arrays, foreign containers, numbers


def masked(*shape):
    return np.ma.masked_array(np.eye(*shape), mask=np.eye(*shape))


@pytest.mark.parametrize("call, kind, says", [
    (lambda: differ(masked(3)[0], [1]), ValueError, "a is a masked array"),
    (lambda: differ(["1", "2"], [1]), TypeError, "a must be .*dtype <U1"),
    (lambda: differ([True, False], [1]), TypeError, "a must be .*dtype bool"),
    (lambda: differ([1, None], [1]), TypeError, "a must be .*dtype object"),
    (lambda: differ([1j], [1]), TypeError, "a must be .*dtype complex"),
    (lambda: differ([1, math.inf], [1]), ValueError, "a has shape"),
    (lambda: differ(np.array(1.0), [1]), ValueError, r"a has shape \(\)"),
    (lambda: differ([[1], [2, 3]], [1]), ValueError, "a is list .* same length"),
    (lambda: differ([1, 2], []), ValueError, "b has shape"),
    (lambda: differ("ab", [1]), TypeError, "a must be .*dtype <U2"),
    (lambda: metrics.spearman([1, 2], masked(2)[0]), ValueError, "y is a masked array"),
    (lambda: metrics.spearman(["a", "b"], [1, 2]), TypeError, "x must be .*dtype <U1"),
    (lambda: metrics.readout(masked(6), np.arange(6)), ValueError, "S is a masked array"),
    (lambda: metrics.readout([[math.nan, 0]] * 6, np.arange(6)), ValueError, r"S\[0, 0\] is nan"),
    (lambda: metrics.readout(np.eye(6), ["a"] * 6), TypeError, "y must be .*dtype <U1"),
    (lambda: metrics.readout(np.eye(6), np.arange(6), ridge=True), ValueError, "ridge is True"),
    (lambda: metrics.readout(np.ones((6, 2)), np.arange(6), ridge=0), ValueError, "ridge is 0"),
    (lambda: metrics.readout(np.eye(6), np.arange(6), ridge=-1), ValueError, "ridge is -1"),
    (lambda: metrics.alignment_error_rate(masked(2), [(0, 0)]), ValueError, "A is a masked"),
    (lambda: metrics.alignment_error_rate(np.eye(2), "0-0"), TypeError, "gold is '0-0'"),
    (lambda: metrics.alignment_error_rate(np.eye(2), 3), TypeError, "gold is 3"),
    (lambda: metrics.alignment_error_rate(np.eye(2), [0, 1]), ValueError, "0 is no link"),
    (lambda: metrics.alignment_error_rate(np.eye(2), [(True, 0)]), ValueError, "is no link"),
    (lambda: metrics.alignment_error_rate(np.eye(2), [(0, 0)], 1), TypeError, "possible is 1"),
    (lambda: exact_match("abc", "abd"), TypeError, "predictions is str 'abc'"),
    (lambda: exact_match([["a"]], {"a"}), TypeError, "targets is set"),
    (lambda: exact_match(None, [["a"]]), TypeError, "predictions is NoneType"),
    (lambda: exact_match(["a b"], [["a", "b"]]), TypeError, r"predictions\[0\] is 'a b' and"),
    (lambda: exact_match([["a"], ["b"]], [["a"], "b"]), TypeError, r"targets\[1\] is 'b'"),
])
def test_what_cannot_be_measured_is_refused_by_name(call, kind, says):
    with pytest.raises(kind, match=says):
        call()


def test_views_tensors_and_numpys_numbers_are_measured_as_what_they_hold():
    x, y = np.array([3.0, 1, 2, 5]), np.array([1.0, 2, 4, 3])
    wanted = metrics.spearman(x, y)
    two = np.stack([y, x])
    assert metrics.spearman(two[::-1][0], two[:, ::-1][0, ::-1]) == wanted
    assert metrics.spearman(x.astype(object), list(y)) == wanted
    assert metrics.spearman(iter(x), y.astype(np.float16)) == wanted
    assert differ(np.float32([1, 2]), np.int64([3])) and not differ(np.float32([1, 2]), [1.5])
    links = np.array([[0, 0], [1, 1]])
    assert metrics.alignment_error_rate(np.eye(3)[:, ::-1], links) == 0.5
    assert metrics.alignment_error_rate(np.eye(2), iter([[0, 0]]), possible=links) == 0
    assert exact_match(np.array([[1, 2], [3, 4]])[:, ::-1], [(2, 1), (3, 4)]) == 0.5
    assert exact_match(iter(["a", "b"]), ["a", "c"]) == 0.5


def test_tensors_with_gradients_and_in_half_precision_are_numbers():
    x = torch.tensor([1.0, 2, 3], requires_grad=True)
    assert differ(x, x.to(torch.bfloat16) + 3) and not differ(x, x.to(torch.bfloat16))
    assert metrics.alignment_error_rate(torch.eye(2, dtype=torch.bfloat16), [(1, 1)]) == 0
    assert differ([x[0], x[1]], [2.5]) and not differ([x[0], x[1]], [1.5])
