"""The Jacobians of the states are those of autograd, and their products carry the gradient."""

import numpy as np
import pytest
import torch

from nlpviz.pytorch.recurrent import steps
from nlpviz.scratch import recurrent
from nlpviz.scratch.recurrent import initial
from nlpviz.scratch.recurrent.jacobians import gradient_norms, norm_bound, state_jacobians

CELLS = {
    "rnn": lambda d, n: initial.rnn_weights(d, n, seed=1, radius=1.2),
    "lstm": lambda d, n: initial.lstm_weights(d, n, seed=1, radius=1.2, peepholes=True),
    "gru": lambda d, n: initial.gru_weights(d, n, seed=1, radius=1.2),
}


def run(cell, T=5, d=3, n=4, **options):
    random = np.random.default_rng(0)
    states = random.normal(size=(2 if cell == "lstm" else 1, n))
    weights = CELLS[cell](d, n)
    weights["b"] = random.normal(size=weights["b"].shape)
    _, trace = getattr(recurrent, cell)(random.normal(size=(T, d)), *states, **weights, **options)
    return trace, weights


@pytest.mark.parametrize("cell", CELLS)
def test_each_jacobian_is_that_of_autograd(cell):
    trace, weights = run(cell)
    n = len(trace.h0)
    h = np.vstack([trace.h0, trace.H])
    s = np.hstack([h, np.vstack([trace.c0, trace.C])]) if cell == "lstm" else h
    own = {name: torch.tensor(w) for name, w in weights.items()}
    for t, J in enumerate(state_jacobians(trace)):
        x = torch.tensor(trace.X[t])[None, None]

        def step(state, x=x):
            states = [part[None] for part in state.split(n)]
            _, seen = getattr(steps, cell)(x, *states, **own)
            return torch.cat([seen[k][0, 0] for k in ("H", "C") if k in seen])

        expected = torch.autograd.functional.jacobian(step, torch.tensor(s[t])).T
        np.testing.assert_allclose(J, expected.numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_the_product_of_jacobians_is_backpropagation_through_time(cell):
    trace, _ = run(cell)
    J = state_jacobians(trace)
    P, n = np.linalg.multi_dot(list(J)), len(trace.h0)
    for b in range(J.shape[1]):
        seed = np.zeros((len(J), J.shape[1]))
        seed[-1, b] = 1
        if cell == "lstm":
            back = np.concatenate(trace.backward(seed[:, :n], seed[:, n:])[1:3])
        else:
            back = trace.backward(seed)[1]
        np.testing.assert_allclose(back, P[:, b], rtol=0, atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_gradient_norms_are_those_of_the_products(cell):
    trace, _ = run(cell)
    J = state_jacobians(trace)
    N = gradient_norms(J)
    for t in range(len(J)):
        for k in range(len(J)):
            P = np.eye(J.shape[1])
            for step in J[k + 1:t + 1]:
                P = P @ step
            expected = np.linalg.norm(P, 2) if k <= t else 0.0
            assert N[t, k] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("activation", ["tanh", "relu", "linear"])
def test_the_norm_bound_is_never_passed(activation):
    trace, weights = run("rnn", T=20, activation=activation)
    N = gradient_norms(state_jacobians(trace))
    lags = np.subtract.outer(np.arange(20), np.arange(20))
    bound = norm_bound(weights["W_h"], np.maximum(lags, 0))
    assert (N <= bound * (1 + 1e-12)).all()


def test_the_norm_bound_takes_the_slope_with_each_step():
    W = np.diag([3.0, -2.0])
    assert np.allclose(norm_bound(W, [0, 1, 3], slope=0.25), [1, 0.75, 0.75**3], rtol=1e-12)
    assert np.allclose(norm_bound(W, [0, 1, 3]), [1, 3, 27], rtol=1e-12)


def test_a_linear_network_obeys_its_spectral_radius():
    for radius in (0.8, 1.25):
        weights = initial.rnn_weights(2, 5, radius=radius)
        _, trace = recurrent.rnn(np.zeros((64, 2)), np.zeros(5), **weights, activation="linear")
        N = gradient_norms(state_jacobians(trace))
        assert (N[63, 0] / N[31, 0]) ** (1 / 32) == pytest.approx(radius, rel=0.02)


def test_an_open_forget_gate_carries_the_gradient_unchanged():
    weights = initial.lstm_weights(2, 3, radius=0.0, forget_bias=100.0)
    random = np.random.default_rng(0)
    _, trace = recurrent.lstm(random.normal(size=(40, 2)), np.zeros(3), np.zeros(3), **weights)
    P = np.linalg.multi_dot(list(state_jacobians(trace)))
    assert np.array_equal(P[3:, 3:], np.eye(3))  # ∂c_40/∂c_0 = 1 exactly


def test_wrong_arguments_are_refused_by_name():
    with pytest.raises(ValueError, match="^J has shape"):
        gradient_norms(np.zeros((3, 2, 4)))
    with pytest.raises(ValueError, match="^W_h has shape"):
        norm_bound(np.zeros((2, 3)), [1])
    with pytest.raises(ValueError, match="^radius is -1"):
        initial.rnn_weights(2, 3, radius=-1)
    with pytest.raises(ValueError, match="^d_h is 0"):
        initial.lstm_weights(2, 0)
