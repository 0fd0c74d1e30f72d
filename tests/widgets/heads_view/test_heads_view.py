"""HeadsView says of every head what Python computes of its weights, asks for a link that can be
found, shows what a cut costs only with its caveats, and refuses by name what it cannot show."""

import re

import numpy as np
import pytest

from nlpviz.language import speaking
from nlpviz.scratch.transformer import decoder_only
from nlpviz.widgets import HeadsView
from nlpviz.widgets.core.encode import unpack
from nlpviz.widgets.heads_view.statistics import even, sinks_of, statistics, telling
from tests.widgets.core.every import WORDS, attention
from tests.widgets.core.parsed import state_of

WILD = ["<script>alert(1)</script>", "\"'><img src=x>", "שלום", "👩‍👩‍👧🎉", "x" * 5000]
RNG = np.random.default_rng(3)
WORTH = RNG.normal(size=(2, 3))
N = len(WORDS)


def weights(n=N, m=None, causal=False):
    A = attention(n, m, heads=(2, 3)) * (np.tri(n) if causal else 1)
    return A / A.sum(-1, keepdims=True)


def given(**changes):
    return {"A": weights(), "queries": WORDS} | changes


def group(figure):
    return figure.state()["groups"][0]


def test_what_travels_are_the_weights_within_the_error_of_their_kind():
    A = weights(causal=True)
    np.testing.assert_allclose(unpack(HeadsView(A, WORDS).state()["weights0"]), A, atol=0.0022)


def test_a_look_at_one_word_has_no_entropy_and_an_even_one_is_its_own_yardstick():
    A = np.stack([np.eye(8), np.full((8, 8), 1 / 8)])
    found = statistics(A, list(range(8)), [0], True)
    np.testing.assert_allclose(found["entropy"], [0, 3])
    np.testing.assert_allclose(found["distance"], [0, 21 / 8])  # (n² - 1) / 3n
    np.testing.assert_allclose(found["sink"], [1 / 8, 1 / 8])
    np.testing.assert_allclose(found["largest"], [1, 1 / 8])


def test_the_yardstick_is_an_even_look_at_what_each_word_may_see():
    found = group(HeadsView(weights(causal=True), WORDS))
    assert found["rows"] == list(range(1, N))  # the first word has no choice
    seen = np.arange(2, N + 1)
    assert found["even"]["entropy"] == pytest.approx(np.log2(seen).mean())
    assert found["even"]["distance"] == pytest.approx(((seen - 1) / 2).mean())


def test_the_first_word_and_full_stops_are_where_heads_without_a_task_look():
    assert sinks_of(["a", ".", "b", "。", "[SEP]"]) == [0, 1, 3, 4]


def test_distance_in_words_is_said_of_a_sentence_that_looks_at_itself_only():
    header, _ = HeadsView(weights(), WORDS).table()
    assert "distance, words" in header
    header, _ = HeadsView(weights(N, 4), WORDS, list("abcd")).table()
    assert "distance, words" not in header


def test_a_word_that_may_see_nothing_keeps_its_row_of_zeros():
    A = weights()
    A[:, :, 2] = 0
    A[0, 1, 3] = 0
    figure = HeadsView(A, WORDS)
    assert group(figure)["empty"] == [2, 11, 12, 20, 29, 38, 47]
    assert figure.groups[0].decoded[:, :, 2].max() == 0 and 2 not in group(figure)["rows"]


def test_the_link_asked_about_is_the_one_that_a_single_head_has():
    A = np.broadcast_to(even(np.ones((N, N))), (2, 3, N, N)).copy()
    A[1, 2, 5] = np.eye(N)[1]
    assert telling(A, list(range(N)), [0, N - 1], True) == (5, 1)
    figure = HeadsView(A, WORDS)
    assert group(figure)["look"] == [5, 1]
    assert "“are” looks at “letters”" in figure.picture()
    assert group(HeadsView(A, WORDS, look=(3, 2)))["look"] == [3, 2]


