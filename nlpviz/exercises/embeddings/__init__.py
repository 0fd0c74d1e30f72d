"""The exercises of chapter 2, and the wrong answers people give.

    check("pairs", my_pairs)

Each reference is the book's own (`nlpviz.scratch`), but for the
analogy's, which is three lines; the gradient is also held against
central differences.
"""

from pathlib import Path

import numpy as np

from ...scratch import counts as counting
from ...scratch import embeddings as word2vec
from ...scratch import factors
from ..checker import Exercise, checks, differences
from . import cases
from . import mistakes as wrong


def pairs(ids, window):
    found = [(ids[t], ids[j]) for t, around in counting.windows(ids, window) for j in around]
    return tuple(np.transpose(found))


def skipgram_gradient(center, context, W_in, W_out):
    """All rows of dW_in but the center's are 0."""
    _, trace = word2vec.skipgram(center, [context], W_in, W_out)
    dW_in, dW_out = trace.backward()
    return dW_in[center], dW_out


def skipgram_numeric(center, context, W_in, W_out):
    def loss(W_in, W_out):
        return word2vec.skipgram(center, [context], W_in, W_out)[0]

    dW_in = differences(lambda W: loss(W, W_out), W_in)
    return dW_in[center], differences(lambda W: loss(W_in, W), W_out)


def negative_loss(center, context, negatives, W_in, W_out):
    return (word2vec.skipgram_negative(center, context, negatives, W_in, W_out)[0],)


def noise(counts):
    return (counting.noise(counts),)


def analogy(a, b, c, W):
    """3CosAdd (Levy & Goldberg 2014): the largest cosine, a, b, c left out."""
    E = W / np.linalg.norm(W, axis=1, keepdims=True)
    scores = E @ (E[b] - E[a] + E[c])
    scores[[a, b, c]] = -np.inf
    return (scores.argmax(),)


def ppmi(C):
    return (factors.ppmi(C),)


def keep(counts, t):
    return (counting.keep(counts, t),)


EXERCISES = {exercise.name: exercise for exercise in (
    Exercise("pairs", ("ids", "window"), ("centers", "contexts"),
             pairs, cases.pairs, "see_pairs", wrong.PAIRS),
    Exercise("skipgram_gradient", ("center", "context", "W_in", "W_out"), ("dv", "dW_out"),
             skipgram_gradient, cases.skipgram_gradient, "see_skipgram_gradient",
             wrong.SKIPGRAM_GRADIENT, skipgram_numeric),
    Exercise("negative_loss", ("center", "context", "negatives", "W_in", "W_out"), ("L",),
             negative_loss, cases.negative_loss, "see_negative_loss", wrong.NEGATIVE_LOSS),
    Exercise("noise", ("counts",), ("q",), noise, cases.noise, "see_noise", wrong.NOISE),
    Exercise("analogy", ("a", "b", "c", "W"), ("answer",),
             analogy, cases.analogy, "see_analogy", wrong.ANALOGY),
    Exercise("ppmi", ("C",), ("M",), ppmi, cases.ppmi, "see_ppmi", wrong.PPMI),
    Exercise("keep", ("counts", "t"), ("p",), keep, cases.keep, "see_keep", wrong.KEEP),
)}

check = checks(EXERCISES, Path(__file__).parent)
