"""What a decoder adds to a map: hypotheses, gold links, cuts, and the words that come next."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...check import Shapes, brief, index, is_whole
from ...scratch import readout, softmax
from ..core import encode, svg
from ..core.arrays import shaped
from ..core.labels import as_given, listed

MATRICES = {"W_c": "d_in d_g", "b_c": "d_g", "W_o": "d_g n_vocab",
            "b_o": "n_vocab"}
NEEDED = ("H", "V", *MATRICES, "words")


def stacked(A, queries, beams, said=None):
    """One map above the other: A (N, m), N texts, where each begins and ends, their scores."""
    scores = encode.checked("beams", beams)
    if scores.ndim != 1:
        raise ValueError(f"beams has shape {scores.shape}; it must be one score for each A[b]")
    for value, name in ((A, "A"), (queries, "queries")):
        count = len(value) if hasattr(value, "__len__") and getattr(value, "ndim", 1) else None
        if count != len(scores):
            have = "no entries" if count is None else f"{count} entries"
            raise ValueError(f"{name} has {have} but there are {len(scores)} beams: with beams, "
                             "A is a list of maps (n, m) and queries a list of lists of texts")
    maps = [encode.distributions(f"A[{b}]", a, said) for b, a in enumerate(A)]
    words = [as_given(f"queries[{b}]", q) for b, q in enumerate(queries)]
    for b, (a, q) in enumerate(zip(maps, words, strict=True)):
        if a.ndim != 2 or a.shape[1] != maps[0].shape[-1]:
            raise ValueError(f"A[{b}] has shape {a.shape}; it must be (n, {maps[0].shape[-1]}), "
                             "one map of the same keys as A[0]")
        if len(a) != len(q):
            raise ValueError(f"A[{b}] has shape {a.shape} but queries[{b}] has {len(q)} texts")
    starts = [0, *np.cumsum([len(a) for a in maps]).tolist()]
    return np.concatenate(maps), sum(words, []), starts, scores.tolist()


def links(gold, starts, m, many):
    """gold as [(row of all maps, column)]; many: a list of links for each hypothesis."""
    if not listed(gold):
        raise TypeError(f"gold is {brief(gold)}; it must be a list of links (i, j)")
    parts = list(gold) if many else [list(gold)]
    if len(parts) != len(starts) - 1:
        raise ValueError(f"gold has {len(parts)} entries but there are {len(starts) - 1} beams: "
                         "with beams, gold is a list of lists of links, None where unknown")
    found = set()
    for b, part in enumerate(parts):
        if part is not None and not listed(part):
            raise TypeError(f"gold[{b}] is {brief(part)}; it must be a list of links (i, j), or "
                            "None where they are unknown")
        for k, link in enumerate([] if part is None else part):
            name = f"gold[{b}][{k}]" if many else f"gold[{k}]"
            found.add(place(link, starts[b + 1] - starts[b], m, starts[b], name))
    return sorted(found)


def place(link, n, m, start, name):
    """A link (i, j) of a map that begins at row start, or an error that names it."""
    pair = list(link) if listed(link) else []
    if len(pair) != 2 or not all(map(is_whole, pair)):
        raise TypeError(f"{name} is {brief(link)}; it must be (i, j), two whole numbers")
    i, j = (index(f"{name}, {part}", x, size)
            for part, x, size in zip("ij", pair, (n, m), strict=True))
    return start + i, j


class Decoder:
    """The last part of a decoder's step: from the weights of a row to the next word.

    o = a V, P = softmax(readout(o, h)): see nlpviz.scratch.readout.

    queries: the word that each row says, as it is given; ``own`` is its number, -1 if it has none.
    given: a mapping with H (one h for each row of the map; with beams a list of them), V (m, d_v),
    W_c (d_v + d_h, d_g), b_c, W_o (d_g, n_vocab), b_o and words, the n_vocab texts.  V
    travels as float32, the others as float16.
    """

    def __init__(self, given, queries, starts, m, many):
        if not isinstance(given, Mapping):
            raise TypeError(f"decoder is {type(given).__name__}; it must be a dict of "
                            f"{', '.join(NEEDED)}")
        missing = [name for name in NEEDED if given.get(name) is None]
        if missing:
            raise ValueError(f"decoder lacks {', '.join(missing)}; it must have "
                             f"{', '.join(NEEDED)}")
        arrays = {"H": states(given["H"], starts, many)}
        known = Shapes(m=m, d_h=arrays["H"].shape[1])
        for name, axes in {"V": "m d_v", **MATRICES}.items():
            arrays[name] = shaped(f"decoder[{name!r}]", given[name], axes, known)
        sizes = known.sizes
        if sizes["d_in"] != sizes["d_v"] + sizes["d_h"]:
            raise ValueError(
                f"decoder['W_c'] has {sizes['d_in']} rows; with V of width {sizes['d_v']} and H of "
                f"width {sizes['d_h']} it must have {sizes['d_v'] + sizes['d_h']}: [o; h] W_c")
        words = as_given("decoder['words']", given["words"])
        self.words = [svg.visible(word) for word in words]
        if len(self.words) != sizes["n_vocab"]:
            raise ValueError(f"decoder['words'] has {len(self.words)} texts but W_o has "
                             f"{sizes['n_vocab']} columns")
        self.packed = {name: encode.pack(a, "float32" if name == "V" else "float16",
                                         f"decoder[{name!r}]") for name, a in arrays.items()}
        at = {word: i for known in (self.words, words) for i, word in reversed([*enumerate(known)])}
        self.own = [at.get(query, -1) for query in queries]
        self.given, self.decoded = arrays, {k: encode.unpack(p) for k, p in self.packed.items()}

    def next_words(self, A, rows=slice(None), arrays=None):
        """P (n, n_vocab) after these rows of H with weights A (n, m), as the page computes it."""
        w = self.decoded if arrays is None else arrays
        logits, _ = readout(A @ w["V"], w["H"][rows], *(w[name] for name in MATRICES))
        return softmax(logits)[0]

    def probabilities(self, A, rows):
        """P of each row's own word; a dash where it is not among the words."""
        P = self.next_words(A, rows)
        return [float(P[i, w]) if w >= 0 else "–" for i, w in enumerate(self.own[rows])]


def states(H, starts, many):
    """decoder["H"] as (N, d_h): one row for each row of the map."""
    parts = list(H) if many and listed(H) else [H]
    if len(parts) != len(starts) - 1:
        raise ValueError(f"decoder['H'] has {len(parts)} entries but there are {len(starts) - 1} "
                         "beams: with beams, H is a list of arrays (n, d_h)")
    known = Shapes(**{f"n_{b}": starts[b + 1] - starts[b] for b in range(len(parts))})
    name = "decoder['H'][{}]" if many else "decoder['H']"
    return np.concatenate([shaped(name.format(b), part, f"n_{b} d_h", known)
                           for b, part in enumerate(parts)])
