"""The feed-forward half of a block: each word by itself."""

import math
from types import SimpleNamespace

import numpy as np

from ...check import array, arrays, like, one_of
from ..functional import linear, logistic, relu

ERF = np.frompyfunc(math.erf, 1, 1)


def gelu(x):
    """y = x Φ(x), Φ the normal distribution (Hendrycks & Gimpel 2016).

    Exactly: Φ(x) = (1 + erf(x / √2)) / 2, no tanh in its place.
    gelu′ = Φ(x) + x φ(x), φ(x) = exp(−x² / 2) / √(2π).
    """
    x = array("x", x)
    Phi = 0.5 + 0.5 * np.asarray(ERF(x / math.sqrt(2)), float)
    phi = np.exp(-0.5 * x**2) / math.sqrt(2 * math.pi)
    y = x * Phi

    def backward(dy):
        return like("dy", dy, y) * (Phi + x * phi)

    return y, SimpleNamespace(x=x, y=y, backward=backward)


def feed_forward(X, W_1, b_1, W_2, b_2, activation="relu"):
    """Y = f(X W_1 + b_1) W_2 + b_2   (Vaswani et al. 2017, eq. 2).

    Row by row: no word sees another one here. f is "relu" or "gelu".
    X (n, d), W_1 (d, d_ff), b_1 (d_ff,), W_2 (d_ff, d), b_2 (d,).
    """
    X, W_1, b_1, W_2, b_2 = arrays(
        "X: n d, W_1: d d_ff, b_1: d_ff, W_2: d_ff d, b_2: d",
        X, W_1, b_1, W_2, b_2)
    f = one_of("activation", activation, {"relu": relu, "gelu": gelu})
    U, of_1 = linear(X, W_1, b_1)           # (n, d_ff)
    F, of_U = f(U)
    Y, of_2 = linear(F, W_2, b_2)

    def backward(dY):
        dF, dW_2, db_2 = of_2.backward(dY)
        dX, dW_1, db_1 = of_1.backward(of_U.backward(dF))
        return dX, dW_1, db_1, dW_2, db_2

    return Y, SimpleNamespace(X=X, U=U, F=F, Y=Y, backward=backward)


def swiglu(X, W, V, W_2):
    """Y = (U σ(U) ⊙ G) W_2, U = X W, G = X V   (Shazeer 2020, eq. 6).

    The hidden units are multiplied by others that are linear in X;
    no biases. X (n, d), W and V (d, d_ff), W_2 (d_ff, d).
    """
    X, W, V, W_2 = arrays("X: n d, W: d d_ff, V: d d_ff, W_2: d_ff d",
                          X, W, V, W_2)
    U, G = X @ W, X @ V                     # (n, d_ff)
    s = logistic(U)
    F = U * s * G
    Y = F @ W_2

    def backward(dY):
        dF = like("dY", dY, Y) @ W_2.T
        dU = dF * G * s * (1 + U * (1 - s))
        dG = dF * U * s
        return dU @ W.T + dG @ V.T, X.T @ dU, X.T @ dG, F.T @ dY

    return Y, SimpleNamespace(X=X, U=U, G=G, F=F, Y=Y,
                              backward=backward)
