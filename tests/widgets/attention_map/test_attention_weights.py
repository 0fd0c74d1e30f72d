"""AttentionMap draws the weights that it is given, and refuses wrong ones and too many by name."""

import numpy as np
import pytest

from nlpviz.widgets import AttentionMap
from nlpviz.widgets.core import encode
from tests.widgets.core.every import FIGURES, WORDS, attention

RECURSIVE = []
RECURSIVE.append(RECURSIVE)


@pytest.mark.parametrize("change, error, says", [
    ({"A": np.full((3, 4), 0.25)}, ValueError, r"A has shape \(3, 4\) but there are 9 queries"),
    ({"queries": WORDS[:5]}, ValueError, r"A has shape \(9, 9\) but there are 5 queries"),
    ({"keys": WORDS[:4]}, ValueError, r"A has shape \(9, 9\) but there are 4 keys"),
    ({"A": np.eye(9) * 2}, ValueError, r"A\[0\] sums to 2; each row of A must sum to 1"),
    ({"A": np.where(np.eye(9) > 0, np.nan, 0)}, ValueError, r"A\[0, 0\] is nan"),
    ({"A": np.eye(9) - 0.1}, ValueError, r"A\[0, 1\] is -0.1; weights are never negative"),
    ({"A": np.ones(9) / 9}, ValueError, r"A has shape \(9,\); it must be \(n, m\), \("),
    ({"A": np.zeros((0, 0)), "queries": [], "keys": []}, ValueError, r"A has shape \(0, 0\)"),
    ({"A": [["a"]]}, TypeError, "A must be an array of real numbers"),
    ({"queries": "letters"}, TypeError, "queries is one str"),
    ({"queries": [*WORDS[:8], 7]}, TypeError, r"queries\[8\] is 7, a int"),
    ({"keys": [None] * 9}, TypeError, r"keys\[0\] is None, a NoneType"),
    ({"keys": 9}, TypeError, "keys is one int; it must be a list of texts"),
    ({"head": 1}, ValueError, "head is 1; it must be in 0 … 0"),
    ({"layer": -1}, ValueError, "layer is -1"),
    ({"queries": set(WORDS)}, TypeError, "queries is one set; it must be a list of texts"),
    ({"keys": frozenset(WORDS)}, TypeError, "keys is one frozenset; it must be a list of texts"),
    ({"keys": np.array("letters")}, TypeError, "keys is one ndarray; it must be a list of texts"),
    ({"A": np.array("letters")}, TypeError, "A must be an array of real numbers"),
    ({"A": np.ma.array(np.eye(9), mask=np.eye(9))}, TypeError, r"A must be .*masked entries"),
    ({"A": np.eye(9).astype(str).astype(object)}, TypeError, r"A must be .*of dtype object"),
    ({"head": 0.5}, TypeError, "head is 0.5"),
    ({"head": "x" * 10_000}, TypeError, r"^head is 'x{78}…; it must be a whole number$"),
    ({"gold": ["x" * 10_000]}, TypeError, r"^gold\[0\] is 'x{78}…; it must be \(i, j\)"),
    ({"A": RECURSIVE}, TypeError, "A must be an array of real numbers, not list"),
])
def test_an_attention_map_refuses_wrong_input_by_name(change, error, says):
    given = {"A": np.eye(9), "queries": WORDS, "keys": WORDS} | change
    with pytest.raises(error, match=says):
        AttentionMap(**given)


def test_1024_tokens_fit_with_a_warning_and_two_heads_of_them_too_but_not_three():
    A = attention(1024)
    names = [f"t{i}" for i in range(1024)]
    with pytest.warns(UserWarning, match=r"AttentionMap is 1\.\d MB.*A\[\.\.\., :4, :, :\]"):
        html = AttentionMap(A, names).html()
    assert len(html) < 2_000_000
    with pytest.raises(ValueError, match="A holds 3,145,728 weights, more than .*fewer heads"):
        AttentionMap(np.stack([A, A, A]), names)
    with pytest.raises(ValueError, match=r"1025 queries, more than 1024.*A\[\.\.\., :1024"):
        AttentionMap(np.full((1025, 2), 0.5), ["q"] * 1025, ["a", "b"])


def test_the_entropy_of_a_row_is_in_bits():
    from nlpviz.widgets.attention_map import entropy

    np.testing.assert_allclose(entropy(np.array([[1, 0, 0, 0], [0.25] * 4, [0.5, 0.5, 0, 0]])),
                               [0, 2, 1])


def test_the_table_holds_every_weight_of_a_small_map_and_the_largest_of_a_large_one():
    shown = FIGURES["words"]()
    header, rows = shown.table()
    assert header == ["A", *WORDS, "entropy H"] and [row[0] for row in rows] == WORDS
    np.testing.assert_allclose([row[1:-1] for row in rows], shown.decoded[0, 0])
    header, rows = FIGURES["wide"]().table()
    assert header == ["A", "k₁", "A", "k₂", "A", "k₃", "A", "entropy H"] and len(rows) == 70
    assert all(row[2] >= row[4] >= row[6] for row in rows)
    assert FIGURES["heads"]().table()[0][0] == "A[2, 0]"


def test_what_is_drawn_is_what_travels_and_the_loss_is_stated():
    A = attention(6, heads=(2, 2))
    shown = AttentionMap(A, list("abcdef"))
    np.testing.assert_array_equal(encode.unpack(shown.state()["weights"]), shown.decoded)
    assert shown.error == np.abs(shown.decoded - A).max() <= 0.0022
