"""AttentionBench shows the attention that nlpviz.scratch computes, ships the arrays and the mask
that the page computes it from, and refuses what it cannot show, by name."""

import re

import numpy as np
import pytest

from nlpviz import scratch
from nlpviz.language import speaking
from nlpviz.widgets import AttentionBench
from nlpviz.widgets.attention_bench import runs
from nlpviz.widgets.attention_bench.picture import share
from nlpviz.widgets.core.encode import unpack
from tests.widgets.attention_bench.golden import random_mask
from tests.widgets.core.parsed import state_of

WORDS = "The letters from my sister are still unopened .".split()
WILD = ["<script>alert(1)</script>", "\"'><img src=x>", "שלום", "👩‍👩‍👧🎉", "x" * 5000]


def given(n=9, d_k=16, d_v=4, **changes):
    rng = np.random.default_rng(2)
    Q, K = rng.normal(size=(2, n, d_k))
    V = rng.normal(size=(n, d_v))
    return {"Q": Q, "K": K, "V": V, "words": (WORDS * 60)[:n]} | changes


def masks():
    rng = np.random.default_rng(0)
    return [None, "causal", *(random_mask(rng, 9) for _ in range(4)), np.arange(9) < 5]


@pytest.mark.parametrize("mask", masks(), ids=str)
def test_what_travels_gives_the_weights_of_scratch_again(mask):
    state = AttentionBench(**given(mask=mask)).state()
    Q, K, V = (unpack(state[name]) for name in "QKV")
    seen = np.repeat(np.arange(len(state["mask"])) % 2 == 0, state["mask"]).reshape(9, 9)
    O, trace = scratch.attention(Q, K, V, seen)
    exact, due = scratch.attention(
        *(given()[name] for name in "QKV"),
        scratch.causal(9) if isinstance(mask, str) else mask)
    np.testing.assert_array_equal(seen, due.mask)
    np.testing.assert_allclose(trace.A, due.A, atol=1e-6)
    np.testing.assert_allclose(O, exact, atol=1e-6)


def test_the_run_lengths_of_a_mask_begin_with_what_is_seen():
    assert runs(np.array([[True, True], [False, True]])) == [2, 1, 1]
    assert runs(np.array([[False, True], [True, False]])) == [0, 1, 2, 1]
    assert runs(np.ones((3, 3), bool)) == [9]


def test_the_last_word_asks_first_unless_another_is_named():
    assert AttentionBench(**given()).state()["query"] == 8
    assert AttentionBench(**given(query=5)).state()["query"] == 5
    assert "“are” asks" in AttentionBench(**given(query=5)).label


def test_the_table_holds_each_station_of_the_word_that_asks():
    figure = AttentionBench(**given(mask="causal", query=5))
    header, rows = figure.table()
    assert header == ["", "score", "shrink", "hide", "weigh"]
    assert [row[0] for row in rows] == [*WORDS, "mix"]
    raw = figure.Q[5] @ figure.K.T
    np.testing.assert_allclose([row[1] for row in rows[:-1]], raw, rtol=1e-12)
    np.testing.assert_allclose([row[2] for row in rows[:-1]], raw / 4, rtol=1e-12)
    assert [row[3] for row in rows[6:-1]] == ["hidden"] * 3
    assert [row[4] for row in rows[6:-1]] == [0, 0, 0]
    assert sum(row[4] for row in rows[:-1]) == pytest.approx(1)


def test_the_picture_has_a_bar_for_each_weight_and_the_mixture():
    figure = AttentionBench(**given(query=5))
    widths = re.findall(r'width="([\d.]+)" height="4" class="keys"', figure.picture())
    np.testing.assert_allclose([float(w) for w in widths], 88 * figure.trace.A[5], atol=0.01)
    assert len(re.findall(r'class="div-\d+"', figure.picture())) == (9 + 1) * 4
    assert "_" not in "".join(re.findall(r">([^<]*)<", figure.picture()))


def test_the_picture_says_what_is_hidden():
    assert AttentionBench(**given(mask="causal", query=5)).picture().count(">hidden<") == 3
    assert ">hidden<" not in AttentionBench(**given()).picture()


def test_of_many_words_the_picture_has_the_twelve_of_the_largest_weights():
    figure = AttentionBench(**given(n=200))
    widths = re.findall(r'width="([\d.]+)" height="4" class="keys"', figure.picture())
    due = np.sort(figure.trace.A[-1])[-12:]
    np.testing.assert_allclose(sorted(float(w) for w in widths), 88 * due, atol=0.01)


@pytest.mark.parametrize("a, says", [
    (0, "0 %"), (1e-9, "<0.1 %"), (0.004, "0.4 %"), (0.42, "42 %"), (0.995, "99.5 %"),
    (0.99999, ">99.9 %"), (1, "100 %")])
def test_a_weight_is_never_rounded_to_nothing_or_to_all(a, says):
    assert share(a) == says


def test_it_speaks_japanese():
    with speaking("ja"):
        figure = AttentionBench(**given(query=5))
        assert "「are」" in figure.label and figure.table()[0][1] == "スコア"


def test_texts_are_text_never_markup():
    html = AttentionBench(**given(n=5, words=WILD)).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert state_of(html)["words"] == WILD


@pytest.mark.parametrize("n, d_k, d_v", [(2, 1, 1), (512, 64, 64)])
def test_the_smallest_and_the_largest_are_shown(n, d_k, d_v):
    figure = AttentionBench(**given(n, d_k, d_v, mask="causal"))
    header, rows = figure.table()
    assert len(rows) == n + 1 and all(len(row) == len(header) for row in rows)
    assert len(figure.html()) < 800_000


@pytest.mark.parametrize("change, error, says", [
    ({"Q": np.ones(9)}, ValueError, r"Q has shape \(9,\); it must have 2 axes: \(n, d_k\)"),
    ({"K": np.ones((9, 3))}, ValueError, r"K has shape \(9, 3\); it must be \(n, d_k\)"),
    ({"V": np.ones((8, 4))}, ValueError, r"V has shape \(8, 4\); it must be \(n, d_v\)"),
    ({"V": np.ones((9, 65))}, ValueError, "d_v is 65; this figure shows at most 64"),
    ({"K": np.full((9, 16), np.nan)}, ValueError, r"K\[0, 0\] is nan"),
    ({"Q": np.full((9, 16), 1e5)}, ValueError, "Q holds 100000; this figure shows numbers from"),
    ({"Q": [["a"] * 16] * 9}, TypeError, "Q must be an array of real numbers"),
    ({"words": WORDS[:4]}, ValueError, "words has 4 entries but Q has 9 rows"),
    ({"words": "letters"}, TypeError, "words is one str; it must be a list of texts"),
    (given(n=1), ValueError, "words has 1 entry; two or more are needed"),
    (given(n=513), ValueError, "the number of words is 513; this figure shows at most 512"),
    ({"mask": "future"}, ValueError, "mask is 'future'; it must be None, 'causal' or an array"),
    ({"mask": np.ones((9, 9))}, TypeError, "mask is float64; it must be bool"),
    ({"mask": np.ones((3, 9), bool)}, ValueError, r"mask has shape \(3, 9\)"),
    ({"mask": ~np.eye(9, dtype=bool)[:, :1] | np.zeros((9, 9), bool)}, ValueError,
     "mask lets row 0 see no key"),
    ({"query": 9}, ValueError, "query is 9"),
    ({"query": 1.5}, TypeError, "query is 1.5"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        AttentionBench(**given() | change)
