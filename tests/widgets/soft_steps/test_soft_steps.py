"""SoftSteps shows the six steps that nlpviz.scratch computes, ships the arrays that the page
computes them from, and refuses what it cannot show, by name."""

import re

import numpy as np
import pytest
import torch

from nlpviz.language import speaking
from nlpviz.scratch import softmax
from nlpviz.widgets import SoftSteps
from nlpviz.widgets.core.encode import unpack
from tests.widgets.core.parsed import state_of
from tests.widgets.soft_steps.examples import KEYS, NEXT, W_C, W_O, H, Q, by_hand, case

WILD = ["<script>alert(1)</script>", "\"'><img src=x>", "שלום", "👩‍👩‍👧🎉", "x" * 5000]


def test_the_six_steps_are_those_of_the_chapter_worked_out_by_hand():
    now = by_hand().steps()
    A = np.exp([1, 0, 3]) / np.exp([1, 0, 3]).sum()
    o = A @ H
    g = np.tanh(np.concatenate([o, Q]) @ W_C)
    for name, due in {"S": [1, 0, 3], "A": A, "parts": A[:, None] * H, "o": o, "g": g,
                      "P": softmax((g @ W_O)[None])[0][0]}.items():
        np.testing.assert_allclose(now[name], due, rtol=1e-12)
    assert [round(float(x), 2) for x in (A[2], now["P"][1], now["blind"][1])] == [0.84, 0.88, 0.57]


def test_torch_computes_the_same_look():
    of = {name: torch.from_numpy(x)[None] if x.ndim == 2 else torch.from_numpy(x)
          for name, x in case().items()}
    for scale in (False, True):
        o = torch.nn.functional.scaled_dot_product_attention(
            of["q"][None, None], of["K"], of["V"], scale=None if scale else 1.0)[0, 0]
        g = torch.tanh(torch.cat([o, of["h"]]) @ of["W_c"][0] + of["b_c"])
        P = torch.softmax(g @ of["W_o"][0] + of["b_o"], 0)
        now = SoftSteps(**case(), scale=scale).steps()
        np.testing.assert_allclose(now["o"], o, rtol=1e-10)
        np.testing.assert_allclose(now["P"], P, rtol=1e-10)


def test_a_state_that_is_left_out_is_the_query_and_biases_are_nought():
    given = {name: x for name, x in case(d_k=3, d_h=3).items() if name not in ("h", "b_c", "b_o")}
    one, other = SoftSteps(**given).steps(), SoftSteps(
        **given, h=given["q"], b_c=np.zeros(3), b_o=np.zeros(4)).steps()
    for name, value in one.items():
        np.testing.assert_array_equal(value, other[name])


def test_what_travels_gives_the_steps_again_and_nothing_of_the_answer():
    figure = SoftSteps(**case(), scale=True)
    state = figure.state()
    again = SoftSteps(**{name: unpack(packed) for name, packed in state["of"].items()},
                      scale=state["scale"]).steps()
    for name, value in figure.steps().items():
        np.testing.assert_allclose(again[name], value, atol=1e-5)
    assert (state["step"], state["guess"], state["answered"], state["look"]) == (
        1, None, False, True)
    assert state["shift"] == [0] * 5 and len(figure.html()) < 100_000


def test_left_out_words_are_numbers():
    shown = SoftSteps(**case(2, n=3))
    assert shown.keys == ["1", "2"] and shown.words == ["1", "2", "3"]


def test_the_table_holds_each_word_the_sum_the_state_the_joint_and_the_next_words():
    header, rows = by_hand().table()
    now = by_hand().steps()
    assert header == ["", "score", "share", "value", "value × share"]
    assert [row[0] for row in rows] == [*KEYS, "sum", "decoder’s state", "sum and state joined",
                                        *(f"next word: {word}" for word in NEXT)]
    assert [row[1] for row in rows[:3]] == [1, 0, 3]
    np.testing.assert_array_equal([row[2] for row in rows[:3]], now["A"])
    np.testing.assert_array_equal([row[2] for row in rows[6:]], now["P"])
    assert rows[2][3:] == ["0, 0, 1, 1", "0, 0, 0.844, 0.844"]
    assert rows[3][4] == "0.114, 0.042, 0.844, 0.958"


