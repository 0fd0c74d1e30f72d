"""DrawOrMix shows the step that nlpviz.scratch computes, ships the arrays that the page computes
it from, and refuses what it cannot show, by name."""

import re

import numpy as np
import pytest

from nlpviz.language import speaking
from nlpviz.scratch import attention, cross_entropy
from nlpviz.widgets import DrawOrMix
from nlpviz.widgets.core.encode import unpack
from nlpviz.widgets.draw_or_mix import percents
from tests.widgets.core.parsed import state_of

POSITIONS, WORDS = "letters from sister".split(), "から 姉 手紙 の".split()
WILD = ["<script>alert(1)</script>", "\"'><img src=x>", "שלום", "👩‍👩‍👧🎉", "x" * 5000]
V = np.array([[0, 0, 2, 0], [1, 0, 0, 1], [0, 2, 0, 0]], float)


def example(**changes):
    """The example of chapter 4."""
    given = {"S": [1, 0, 3], "values": V, "target": 1, "positions": POSITIONS, "words": WORDS}
    return DrawOrMix(**given | changes)


def larger(m=5, n=6, **changes):
    rng = np.random.default_rng(0)
    return DrawOrMix(rng.normal(size=m), rng.normal(size=(m, n)), 0, **changes)


@pytest.mark.parametrize("tau", [0.032, 1.0, 10.0])
def test_mixing_and_drawing_cost_what_scratch_says(tau):
    now = example(tau=tau).step()
    o, _ = attention(np.array([[1 / tau]]), np.array([[1.0], [0], [3]]), V)
    np.testing.assert_allclose(now["o"], o[0], rtol=1e-12)
    assert now["soft"] == pytest.approx(cross_entropy(o, np.array([1]))[0])
    due = [cross_entropy(V[[j]], np.array([1]))[0] for j in range(3)]
    np.testing.assert_allclose(now["f"], due, rtol=1e-12)
    assert now["hard"] == pytest.approx(now["A"] @ due)


def test_the_chapters_numbers_are_shown():
    now = example().step()
    assert [round(float(x), 2) for x in (now["soft"], now["hard"])] == [0.48, 0.64]


def test_a_low_temperature_makes_both_the_same_and_a_high_one_reads_all_alike():
    cold, hot = example(tau=0.032).step(), example(tau=10).step()
    assert cold["A"].max() > 0.999 and cold["hard"] == pytest.approx(cold["soft"], abs=1e-3)
    np.testing.assert_allclose(hot["A"], 1 / 3, atol=0.06)


def test_what_travels_gives_the_step_again():
    state = larger(seed=3, tau=0.5).state()
    again = DrawOrMix(unpack(state["scores"]), unpack(state["vectors"]), state["target"],
                      tau=state["tau"], seed=state["seed"]).step()
    for name, value in larger(tau=0.5).step().items():
        np.testing.assert_allclose(again[name], value, atol=1e-5)
    assert state["seed"] == 3 and state["guess"] is None and not state["answered"]


def test_left_out_positions_and_words_are_numbers():
    shown = larger(2, 3)
    assert shown.positions == ["1", "2"] and shown.words == ["1", "2", "3"]


def test_the_table_holds_each_position_the_mixture_and_the_mean_over_draws():
    header, rows = example().table()
    now = example().step()
    assert header == ["", "score", "share", "loss"]
    assert [row[0] for row in rows] == [*POSITIONS, "mixed", "drawn"]
    np.testing.assert_array_equal([row[3] for row in rows], [*now["f"], now["soft"], now["hard"]])


def test_the_picture_has_a_bar_for_each_share():
    widths = re.findall(r'width="([\d.]+)" height="20" class="keys"', example().picture())
    np.testing.assert_allclose([float(w) for w in widths], 190 * example().step()["A"], atol=0.01)


def test_shares_are_written_so_that_they_sum_to_100_percent():
    texts = re.findall(r">([\d.]+) %<", example().picture())
    assert texts == ["11.4", "4.2", "84.4"] and sum(map(float, texts)) == pytest.approx(100)
    for parts in ([1 / 3] * 3, [1.0, 0.0], [1 / 12] * 12):
        assert sum(float(x.split()[0]) for x in percents(parts)) == pytest.approx(100)


def test_a_gloss_stands_beside_its_word_and_travels():
    shown = example(glosses={"姉": "sister", "手紙": "letters", "犬": "dog"})
    assert shown.state()["glosses"] == ["", "sister", "letters", ""]
    assert "手紙 (letters)" in shown.picture() and example().state()["glosses"] == [""] * 4


def test_it_speaks_japanese():
    with speaking("ja"):
        shown = example()
        assert shown.label.startswith("「姉」を書くために") and shown.table()[0][2] == "割合"


@pytest.mark.parametrize("change, error, says", [
    ({"S": [[1, 2]]}, ValueError, r"S has shape \(1, 2\); it must be \(m,\) with 2 ≤ m ≤ 12"),
    ({"S": [1]}, ValueError, r"S has shape \(1,\)"),
    ({"S": np.zeros(13)}, ValueError, r"S has shape \(13,\)"),
    ({"S": [1, np.nan, 0]}, ValueError, r"S\[1\] is nan"),
    ({"S": ["a", "b", "c"]}, TypeError, "S must be an array of real numbers"),
    ({"S": [0, 0, 1e5]}, ValueError, "S holds 100000; this figure shows numbers from"),
    ({"values": np.ones((2, 4))}, ValueError, r"values has shape \(2, 4\); it must be \(m, n\)"),
    ({"values": np.ones((3, 7))}, ValueError, r"values has shape \(3, 7\)"),
    ({"values": np.ones(3)}, ValueError, r"values has shape \(3,\)"),
    ({"values": np.full((3, 4), -2e4)}, ValueError, "values holds -20000"),
    ({"target": 4}, ValueError, "target is 4"),
    ({"target": 0.5}, TypeError, "target is 0.5"),
    ({"positions": POSITIONS[:2]}, ValueError, "positions has 2 entries but S has 3"),
    ({"positions": "words"}, TypeError, "positions is one str; it must be a list of texts"),
    ({"words": WORDS[:2]}, ValueError, "words has 2 entries but values has 4"),
    ({"words": [*WORDS[:3], 1]}, TypeError, r"words\[3\] is 1, a int"),
    ({"glosses": ["from"]}, TypeError, "glosses is .*; it must be a dict from tokens to texts"),
    ({"glosses": {"姉": 1}}, TypeError, "glosses"),
    ({"tau": 0}, ValueError, "tau is 0"),
    ({"tau": 11}, ValueError, "tau is 11"),
    ({"seed": -1}, ValueError, "seed is -1"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        example(**change)


def test_texts_are_text_never_markup():
    html = larger(positions=WILD, words=[*WILD, "$x$"]).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert state_of(html)["positions"] == WILD


@pytest.mark.parametrize("m, n", [(2, 2), (12, 6)])
def test_the_smallest_and_the_largest_are_shown(m, n):
    header, rows = larger(m, n).table()
    assert len(rows) == m + 2 and all(len(row) == len(header) for row in rows)
    assert len(larger(m, n).html()) < 100_000


def test_the_widget_starts_unanswered():
    widget = example().widget()
    assert (widget.shift, widget.position, widget.answered) == ([0, 0, 0], 2, False)
