"""What training gives back."""

from dataclasses import dataclass

import numpy as np

from .output import is_binary, table_name


@dataclass
class Result:
    """words, most frequent first, their counts, and the tables W_in, W_out (n_vocab, d).

    speed: words of the corpus read a second, over all epochs.
    """

    words: list
    counts: np.ndarray
    W_in: np.ndarray
    W_out: np.ndarray
    speed: float = float("nan")

    def table(self, name="in"):
        """W_in, W_out or the mean of the two."""
        name = table_name(name)
        return {"in": self.W_in, "out": self.W_out}.get(name, (self.W_in + self.W_out) / 2)

    def vectors(self, table="in"):
        """nlpviz.vectors.Vectors: neighbours, analogies, evaluation."""
        from ..vectors import Vectors

        return Vectors(self.words, self.table(table))

    def save(self, path, table="in", binary=None):
        """Write word2vec's text format, or its binary one (None: if path ends in .bin).

        What stood there stays until all is written.
        """
        from ..vectors import write_binary, write_text

        write = write_binary if (is_binary(path) if binary is None else binary) else write_text
        write(self.vectors(table), path)
