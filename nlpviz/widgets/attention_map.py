"""AttentionMap: who looks at whom, one cell per weight."""

from __future__ import annotations

import numpy as np

from . import encode, palette, svg, traces
from .figure import Figure

LIMIT = 1024  # tokens on a side


class AttentionMap(Figure):
    """Attention weights A of queries (rows) over keys (columns), with the entropy of each row.

    ``A`` has shape (n, m), (heads, n, m) or (layers, heads, n, m); rows are weights: none
    negative, each sums to 1.  ``queries`` and ``keys`` are the n and m texts beside them, any
    text; ``keys`` may be left out where they are the same tokens.  ``layer`` and ``head`` (from
    0) say which map is shown first.  Weights travel as ``sqrt8``: ``figure.error`` is the
    measured loss, 0.0022 at most.

    Raises TypeError and ValueError that name the argument.
    """

    name = "attention_map"
    remedy = "pass fewer heads, as in A[..., :4, :, :], or fewer tokens"

    def __init__(self, A, queries, keys=None, *, layer=0, head=0):
        A = encode.weights(A, "A")
        if not 2 <= A.ndim <= 4:
            raise ValueError(
                f"A has shape {A.shape}; it must be (n, m), (heads, n, m) "
                "or (layers, heads, n, m)"
            )
        self.queries = texts(queries, "queries")
        self.keys = self.queries if keys is None else texts(keys, "keys")
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
        self.layer = index(layer, self.A.shape[0], "layer")
        self.head = index(head, self.A.shape[1], "head")
        self._packed = encode.pack(self.A, "sqrt8", "A")
        self.shown = encode.unpack(self._packed)
        self.error = float(np.abs(self.shown - self.A).max())
        self.label = f"Attention weights: {n} queries (rows) by {m} keys (columns)"

    def state(self):
        return {
            "weights": self._packed, "queries": self.queries, "key_tokens": self.keys,
            "layer": self.layer, "head": self.head, "query": -1, "key": -1,
        }

    def picture(self):
        A, H = self._map()
        n, m = A.shape
        left = min(max(svg.width(q, 18) for q in self.queries), 130) + 8 if n <= 64 else 8
        longest = max(svg.width(k, 16) for k in self.keys)
        wide = max(min(max(64, min(longest + 6, 96)), (660 - left) / m), 660 / 1024)
        tall = max(min(wide, 30, 660 / n), 660 / 1024)
        flat = longest < wide - 4
        top = (22 if flat else min(longest, 110) + 8) if m <= 64 else 22
        right, below = left + m * wide, top + n * tall
        parts = [svg.cells(A / A.max(), left, top, m * wide, n * tall)]
        if n <= 64:
            parts += [
                svg.text(left - 6, top + (i + 0.5) * tall + 4, q, text_anchor="end",
                         limit=18, class_="queries")
                for i, q in enumerate(self.queries)
            ]
        if m <= 64:
            for j, k in enumerate(self.keys):
                x = left + (j + 0.5) * wide
                turn = None if flat else f"translate({x + 4:.2f} {top - 6}) rotate(-90)"
                parts.append(svg.text(
                    x if flat else 0, top - 6 if flat else 0, k, limit=16, class_="keys",
                    text_anchor="middle" if flat else None, transform=turn))
        parts.append(svg.text(right + 10, top - 6, "H", class_="muted", font_style="italic"))
        unit = 36 / max(np.log2(m), 1e-9)
        bars = "".join(
            f"M{svg.num(right + 10)} {svg.num(top + (i + 0.2) * tall)}"
            f"h{svg.num(unit * h)}v{svg.num(0.6 * tall)}h{svg.num(-unit * h)}z"
            for i, h in enumerate(H) if h > 0
        )
        parts.append(svg.tag("path", d=bars, class_="muted"))
        return svg.svg(right + 54, below + 8, *parts, label=self.label)

    def table(self):
        A, H = self._map()
        many = self.A.shape[0] * self.A.shape[1] > 1
        corner = f"A[{self.layer}, {self.head}]" if many else "A"
        if A.size <= 1024:
            rows = [[q, *a, h] for q, a, h in zip(self.queries, A, H, strict=True)]
            return [corner, *self.keys, "H"], rows
        best = np.argsort(-A, axis=1, kind="stable")[:, :3]
        rows = [
            [q, *(x for j in js for x in (self.keys[j], a[j])), h]
            for q, a, js, h in zip(self.queries, A, best, H, strict=True)
        ]
        marks = [x for i in range(best.shape[1]) for x in (f"k{'₁₂₃'[i]}", "A")]
        return [corner, *marks, "H"], rows

    def plot(self, ax=None):
        import matplotlib.pyplot as plt

        A, H = self._map()
        ax = ax or plt.subplots()[1]
        ax.imshow(A, cmap=palette.colormap(), vmin=0, vmax=A.max(), aspect="auto")
        if max(A.shape) <= 64:
            ax.set_xticks(range(A.shape[1]), self.keys, rotation=90, color=palette.ROLES["keys"][0])
            ax.set_yticks(range(A.shape[0]), self.queries, color=palette.ROLES["queries"][0])
            ax.tick_params(length=0)
        return ax

    def _map(self):
        A = self.shown[self.layer, self.head]
        return A, entropy(A)


def entropy(A) -> np.ndarray:
    """-Σ a log₂ a of each row, in bits; 0 log 0 is 0."""
    return -(A * np.log2(np.where(A > 0, A, 1))).sum(-1) + 0.0


def texts(labels, name: str) -> list[str]:
    """Labels as a list of str, or an error that names them."""
    if not traces.listed(labels):
        raise TypeError(f"{name} is one {type(labels).__name__}; it must be a list of texts")
    labels = list(labels)
    for i, text in enumerate(labels):
        if not isinstance(text, str):
            raise TypeError(f"{name}[{i}] is {text!r}, a {type(text).__name__}; it must be a str")
    return [svg.visible(str(text)) for text in labels]


def index(i, count: int, name: str) -> int:
    """A whole number in 0 … count - 1, or an error that names it."""
    if not isinstance(i, (int, np.integer)) or isinstance(i, bool):
        raise TypeError(f"{name} is {i!r}; it must be a whole number")
    if not 0 <= i < count:
        raise ValueError(f"{name} is {i}; A has {count}: 0 to {count - 1}")
    return int(i)
