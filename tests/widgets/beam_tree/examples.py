"""BeamTree for the tests that every figure must pass."""

import numpy as np

from nlpviz import decode
from nlpviz.widgets import BeamTree

WORDS = ["<pad>", "<s>", "</s>", "a", "b"]
P = np.array([[0, 0, 1, 0, 0],        # after <pad>
              [0, 0, 0, 0.6, 0.4],    # after <s>: a or b
              [0, 0, 1, 0, 0],        # after </s>
              [0, 0, 0.4, 0.3, 0.3],  # after a
              [0, 0, 0.9, 0.05, 0.05]])


def table(P):
    """A model whose next word depends on the last alone, as a step of decode, and its state."""
    with np.errstate(divide="ignore"):
        logP = np.log(P)
    return lambda state, ids: (logP[ids], state), np.zeros((1, 1))


def toy(width=3, max_length=4, **options):
    """The tree of chapter 4's two words."""
    return decode.tree(*table(P), width=width, max_length=max_length, **options)


def drawn(seed, n=7, sharp=2.0):
    """A table of n words drawn by NumPy, eos among them; none goes back to <pad> or <s>."""
    S = sharp * np.random.default_rng(seed).normal(size=(n, n))
    S[:, :2] = -np.inf
    E = np.exp(S)
    return E / E.sum(1, keepdims=True)


def by_hand(**options):
    return BeamTree(toy(), WORDS, **options)


def example(words):
    if words[0].startswith("<"):
        tree = decode.tree(*table(drawn(1, 14)), width=3, max_length=5)
        return BeamTree(tree, words[:14], width=3, alpha=1.0)
    return by_hand()
