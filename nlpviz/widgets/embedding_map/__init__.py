"""EmbeddingMap: words on a map, and how many of their true neighbours the map keeps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...check import brief, one_of, whole
from ...language import term
from ..core import encode, svg, word_vectors
from ..core.arrays import at_most
from ..core.figure import Figure
from ..core.labels import as_given, listed
from . import picture as embedding_picture
from . import projection

METHODS = ("PCA", "t-SNE")
MOST = {1: 10_000, 2: 3_000}  # words, by the number of tables
KINDS = 6


class EmbeddingMap(Figure):
    """A map of words in which every point says how far it can be trusted.

    ``tables`` is a dict of one or two tables of word vectors, as in {"W_in": …, "W_out": …}, each
    (n_vocab, d) with one row a word of ``words``; one table may come without a dict.  With
    ``counts`` (n_vocab,) the ``n`` most frequent words are shown, otherwise the first n; left out,
    n is 10,000 (of two tables 3,000) or all there are.  ``analogy`` is a list of pairs of words,
    drawn as arrows; ``word`` is the one that is asked of and looked at first, ``table`` and
    ``method`` ("PCA" or "t-SNE") what is shown first.  ``kinds`` names up to six kinds of words,
    as in {"cities": ["paris", "rome"]}: each has a colour and its words their names on the map.
    The words of word, kinds and analogy are shown, however rare they are.

    Each table has two maps: the first two principal components, and t-SNE on the graph of
    neighbours (``projection``), from ``seed``.  The true neighbours of a word are the 10 with the
    largest cosines in all d columns.  Size and colour of its point say how many of them are also
    among the 10 nearest points of the map; ``figure.kept[table, method]`` holds these counts and
    ``figure.share[table, method]`` their mean share.

    Vectors travel as ``unit8``: 8 bits a number, directions alone.  All that is shown is computed
    from these (``figure.codes``), in the page too; ``figure.changed`` is the share of the true
    neighbours that this rounding changes.  Raises TypeError and ValueError that name the argument.
    """

    name = "embedding_map"
    remedy = "pass fewer words (n=…) or vectors with fewer columns"

    def __init__(self, words, tables, counts=None, analogy=None, n=None, *, word=None, kinds=None,
                 table=None, method="t-SNE", seed=0):
        words = word_vectors.vocabulary(words)
        tables = read(tables, len(words))
        everyone = word_vectors.Places(words)
        self.word = -1 if word is None else everyone.find(word, "word")
        self.pairs, self.kinds = read_pairs(analogy, everyone), read_kinds(kinds, everyone)
        order = word_vectors.most_frequent(counts, len(words), n, MOST[len(tables)])
        order = self._with_those_asked_for(order)
        self.place = word_vectors.Places([words[i] for i in order])
        self.words, self.n_vocab = self.place.visible, len(words)
        self.names = list(tables)
        self.first = one_of("table", self.names[0] if table is None else table, self.names)
        self.method = one_of("method", method, METHODS)
        self.packed, self.codes, self.changed = {}, {}, {}
        self.maps, self.kept, self.share = {}, {}, {}
        for name, W in tables.items():
            self._draw(name, W[order], whole("seed", seed, 0, 2**31 - 1))

    @property
    def label(self):
        return self.says("label", n=f"{len(self.words):,}", k=self.k)

    @property
    def k(self) -> int:
        return min(word_vectors.K, len(self.words) - 1)

    def _with_those_asked_for(self, order):
        """The words that are shown; word, pairs and kinds become numbers among them."""
        asked = [self.word] if self.word >= 0 else []
        asked += [i for group in (*self.pairs, *self.kinds.values()) for i in group]
        order = [*order.tolist(), *sorted(set(asked) - set(order.tolist()))]
        new = {old: i for i, old in enumerate(order)}
        self.word = new.get(self.word, -1)
        self.pairs = [[new[i] for i in pair] for pair in self.pairs]
        self.kinds = {name: [new[i] for i in ids] for name, ids in self.kinds.items()}
        return order

    def called(self, name) -> str:
        """A table by its word, with its symbol: input table W_in."""
        return f"{self.says(name)} {name}" if name in ("W_in", "W_out") else svg.visible(name)

    def _draw(self, name, W, seed):
        """Everything about one table: codes, true neighbours, maps, what they keep."""
        self.packed[name] = encode.pack(W, "unit8", f"tables[{name!r}]")
        C = self.codes[name] = encode.codes(self.packed[name])
        true = word_vectors.neighbours(C, self.k)
        exact = word_vectors.neighbours(W, self.k)
        self.changed[name] = float(1 - word_vectors.kept(exact, true).mean() / self.k)
        first = projection.places(projection.pca(encode.directions(C.astype(np.float64))))
        second = projection.places(projection.embed(true, first, seed))
        for method, points in zip(METHODS, (first, second), strict=True):
            at = name, method
            self.maps[at] = points
            self.kept[at] = word_vectors.kept(true, word_vectors.near(points, self.k))
            self.share[at] = float(self.kept[at].mean() / self.k)

    def neighbours(self, word, table=None) -> list[tuple[str, float]]:
        """The true neighbours of a word with their cosines, as the page shows them."""
        C = self.codes[one_of("table", self.first if table is None else table, self.names)]
        i = self.place.find(word, "word")
        scores = word_vectors.cosines(C, np.array([i]))
        scores[0, i] = -2
        return [(self.words[j], float(scores[0, j]))
                for j in word_vectors.largest(scores, self.k)[0]]

    def state(self):
        state = {"words": word_vectors.joined(self.words), "methods": list(METHODS),
                 "names": list(map(svg.visible, self.names)), "pairs": self.pairs,
                 "arrows": bool(self.pairs), "word": self.word, "guess": None, "answered": False,
                 "kinds": [{"name": svg.visible(term(name)), "ids": ids}
                           for name, ids in self.kinds.items()],
                 "table": self.names.index(self.first), "method": METHODS.index(self.method)}
        for t, name in enumerate(self.names):
            state[f"W_{t}"] = self.packed[name]
            first, second = (self.kept[name, method].astype(int) for method in METHODS)
            state[f"kept_{t}"] = encode.pack(16 * first + second, "uint8")  # at most 10 each
            for m, method in enumerate(METHODS):
                state[f"map_{t}_{m}"] = encode.pack(self.maps[name, method], "grid12")
        return state

    def picture(self):
        return embedding_picture.picture(self)

    def table(self):
        return embedding_picture.table(self)



def read(tables, n_vocab):
    """A dict of one or two checked tables."""
    if not isinstance(tables, Mapping):
        return {"W": word_vectors.table(tables, "tables", n_vocab)}
    if not 1 <= len(tables) <= 2 or not all(isinstance(name, str) for name in tables):
        raise ValueError(f"tables has the names {list(tables)}; it must be a dict of one or two "
                         "tables by name")
    return {name: word_vectors.table(W, f"tables[{name!r}]", n_vocab)
            for name, W in tables.items()}


def read_pairs(analogy, place):
    """Pairs of words as pairs of numbers."""
    if analogy is None:
        return []
    if not listed(analogy):
        raise TypeError(f"analogy is one {type(analogy).__name__}; it must be a list of pairs")
    pairs = []
    for i, pair in enumerate(analogy):
        words = list(pair) if listed(pair) else ()
        if len(words) != 2:
            raise ValueError(f"analogy[{i}] is {brief(pair)}; it must be a pair of words")
        pairs.append([place.find(w, f"analogy[{i}][{j}]") for j, w in enumerate(words)])
    at_most("the number of pairs in analogy", len(pairs), 24, "pass fewer")
    return pairs


def read_kinds(kinds, place):
    """{name: numbers of words}, each word of one kind."""
    if kinds is None:
        return {}
    if not isinstance(kinds, Mapping) or not all(isinstance(name, str) for name in kinds):
        raise TypeError(f"kinds is {brief(kinds)}; it must be a dict of lists of words by name")
    at_most("the number of kinds", len(kinds), KINDS, "pass fewer")
    found, seen = {}, {}
    for name, words in kinds.items():
        at = f"kinds[{name!r}]"
        ids = [place.find(word, at) for word in as_given(at, words)]
        for i in ids:
            if seen.setdefault(i, name) != name:
                raise ValueError(f"{at} has {brief(place.visible[i])}, which "
                                 f"kinds[{seen[i]!r}] has, too; a word is of one kind")
        found[name] = list(dict.fromkeys(ids))
    return found
