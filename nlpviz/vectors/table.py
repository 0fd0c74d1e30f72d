"""Words and their vectors: who is near whom, and what is to c as b is to a."""

from functools import cached_property

import numpy as np

from ..check import as_array, one_of, whole

METHODS = ("add", "mul")
EPSILON = 1e-3
"""3CosMul's, so that nothing is divided by 0 (Levy & Goldberg 2014)."""


class Vectors:
    """words, all different, and W (n, d): row i is the vector of words[i].

        vectors = Vectors(["king", "queen"], np.eye(2))
        vectors["king"], len(vectors), "king" in vectors

    W is kept as it is (float32 or float64), without a copy, and may be
    read only. ValueError or TypeError for a word that repeats or is no
    text, and for a W that does not fit or is not finite.
    """

    def __init__(self, words, W):
        self.words = _words(words)
        self.ids = _ids(self.words)
        self.W = _table(W, len(self.words))

    def __len__(self):
        return len(self.words)

    def __contains__(self, word):
        return isinstance(word, str) and word in self.ids

    def __getitem__(self, word):
        """The vector (d,) of a word; KeyError if there is none."""
        return self.W[self._id(word)]

    def __repr__(self):
        n, d = self.W.shape
        return f"Vectors({n:,} words, {d} values each)"

    @cached_property
    def unit(self):
        """W with rows of length 1 (n, d); a row of zeros stays zero."""
        return _unit(self.W)

    def neighbours(self, word, n=10):
        """[(word, cosine)], the n nearest; word: a word or a vector (d,).

        A word is no neighbour of itself. Equally near words come in
        the order of their rows.
        """
        whole("n", n, 1)
        if isinstance(word, str):
            i = self._id(word)
            return self._best(self.unit @ self.unit[i], n, [i])
        return self._best(self.unit @ _unit(self._vector(word)), n, [])

    def analogy(self, a, b, c, n=10, method="add", exclude=True):
        """a is to b as c is to …? [(word, score)], the n best.

        method "add": the cosine with b - a + c, the three of length 1
        (3CosAdd; Mikolov et al. 2013). "mul": cos(d, b)·cos(d, c) /
        (cos(d, a) + 0.001), cosines moved to 0 … 1 (3CosMul; Levy &
        Goldberg 2014). exclude: a, b and c are no answers;
        without it, the best answer is often b or c itself.
        """
        whole("n", n, 1)
        asked = [self._id(word) for word in (a, b, c)]
        scores = self.scores([asked], method)[0]
        return self._best(scores, n, asked if exclude else [])

    def scores(self, asked, method="add"):
        """The score of every word for rows (a, b, c): (m, 3) -> (m, n)."""
        one_of("method", method, METHODS)
        a, b, c = (self.unit[ids] for ids in np.asarray(asked).T)
        if method == "add":
            return _unit(b - a + c) @ self.unit.T
        near_a, near_b, near_c = ((1 + rows @ self.unit.T) / 2 for rows in (a, b, c))
        return near_b * near_c / (near_a + EPSILON)

    def _best(self, scores, n, without):
        order = np.argsort(-scores, kind="stable")[:n + len(without)].tolist()
        return [(self.words[i], float(scores[i])) for i in order if i not in without][:n]

    def _id(self, word):
        if word not in self:
            raise KeyError(f"there is no vector for {word!r}; test with `{word!r} in vectors`")
        return self.ids[word]

    def _vector(self, vector):
        vector, d = _plain(vector, "word"), self.W.shape[1]
        if vector.shape != (d,) or vector.dtype.kind not in "fiu" or not np.isfinite(vector).all():
            raise ValueError(f"word is an array of shape {vector.shape} and type {vector.dtype}; "
                             f"it must be a word, or ({d},) finite numbers")
        return vector


def _words(words):
    if isinstance(words, (str, bytes)):
        raise TypeError("words is one string; pass a list of words")
    if isinstance(words, (set, frozenset)):
        raise TypeError("words is a set, which has no order; pass a list, in the order of the rows")
    if hasattr(words, "index_to_key"):
        raise TypeError(f"words is a {type(words).__name__}; pass its index_to_key, and "
                        "its vectors as W")
    words = tuple(words)
    for i, word in enumerate(words):
        if not isinstance(word, str) or not word:
            raise TypeError(f"words[{i}] is {word!r}; every word must be text, and not empty")
    return words


def _ids(words):
    ids = {word: i for i, word in enumerate(words)}
    if len(ids) < len(words):
        i = next(i for i, word in enumerate(words) if ids[word] != i)
        raise ValueError(f"words has {words[i]!r} as number {i} and {ids[words[i]]}; every word "
                         "may come once")
    return ids


def _table(W, n):
    W = _plain(W)
    if W.ndim != 2 or len(W) != n or not W.size:
        raise ValueError(f"W has shape {W.shape} but there are {n} words; it must be (n, d), a row "
                         "for every word, and not empty")
    if W.dtype.kind not in "fiu":
        raise TypeError(f"W holds {W.dtype}; it must hold numbers")
    W = W.view() if W.dtype in (np.float32, np.float64) else W.astype(np.float64)
    finite = np.isfinite(W).all(axis=1)
    if not finite.all():
        raise ValueError(f"W[{int(finite.argmin())}] holds NaN or an infinity; all must be finite")
    W.flags.writeable = False
    return W


def _plain(value, name="W"):
    """An array as it is; a tensor as one, of float32 too, without its gradient."""
    found = as_array(name, value)
    single = hasattr(value, "detach") and value.is_floating_point() and value.element_size() == 4
    return found.astype(np.float32) if single else found


def _unit(rows):
    """rows (…, d) with length 1; divided twice, so that no square overflows."""
    largest = np.abs(rows).max(axis=-1, keepdims=True)
    rows = rows / np.where(largest > 0, largest, 1)
    length = np.sqrt(np.square(rows).sum(axis=-1, keepdims=True))
    return rows / np.where(length > 0, length, 1)
