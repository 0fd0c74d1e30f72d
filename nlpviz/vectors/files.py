"""Files of word vectors: the two formats of the word2vec program, and GloVe's.

The first two begin with one line, "number of words, space, values per
word". Then text has one line a word, the word and its values, parted by
blanks; binary has the word, a space, and the values as little-endian
float32 (a line end may follow). GloVe's files are text without that
line. The words are UTF-8. gensim, fastText (.vec) and many others write
and read the same.

A malformed file is refused by name: path, line or byte, what is wrong.
Memory: the vectors themselves, which the file's size bounds, and one
line, whatever its header promises.
"""

import mmap
import os
from itertools import islice

import numpy as np

from ..check import brief, one_of, whole
from ..data.files import opened
from ..files import path_of, replacing
from .binary import records as binary_records
from .heading import check_room, check_width, heading
from .table import Vectors
from .textual import looks_textual
from .textual import records as text_records
from .words import ERRORS, unfit

DUPLICATES = ("refuse", "first", "last")


def read(path, limit=None, binary=None, errors="strict", duplicates="refuse"):
    """The Vectors (float32) of a file in word2vec's text or binary format, or GloVe's.

    The last d fields of a line are the values, all before them is the
    word, blanks included. limit: only the first so many words (files are
    sorted by frequency). binary: True or False; None finds out by itself.
    errors: what to do with words that are not UTF-8, or empty: "strict"
    refuses them, "replace" reads U+FFFD for what is broken, "ignore"
    nothing for it, "skip" leaves the word out. duplicates: "refuse" a
    word that comes again, or take its "first" or "last" vector.
    ValueError for a malformed file, with path and line or byte;
    FileNotFoundError and other errors of the system name the path too.
    """
    if limit is not None:
        limit = whole("limit", limit, 1)
    one_of("errors", errors, ERRORS)
    one_of("duplicates", duplicates, DUPLICATES)
    path = path_of("path", path)
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        raise ValueError(f"path is {path}, a device or a pipe; word vectors are read from a file")
    with opened(path, "path") as file:
        if not os.fstat(file.fileno()).st_size:
            raise ValueError(f"{path} is empty; it must hold word vectors")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            head, records = _records(path, data, binary, errors)
            rows = head.n if limit is None else min(limit, head.n)
            return _fill(path, islice(records, limit), rows, head.d, duplicates)


def _records(path, data, binary, errors):
    """(Heading, records) of a file whose format is found out."""
    head = heading(path, data, binary)
    size = len(data) - head.start
    check_room(path, head, 2 * head.d + 2, size)  # "a 1 2\n"
    if binary is None:
        binary = head.exact and not looks_textual(data, head)
    if binary:
        check_room(path, head, 4 * head.d + 2, size)
        return head, binary_records(path, data, head, errors)
    check_width(path, data, head)
    return head, text_records(path, data, head, errors)


def _fill(path, records, rows, d, duplicates):
    """Vectors of the records, each (place, word, values)."""
    words, W = {}, np.empty((rows, d), np.float32)
    for place, word, values in records:
        if word is None:
            continue
        if word in words and duplicates != "last":
            if duplicates == "first":
                continue
            raise ValueError(f"{place}: {brief(word)} came before, as word {words[word] + 1:,}; "
                             'every word may come once (duplicates="first" or "last" says '
                             "which of its vectors to take)")
        row = W[words.setdefault(word, len(words))]
        with np.errstate(over="ignore"):
            row[:] = values
        if not np.isfinite(row).all():
            raise ValueError(f"{place}: the vector of {brief(word)} holds NaN or a number too "
                             "large for float32; all must be finite")
    if not words:
        raise ValueError(f"{path}: of {rows:,} words none is left")
    return Vectors(words, W[:len(words)])


def write_text(vectors, path):
    """Write vectors in word2vec's text format: nine digits, which float32 needs."""
    def packing(d):
        line = " ".join(["%.9g"] * d)
        return lambda row: (line % tuple(row.tolist())).encode()

    _write(vectors, path, packing)


def write_binary(vectors, path):
    """Write vectors in word2vec's binary format (float32), as the C program does."""
    _write(vectors, path, lambda d: lambda row: row.astype("<f4").tobytes())


def _write(vectors, path, packing):
    """packing: d -> row -> bytes."""
    if not isinstance(vectors, Vectors):
        raise TypeError(f"vectors is a {type(vectors).__name__}; it must be Vectors(words, W)")
    for word in vectors.words:
        if why := unfit(word):
            raise ValueError(f"vectors has the word {brief(word)}, which a file cannot hold: "
                             f"{why}; replace it, or leave it out")
    with np.errstate(over="ignore"):
        W = vectors.W.astype(np.float32)
    if not np.isfinite(W).all():
        raise ValueError("vectors holds numbers too large for float32; divide W first")
    packed = packing(W.shape[1])
    with replacing(path) as file:
        file.write(b"%d %d\n" % W.shape)
        for word, row in zip(vectors.words, W, strict=True):
            file.write(word.encode() + b" " + packed(row) + b"\n")
