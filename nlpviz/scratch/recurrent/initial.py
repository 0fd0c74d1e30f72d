"""Random weights to begin with, as dicts: `rnn(X, h0, **weights)`.

The spectral radius of a recurrent matrix is the largest |eigenvalue|:
how much its most persistent direction grows in one linear step.
"""

import numpy as np

from ...check import number, sizes


def with_radius(W, radius):
    """W scaled so that its largest |eigenvalue| is `radius`."""
    return W * (radius / np.abs(np.linalg.eigvals(W)).max())


def blocks(n_blocks, d, d_h, seed, radius):
    """W_x, W_h, b of `n_blocks` blocks; a generator for the rest.

    Entries of W_x are N(0, 1/d), biases 0; each block of W_h is
    N(0, 1), scaled to the spectral radius.
    """
    d, d_h = sizes(d=d, d_h=d_h)
    radius = number("radius", radius, 0)
    random = np.random.default_rng(seed)
    W_x = random.normal(size=(d, n_blocks * d_h)) / np.sqrt(d)
    W_h = [with_radius(random.normal(size=(d_h, d_h)), radius)
           for _ in range(n_blocks)]
    weights = {"W_x": W_x, "W_h": np.hstack(W_h),
               "b": np.zeros(n_blocks * d_h)}
    return weights, random


def rnn_weights(d, d_h, seed=0, radius=1.0):
    """Weights of `rnn`, W_h of the given spectral radius."""
    weights, _ = blocks(1, d, d_h, seed, radius)
    return weights


def identity_weights(d, d_h, seed=0):
    """W_h = 1, b = 0, W_x ~ N(0, 0.001²): for ReLU networks.

    (Le, Jaitly & Hinton 2015: at first, the state is kept as it is.)
    """
    weights, _ = blocks(1, d, d_h, seed, 1.0)
    weights["W_x"] *= 0.001 * np.sqrt(d)
    weights["W_h"] = np.eye(d_h)
    return weights


def lstm_weights(d, d_h, seed=0, radius=1.0, forget_bias=0.0,
                 peepholes=False):
    """Weights of `lstm`, each block of W_h of the spectral radius.

    forget_bias: 1 lets the cell keep its content at first
    (Gers, Schmidhuber & Cummins 2000). Peepholes are N(0, 1/d_h).
    """
    weights, random = blocks(4, d, d_h, seed, radius)
    weights["b"][d_h : 2 * d_h] = forget_bias
    if peepholes:
        for name in ["p_i", "p_f", "p_o"]:
            weights[name] = random.normal(size=d_h) / np.sqrt(d_h)
    return weights


def gru_weights(d, d_h, seed=0, radius=1.0):
    """Weights of `gru`, each block of W_h of the spectral radius."""
    weights, _ = blocks(3, d, d_h, seed, radius)
    return weights | {"b_n": np.zeros(d_h)}
