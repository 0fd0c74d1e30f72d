"""What keeps a model from trusting its training data too much."""

from types import SimpleNamespace

import numpy as np

from ...check import array, arrays, indices, like, number


def dropout(X, kept, p):
    """Y = X · kept / (1 − p): the mean stays, over draws of kept.

    (Srivastava et al. 2014, section 10: divided in training, so that
    nothing changes when the model is used.) kept: bool, of X's shape;
    each number is kept with probability 1 − p, as by
    rng.random(X.shape) >= p.
    """
    X, p = array("X", X), number("p", p, 0)
    if p >= 1:
        raise ValueError(f"p is {p}; it must be less than 1, or "
                         "nothing would be left")
    kept = np.asarray(kept)
    if kept.dtype != bool or kept.shape != X.shape:
        raise ValueError(f"kept is {kept.dtype} of shape {kept.shape}; "
                         f"it must be bool of X's shape {X.shape}")
    Y = X * kept / (1 - p)

    def backward(dY):
        return like("dY", dY, Y) * kept / (1 - p)

    return Y, SimpleNamespace(X=X, kept=kept, Y=Y, backward=backward)


def smoothed_cross_entropy(logits, targets, epsilon=0.1):
    """L = − mean_t Σ_w q_tw log P_tw, P = softmax of each row.

    q = (1 − ε) one-hot + ε / n_vocab (Szegedy et al. 2016, section 7;
    Vaswani et al. 2017, section 5.4: ε = 0.1). ε = 0 is
    `cross_entropy`. The least L is the entropy of q, not 0.
    logits (T, n_vocab), targets (T,) whole numbers; L in nats.
    """
    (logits,) = arrays("logits: T n_vocab", logits)
    T, n_vocab = logits.shape
    epsilon = number("epsilon", epsilon, 0, 1)
    targets = indices("targets", targets, n_vocab)
    if targets.shape != (T,):
        raise ValueError(f"targets has shape {targets.shape} "
                         f"but there are {T} rows of logits")
    q = (1 - epsilon) * np.eye(n_vocab)[targets] + epsilon / n_vocab
    S = logits - logits.max(axis=1, keepdims=True)
    logP = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    L = -(q * logP).sum(axis=1).mean()

    def backward(dL=1.0):
        return dL * (np.exp(logP) - q) / T

    return L, SimpleNamespace(P=np.exp(logP), q=q, L=L,
                              logits=logits, targets=targets,
                              backward=backward)
