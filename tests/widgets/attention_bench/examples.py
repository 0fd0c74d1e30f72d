"""AttentionBench over any texts, for the tests that every figure must pass."""

import numpy as np

from nlpviz.widgets import AttentionBench


def example(words):
    n = len(words)
    Q, K, V = np.random.default_rng(9).normal(size=(3, n, 4))
    return AttentionBench(Q, K, V, words, "causal", query=n - 2)
