"""The file of the vectors: tried out before the work, written after it."""

import contextlib
import os

from .. import files
from ..check import shown

TABLES = ("in", "out", "mean")
VALUE = {True: 4, False: 13}
"""Bytes that a value takes, in the binary format and, about, in text."""


class Output:
    """Where the vectors go; without a path, nowhere. name: what the caller calls it."""

    def __init__(self, path, table="in", name="output"):
        self.table, self.name, self.path = table_name(table), name, path
        if path is not None:
            self.path = files.path_of(name, path)
            files.try_out(name, self.path)

    def room(self, words, d):
        """Holds what the file will need; ValueError if the disk has less."""
        if self.path is None:
            return contextlib.nullcontext()
        size = sum(len(word.encode()) + 2 for word in words) + 20
        return files.room(self.name, self.path,
                          size + VALUE[is_binary(self.path)] * d * len(words))

    def write(self, result):
        if self.path is not None:
            try:
                result.save(self.path, self.table)
            except OSError as error:
                raise OSError(error.errno, f"{self.name}: {error.strerror}", self.path) from error


def table_name(table):
    """table; ValueError if there is none of that name."""
    if table not in TABLES:
        raise ValueError(f"table is {shown(table)}; it must be one of {', '.join(TABLES)}")
    return table


def is_binary(path):
    """Whether a file of that name is written in word2vec's binary format."""
    return str(path).endswith(".bin")


def refuse_same(files_named):
    """ValueError if two of {what it is called: path or None} are one file."""
    seen = {}
    for name, path in files_named.items():
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
