"""GradientFlow takes the arrays of the chapter and refuses all others, naming the argument; its
page computes with the weights that the golden numbers were made from."""

import re

import numpy as np
import pytest

from nlpviz.language import speaking
from nlpviz.scratch import recurrent
from nlpviz.scratch.recurrent import initial, jacobians
from nlpviz.widgets import GradientFlow
from nlpviz.widgets.core import encode
from tests.widgets.core.parsed import state_of
from tests.widgets.gradient_flow import golden


def case(T=6, d=3, d_h=4):
    X = np.random.default_rng(0).normal(size=(T, d))
    weights = {
        "rnn": initial.rnn_weights(d, d_h),
        "lstm": initial.lstm_weights(d, d_h),
        "gru": initial.gru_weights(d, d_h),
    }
    _, trace = recurrent.rnn(X, np.zeros(d_h), **weights["rnn"])
    return X, weights, jacobians.gradient_norms(jacobians.state_jacobians(trace))


def changed(cell, name, value):
    def change(X, weights, norms):
        weights[cell] = weights[cell] | {name: value(weights[cell].get(name))}
    return change


def dropped(cell, name):
    return lambda X, weights, norms: weights[cell].pop(name)


WRONG_WEIGHTS = {
    "NaN": (changed("lstm", "W_x", lambda w: w * np.nan), r"weights\['lstm'\]\['W_x'\]\[0, 0\]"),
    "text": (changed("gru", "b", lambda b: "bias"), r"weights\['gru'\]\['b'\]"),
    "a wrong width": (
        changed("rnn", "W_x", lambda w: w[:2]), r"weights\['rnn'\]\['W_x'\].*\(3, 4\)"),
    "a wrong bias": (changed("gru", "b", lambda b: b[:4]), r"weights\['gru'\]\['b'\].*\(12,\)"),
    "blocks of three": (changed("lstm", "W_h", lambda w: w[:, :12]), r"weights\['lstm'\]\['W_h'\]"),
    "a vector for a matrix": (changed("rnn", "W_h", lambda w: w[0]), r"weights\['rnn'\]\['W_h'\]"),
    "another radius": (changed("rnn", "W_h", lambda w: 2 * w), "spectral radius 2"),
    "one wrong block": (
        changed("gru", "W_h", lambda w: w * np.repeat([1, 1, 3], 4)), r"\['gru'\].*radius 3"),
    "a missing array": (dropped("gru", "b_n"), r"weights\['gru'\].*must hold W_x, W_h, b, b_n"),
    "an unknown array": (changed("rnn", "p_i", lambda _: np.ones(4)), r"weights\['rnn'\] holds"),
    "a missing cell": (lambda X, weights, norms: weights.pop("gru"), "weights must be a dict"),
    "a list": (lambda X, weights, norms: weights.update(rnn=[1, 2]), r"weights\['rnn'\] must be"),
}


@pytest.mark.parametrize("what", WRONG_WEIGHTS)
def test_weights_with_what_cannot_be_computed_are_refused_by_name(what):
    X, weights, norms = case()
    change, message = WRONG_WEIGHTS[what]
    change(X, weights, norms)
    with pytest.raises((ValueError, TypeError), match=message):
        GradientFlow(X, weights, norms)


@pytest.mark.parametrize(("cell", "d_h"), [("rnn", 33), ("lstm", 17), ("gru", 17)])
def test_a_state_too_wide_for_the_page_is_refused_with_the_limit(cell, d_h):
    X, weights, norms = case()
    weights[cell] = getattr(initial, f"{cell}_weights")(3, d_h)
    with pytest.raises(ValueError, match=rf"\['{cell}'\] has d_h = {d_h}.*at most {d_h - 1}"):
        GradientFlow(X, weights, norms)


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.ones((1, 3)), "X has shape"),
        (np.ones((65, 3)), r"X\[:64\]"),
        (np.ones((1024, 3)), r"X\[:64\]"),
        (np.ones((6, 300)), "X has shape"),
        (np.ones(6), "X has shape"),
        (np.ones((0, 3)), "X has shape"),
        (np.full((6, 3), np.nan), r"X\[0, 0\] is nan"),
        (np.full((6, 3), np.inf), r"X\[0, 0\] is inf"),
        ([["a"]], "X must be an array of real numbers"),
    ],
)
def test_inputs_of_another_kind_or_length_are_refused(X, message):
    with pytest.raises((ValueError, TypeError), match=message):
        GradientFlow(X, *case()[1:])


