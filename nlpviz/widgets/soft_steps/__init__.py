"""SoftSteps: one look of soft attention in six steps, from scores to the next word."""

from __future__ import annotations

import numpy as np

from ... import scratch
from ..core import encode, svg
from ..core.arrays import at_most, moderate
from ..core.figure import Figure
from ..core.labels import glossed, named, together
from .picture import picture

WIDE, WORDS = 8, 6  # numbers of a vector, and next words, that can be shown
STEPS = 6


class SoftSteps(Figure):
    """The six steps of soft attention over the m words of a sentence, for one word to be written.

    1 compare  S = K q, an inner product for each word (scale: divided by √d_k)
    2 share    A = softmax(S)
    3 shrink   A_j V_j, each value times its share
    4 add      o = Σ_j A_j V_j
    5 join     g = tanh([o; h] W_c + b_c)
    6 predict  P = softmax(g W_o + b_o)

    (Bahdanau, Cho & Bengio 2015, eq. 5 and 6; steps 5 and 6 as Luong, Pham & Manning 2015, eq. 5
    and 6; neither divides by √d_k.)  All is computed by ``nlpviz.scratch``.

    ``q`` (d_k,) asks; ``K`` (m, d_k) and ``V`` (m, d_v) are the keys and values of 2 to 8 words,
    named by ``keys``; ``h`` (d_h,), the decoder's state, is q where it is left out.  ``W_c``
    (d_v + d_h, d_g) and ``W_o`` (d_g, n), with ``b_c`` and ``b_o`` (zero where left out), make the
    logits of n next words, 2 to 6, named by ``words``; ``glosses``, a dict, has short translations
    of them and of the keys.  d_v, d_h and d_g are at most 8; no number
    has a unit.

    The reader guesses which share the largest score becomes, then sees the numbers travel, step by
    step, drags scores, and takes the look away (o = 0).

    Raises TypeError and ValueError that name the argument.
    """

    name = "soft_steps"
    remedy = "pass fewer words"

    def __init__(self, q, K, V, W_c, W_o, *, keys=None, words=None, h=None, b_c=None, b_o=None,
                 scale=False, glosses=None):
        given = dict(q=q, K=K, V=V, h=q if h is None else h, W_c=W_c, W_o=W_o)
        self.of = {name: moderate(name, encode.checked(name, x)) for name, x in given.items()}
        for name, width in (("b_c", "W_c"), ("b_o", "W_o")):
            b = {"b_c": b_c, "b_o": b_o}[name]
            n = self.of[width].shape[-1]
            self.of[name] = moderate(name, encode.checked(name, np.zeros(n) if b is None else b))
        fit(self.of)
        if not isinstance(scale, (bool, np.bool_)):
            raise TypeError(f"scale is {scale!r}; it must be True or False")
        self.scale = bool(scale)
        self.keys = named("keys", keys, len(self.of["K"]), "K")
        self.words = named("words", words, self.of["W_o"].shape[1], "W_o")
        self.glosses = glossed(glosses, {*self.keys, *self.words})

    @property
    def label(self):
        best = self.words[int(self.steps()["P"].argmax())]
        return self.says("label", n=len(self.keys), word=svg.shorten(best, 24))

    def state(self):
        packed = {name: encode.pack(x, name=name) for name, x in self.of.items()}
        return {
            "of": packed, "scale": self.scale, "texts": [self.keys, self.words],
            "glosses": self.glosses or None, "shift": [0] * len(self.keys),
            "row": int(self.steps()["S"].argmax()), "step": 1, "look": True,
            "guess": None, "answered": False,
        }

    def steps(self) -> dict:
        """S, A (m,), parts (m, d_v), o (d_v,), g (d_g,), P (n,) and blind (n,): P with o = 0."""
        of = self.of
        o, trace = scratch.attention(of["q"][None], of["K"], of["V"], scale=self.scale)
        last = of["h"][None], of["W_c"], of["b_c"], of["W_o"], of["b_o"]
        (logits, said), (without, _) = (scratch.readout(x, *last) for x in (o, 0 * o))
        P, blind = (scratch.softmax(x)[0][0] for x in (logits, without))
        return {"S": trace.S[0], "A": trace.A[0], "parts": trace.A[0][:, None] * of["V"],
                "o": o[0], "g": said.G[0], "P": P, "blind": blind}

    def table(self):
        now, says = self.steps(), self.says
        rows = [[name, s, a, together(v), together(part)] for name, s, a, v, part in zip(
            self.keys, now["S"], now["A"], self.of["V"], now["parts"], strict=True)]
        rows += [[says("sum"), "–", 1.0, "–", together(now["o"])],
                 [says("state"), "–", "–", together(self.of["h"]), "–"],
                 [says("joined"), "–", "–", together(now["g"]), "–"]]
        rows += [[says("next", word=word), "–", p, "–", "–"]
                 for word, p in zip(self.words, now["P"], strict=True)]
        return ["", *map(says, ("score", "share", "value", "shrunk"))], rows

    def picture(self):
        return picture(self)


def fit(of):
    """The sizes of the arrays hang together and are small enough, or an error that says which."""
    for name, x in of.items():
        axes = 2 if name[0] in "KVW" else 1
        if x.ndim != axes:
            raise ValueError(f"{name} has shape {x.shape}; it must have {axes} "
                             f"{'axes' if axes > 1 else 'axis'}")
    (m, d_k), d_v, d_h = of["K"].shape, of["V"].shape[1], len(of["h"])
    due = {"q": (d_k,), "V": (m, d_v), "W_c": (d_v + d_h, of["W_c"].shape[1]),
           "W_o": (of["W_c"].shape[1], of["W_o"].shape[1]), "b_c": (of["W_c"].shape[1],),
           "b_o": (of["W_o"].shape[1],)}
    for name, shape in due.items():
        if of[name].shape != shape:
            raise ValueError(f"{name} has shape {of[name].shape} but must have {shape}: K has {m} "
                             f"rows of {d_k}, V rows of {d_v}, h has {d_h} numbers")
    if m < 2:
        raise ValueError(f"K has {m} row; there must be at least 2 words to choose from")
    if of["W_o"].shape[1] < 2:
        raise ValueError("W_o has 1 column; there must be at least 2 next words")
    sizes = {"the number of words, rows of K,": (m, WIDE), "the width of V": (d_v, WIDE),
             "the width of h": (d_h, WIDE), "the width of W_c": (of["W_c"].shape[1], WIDE),
             "the number of next words, columns of W_o,": (of["W_o"].shape[1], WORDS)}
    for name, (size, most) in sizes.items():
        at_most(name, size, most, "pass a smaller example")
