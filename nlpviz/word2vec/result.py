"""What training gives back, and the file that it goes to."""

import contextlib
import os
from dataclasses import dataclass

import numpy as np

from .. import files
from ..check import brief

TABLES = ("in", "out", "mean")
BYTES_PER_VALUE = {True: 4, False: 13}
"""In the binary format (True), and about so many in text."""


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
        name = check_table(name)
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


class Output:
    """The file of the vectors: tried out before the first epoch, written after the last.

    Without a path there is none. name: what the caller calls it.
    """

    def __init__(self, path, table="in", name="output"):
        self.table, self.name, self.path = check_table(table), name, path
        if path is not None:
            self.path = files.path_of(name, path)
            files.try_out(name, self.path)

    def room(self, words, d):
        """Holds what the file will need; ValueError if the disk has less."""
        if self.path is None:
            return contextlib.nullcontext()
        size = sum(len(word.encode()) + 2 for word in words) + 20
        return files.room(self.name, self.path,
                          size + BYTES_PER_VALUE[is_binary(self.path)] * d * len(words))

    def write(self, result):
        if self.path is not None:
            try:
                result.save(self.path, self.table)
            except OSError as error:
                raise OSError(error.errno, f"{self.name}: {error.strerror}", self.path) from error


def check_table(name):
    """name; ValueError if no table is called so."""
    if name not in TABLES:
        raise ValueError(f"table is {brief(name)}; it must be one of {', '.join(TABLES)}")
    return name


def is_binary(path):
    """Whether a file of that name is written in word2vec's binary format."""
    return str(path).endswith(".bin")


def refuse_same(paths):
    """ValueError if two of {what it is called: path or None} are one file."""
    seen = {}
    for name, path in paths.items():
        if path is None:
            continue
        for other, there in seen.items():
            if _same(path, there):
                raise ValueError(f"{name} is {path}, and so is {other}; it would be written over")
        seen[name] = path


def _same(a, b):
    try:
        return os.path.samefile(a, b)
    except OSError:
        return os.path.realpath(a) == os.path.realpath(b)
