"""Word vectors: neighbours, analogies, files, and how good they are.

table      Vectors: words and their rows; neighbours and analogies
files      read, write_text, write_binary: the formats of word2vec
evaluate   accuracy on analogies, recall of neighbours, correlation
           with human judgements
lists      readers of the public lists of analogies and word pairs

    vectors = read("vectors.txt")
    vectors.neighbours("list")
    vectors.analogy("man", "woman", "king")
    accuracy(vectors, read_analogies("questions-words.txt"))
"""

from .evaluate import accuracy, recall, similarity
from .files import read, write_binary, write_text
from .lists import read_analogies, read_pairs
from .table import Vectors

__all__ = ["Vectors", "accuracy", "read", "read_analogies", "read_pairs", "recall",
           "similarity", "write_binary", "write_text"]
