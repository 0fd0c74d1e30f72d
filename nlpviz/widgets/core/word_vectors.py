"""Word vectors as the page holds them: whole numbers, so that both compute the same cosines.

A row travels as codes c of -127 … 127, one byte each (``encode.pack``, kind ``unit8``): the row
over its largest size, rounded.  Its length does not travel; only directions are compared here.
The product of two rows of codes is a whole number below 2²⁴, which no order of adding changes,
and a cosine is c·c' / (√c·c √c'·c'), rounded in the same places in NumPy and in the page.
"""

from __future__ import annotations

import numpy as np

from ...check import brief, is_whole
from . import encode, labels, svg

K = 10  # how many neighbours are asked after
WIDEST = 1000  # columns: 1000 · 127² < 2²⁴, the whole numbers of float32
BLOCK = 512  # rows at a time


def vocabulary(words) -> list[str]:
    """``words`` as a list of different texts, as they are given, or an error that names them."""
    words, seen = labels.as_given("words", words), {}
    for i, word in enumerate(words):
        if seen.setdefault(word, i) != i:
            raise ValueError(f"words[{i}] is {brief(word)}, as words[{seen[word]}] is; "
                             "each word has one vector")
    return words


class Places(dict):
    """Where each word stands: found by its own spelling, or as it is shown (␣ for a blank)."""

    def __init__(self, words: list[str]):
        self.visible = [svg.visible(word) for word in words]
        for spelled in (self.visible, words):
            self.update({word: i for i, word in enumerate(spelled)})

    def find(self, word, name: str) -> int:
        """The number of a word, or an error that names the argument."""
        if not isinstance(word, str):
            raise TypeError(f"{name} is {brief(word)}, a {labels.kind(word)}; "
                            "it must be a str")
        if word not in self:
            raise ValueError(f"{name} is {brief(word)}, which is not among the "
                             f"{len(self.visible)} words")
        return self[word]


def joined(words) -> str:
    """The words in one text, with a blank between them, or an end of line if a word has blanks."""
    return ("\n" if any(" " in word for word in words) else " ").join(words)


def table(W, name: str, n_vocab: int) -> np.ndarray:
    """One vector a word (n_vocab, d), each within the range of squares (a direction is the same),
    or an error that names the table."""
    W = encode.checked(name, W)
    if W.ndim != 2 or len(W) != n_vocab:
        raise ValueError(f"{name} has shape {W.shape}; it must be (n_vocab, d), one row for each "
                         f"of the {n_vocab} words")
    if W.shape[1] > WIDEST:
        raise ValueError(f"{name} has d = {W.shape[1]}; this figure takes at most {WIDEST}")
    return encode.scaled(W)


def most_frequent(counts, n_vocab: int, n, most: int) -> np.ndarray:
    """The numbers of the n words to be shown: by falling counts, or the first."""
    if n_vocab < 3:
        raise ValueError(f"words has {n_vocab} entries; a map needs at least 3")
    if n is None:
        n = min(n_vocab, most)
    elif not is_whole(n):
        raise TypeError(f"n is {brief(n)}; it must be a whole number")
    if not 3 <= n <= min(n_vocab, most):
        raise ValueError(f"n is {n}; it must be 3 to {min(n_vocab, most)}, the {n_vocab} words "
                         f"there are or the {most} that a page can hold of these tables")
    if counts is None:
        return np.arange(n)
    counts = encode.checked("counts", counts)
    if counts.shape != (n_vocab,):
        raise ValueError(f"counts has shape {counts.shape}; it must be (n_vocab,) = ({n_vocab},)")
    return np.argsort(-counts, kind="stable")[:n]


def lengths(C) -> np.ndarray:
    """√c·c of each row, 1 for a row of zeros (its cosines are 0)."""
    squares = np.square(C.astype(np.float64)).sum(1)
    return np.sqrt(np.where(squares == 0, 1, squares))


def cosines(C, rows) -> np.ndarray:
    """The cosines of the words ``rows`` (an array of numbers) with all words."""
    size = lengths(C)
    return (C[rows] @ C.T).astype(np.float64) / (size[rows, None] * size)


def largest(scores, k: int) -> np.ndarray:
    """The places of the k largest of each row, largest first, ties from the left."""
    n, m = scores.shape
    least = np.partition(scores, m - k, axis=1)[:, m - k]
    rows, columns = np.nonzero(scores >= least[:, None])
    order = np.lexsort((columns, -scores[rows, columns], rows))
    rows, columns = rows[order], columns[order]
    place = np.arange(len(rows)) - np.searchsorted(rows, rows)
    return columns[place < k].reshape(n, k)


def neighbours(C, k: int = K) -> np.ndarray:
    """The k words (n, k) with the largest cosines to each, itself left out."""
    def scores(rows):
        found = cosines(C, rows)
        found[np.arange(len(rows)), rows] = -2
        return found

    return _blocks(scores, len(C), k)


def near(places, k: int = K) -> np.ndarray:
    """The k points (n, k) of a map (n, 2), in whole numbers, that are nearest to each."""
    x, y = places.T.astype(np.int32)

    def scores(rows):
        found = -np.square(x - x[rows, None]) - np.square(y - y[rows, None])
        found[np.arange(len(rows)), rows] = np.iinfo(np.int32).min
        return found

    return _blocks(scores, len(x), k)


def _blocks(scores, n, k):
    """``largest`` of scores(rows), a block of rows at a time."""
    blocks = np.split(np.arange(n), range(BLOCK, n, BLOCK))
    return np.concatenate([largest(scores(rows), k) for rows in blocks])


def kept(true, close) -> np.ndarray:
    """How many of each row of ``true`` (n, k) are in the same row of ``close`` (n, k)."""
    n, base = len(true), np.arange(len(true))[:, None] * len(true)
    return np.isin(true + base, close + base).sum(1) if n else np.zeros(0, int)


def analogy(C, a: int, b: int, c: int) -> np.ndarray:
    """cos(u_b - u_a + u_c, u_w) for every word w, u being rows of length 1 (3CosAdd).

    Mikolov et al. 2013c: a is to b as c is to the largest, where a, b, c themselves are left
    out.  By cosines alone: (cos(b, w) - cos(a, w) + cos(c, w)) / ‖u_b - u_a + u_c‖; all are 0
    where the three cancel.
    """
    near_a, near_b, near_c = cosines(C, np.array([a, b, c]))
    square = near_a[a] + near_b[b] + near_c[c] + 2 * (near_b[c] - near_a[b] - near_a[c])
    return (near_b - near_a + near_c) / (np.sqrt(square) if square > 1e-12 else np.inf)


def judge(C, a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
    """The rank of d (from 1) for an analogy, among all words and without a, b, c; and the words
    that come first both ways."""
    scores = analogy(C, a, b, c)
    before = (scores > scores[d]) | (scores == scores[d]) & (np.arange(len(scores)) < d)
    best = largest(scores[None], min(4, len(scores)))[0].tolist()
    left = [i for i in best if i not in (a, b, c)]
    rank = 1 + int(before.sum())
    return rank, rank - int(before[list({a, b, c})].sum()), best[0], (left or best)[0]
