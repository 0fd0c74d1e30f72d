"""LSTMCell shows the trace it was given, ships float32 weights that give the trace again,
backpropagates what scratch backpropagates, and refuses what it cannot show, by name."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from nlpviz.language import speaking
from nlpviz.scratch.recurrent import lstm
from nlpviz.scratch.recurrent.initial import lstm_weights
from nlpviz.widgets import LSTMCell
from nlpviz.widgets.core.encode import unpack
from nlpviz.widgets.lstm_cell import WEIGHTS, state_gradients
from tests.widgets.core.parsed import state_of

TOKENS = "The letters from my sister are".split()
WILD = ["<script>alert(1)</script>", "\"'><img src=x>", "שלום", "👩‍👩‍👧🎉", "x" * 5000, ""]


def a_trace(T=6, d=3, n=4, seed=0, peepholes=True):
    weights = lstm_weights(d, n, seed=seed, radius=0.8, peepholes=peepholes)
    X = np.random.default_rng(seed).normal(size=(T, d))
    return lstm(X, np.zeros(n), np.zeros(n), **weights)[1]


def changed(**changes):
    return SimpleNamespace(**(vars(a_trace()) | changes))


@pytest.mark.parametrize("peepholes", [True, False])
@pytest.mark.parametrize("unit", range(4))
def test_the_gradients_in_the_picture_are_those_of_scratch(unit, peepholes):
    trace = a_trace(peepholes=peepholes)
    dC, dH = state_gradients(vars(trace), unit)
    one = np.zeros_like(trace.H)
    one[-1, unit] = 1
    for t in range(1, 6):  # start again after step t: its h0, c0 are h_t, c_t
        tail = lstm(trace.X[t:], trace.H[t - 1], trace.C[t - 1], trace.W_x, trace.W_h, trace.b,
                    trace.p_i, trace.p_f, trace.p_o)[1]
        _, to_h, to_c, *_ = tail.backward(0 * one[t:], one[t:])
        o, tanh = trace.o[t - 1], np.tanh(trace.C[t - 1])
        through_h = to_h * (o * (1 - tanh**2) + trace.p_o * tanh * o * (1 - o))
        np.testing.assert_allclose(dC[t - 1], to_c + through_h, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(dH[t - 1], tail.backward(one[t:])[1], rtol=1e-12, atol=1e-14)


def test_what_travels_gives_the_trace_again():
    trace = a_trace()
    state = LSTMCell(TOKENS, trace).state()
    again = lstm(*(unpack(state[name]) for name in ("X", *(w for w in WEIGHTS))))[1]
    for name in "ifzoCH":
        np.testing.assert_allclose(getattr(again, name), getattr(trace, name), atol=1e-6)


def test_a_mapping_will_do_and_no_peepholes_are_zeros():
    trace = vars(a_trace(peepholes=False))
    without = {name: value for name, value in trace.items() if not name.startswith("p_")}
    assert LSTMCell(TOKENS, without).html() == LSTMCell(TOKENS, trace).html()
    assert LSTMCell(TOKENS, without).state()["peepholes"] is False
    assert LSTMCell(TOKENS, a_trace()).state()["peepholes"] is True


@pytest.mark.parametrize("tokens, trace, options, error, says", [
    (TOKENS[:5], a_trace(), {}, ValueError, "tokens has 5 entries, but trace.X has 6 rows"),
    (None, a_trace(), {}, TypeError, "tokens is one NoneType; it must be a list of texts"),
    (set(TOKENS), a_trace(), {}, TypeError, "tokens is one set; it must be a list of texts"),
    (np.array("a"), a_trace(), {}, TypeError, "tokens is one ndarray; it must be a list of texts"),
    (TOKENS, changed(C=a_trace().C + 0j), {}, TypeError, "trace.C must be .*dtype complex128"),
    ("abcdef", a_trace(), {}, TypeError, "tokens is one str; it must be a list of texts"),
    ([*TOKENS[:5], 3], a_trace(), {}, TypeError, r"tokens\[5\] is 3, a int; it must be a str"),
    (TOKENS, a_trace(), {"unit": 4}, ValueError, "unit is 4; it must be in 0 … 3"),
    (TOKENS, a_trace(), {"unit": -1}, ValueError, "unit is -1"),
    (TOKENS, a_trace(), {"unit": 1.0}, TypeError, "unit is 1.0; it must be a whole number"),
    (TOKENS, a_trace(), {"unit": True}, TypeError, "unit is True; it must be a whole number"),
    (TOKENS, {}, {}, ValueError, "trace.X is missing"),
    (TOKENS, 7, {}, ValueError, "trace.X is missing"),
    (TOKENS, changed(W_h=None), {}, ValueError, "trace.W_h is missing"),
    (TOKENS, changed(X="words"), {}, TypeError, "trace.X must be .* real numbers, not str"),
    (TOKENS, changed(X=np.zeros(6)), {}, ValueError, r"trace.X has shape \(6,\); .* \(T, d\)"),
    (TOKENS, changed(W_h=np.zeros((4, 12))), {}, ValueError,
     r"trace.W_h has shape \(4, 12\); it must be \(d_h, 4 d_h\) = \(4, 16\)"),
    (TOKENS, changed(W_x=np.diag([np.nan] * 16)[:3]), {}, ValueError, r"trace.W_x\[0, 0\] is nan"),
    (TOKENS, changed(b=np.full(16, np.inf)), {}, ValueError, r"trace.b\[0\] is inf"),
    (TOKENS, changed(C=np.ones((6, 4))), {}, ValueError, r"trace.C is not i \* z \+ f"),
    (TOKENS, changed(H=np.ones((6, 4))), {}, ValueError, r"trace.H is not o \* tanh"),
    ([], changed(X=np.zeros((0, 3))), {}, ValueError, r"trace.X has .*: T = 0"),
    (["x"] * 33, a_trace(T=33), {}, ValueError, "length of trace.X is 33; .* at most 32"),
    (TOKENS, a_trace(n=9), {}, ValueError, "d_h, the width of trace.H, is 9; .* at most 8"),
])
def test_what_cannot_be_shown_is_refused_by_name(tokens, trace, options, error, says):
    with pytest.raises(error, match=says):
        LSTMCell(tokens, trace, **options)


def test_tokens_are_text_never_markup():
    html = LSTMCell(WILD, a_trace()).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert state_of(html)["tokens"][:5] == WILD[:5]


@pytest.mark.parametrize("T, n", [(1, 1), (32, 8)])
def test_the_smallest_and_the_largest_are_shown(T, n):
    figure = LSTMCell([str(t) for t in range(T)], a_trace(T=T, n=n), unit=n - 1)
    header, rows = figure.table()
    assert len(rows) == T and all(len(row) == len(header) for row in rows)
    assert len(figure.html()) < 300_000
    assert figure.html() == figure.html()


def test_the_table_holds_the_values_of_the_unit():
    trace = a_trace()
    _, rows = LSTMCell(TOKENS, trace, unit=2).table()
    due = np.stack([getattr(trace, name)[:, 2] for name in "ifzoCH"], axis=1)
    np.testing.assert_array_equal([row[1:7] for row in rows], due)
    assert [row[0] for row in rows] == TOKENS and rows[-1][7:] == [1.0, 1.0]


def test_the_widget_starts_at_the_word_that_is_asked_about_before_the_guess():
    widget = LSTMCell(TOKENS, a_trace(), unit=1).widget()
    assert (widget.unit, widget.step, widget.overrides) == (1, 0, {})
    assert (widget.guess, widget.revealed) == (None, False)


def test_the_bars_of_the_blame_are_as_high_as_their_shares_and_the_scales_are_said():
    figure = LSTMCell(TOKENS, a_trace(), unit=1)
    picture, height = figure.picture(), 32
    bars = [float(x) for x in re.findall(r'height="([\d.]+)" class="gradients"', picture)]
    due = [min(abs(x), 1) * height for key in ("dC", "dH") for x in figure.strips()[key]]
    np.testing.assert_allclose(bars, due, atol=0.01)
    assert picture.count("0 … 1<") == 5 and picture.count("−1 … 1<") >= 2


def test_a_verdict_is_the_logistic_of_the_last_state_and_travels():
    trace, w = a_trace(), np.array([1.5, -0.5, 2, 0])
    figure = LSTMCell(TOKENS, trace, w=w, bias=-0.25, answers=["are", "is"])
    state = figure.state()
    assert figure.P == pytest.approx(1 / (1 + np.exp(0.25 - trace.H[-1] @ w)), rel=1e-12)
    np.testing.assert_allclose(unpack(state["readout"]), w, rtol=1e-7)
    assert (state["bias"], state["answers"]) == (-0.25, ["are", "is"])
    assert "readout" not in LSTMCell(TOKENS, trace).state()


@pytest.mark.parametrize("given, error, says", [
    ({"answers": ["are", "is"]}, ValueError, "w is missing, but answers is given"),
    ({"w": np.ones(4)}, ValueError, "answers is missing, but w is given"),
    ({"w": np.ones(3), "answers": ["are", "is"]}, ValueError, r"w has shape \(3,\)"),
    ({"w": np.ones(4), "answers": ["are"]}, ValueError, "answers has 1 entries"),
    ({"w": np.ones(4), "answers": "are"}, TypeError, "answers is one str"),
    ({"w": np.ones(4), "answers": ["a", "b"], "bias": np.nan}, ValueError, "bias is nan"),
])
def test_a_verdict_that_does_not_fit_is_refused_by_name(given, error, says):
    with pytest.raises(error, match=says):
        LSTMCell(TOKENS, a_trace(), **given)


def test_a_gate_that_its_weights_do_not_give_is_refused():
    trace = a_trace()
    other = lstm(trace.X, trace.h0, trace.c0, trace.W_x, trace.W_h, trace.b + 0.1)[1]
    with pytest.raises(ValueError, match="trace.i is not what these weights give"):
        LSTMCell(TOKENS, vars(other) | {"b": trace.b})


def test_rows_have_words_and_symbols_in_the_language_of_the_page():
    header, _ = LSTMCell(TOKENS, a_trace()).table()
    assert header[:3] == ["word", "may enter iₜ", "may stay fₜ"]
    assert header[-1] == "blame in the state ∂h₆ / ∂hₜ"
    with speaking("ja"):
        figure = LSTMCell(TOKENS, a_trace())
    assert figure.table()[0][2] == "残す割合 fₜ" and "LSTM" in figure.label
    assert "残す割合" in figure.picture() and "may stay" not in figure.picture()
