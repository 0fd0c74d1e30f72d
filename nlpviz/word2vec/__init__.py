"""Word vectors from a text file of any size: word2vec, in matrix products.

python -m nlpviz.word2vec CORPUS.txt trains and writes vectors; train does
the same from Python. What is computed is word2vec's (Mikolov et al. 2013b:
skip-gram or CBOW, negatives drawn from count^0.75, windows of random
size, subsampling of frequent words, a rate that falls linearly). How it
is computed is ours: the words of a batch share their negatives, so that
scores and gradients are a few matrix products (steps.py).
"""

from .result import Result
from .training import train

__all__ = ["Result", "train"]