def test_the_gradient_summed_over_a_head_is_that_of_its_rows_of_the_output_weights():
    """Both are the derivative by a factor on the head's output (Michel et al. 2019, eq. 3)."""
    rng, d, n_heads = np.random.default_rng(0), 6, 2
    shapes = {"W_Q": (d, d), "W_K": (d, d), "W_V": (d, d), "W_O": (d, d), "gamma_1": d,
              "beta_1": d, "W_1": (d, 8), "b_1": 8, "W_2": (8, d), "b_2": d, "gamma_2": d,
              "beta_2": d}
    block = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    W = {"E": rng.normal(size=(5, d)), "blocks": [block], "W_o": rng.normal(size=(d, 5))}
    ids, score = [0, 3, 1, 4], rng.normal(size=5)

    def of(W_O):
        return decoder_only(ids, W | {"blocks": [block | {"W_O": W_O}]}, n_heads, positions=None)

    logits, trace = of(block["W_O"])
    slope = np.zeros_like(logits)
    slope[-1] = score
    dW_O = trace.backward(slope)["blocks"][0]["W_O"]
    factor = np.repeat([1 + 1e-6, 1], d // n_heads)[:, None]
    change = (of(factor * block["W_O"])[0] - logits)[-1] @ score
    assert (block["W_O"] * dW_O)[:d // n_heads].sum() == pytest.approx(change / 1e-6, rel=1e-3)


def test_a_gradient_of_every_weight_is_summed_to_what_a_straight_line_says_of_the_cut():
    A, G = weights(), RNG.normal(size=(2, 3, N, N))
    due = np.einsum("lhij,lhij->lh", A, G)
    np.testing.assert_allclose(HeadsView(A, WORDS, gradient=G).groups[0].gradient, due)
    np.testing.assert_allclose(
        unpack(HeadsView(A, WORDS, gradient=due).state()["gradient0"]), due, rtol=1e-6)


def test_the_table_has_a_row_for_each_head_with_all_that_is_known_of_it():
    figure = HeadsView(weights(), WORDS, gradient=WORTH, ablation=-WORTH, look=(5, 1))
    header, rows = figure.table()
    assert header == ["", "spread (entropy, bits)", "distance, words",
                      "share on the first word or a full stop", "largest weight",
                      "are → letters", "gradient’s estimate of the cut",
                      "lost when the head is cut"]
    assert [row[0] for row in rows] == [
        f"layer {layer}, head {head}" for layer in (1, 2) for head in (1, 2, 3)]
    np.testing.assert_allclose([row[5] for row in rows], weights()[:, :, 5, 1].ravel(), atol=0.003)
    np.testing.assert_allclose([row[6:] for row in rows], np.c_[WORTH.ravel(), -WORTH.ravel()])


def test_several_kinds_of_attention_stand_side_by_side_under_their_names():
    target = ["a", "b", "c", "d"]
    figure = HeadsView({"encoder": (weights(), WORDS, WORDS), "decoder": (weights(4), target),
                        "cross": (weights(4, N), target, WORDS)},
                       ablation={"cross": WORTH}, look={"cross": (2, 6)})
    groups = figure.state()["groups"]
    assert [g["name"] for g in groups] == ["encoder", "decoder", "cross"]
    assert [g["alike"] for g in groups] == [True, True, False]
    assert groups[2]["look"] == [2, 6] and "ablation0" not in figure.state()
    np.testing.assert_allclose(unpack(figure.state()["ablation2"]), WORTH, rtol=1e-6)


def test_the_picture_has_every_head_and_one_in_full_with_its_words():
    drawn = HeadsView(weights(), WORDS, look=(5, 1)).picture()
    texts = re.findall(r"<text[^>]*>([^<]*)<", drawn)
    assert sum(t == "layer 1" for t in texts) == 3 and sum(t == "head 3" for t in texts) == 2
    assert all(texts.count(word) >= 2 for word in WORDS)
    assert drawn.count("gradients-line") >= 7


def test_of_many_heads_the_picture_has_the_first_and_says_how_many_more_there_are():
    A = np.broadcast_to(np.eye(3), (5, 9, 3, 3))
    assert "and 21 more heads" in HeadsView(A, list("abc")).picture()


def test_it_speaks_japanese():
    with speaking("ja"):
        figure = HeadsView(weights(), WORDS, score="the score")
        assert "注意ヘッド" in figure.label and figure.table()[1][0][0] == "第 1 層ヘッド 1"


def test_texts_are_text_never_markup():
    html = HeadsView(weights(5), WILD).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert state_of(html)["groups"][0]["queries"] == WILD


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (20, 20, 4, 4), (2, 4, 128, 128)], ids=str)
def test_the_smallest_and_the_largest_are_shown(shape):
    A = np.full(shape, 1 / shape[-1])
    figure = HeadsView(A, ["word"] * shape[2])
    assert len(figure.table()[1]) == shape[0] * shape[1] and len(figure.html()) < 400_000


