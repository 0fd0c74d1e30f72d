"""ScoreLab: five ways to score a query against the same keys, side by side."""

from __future__ import annotations

import numpy as np

from ...check import Shapes, brief, whole
from ..core import encode, svg
from ..core.arrays import at_most, moderate, shaped
from ..core.figure import Figure
from ..core.labels import texts, together
from .scores import cost, learnt, score, softmax

SHAPES = {  # score -> its weights and their axes
    "dot": {},
    "general": {"W": "d_q d_k"},
    "additive": {"W_q": "d_q d_a", "W_k": "d_k d_a", "v": "d_a"},
    "concat": {"W": "d d_a", "v": "d_a"},
    "linear": {"w_q": "d_q", "w_k": "d_k"},
}
PRODUCTS = {"dot": "q·k", "general": "q W k"}
FORMULAS = {
    "additive": "v·tanh(q W_q + k W_k)",
    "concat": "v·tanh([q; k] W)", "linear": "q·w_q + k·w_k",
}
MOST = 12  # queries and keys


class ScoreLab(Figure):
    """The score functions on the same q and K: parameters, cost, weights, as the reader moves q.

    ``Q`` (n, d_q) and ``K`` (m, d_k), with 2 to 4 columns and at most 12 rows; ``queries`` and
    ``keys`` are their texts.  ``scores`` is a dict: "dot" {}, "general" {W (d_q, d_k)},
    "additive" {W_q (d_q, d_a), W_k (d_k, d_a), v (d_a,)}, "concat" {W (d_q + d_k, d_a), v (d_a,)}
    as in ``nlpviz.scratch.attention``, and "linear" {w_q (d_q,), w_k (d_k,)}: S_ij = q_i·w_q +
    k_j·w_k, one linear layer on [q; k], whose query falls out of the softmax.  d_a ≤ 16.  ``V``
    (m, d_v), d_v ≤ 4: then o = A V is shown as well.  ``scale=False``: dot and general as in Luong
    et al. (2015), not divided by √d_k.

    In the page all scores are computed again (from float32).  With "linear" among them, the
    reader first guesses which score does not move with q.  Multiply-adds count n queries and m
    keys: what depends on q or on k alone is computed once, but [q; k] W for every pair.
    Raises TypeError and ValueError that name the argument.
    """

    name = "score_lab"
    remedy = "pass fewer queries and keys"

    def __init__(self, Q, K, scores, *, V=None, queries, keys, scale=True):
        if not isinstance(scale, bool):
            raise TypeError(f"scale is {scale!r}; it must be True (dot and general are divided by "
                            "√d_k) or False")
        self.Q, self.K, self.scale = matrix("Q", Q), matrix("K", K), scale
        n, m = len(self.Q), len(self.K)
        self.sizes = {"n": n, "m": m, "d_q": self.Q.shape[1], "d_k": self.K.shape[1]}
        self.weights = {name: self._read(name, w) for name, w in entries(scores)}
        self.V = None if V is None else matrix("V", V, least=1)
        if V is not None and len(self.V) != m:
            raise ValueError(f"V has {len(self.V)} rows but K has {m}: each key has its value")
        self.queries, self.keys = texts("queries", queries), texts("keys", keys)
        for name, labels, count in (("queries", self.queries, n), ("keys", self.keys, m)):
            if len(labels) != count:
                raise ValueError(f"{name} has {len(labels)} entries but "
                                 f"{name[0].upper()} has {count} rows")
        self.label = self.says("label", m=m, scores=", ".join(self.weights))

    @classmethod
    def learnt(cls, Q, K, looks, *, queries, keys, seed=0):
        """The five scores, each learnt alone by gradient descent: query i looks at key looks[i].

        Dot, which has no weights, stays as it is (and is left out where d_q ≠ d_k).
        """
        Q, K = matrix("Q", Q), matrix("K", K)
        if len(looks) != len(Q):
            raise ValueError(f"looks has {len(looks)} entries but Q has {len(Q)} rows")
        looks = [whole(f"looks[{i}]", j, 0, len(K) - 1) for i, j in enumerate(looks)]
        return cls(Q, K, learnt(Q, K, looks, seed=seed), queries=queries, keys=keys)

    def _read(self, name, given):
        due = SHAPES[name]
        if not isinstance(given, dict) or set(given) != set(due):
            says = sorted(given) if isinstance(given, dict) else type(given).__name__
            raise ValueError(f"scores[{name!r}] has {says}; it must be a dict with "
                             f"{', '.join(due) or 'nothing in it'}")
        if name == "dot" and self.sizes["d_q"] != self.sizes["d_k"]:
            raise ValueError(f"scores['dot'] needs d_q = d_k, but Q has shape {self.Q.shape} "
                             f"and K has shape {self.K.shape}")
        known = Shapes(**self.sizes, d=self.sizes["d_q"] + self.sizes["d_k"])
        read = {}
        for part, axes in due.items():
            where = f"scores[{name!r}][{part!r}]"
            read[part] = moderate(where, shaped(where, given[part], axes, known))
        d_a = known.sizes.get("d_a", 1)
        at_most(f"d_a of scores[{name!r}]", d_a, 16, "use a smaller layer")
        return read

    def state(self):
        packed = {f"{name}_{part}": encode.pack(array, name=f"scores[{name!r}][{part!r}]")
                  for name, parts in self.weights.items() for part, array in parts.items()}
        return packed | {
            "Q": encode.pack(self.Q, name="Q"), "K": encode.pack(self.K, name="K"),
            "V": None if self.V is None else encode.pack(self.V, name="V"),
            "names": list(self.weights), "queries": self.queries, "key_tokens": self.keys,
            "row": 0, "q": encode.unpack(encode.pack(self.Q))[0].tolist(), "key": 0, "score": 0,
            "scale": self.scale,
        }

    def score(self, name, q):
        """The scores (m,) of q by one function."""
        return score(name, q, self.K, self.weights[name], self.scale)

    def rows(self, row=0) -> dict:
        """name -> (parameters, multiply-adds, A (m,)) for the query Q[row]."""
        return {name: (*cost(name, w, **self.sizes), softmax(self.score(name, self.Q[row])))
                for name, w in self.weights.items()}

    def table(self):
        say = self.says
        header = ["", say["parameters"], say["adds"],
                  *(say("weight of", key=key) for key in self.keys)]
        rows = [[name, *counts, *A] for name, (*counts, A) in self.rows().items()]
        if self.V is not None:
            header.append(say["mixed"])
            rows = [[*row, together(np.array(row[3:]) @ self.V)] for row in rows]
        return header, rows

    def picture(self):
        left, m = 170, len(self.keys)
        wide = min(70, 460 / m)
        parts = [svg.text(left + (j + 0.5) * wide, 18, key, limit=max(int(wide / 8), 2),
                          text_anchor="middle", class_="keys") for j, key in enumerate(self.keys)]
        for i, (name, (_, _, A)) in enumerate(self.rows().items()):
            y = 28 + 70 * i
            parts += [svg.text(0, y + 14, self.says(f"name {name}"), font_weight="600"),
                      svg.text(0, y + 32, name, class_="muted"),
                      svg.text(0, y + 50, formula(name, self.scale), class_="muted")]
            for j, a in enumerate(A):
                x = left + j * wide
                parts += [svg.tag("rect", x=x, y=y, width=wide - 3, height=44, class_="soft"),
                          svg.tag("rect", x=x, y=y + 44 * (1 - a), width=wide - 3, height=44 * a,
                                  class_="keys", opacity=0.45),
                          svg.text(x + wide / 2 - 1.5, y + 58, f"{a:.2f}"[-4 if wide > 36 else -3:],
                                   text_anchor="middle", font_size="12")]
        return svg.svg(left + m * wide, 28 + 70 * len(self.weights), *parts, label=self.label)


def formula(name, scale):
    """How a score is written below its name."""
    product = PRODUCTS.get(name)
    return FORMULAS[name] if product is None else f"{product} / √d_k" if scale else product


def entries(scores):
    """The score functions of a dict, by their names."""
    if not isinstance(scores, dict) or not scores:
        raise TypeError(f"scores is {brief(scores)}; it must be a dict: score -> its weights")
    for name in scores:
        if name not in SHAPES:
            raise ValueError(f"scores has {brief(name)}; it must be one of {', '.join(SHAPES)}")
    return scores.items()


def matrix(name, array, least=2):
    array = encode.checked(name, array)
    if array.ndim != 2 or len(array) > MOST or not least <= array.shape[1] <= 4:
        raise ValueError(f"{name} has shape {array.shape}; it must have at most {MOST} rows and "
                         f"{least} to 4 columns")
    return moderate(name, array)
