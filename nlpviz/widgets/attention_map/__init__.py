"""AttentionMap: who looks at whom, one cell per weight."""

from __future__ import annotations

import numpy as np

from ...check import index, untied
from ..core import encode
from ..core.figure import Figure
from ..core.labels import as_given, entropy, glossed, texts
from . import decoder as cross
from .picture import picture

LIMIT = 1024  # tokens on a side


class AttentionMap(Figure):
    """Attention weights A of queries (rows) over keys (columns), with the entropy of each row.

    ``A`` has shape (n, m), (heads, n, m) or (layers, heads, n, m), or is a list of layers, as
    ``transformers`` returns ``attentions``: (1, heads, n, m) each, whose batch of one is dropped.
    Rows are weights: none negative, each sums to 1; those that came through bfloat16 are divided
    by their sums, with a warning, and the label says so.  ``queries`` and ``keys`` are the n and m
    texts beside them, any text; ``keys`` may be left out where they are the same tokens.
    ``layer`` and ``head`` (from 0) say which map is shown first.  Weights travel as ``sqrt8``:
    ``figure.error`` is the measured loss, 0.0022 at most.

    ``gold``: the right alignment, a list of links (i, j), query i ↔ key j; it is outlined, and
    the alignment error rate stands beside the map (Och & Ney 2003).

    ``beams``: the scores of several hypotheses of one source, the one shown first being number
    ``beam``.  A is then a list of maps (n_b, m), queries a list of lists of texts, gold a list
    with links or None for each.

    ``decoder``: a dict of H (n, d_h) (with beams a list of them), V (m, d_v), W_c, b_c, W_o, b_o
    and words, the target vocabulary; row t is the step that says word queries[t].  The reader
    cuts links between two lines of words: a weight becomes 0, the others of its row stay as they
    are or, at the reader's choice, are divided by their sum, and the page computes that step's
    next word from these weights: o = A V, g = tanh([o; h] W_c + b_c), P = softmax(g W_o + b_o).
    Later steps, which would read another word, stay as they are.  A and V travel as float32
    then, H, W and b as float16: ``figure.shift`` is by how much this moves a probability at most.

    ``glosses``: a dict from tokens to short translations, which stand beneath them.

    Raises TypeError and ValueError that name the argument.
    """

    name = "attention_map"
    view = "alone"
    remedy = "pass fewer heads, as in A[..., :4, :, :], or fewer tokens"

    def __init__(self, A, queries, keys=None, *, layer=0, head=0, gold=None, beams=None, beam=0,
                 decoder=None, glosses=None):
        self.starts, said = None, []
        if beams is not None:
            A, queries, self.starts, self.beams = cross.stacked(A, queries, beams, said)
        A = maps(A, said)
        said_by_rows = as_given("queries", queries)
        self.queries = texts("queries", said_by_rows)
        self.keys = self.queries if keys is None else texts("keys", keys)
        n, m = A.shape[-2:]
        for count, labels, name in ((n, self.queries, "queries"), (m, self.keys, "keys")):
            if count != len(labels):
                raise ValueError(f"A has shape {A.shape} but there are {len(labels)} {name}")
            if count > LIMIT:
                raise ValueError(
                    f"A has shape {A.shape}: {count} {name}, more than {LIMIT}; "
                    "pass a window, as in A[..., :1024, :1024]"
                )
        self.A = A.reshape((1,) * (4 - A.ndim) + A.shape)
        if self.A.size > 3_000_000:
            raise ValueError(f"A holds {self.A.size:,} weights, more than 3,000,000: {self.remedy}")
        self.layer = index("layer", layer, self.A.shape[0])
        self.head = index("head", head, self.A.shape[1])
        many, self.starts = beams is not None, self.starts or [0, n]
        self.beam = index("beam", beam, len(self.starts) - 1)
        self.rows = slice(*self.starts[self.beam:self.beam + 2])
        self.gold = None if gold is None else cross.links(gold, self.starts, m, many)
        self._decode(decoder, said_by_rows, many)
        if many or self.decoder:
            self.view = "view"
        self._packed = encode.pack(self.A, "float32" if self.decoder else "sqrt8", "A")
        self.decoded = encode.unpack(self._packed)
        self.error = float(np.abs(self.decoded - self.A).max())
        known = {*self.queries, *self.keys, *(self.decoder.words if self.decoder else ())}
        self.glosses, self.said = glossed(glosses, known), said

    @property
    def label(self):
        n = self.rows.stop - self.rows.start
        key = "label decoder" if self.decoder else "label"
        return "; ".join([self.says(key, n=n, m=len(self.keys)), *self.said])

    def _decode(self, decoder, queries, many):
        self.decoder = None
        if decoder is None:
            return
        if self.A.shape[:2] != (1, 1):
            raise ValueError(
                f"A has shape {self.A.shape}; with a decoder it must be one map (n, m)")
        self.decoder = cross.Decoder(
            decoder, queries, self.starts, self.A.shape[3], many)
        exact = self.decoder.next_words(self.A[0, 0], arrays=self.decoder.given)
        self.shift = float(np.abs(self.decoder.next_words(self.A[0, 0]) - exact).max())

    def state(self):
        state = {
            "weights": self._packed, "queries": self.queries, "key_tokens": self.keys,
            "layer": self.layer, "head": self.head, "query": -1, "key": -1,
        }
        if len(self.starts) > 2:
            state |= {"starts": self.starts, "scores": self.beams, "beam": self.beam}
        if self.gold is not None:
            state["gold"] = self.gold
        if self.decoder:
            state |= self.decoder.packed | {
                "words": self.decoder.words, "own": self.decoder.own, "cuts": [],
                "renormalise": False, "as_map": False, "guess": None, "revealed": False}
        if self.glosses:
            state["glosses"] = self.glosses
        return state

    def picture(self):
        queries, keys = self._named(self.queries[self.rows]), self._named(self.keys)
        return picture(*self._map(), queries, keys, self._links(), self.label,
                       f"{self.says('entropy')} H")

    def table(self):
        """Header and rows: each weight, or a row's three largest, H, and what else is given."""
        (A, H), say = self._map(), self.says
        queries, keys = self._named(self.queries[self.rows]), self._named(self.keys)
        many = self.A.shape[0] * self.A.shape[1] > 1
        corner = f"A[{self.layer}, {self.head}]" if many else "A"
        marks, cells = keys, A.tolist()
        if A.size > 1024:
            best = np.argsort(-A, axis=1, kind="stable")[:, :3]
            cells = [[x for j in js for x in (keys[j], a[j])]
                     for a, js in zip(A, best, strict=True)]
            marks = [x for i in range(best.shape[1]) for x in (f"k{'₁₂₃'[i]}", "A")]
        marks, columns = [*marks, f"{say('entropy')} H"], [H]
        if self.gold is not None:
            marks.append(f"{say('gold')} ↔")
            columns.append([", ".join(keys[j] for r, j in self._links() if r == i) or "–"
                            for i in range(len(A))])
        if self.decoder:
            marks.append(f"{say('probability')} P")
            columns.append(self.decoder.probabilities(A, self.rows))
        rows = zip(queries, cells, zip(*columns, strict=True), strict=True)
        return [corner, *marks], [[q, *line, *more] for q, line, more in rows]

    def _named(self, tokens):
        """Tokens, each with its gloss in brackets where it has one."""
        return [f"{t} ({self.glosses[t]})" if t in self.glosses else t for t in tokens]

    def _map(self):
        A = self.decoded[self.layer, self.head, self.rows]
        return A, entropy(A)

    def _links(self):
        """The gold links of the hypothesis that is shown."""
        rows = self.rows
        return [(i - rows.start, j) for i, j in self.gold or () if rows.start <= i < rows.stop]


