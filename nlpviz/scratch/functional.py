"""The small functions that every network is made of.

Each returns `output, trace`; `trace.backward` takes the gradient of
the output and returns those of the arguments, in their order.
"""

from types import SimpleNamespace

import numpy as np

from ..check import array, arrays, indices, like, number


def logistic(x):
    """σ(x) = 1 / (1 + exp(−x)) = (1 + tanh(x/2)) / 2: no overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def sigmoid(x):
    """y = σ(x), a number between 0 and 1; σ′ = y (1 − y) ≤ 1/4."""
    x = array("x", x)
    y = logistic(x)

    def backward(dy):
        return like("dy", dy, y) * y * (1 - y)

    return y, SimpleNamespace(x=x, y=y, backward=backward)


def tanh(x):
    """y = tanh(x), a number between −1 and 1; tanh′ = 1 − y² ≤ 1."""
    x = array("x", x)
    y = np.tanh(x)

    def backward(dy):
        return like("dy", dy, y) * (1 - y**2)

    return y, SimpleNamespace(x=x, y=y, backward=backward)


def relu(x):
    """y = max(x, 0); the slope is 1 for x > 0, else 0 (at 0 too)."""
    x = array("x", x)
    y = np.maximum(x, 0)

    def backward(dy):
        return like("dy", dy, y) * (x > 0)

    return y, SimpleNamespace(x=x, y=y, backward=backward)


def linear(X, W, b):
    """Y = X W + b, rows are tokens."""
    X, W, b = arrays("X: n d, W: d m, b: m", X, W, b)
    Y = X @ W + b  # (n, m)

    def backward(dY):
        dY = like("dY", dY, Y)
        return dY @ W.T, X.T @ dY, dY.sum(axis=0)

    return Y, SimpleNamespace(X=X, W=W, b=b, Y=Y, backward=backward)


def embed(ids, E):
    """x_t = E[w_t]; a word met twice adds up its two gradients."""
    (E,) = arrays("E: n_vocab d", E)
    ids = indices("ids", ids, len(E))
    X = E[ids]  # (T, d)

    def backward(dX):
        dE = np.zeros_like(E)
        np.add.at(dE, ids, like("dX", dX, X))
        return dE

    return X, SimpleNamespace(ids=ids, E=E, X=X, backward=backward)


def softmax(S):
    """P = exp(S) / Σ exp(S) along each row, the last axis."""
    S = array("S", S)
    if S.ndim == 0 or S.size == 0:
        raise ValueError(f"S has shape {S.shape}: rows are needed")
    P = np.exp(S - S.max(axis=-1, keepdims=True))
    P = P / P.sum(axis=-1, keepdims=True)

    def backward(dP):
        dP = like("dP", dP, P)
        return P * (dP - (dP * P).sum(axis=-1, keepdims=True))

    return P, SimpleNamespace(S=S, P=P, backward=backward)


def cross_entropy(logits, targets):
    """L = − mean_t log softmax(logits_t)[targets_t].

    logits (T, n_vocab), targets (T,) whole numbers; L is a float in
    nats. dlogits = (P − one-hot) / T; targets have no gradient.
    """
    (logits,) = arrays("logits: T n_vocab", logits)
    T, n_vocab = logits.shape
    targets = indices("targets", targets, n_vocab)
    if targets.shape != (T,):
        raise ValueError(f"targets has shape {targets.shape} "
                         f"but there are {T} rows of logits")
    P, _ = softmax(logits)
    S = logits - logits.max(axis=1, keepdims=True)
    logP = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    L = -logP[np.arange(T), targets].mean()

    def backward(dL=1.0):
        one_hot = np.eye(n_vocab)[targets]  # (T, n_vocab)
        return dL * (P - one_hot) / T

    return L, SimpleNamespace(P=P, logits=logits, targets=targets,
                              L=L, backward=backward)


def clip_norm(grads, max_norm):
    """g · min(1, max_norm / ‖g‖) for all gradients as one vector g.

    (Pascanu, Mikolov & Bengio 2013, algorithm 1.) Returns the
    gradients as a tuple, and ‖g‖ as it was.
    """
    max_norm = number("max_norm", max_norm, above=0, finite=False)
    grads = tuple(array(f"grads[{k}]", g) for k, g in enumerate(grads))
    top = max((np.abs(g).max(initial=0) for g in grads), default=0)
    squares = sum(((g / (top or 1)) ** 2).sum() for g in grads)
    norm = float(top * np.sqrt(squares))    # no square overflows
    scale = min(1.0, max_norm / norm) if norm else 1.0
    return tuple(scale * g for g in grads), norm
