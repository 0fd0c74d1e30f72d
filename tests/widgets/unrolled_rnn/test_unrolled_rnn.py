"""UnrolledRNN draws scratch's numbers forward and back, ships float32 weights that give them
again, and refuses what it cannot show, by name."""

from types import SimpleNamespace

import numpy as np
import pytest

from nlpviz.scratch.recurrent import rnn
from nlpviz.scratch.recurrent.initial import rnn_weights
from nlpviz.widgets import UnrolledRNN
from nlpviz.widgets.core.encode import unpack
from nlpviz.widgets.unrolled_rnn import SENT
from tests.widgets.core.parsed import state_of

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
    assert state_of(html)["tokens"] == WILD


@pytest.mark.parametrize("T, d, n", [(1, 1, 1), (8, 6, 3)])
def test_the_smallest_and_the_largest_are_shown(T, d, n):
    figure = UnrolledRNN([str(t) for t in range(T)], a_trace(T, d, n), np.ones((T, n)))
    header, rows = figure.table()
    assert len(rows) == T and all(len(row) == len(header) for row in rows)
    assert len(figure.html()) < 300_000
    assert figure.html() == figure.html()


def a_verdict(**changes):
    trace = a_trace()
    w = np.array([1.5, -0.5])
    P = 1 / (1 + np.exp(-trace.H[-1] @ w))
    dH = np.zeros((3, 2))
    dH[-1] = -(1 - P) * w
    return P, dict(tokens=TOKENS, trace=trace, dH=dH, w=w, answers=["are", "is"]) | changes


def test_a_verdict_is_the_logistic_of_the_last_state_and_the_blame_is_its_slope():
    P, given = a_verdict()
    told, left_out = UnrolledRNN(**given), UnrolledRNN(**given | {"dH": None})
    assert told.P == pytest.approx(P) and told.state()["answers"] == ["are", "is"]
    np.testing.assert_allclose(left_out.arrays["dH"], given["dH"], rtol=1e-12)
    assert "wrong" in told.picture() or "right" in told.picture()
    assert f"{P:.2f}" in told.picture() and f"{1 - P:.2f}" in told.picture()
    assert "readout" not in UnrolledRNN(TOKENS, a_trace(), D_H).state()


def test_the_loss_of_the_verdict_is_that_of_autograd():
    import torch

    P, given = a_verdict()
    h = torch.tensor(given["trace"].H[-1], requires_grad=True)
    torch.nn.functional.softplus(-h @ torch.tensor(given["w"])).backward()
    np.testing.assert_allclose(UnrolledRNN(**given).arrays["dH"][-1], h.grad.numpy(), rtol=1e-12)


@pytest.mark.parametrize("changes, error, says", [
    ({"w": None}, ValueError, "w is missing, but answers is given"),
    ({"answers": None}, ValueError, "answers is missing, but w is given"),
    ({"w": np.ones(3)}, ValueError, r"w has shape \(3,\); it must be \(d_h,\) = \(2,\)"),
    ({"answers": ["are"]}, ValueError, "answers has 1 entries; it must have two"),
    ({"answers": "are"}, TypeError, "answers is one str"),
    ({"dH": D_H}, ValueError, r"dH is not the gradient of -log σ\(h_T w\) .* leave dH out"),
])
def test_a_verdict_that_does_not_fit_is_refused_by_name(changes, error, says):
    with pytest.raises(error, match=says):
        UnrolledRNN(**a_verdict(**changes)[1])


def test_the_numbers_of_an_input_are_named_where_rows_are_given():
    from nlpviz.language import speaking

    figure = UnrolledRNN(TOKENS, a_trace(), D_H, rows=["plural?", "singular?"])
    assert figure.state()["rows"] == ["plural?", "singular?"]
    assert "rows" not in UnrolledRNN(TOKENS, a_trace(), D_H).state()
    with speaking("ja"):
        assert len(UnrolledRNN(TOKENS, a_trace(), D_H, rows=["word", "x"]).state()["rows"]) == 2
    with pytest.raises(ValueError, match="rows has 3 entries but a row of trace.X has 2"):
        UnrolledRNN(TOKENS, a_trace(), D_H, rows=["a", "b", "c"])


def test_the_blame_bends_from_the_middle_of_the_verdict_to_the_last_state():
    picture = UnrolledRNN(**a_verdict()[1]).picture()
    assert "starts here" in picture and picture.count("Q") == 1


def test_a_widget_is_made_on_demand_and_starts_where_all_is_read():
    assert UnrolledRNN(TOKENS, a_trace(), D_H).widget().position == 12