@pytest.mark.parametrize(
    ("norms", "message"),
    [
        (np.eye(5), "norms has shape"),
        (np.ones((6, 6)), "norms must be"),
        (np.zeros((6, 6)), "norms must be"),
        (np.eye(6) - np.tri(6, k=-1), "norms must be"),
        (np.full((6, 6), np.nan), r"norms\[0, 0\] is nan"),
    ],
)
def test_norms_that_are_no_lower_triangle_with_ones_are_refused(norms, message):
    X, weights, _ = case()
    with pytest.raises(ValueError, match=message):
        GradientFlow(X, weights, norms)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"cell": "LSTM"}, "cell is 'LSTM'; it must be one of rnn, lstm, gru"),
        ({"cell": None}, "cell is None"),
        ({"cell": np.array(["rnn", "lstm"])}, r"cell is array\(\['rnn', 'lstm'\].*one of rnn"),
        ({"activation": ["tanh"]}, r"activation is \['tanh'\]"),
        ({"activation": "sigmoid"}, "activation is 'sigmoid'"),
        ({"radius": 0.1}, "radius is 0.1"),
        ({"radius": np.nan}, "radius is nan"),
        ({"radius": "1"}, "radius is '1'; it must be a number >= 0.2 and <= 2"),
        ({"forget_bias": 6}, "forget_bias is 6"),
        ({"forget_bias": True}, "forget_bias is True; it must be a number"),
        ({"tokens": "letters"}, "tokens is one str; it must be a list"),
        ({"tokens": 7}, "tokens is one int; it must be a list of texts"),
        ({"tokens": set("letter")}, "tokens is one set; it must be a list of texts"),
        ({"tokens": ["letters"]}, "tokens has 1 entries"),
        ({"tokens": [1] * 6}, r"tokens\[0\] is 1, a int; it must be a str"),
    ],
)
def test_a_setting_that_does_not_exist_is_refused_by_name(given, message):
    with pytest.raises((ValueError, TypeError), match=message):
        GradientFlow(*case(), **given)


def test_weights_arrive_in_the_page_to_float32():
    X, weights, norms = case()
    weights["lstm"] = initial.lstm_weights(3, 4, peepholes=True)
    shown = GradientFlow(X, weights, norms).decoded
    for cell, parts in weights.items():
        assert set(parts) == set(shown[cell])
        for name, array in parts.items():
            np.testing.assert_allclose(shown[cell][name], array, rtol=6e-8, atol=1e-38)


def test_peepholes_that_are_none_do_not_travel():
    X, weights, norms = case()
    weights["lstm"] |= {"p_i": None, "p_f": None, "p_o": None}
    assert set(GradientFlow(X, weights, norms).decoded["lstm"]) == {"W_x", "W_h", "b"}


def test_the_largest_figure_stays_small_and_the_same():
    name, X, weights = list(golden.worlds())[1]
    norms, *_ = golden.run(X, weights, "rnn")
    html = GradientFlow(X, weights, norms).html()
    assert name == "large" and len(html.encode()) < 200_000
    assert html == GradientFlow(X, weights, norms).html()


def test_tokens_are_text_and_never_markup():
    X, weights, norms = case()
    bad = ["<script>alert(1)</script>", '"', "'", "</figure>", "\u202eabc", "é" * 5000]
    figure = GradientFlow(X, weights, norms, tokens=bad)
    assert state_of(figure.html())["tokens"] == bad
    assert "alert(1)</script>" not in figure.html()


def test_the_picture_shows_each_norm_by_the_step_of_the_fixed_scale():
    X, weights, norms = case()
    norms[3, 1], norms[4, 1], norms[5, 1] = 1e-9, 1e-2, 1e9
    picture = GradientFlow(X, weights, norms).picture()
    paths = re.findall(r'<path d="([^"]*)" class="seq-(\d+)"', picture)
    steps = {int(step): d for d, step in paths}
    assert "M1 3h" in steps[0] and "M1 4h" in steps[8] and "M1 5h" in steps[16]
    assert sum(d.count("M") for d in steps.values()) == 21
    assert 'role="img"' in picture and " id=" not in picture


def test_the_table_lists_the_norm_of_every_lag():
    X, weights, norms = case()
    header, rows = GradientFlow(X, weights, norms).table()
    left = "How much of the blame at the last step is left ‖∂h_T/∂h_{T−q}‖"
    assert header == ["steps back from the last q", left]
    assert rows == [[q, norms[5, 5 - q]] for q in range(6)]


def test_the_widget_holds_the_same():
    figure = GradientFlow(*case(), cell="lstm", forget_bias=1)
    widget = figure.widget()
    assert (widget.cell, widget.forget_bias, widget.radius) == ("lstm", 1.0, 1.0)


def test_packed_inputs_of_the_golden_file_unpack_to_what_python_used():
    for _, X, weights in golden.worlds():
        state, used, shown = golden.figure(X, weights)
        np.testing.assert_array_equal(used, encode.unpack(state["X"]))
        np.testing.assert_allclose(used, X, rtol=6e-8, atol=1e-38)
        assert {c: set(w) for c, w in shown.items()} == {c: set(w) for c, w in weights.items()}


def test_axes_and_levels_are_named_in_the_language_of_the_figure():
    with speaking("ja"):
        figure = GradientFlow(*case())
    assert "RNN・LSTM・GRU" in figure.label and "6 ステップ" in figure.label
    for word in ("1000 分の 1", "誤差が届くステップ k", "最後から遡るステップ数 q"):
        assert word in figure.picture()
    assert "a thousandth" in GradientFlow(*case()).picture()


def test_a_widget_starts_before_the_guess_with_the_whole_length():
    widget = GradientFlow(*case()).widget()
    assert (widget.length, widget.guess, widget.revealed) == (6, None, False)