def maps(A, said):
    """A as checked weights of two to four axes, or an error that names the call that is right."""
    if A is None or isinstance(A, (list, tuple)) and any(layer is None for layer in A):
        raise TypeError("A must be an array of real numbers, not None; a model of transformers "
                        "returns attentions if it is loaded with attn_implementation='eager' and "
                        "called with output_attentions=True")
    for name in ("attentions", "cross_attentions"):
        if hasattr(A, name):
            raise TypeError(f"A is one {type(A).__name__}; pass A.{name}")
    _same_shapes(A)
    A, layers = encode.numbers("A", A), isinstance(A, (list, tuple))
    if A.ndim == 5 and A.shape[1] != 1:
        one = "[layer[b] for layer in A]" if layers else "A[:, b]"
        raise ValueError(f"A has shape {A.shape}, (layers, batch, heads, n, m) with a batch of "
                         f"{A.shape[1]}; pass {one} for one b of them")
    A = encode.distributions("A", A[:, 0] if A.ndim == 5 else A, said)
    if not 2 <= A.ndim <= 4:
        raise ValueError(
            f"A has shape {A.shape}; it must be (n, m), (heads, n, m) or (layers, heads, n, m)")
    return A


def _same_shapes(A):
    """Refuse a list of maps that do not fit together, as those of the steps of a decoder."""
    if isinstance(A, (list, tuple)):
        try:
            shapes = list(dict.fromkeys(np.shape(untied(a)) for a in A))
        except ValueError:  # no arrays: what they are is said later
            return
        if len(shapes) > 1 and max(map(len, shapes)) > 1:
            raise ValueError(f"A is a {type(A).__name__} of arrays of shapes {shapes[0]} and "
                             f"{shapes[1]}; pass one of them, as in A[0]")