@pytest.mark.parametrize("change, error, says", [
    ({"A": weights()[0]}, ValueError, r"A has shape \(3, 9, 9\); it must have 4 axes"),
    ({"A": 2 * weights()}, ValueError, r"A\[0, 0, 0\] sums to 2"),
    ({"A": -weights()}, ValueError, "weights are never negative"),
    ({"A": np.full((1, 1, 9, 9), np.nan)}, ValueError, r"A\[0, 0, 0, 0\] is nan"),
    ({"A": np.zeros((1, 1, 9, 9))}, ValueError, "A is 0 everywhere"),
    ({"A": [[[["a"]]]]}, TypeError, "A must be an array of real numbers"),
    ({"queries": None}, TypeError, "queries is None; it must be a list of the 9 words"),
    ({"queries": WORDS[:4]}, ValueError, "there are 4 queries"),
    ({"keys": WORDS[:4]}, ValueError, "there are 4 keys"),
    ({"queries": "letters"}, TypeError, "queries is one str"),
    ({"A": np.full((1, 1, 1, 300), 1 / 300), "queries": ["a"], "keys": ["b"] * 300}, ValueError,
     "the number of keys is 300; this figure shows at most 256"),
    ({"A": np.ones((41, 10, 1, 1)), "queries": ["a"]}, ValueError, "the number of heads is 410"),
    ({"gradient": np.ones((3, 2))}, ValueError, r"gradient has shape \(3, 2\)"),
    ({"gradient": np.ones((2, 3, 9, 8))}, ValueError, r"gradient has shape \(2, 3, 9, 8\)"),
    ({"ablation": weights()}, ValueError, r"ablation has shape \(2, 3, 9, 9\)"),
    ({"ablation": np.full((2, 3), np.inf)}, ValueError, r"ablation\[0, 0\] is inf"),
    ({"look": (9, 0)}, ValueError, r"look\[0\] is 9"),
    ({"look": 5}, ValueError, r"look is 5; it must be \(i, j\)"),
    ({"score": 3}, TypeError, "score is 3; it must be a str"),
    ({"glosses": ["letter"]}, TypeError, "glosses is .*; it must be a dict from tokens to texts"),
    ({"glosses": {"手紙": 3}}, TypeError, "is 3; tokens and glosses must be str"),
    ({"A": {}, "queries": None}, ValueError, "A is an empty dict"),
    ({"A": {"x": (weights(), WORDS)}}, ValueError, "queries and keys must be left out"),
    ({"A": {"x": weights()}, "queries": None}, ValueError,
     r"(?s)A\['x'\] is .*must be \(A, queries"),
    ({"A": {"x": (weights()[0], WORDS)}, "queries": None}, ValueError, r"A\['x'\] has shape"),
    ({"A": {3: (weights(), WORDS)}, "queries": None}, TypeError, "A has the key 3"),
    ({"A": {"x": (weights(), WORDS)}, "queries": None, "ablation": WORTH}, ValueError,
     "(?s)ablation is .*; where A is a dict it must be one, too, with some of its names: x"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        HeadsView(**given(**change))
