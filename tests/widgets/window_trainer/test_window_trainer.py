"""WindowTrainer trains as nlpviz.scratch does, shows every number of a step, ships the tables that
the page trains, and refuses what it cannot show, by name."""


import numpy as np
import pytest

from nlpviz.scratch.counts import noise
from nlpviz.scratch.embeddings import cbow, cbow_negative, skipgram, skipgram_negative
from nlpviz.widgets import WindowTrainer
from nlpviz.widgets.core.encode import unpack
from nlpviz.widgets.window_trainer.steps import (
    draw,
    example,
    examples,
    generator,
    lowest_loss,
)
from tests.widgets.core.parsed import state_of

TEXT = "you say goodbye and I say hello .".split()
SEVEN = ["you", "say", "goodbye", "and", "I", "hello", "."]
WILD = ["<script>alert(1)</script>", "\"'><img src=x>", "שלום", "👩‍👩‍👧🎉", "x" * 5000]


def given(d=2, n=7, **changes):
    W_in, W_out = np.random.default_rng(0).normal(size=(2, n, d))
    return {"tokens": TEXT, "W_in": W_in, "W_out": W_out} | changes


@pytest.mark.parametrize("kind", ["skipgram", "cbow"])
@pytest.mark.parametrize("k, window, d", [(0, 1, 2), (0, 3, 3), (2, 1, 3), (5, 2, 2)])
def test_fifty_steps_are_those_of_scratch(kind, k, window, d):
    figure = WindowTrainer(**given(d), model=kind, window=window, negatives=k, lr=0.3, seed=5)
    training, W_in, W_out = figure.training(), figure.W_in, figure.W_out
    for _ in range(50):
        words, drawn = (training.inputs, training.target), training.negatives
        if kind == "cbow":
            L, trace = cbow_negative(*words, drawn, W_in, W_out) if k else cbow(*words, W_in, W_out)
        elif k:
            L, trace = skipgram_negative(words[0][0], words[1], drawn, W_in, W_out)
        else:
            L, trace = skipgram(words[0][0], [words[1]], W_in, W_out)
        dW_in, dW_out = trace.backward()
        W_in, W_out = W_in - 0.3 * dW_in, W_out - 0.3 * dW_out
        training.step()
        assert training.losses[-1] == pytest.approx(L, rel=1e-12)
        np.testing.assert_allclose(training.W_in, W_in, atol=1e-12)
        np.testing.assert_allclose(training.W_out, W_out, atol=1e-12)
    assert not np.array_equal(figure.W_in, W_in), "the tables given are not changed in place"


def test_one_step_by_hand():
    """you → say: with scores (log 2, 0, 0, 0, 0, 0, 0), P is 1/4 and six times 1/8."""
    W_in, W_out = np.zeros((2, 7, 2))
    W_in[0], W_out[0], W_out[1] = (1, 0), (np.log(2), 1), (0, 1)
    training = WindowTrainer(TEXT, W_in, W_out, lr=1.0).training()
    assert (training.inputs, training.target) == ([0], 1)
    assert training.now["L"] == pytest.approx(np.log(8))
    training.step()
    np.testing.assert_allclose(training.W_in[0], [1 - np.log(2) / 4, 7 / 8 - 1 / 4])
    assert not training.W_in[1:].any()
    rise = np.array([-1 / 4, 7 / 8, *[-1 / 8] * 5])  # y − P, along h = (1, 0)
    np.testing.assert_allclose(training.W_out - W_out, np.outer(rise, [1, 0]), atol=1e-15)


def test_skip_gram_meets_each_pair_in_turn_and_cbow_each_window():
    words = [SEVEN.index(token) for token in TEXT]
    pairs = [(TEXT[i[0]], TEXT[o]) for _, i, o in examples(8, 1, "skipgram")]
    assert pairs[:4] == [("you", "say"), ("say", "you"), ("say", "goodbye"), ("goodbye", "say")]
    assert len(pairs) == 14
    bags = [([TEXT[j] for j in i], TEXT[o]) for _, i, o in examples(8, 1, "cbow")]
    assert bags[1] == (["you", "goodbye"], "say") and len(bags) == 8
    assert WindowTrainer(**given()).ids == words