def test_the_picture_has_a_bar_for_each_share_and_each_next_word():
    picture, now = by_hand().picture(), by_hand().steps()
    shares = re.findall(r'x="210" y="[\d.]+" width="([\d.]+)"', picture)
    np.testing.assert_allclose([float(x) for x in shares], 56 * now["A"], atol=0.01)
    words = re.findall(r'width="([\d.]+)" height="18" class="targets"', picture)
    np.testing.assert_allclose([float(x) for x in words], 150 * now["P"], atol=0.01)
    assert "88 %" in picture and "84 %" in picture


def test_it_speaks_japanese():
    with speaking("ja"):
        shown = by_hand()
        assert shown.label.startswith("3 語に対するソフト注意") and shown.table()[0][2] == "割合"


def example(**changes):
    return SoftSteps(**case() | changes)


@pytest.mark.parametrize("change, error, says", [
    ({"q": np.ones(4)}, ValueError, r"q has shape \(4,\) but must have \(3,\): K has 5 rows of 3"),
    ({"q": np.ones((1, 3))}, ValueError, r"q has shape \(1, 3\); it must have 1 axis"),
    ({"K": np.ones(3)}, ValueError, r"K has shape \(3,\); it must have 2 axes"),
    ({"V": np.ones((4, 4))}, ValueError, r"V has shape \(4, 4\) but must have \(5, 4\)"),
    ({"W_c": np.ones((6, 3))}, ValueError, r"W_c has shape \(6, 3\) but must have \(7, 3\)"),
    ({"W_o": np.ones((2, 4))}, ValueError, r"W_o has shape \(2, 4\) but must have \(3, 4\)"),
    ({"b_c": np.ones(2)}, ValueError, r"b_c has shape \(2,\) but must have \(3,\)"),
    ({"b_o": np.ones(3)}, ValueError, r"b_o has shape \(3,\) but must have \(4,\)"),
    ({"h": np.ones((3, 1))}, ValueError, r"h has shape \(3, 1\); it must have 1 axis"),
    ({"q": [1, np.nan, 0]}, ValueError, r"q\[1\] is nan"),
    ({"V": np.full((5, 4), 1e5)}, ValueError, "V holds 100000; this figure shows numbers from"),
    ({"q": "abc"}, TypeError, "q must be an array of real numbers"),
    ({"K": np.ones((1, 3)), "V": np.ones((1, 4))}, ValueError, "K has 1 row; there must be"),
    ({"K": np.ones((9, 3)), "V": np.ones((9, 4))}, ValueError,
     "the number of words, rows of K, is 9; this figure shows at most 8: pass a smaller example"),
    ({"V": np.ones((5, 9)), "W_c": np.ones((12, 3))}, ValueError, "the width of V is 9"),
    ({"W_o": np.ones((3, 7)), "b_o": np.ones(7)}, ValueError, "the number of next words"),
    ({"W_o": np.ones((3, 1)), "b_o": np.ones(1)}, ValueError, "W_o has 1 column"),
    ({"keys": ["a"]}, ValueError, "keys has 1 entries but K has 5"),
    ({"words": "abcd"}, TypeError, "words is one str; it must be a list of texts"),
    ({"scale": 1}, TypeError, "scale is 1; it must be True or False"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        example(**change)


def test_texts_are_text_never_markup():
    html = example(keys=WILD, words=WILD[:4]).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert state_of(html)["texts"] == [WILD, WILD[:4]]


@pytest.mark.parametrize("sizes", [(2, 1, 1, 1, 1, 2), (8, 8, 8, 8, 8, 6)])
def test_the_smallest_and_the_largest_are_shown(sizes):
    figure = SoftSteps(**case(*sizes))
    header, rows = figure.table()
    assert len(rows) == sizes[0] + 3 + sizes[-1] and all(len(r) == len(header) for r in rows)
    assert len(figure.html()) < 110_000


def test_the_widget_starts_unanswered_at_the_first_step():
    widget = by_hand().widget()
    assert (widget.shift, widget.row, widget.step, widget.answered) == ([0, 0, 0], 2, 1, False)
