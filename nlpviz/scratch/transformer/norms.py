"""Normalisation: each row brought to the same scale."""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, like, number


def layer_norm(X, gamma, beta, eps=1e-5):
    """Y = γ N + β, N = (X − mean) / √(variance + ε), row by row.

    (Ba, Kiros & Hinton 2016, eq. 4.) The variance is the mean square
    over the d numbers, not over d − 1. X (n, d), gamma, beta (d,).
    In backward, what would shift or stretch a whole row is taken out
    of the gradient: it would change nothing.
    """
    X, gamma, beta = arrays("X: n d, gamma: d, beta: d", X, gamma, beta)
    eps = number("eps", eps, above=0)
    mean = X.mean(axis=1, keepdims=True)
    scale = np.sqrt(X.var(axis=1, keepdims=True) + eps)
    N = (X - mean) / scale                  # (n, d)
    Y = gamma * N + beta

    def backward(dY):
        dY = like("dY", dY, Y)
        dN = dY * gamma
        dX = dN - dN.mean(axis=1, keepdims=True)
        dX = dX - N * (dN * N).mean(axis=1, keepdims=True)
        return dX / scale, (dY * N).sum(axis=0), dY.sum(axis=0)

    return Y, SimpleNamespace(X=X, gamma=gamma, beta=beta, mean=mean,
                              scale=scale, N=N, Y=Y, backward=backward)


def rms_norm(X, gamma, eps=1e-5):
    """Y = γ N, N = X / √(mean of squares + ε), row by row.

    (Zhang & Sennrich 2019, eq. 4: nothing is subtracted, and there is
    no β. The paper has no ε; it keeps a row of zeros zero.) X (n, d),
    gamma (d,).
    """
    X, gamma = arrays("X: n d, gamma: d", X, gamma)
    eps = number("eps", eps, above=0)
    scale = np.sqrt((X**2).mean(axis=1, keepdims=True) + eps)
    N = X / scale                           # (n, d)
    Y = gamma * N

    def backward(dY):
        dY = like("dY", dY, Y)
        dN = dY * gamma
        dX = dN - N * (dN * N).mean(axis=1, keepdims=True)
        return dX / scale, (dY * N).sum(axis=0)

    return Y, SimpleNamespace(X=X, gamma=gamma, scale=scale, N=N, Y=Y,
                              backward=backward)