def test_the_target_is_never_drawn_the_others_as_often_as_the_noise_says():
    q = noise(np.array([1, 2, 1, 1, 1, 1, 1]))
    for drawn in (draw(generator(1), q, 1, 5000),
                  [draw(generator(step), q, 1, 1)[0] for step in range(5000)]):
        found, due = np.bincount(drawn, minlength=7), q / (1 - q[1])
        assert found[1] == 0
        due[1] = 0
        z = (found - 5000 * due) / np.sqrt(5000 * due * (1 - due) + 1e-9)
        assert np.abs(z).max() < 5


def test_the_gradients_are_differences_quotients_whatever_is_drawn_twice():
    W_in, W_out = np.random.default_rng(3).normal(size=(2, 4, 2))
    for given in (([0], 1, None), ([2, 2, 3], 0, [1, 1, 3])):
        slopes = example(W_in, W_out, *given)[1].backward()
        for W, dW in zip((W_in, W_out), slopes, strict=True):
            for at in np.ndindex(W.shape):
                before, ends = W[at], []
                for W[at] in (before + 1e-6, before - 1e-6):
                    ends.append(example(W_in, W_out, *given)[0])
                W[at] = before
                assert dW[at] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-7)


def test_training_comes_near_the_least_loss_and_never_below_it():
    training = WindowTrainer(**given(), lr=0.1).training()
    beside = [1, 4, 2, 2, 2, 2, 1]  # how many words, each once, stand beside each of the seven
    assert training.lowest_loss() == pytest.approx(sum(n * np.log(n) for n in beside) / 14)
    while training.done < 100 * 14:
        training.step()
    lowest = training.lowest_loss()
    assert lowest < min(training.means) and training.means[-1] < lowest + 0.1
    assert lowest_loss([([0], 1), ([0], 1)], 0, np.full(2, 0.5)) == 0


def test_a_run_that_overshoots_says_so_by_its_loss_and_by_no_warning():
    W_in, W_out = np.random.default_rng(0).normal(size=(2, 7, 2))
    figure = WindowTrainer(TEXT, 9 * W_in, 9 * W_out, negatives=5, lr=1)
    training = figure.training()
    with np.errstate(all="raise", under="ignore"):
        for _ in range(60):
            training.step()
    assert training.means[-1] > 1000 and np.isfinite(training.means).all()


def test_what_travels_gives_the_tables_again():
    figure = WindowTrainer(**given(3), model="cbow", negatives=3)
    state = figure.state()
    for name in ("W_in", "W_out"):
        np.testing.assert_allclose(unpack(state[name]), getattr(figure, name), rtol=1e-6)
    assert (state["kind"], state["k"], state["few"], state["position"]) == ("cbow", 3, 3, 0)
    assert WindowTrainer(**given()).state()["few"] == 2 and not state["revealed"]


def test_the_table_shows_what_the_first_step_changes_and_nothing_else():
    header, rows = WindowTrainer(**given()).table()
    assert header == ["word", "input table W_in", "change −η dW_in", "output table W_out",
                      "score s", "prob. P", "error P − y", "change −η dW_out"]
    assert [row[0] for row in rows] == SEVEN
    assert [row[2] == "–" for row in rows] == [False, *[True] * 6]
    assert not any("–" in row[3:] for row in rows)
    header, rows = WindowTrainer(**given(), model="cbow", negatives=2).table()
    assert header[5] == "prob. σ(s)"
    assert [row[0] for row in rows if row[2] != "–"] == ["say"]
    assert 2 <= sum(row[-1] != "–" for row in rows) <= 3


