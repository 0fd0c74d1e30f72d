"""GradientReach for the tests that every figure must pass: two small networks that NumPy draws."""

from functools import cache

import numpy as np

from nlpviz import stored
from nlpviz.widgets import GradientReach

SENTENCE = "The letters from my sister in Kyoto who writes every week".split()

CELLS = {"rnn": 1, "lstm": 4, "gru": 3}


def weights(cell, n_vocab, d=3, d_h=4, seed=0):
    """A language model with this cell, without peepholes."""
    rng, n = np.random.default_rng([seed, CELLS[cell]]), CELLS[cell]
    shapes = {"E": (n_vocab, d), "W_x": (d, n * d_h), "W_h": (d_h, n * d_h), "b": (n * d_h,),
              "W_o": (d_h, n_vocab), "b_o": (n_vocab,)} | ({"b_n": (d_h,)} if cell == "gru" else {})
    return {name: rng.normal(size=shape) / 2 for name, shape in shapes.items()}


def networks(n_vocab, gated="lstm", **options):
    return {cell: weights(cell, n_vocab, **options) for cell in ("rnn", gated)}


def example(words):
    return GradientReach(words, networks(len(words)), words, (words[0], words[5]))


@cache
def on_the_cover():
    """Two networks of chapter 3 on the long sentence."""
    saved = stored.load("03_agreement")
    two = {cell: saved[cell] for cell in ("rnn", "lstm")}
    return GradientReach(SENTENCE, two, saved["words"], ("are", "is"), start="<s>")
