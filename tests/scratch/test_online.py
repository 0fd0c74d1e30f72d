"""Learning forward in time has the gradient of learning backward in time, at its price."""

import numpy as np
import pytest

from nlpviz.scratch.recurrent import rnn
from nlpviz.scratch.recurrent.online import costs, rtrl, truncated_bptt


def draw(T, d, n, seed=0):
    random = np.random.default_rng(seed)
    shapes = [(T, d), (n,), (d, n), (n, n), (n,)]
    return [random.normal(size=s) for s in shapes], random.normal(size=(T, n))


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 3, 2), (6, 2, 4), (9, 1, 3)], ids=str)
def test_real_time_learning_has_the_gradient_of_backpropagation(shape):
    arguments, dH = draw(*shape)
    _, trace = rnn(*arguments)
    for online, back in zip(rtrl(*arguments, dH), trace.backward(dH)[1:], strict=True):
        np.testing.assert_allclose(online, back, rtol=0, atol=1e-12)


def test_real_time_learning_is_ready_at_every_step():
    arguments, dH = draw(8, 2, 3)
    X, *rest = arguments
    for t in range(1, 9):
        _, trace = rnn(X[:t], *rest)
        for online, back in zip(rtrl(X[:t], *rest, dH[:t]), trace.backward(dH[:t])[1:],
                                strict=True):
            np.testing.assert_allclose(online, back, rtol=0, atol=1e-12)


@pytest.mark.parametrize("k", [8, 9, 100])
def test_truncation_beyond_the_sequence_is_exact(k):
    arguments, dH = draw(8, 2, 3)
    exact = rnn(*arguments)[1].backward(dH)
    for a, b in zip(truncated_bptt(*arguments, dH, k), exact, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-14)


def test_truncation_cuts_the_gradient_and_not_the_state():
    (X, *rest), dH = draw(7, 2, 3)
    late = np.zeros_like(dH)
    late[6] = dH[6]
    dX, dh0, dW_x, _, _ = truncated_bptt(X, *rest, late, k=3)  # pieces: 0-2, 3-5, 6
    assert not dX[:6].any() and dX[6].any() and not dh0.any()
    exact_dX = rnn(X, *rest)[1].backward(late)[0]
    np.testing.assert_allclose(dX[6], exact_dX[6], rtol=0, atol=1e-14)  # the state went on
    slopes = 1 - rnn(X, *rest)[0][6] ** 2
    np.testing.assert_allclose(dW_x, np.outer(X[6], late[6] * slopes), rtol=1e-12)


def test_pieces_of_one_step_learn_nothing_about_the_past():
    arguments, dH = draw(7, 2, 3)
    H, trace = rnn(*arguments)
    dX, *_ = truncated_bptt(*arguments, dH, k=1)
    np.testing.assert_allclose(dX, (dH * trace.slopes) @ arguments[2].T, rtol=0, atol=1e-14)


def test_the_costs_are_those_of_the_arrays_multiplied():
    T, d, n = 5, 2, 3
    n_W = (d + n + 1) * n
    found = costs(T, d, n)
    assert found["bptt"] == {"multiply": T * (n * n + n_W), "keep": T * n}
    assert found["rtrl"]["keep"] == np.zeros((d + n + 1, n, n)).size
    assert found["rtrl"]["multiply"] == T * ((d + n + 1) * n * n * n + n_W * n)
    ratio = [costs(100, n, n)["rtrl"]["multiply"] / costs(100, n, n)["bptt"]["multiply"]
             for n in (64, 128)]
    assert ratio[1] / ratio[0] == pytest.approx(4, rel=0.05)  # grows with the square of d_h


@pytest.mark.parametrize("k", [0, -1, 1.5])
def test_a_piece_has_at_least_one_step(k):
    arguments, dH = draw(3, 2, 3)
    with pytest.raises(ValueError, match="^k is"):
        truncated_bptt(*arguments, dH, k)


def test_wrong_shapes_are_refused_by_name():
    arguments, dH = draw(3, 2, 3)
    with pytest.raises(ValueError, match="^dH has shape"):
        rtrl(*arguments, dH[:2])
    with pytest.raises(ValueError, match="^dH has shape"):
        truncated_bptt(*arguments, dH[:, :2], 2)