def test_words_may_stand_in_an_order_of_their_own_and_be_more_than_the_text_has():
    words = sorted({*SEVEN, "who"})
    figure = WindowTrainer(**given(n=8), words=words)
    assert [words[i] for i in figure.ids] == TEXT
    assert [row[0] for row in figure.table()[1]] == words


def test_the_picture_shows_text_words_and_numbers():
    figure = WindowTrainer(**given())
    picture = figure.picture()
    for words in (*TEXT, "input", "error", f"{figure.W_out[6, 1]:.2f}".replace("-", "−")):
        assert f">{words}<" in picture


@pytest.mark.parametrize("change, error, says", [
    ({"tokens": "you say"}, TypeError, "tokens is one str; it must be a list of texts"),
    ({"tokens": [*TEXT[:7], 3]}, TypeError, r"tokens\[7\] is 3, a int"),
    ({"tokens": ["you"]}, ValueError, "tokens has 1 entries, 1 of them different"),
    ({"tokens": ["you"] * 3}, ValueError, "tokens has 3 entries, 1 of them different"),
    ({"tokens": TEXT * 4}, ValueError, "tokens has 32 entries.*shows 2 to 24 tokens"),
    ({"tokens": list("abcdefghijklm")}, ValueError, "in a vocabulary of 13"),
    ({"words": SEVEN[:6]}, ValueError, "tokens has '.', which is not among the words"),
    ({"words": [*SEVEN, "you"]}, ValueError, "words has 'you' twice"),
    ({"W_in": np.ones((6, 2))}, ValueError, r"W_in has shape \(6, 2\); it must be \(7, 2\) or \(7"),
    ({"W_out": np.ones((7, 4))}, ValueError, r"W_out has shape \(7, 4\)"),
    ({"W_out": np.ones((7, 3))}, ValueError,
     r"W_in has shape \(7, 2\) but W_out has \(7, 3\): their rows meet"),
    ({"W_in": np.full((7, 2), np.nan)}, ValueError, r"W_in\[0, 0\] is nan"),
    ({"W_in": np.full((7, 2), 1e3)}, ValueError, "W_in holds 1000; this figure starts from"),
    ({"W_in": [["a", "b"]] * 7}, TypeError, "W_in must be an array of real numbers"),
    ({"window": 0}, ValueError, "window is 0; it must be a whole number in 1 … 3"),
    ({"window": 1.5}, TypeError, "window is 1.5; it must be a whole number"),
    ({"model": "glove"}, ValueError, "model is 'glove'; it must be one of skipgram, cbow"),
    ({"lr": 0}, ValueError, "lr is 0; it must be a number >= 0.01 and <= 1"),
    ({"lr": "fast"}, TypeError, "lr is 'fast'; it must be a number"),
    ({"negatives": 6}, ValueError, "negatives is 6; it must be a whole number in 0 … 5"),
    ({"negatives": True}, TypeError, "negatives is True; it must be a whole number"),
    ({"seed": -1}, ValueError, "seed is -1"),
    ({"compare": [("you", "who"), ("you", "I")]}, ValueError, "compare is .*two pairs of the"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        WindowTrainer(**given(**change))


def test_texts_are_text_never_markup():
    html = WindowTrainer(**given(n=5, tokens=WILD)).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert state_of(html)["tokens"] == WILD


def test_the_smallest_and_the_largest_are_shown():
    rng = np.random.default_rng(0)
    for tokens, d in ((["a", "b"], 2), (list("abcdefghijkl") * 2, 3)):
        n = len(set(tokens))
        figure = WindowTrainer(tokens, *rng.normal(size=(2, n, d)), window=3, negatives=5)
        assert len(figure.table()[1]) == n and len(figure.html()) < 115_000


def test_the_widget_starts_with_the_first_example():
    figure = WindowTrainer(**given())
    widget = figure.widget()
    assert (widget.kind, widget.k, widget.rate, widget.position) == ("skipgram", 0, 0.2, 0)
