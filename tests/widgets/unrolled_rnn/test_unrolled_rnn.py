"""UnrolledRNN draws scratch's numbers forward and back, ships float32 weights that give them
again, and refuses what it cannot show, by name."""

import json
import re
from types import SimpleNamespace

import numpy as np
import pytest

from nlpviz.scratch.recurrent import rnn
from nlpviz.scratch.recurrent.initial import rnn_weights
from nlpviz.widgets import UnrolledRNN
from nlpviz.widgets.core.encode import unpack
from nlpviz.widgets.unrolled_rnn import SENT

TOKENS = ["The", "letters", "are"]
WILD = ["<script>alert(1)</script>", "👩‍👩‍👧 שלום \"'><img src=x>", "x" * 5000]


def a_trace(T=3, d=2, n=2, activation="tanh"):
    X = np.random.default_rng(1).normal(size=(T, d))
    weights = rnn_weights(d, n, seed=1, radius=0.9)
    return rnn(X, np.full(n, 0.1), **weights, activation=activation)[1]


def changed(**changes):
    return SimpleNamespace(**(vars(a_trace()) | changes))


D_H = np.array([[0.0, 0.2], [0.0, 0.0], [1.0, -0.5]])


@pytest.mark.parametrize("activation", ["tanh", "relu", "linear"])
def test_the_gradients_in_the_picture_are_those_of_scratch(activation):
    trace = a_trace(activation=activation)
    dX, dh0, dW_x, dW_h, db = trace.backward(D_H)
    dh, da, dx = UnrolledRNN(TOKENS, trace, D_H).backward()
    np.testing.assert_allclose(dx, dX, rtol=1e-12)
    np.testing.assert_allclose(da[0] @ trace.W_h.T, dh0, rtol=1e-12)
    np.testing.assert_allclose(da.sum(axis=0), db, rtol=1e-12)
    np.testing.assert_allclose(dh[-1], D_H[-1])


@pytest.mark.parametrize("activation", ["tanh", "relu", "linear"])
def test_what_travels_gives_the_same_gradients(activation):
    trace = a_trace(activation=activation)
    state = UnrolledRNN(TOKENS, trace, D_H).state()
    again = rnn(*(unpack(state[name]) for name in SENT), activation=state["activation"])[1]
    dH = unpack(state["dH"])
    for mine, due in zip(again.backward(dH), trace.backward(D_H), strict=True):
        np.testing.assert_allclose(mine, due, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("tokens, trace, dH, error, says", [
    (TOKENS[:2], a_trace(), D_H, ValueError, "tokens has 2 entries, but trace.X has 3 rows"),
    ("are", a_trace(), D_H, TypeError, "tokens is one str; it must be a list of texts"),
    (["a", None, "b"], a_trace(), D_H, TypeError, r"tokens\[1\] is None, a NoneType"),
    (TOKENS, a_trace(), None, ValueError, "dH is missing"),
    (TOKENS, a_trace(), D_H[:2], ValueError, r"dH has shape \(2, 2\); .* \(T, d_h\) = \(3, 2\)"),
    (TOKENS, a_trace(), D_H * np.nan, ValueError, r"dH\[0, 0\] is nan"),
    (TOKENS, a_trace(), "much", TypeError, "dH must be an array of real numbers, not str"),
    (TOKENS, {}, D_H, ValueError, "trace.X is missing"),
    (TOKENS, changed(b=None), D_H, ValueError, "trace.b is missing"),
    (TOKENS, changed(h0=np.zeros((1, 2))), D_H, ValueError, r"trace.h0 has shape \(1, 2\)"),
    (TOKENS, changed(W_h=np.zeros((2, 8))), D_H, ValueError, r"trace.W_h has shape \(2, 8\)"),
    (TOKENS, changed(A=np.zeros((3, 2))), D_H, ValueError, "trace.A is not X W_x"),
    (TOKENS, changed(H=np.zeros((3, 2))), D_H, ValueError, r"trace.(A|H) is not"),
    (TOKENS, changed(activation="relu"), D_H, ValueError, r"trace.H is not relu\(A\)"),
    (TOKENS, changed(activation="gelu"), D_H, ValueError, "trace.activation is 'gelu'; .* tanh"),
    (TOKENS, changed(activation=None), D_H, ValueError, "trace.activation is None"),
    (["x"] * 9, a_trace(T=9), np.zeros((9, 2)), ValueError, "length of trace.X is 9; .* most 8"),
    (TOKENS, a_trace(n=4), np.zeros((3, 4)), ValueError, "d_h, .* is 4; .* at most 3"),
    (TOKENS, a_trace(d=7), D_H, ValueError, "d, the width of trace.X, is 7; .* at most 6"),
])
def test_what_cannot_be_shown_is_refused_by_name(tokens, trace, dH, error, says):
    with pytest.raises(error, match=says):
        UnrolledRNN(tokens, trace, dH)


def test_tokens_are_text_never_markup():
    html = UnrolledRNN(WILD, a_trace(), D_H).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    payload = re.search(r'<script type="application/json">(.*?)</script>', html, re.S)[1]
    assert json.loads(payload)["state"]["tokens"] == WILD


@pytest.mark.parametrize("T, d, n", [(1, 1, 1), (8, 6, 3)])
def test_the_smallest_and_the_largest_are_shown(T, d, n):
    figure = UnrolledRNN([str(t) for t in range(T)], a_trace(T, d, n), np.ones((T, n)))
    header, rows = figure.table()
    assert len(rows) == T and all(len(row) == len(header) for row in rows)
    assert len(figure.html()) < 300_000
    assert figure.html() == figure.html()


def test_widget_and_plot_are_made_on_demand():
    figure = UnrolledRNN(TOKENS, a_trace(), D_H)
    assert figure.widget().position == 0
    assert len(figure.plot().lines) == 2
