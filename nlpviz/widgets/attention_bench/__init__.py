"""AttentionBench: attention on the words of a sentence, station by station, under any mask."""

from __future__ import annotations

import numpy as np

from ... import scratch
from ...check import Shapes, brief, index
from ..core import encode
from ..core.arrays import at_most, moderate, shaped
from ..core.figure import Figure
from ..core.labels import texts, together
from .picture import picture

WORDS, VALUES = 512, 64  # at most


class AttentionBench(Figure):
    """softmax(Q Kᵀ / √d_k) V in five stations: score, shrink, hide, weigh, mix.

    ``Q`` and ``K`` (n, d_k), ``V`` (n, d_v): a row for each of the n ``words``, 2 ≤ n ≤ 512,
    d_v ≤ 64.  ``mask``: None, "causal" (a word sees itself and what stands before it), or bool
    (n, n) or (n,), True where a word may be seen, as in ``nlpviz.scratch``, which refuses a row
    that sees none.  ``query`` (from 0; the last word if left out) is the word that asks at first.

    In the page all is computed again (from float32), for any word and any mask that the reader
    paints.  The question is how much weight the best word gets without the division by √d_k.

    Raises TypeError and ValueError that name the argument.
    """

    name = "attention_bench"
    remedy = "pass fewer words, as in Q[:256]"

    def __init__(self, Q, K, V, words, mask=None, *, query=None):
        known = Shapes()
        given = {"Q": (Q, "n d_k"), "K": (K, "n d_k"), "V": (V, "n d_v")}
        self.Q, self.K, self.V = (moderate(name, shaped(name, array, axes, known))
                                  for name, (array, axes) in given.items())
        self.words, n = texts("words", words), len(self.Q)
        if len(self.words) != n:
            raise ValueError(f"words has {len(self.words)} entries but Q has {n} rows")
        if n < 2:
            raise ValueError("words has 1 entry; two or more are needed to look at one another")
        at_most("the number of words", n, WORDS, self.remedy)
        at_most("d_v", self.V.shape[1], VALUES, "pass fewer columns of V")
        self.query = n - 1 if query is None else index("query", query, n)
        self.O, self.trace = scratch.attention(self.Q, self.K, self.V, _mask(mask, n))

    @property
    def label(self):
        return self.says("label", n=len(self.words), word=self.words[self.query])

    def state(self):
        packed = {name: encode.pack(getattr(self, name), name=name) for name in "QKV"}
        return packed | {
            "words": self.words, "query": self.query,
            "key": int(self.trace.A[self.query].argmax()), "mask": runs(self.trace.mask),
            "plain": False, "filled": False, "guess": None, "answered": False}

    def table(self):
        """A row for each word that is asked: its score at each station, and its weight."""
        say, t, i = self.says, self.trace, self.query
        raw = t.S[i] * np.sqrt(self.Q.shape[1])
        rows = [[word, s, t.S[i, j], t.S[i, j] if t.mask[i, j] else say["hidden"], t.A[i, j]]
                for j, (word, s) in enumerate(zip(self.words, raw, strict=True))]
        heads = ["", *(say[key] for key in ("score", "shrink", "hide", "weigh"))]
        return heads, [*rows, [say["mix"], "", "", "", together(self.O[i])]]

    def picture(self):
        return picture(self)


def _mask(mask, n):
    """None, or bool as scratch takes it; "causal" in words."""
    if not isinstance(mask, str):
        return mask
    if mask != "causal":
        raise ValueError(f"mask is {brief(mask)}; it must be None, 'causal' or an array of bool")
    return scratch.causal(n)


def runs(mask) -> list[int]:
    """The run lengths of a mask, row by row: how many are seen, how many hidden, and so on."""
    flat = np.concatenate([[True], np.ravel(mask)])
    edges = np.flatnonzero(np.diff(flat))
    return np.diff([0, *edges, flat.size - 1]).tolist()
