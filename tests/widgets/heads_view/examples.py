"""HeadsView over any texts, for the tests that every figure must pass."""

import numpy as np

from nlpviz.widgets import HeadsView


def example(words):
    n = len(words)
    rng = np.random.default_rng(10)
    A = np.exp(2 * rng.normal(size=(2, 3, n, n))) * np.tri(n)
    return HeadsView(A / A.sum(-1, keepdims=True), words, gradient=rng.normal(size=(2, 3)),
                     ablation=rng.normal(size=(2, 3)), look=(n - 2, 1))
