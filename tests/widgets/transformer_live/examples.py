"""A small Transformer, from weights that NumPy draws, for the tests that all figures pass."""

from nlpviz.scratch.transformer.initial import decoder_only_weights
from nlpviz.widgets import TransformerLive


def example(words):
    """The model knows these words and reads the first five of them."""
    words = list(dict.fromkeys(words))
    W = decoder_only_weights(len(words), 8, 2, 12, 9, seed=3)
    return TransformerLive(W, words, 2, " ".join(words[:5]), ask=words[:2], head=0)
