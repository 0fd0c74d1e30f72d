"""Files of word vectors in the two formats of the word2vec program.

Both begin with one line, "number of words, space, values per word".
Then text has one line a word, the word and its values, parted by
spaces; binary has the word, a space, and the values as little-endian
float32 (a line end may follow). The words are UTF-8. gensim, fastText
(.vec) and many others write and read the same.

A malformed file is refused by name: path, line or byte, what is wrong.
Memory: the vectors themselves, which the file's size bounds, and one
line, whatever its header promises.
"""

import mmap
import os
from itertools import islice

import numpy as np

from ..check import whole
from .binary import records as binary_records
from .table import Vectors
from .textual import WORD, looks_textual
from .textual import records as text_records

HEADER, WIDEST = 100, 1_000_000
"""The most bytes of the first line, and the most values of a word."""


def read(path, limit=None, binary=None):
    """The Vectors (float32) of a file in word2vec's text or binary format.

    limit: only the first so many words (files are sorted by frequency).
    binary: True or False; None finds out by itself.
    ValueError for a malformed file, with path and line or byte;
    FileNotFoundError and other errors of the system name the path too.
    """
    if limit is not None:
        whole("limit", limit, 1)
    path = os.fspath(path)
    with open(path, "rb") as file:
        if not os.fstat(file.fileno()).st_size:
            raise ValueError(f"{path} is empty; it must hold word vectors")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _read(path, data, limit, binary)


def _read(path, data, limit, binary):
    n, d, start = _header(path, data)
    _room(path, n, d, 2 * d + 2, len(data) - start)  # "a 1 2\n"
    if binary is None:
        binary = not looks_textual(data, start, d)
    if binary:
        _room(path, n, d, 4 * d + 2, len(data) - start)
    records = (binary_records if binary else text_records)(path, data, start, n, d)
    if limit is None or limit >= n:
        return _fill(records, n, d)
    return _fill(islice(records, limit), limit, d)


def _room(path, n, d, least, size):
    """ValueError unless n words of at least so many bytes fit into size."""
    promise = f"{path}, line 1: the header promises {n:,} words of {d:,} values"
    if d > WIDEST:
        raise ValueError(f"{promise}; more than {WIDEST:,} values are not read")
    if n * least > size + 1:  # the last line end may be missing
        raise ValueError(f"{promise}, at least {n * least:,} bytes, but only {size:,} follow; the "
                         "header is wrong or the file is cut short")


def _header(path, data):
    """(words, values per word, where the first word begins)."""
    end = data.find(b"\n", 0, HEADER)
    line = data[:end if end >= 0 else HEADER]
    fields = line.split()
    if end < 0 or len(fields) != 2 or not all(f.isdigit() and int(f) for f in fields):
        packed = line[:2] in (b"\x1f\x8b", b"PK", b"BZ")
        raise ValueError(
            f"{path}, line 1: {_shown(line)} is no header; it must be two whole numbers, how many "
            "words and how many values each, as in \"400000 100\""
            + ("; the file is compressed: unpack it first" if packed else ""))
    return int(fields[0]), int(fields[1]), end + 1


def _fill(records, rows, d):
    """Vectors of the records, each (place, word, values)."""
    words, W = {}, np.empty((rows, d), np.float32)
    for place, word, values in records:
        row = W[len(words)]
        with np.errstate(over="ignore"):
            row[:] = values
        if not np.isfinite(row).all():
            raise ValueError(f"{place}: the vector of {word!r} holds NaN or a number too large "
                             "for float32; all must be finite")
        if word in words:
            raise ValueError(f"{place}: {word!r} came before, as word {words[word]:,}; "
                             "every word may come once")
        words[word] = len(words) + 1
    return Vectors(words, W)


def _shown(line):
    text = ascii(line[:40].decode("utf-8", "replace"))
    return text + ("…" if len(line) > 40 else "")


def write_text(vectors, path):
    """Write vectors in word2vec's text format: nine digits, which float32 needs."""
    line = " ".join(["%.9g"] * vectors.W.shape[1])
    _write(vectors, path, lambda row: (line % tuple(row.tolist())).encode())


def write_binary(vectors, path):
    """Write vectors in word2vec's binary format (float32), as the C program does."""
    _write(vectors, path, lambda row: row.astype("<f4").tobytes())


def _write(vectors, path, packed):
    words = [_encoded(word) for word in vectors.words]
    with np.errstate(over="ignore"):
        W = vectors.W.astype(np.float32)
    if not np.isfinite(W).all():
        raise ValueError("vectors holds numbers too large for float32; divide W first")
    with open(path, "wb") as file:
        file.write(b"%d %d\n" % W.shape)
        for word, row in zip(words, W):
            file.write(word + b" " + packed(row) + b"\n")


def _encoded(word):
    data = word.encode("utf-8", "replace")
    if b" " in data or b"\n" in data or data.decode() != word:
        raise ValueError(f"vectors has the word {word!r}; a file holds no spaces, line ends or "
                         "broken characters inside words: replace them, by _ for example")
    if len(data) >= WORD:
        raise ValueError(f"vectors has the word {word[:40]!r}…, of {len(data):,} bytes; words of "
                         f"{WORD:,} bytes or more are not read again: leave it out")
    return data
