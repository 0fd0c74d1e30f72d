"""DrawOrMix: one step of a decoder that reads a mixture of all words, or one that it draws."""

from __future__ import annotations

import numpy as np

from ... import scratch
from ...check import number, whole
from ..core import encode, svg
from ..core.arrays import moderate, one_row
from ..core.figure import Figure
from ..core.labels import glossed, named

WORDS = 6  # that can be shown


class DrawOrMix(Figure):
    """Soft attention's mixture against hard attention's draw, over m positions of a sentence.

    ``S`` (m,) are the scores, 2 ≤ m ≤ 12; ``values`` (m, n) say what each position leads to: the
    logits of n next words, 2 ≤ n ≤ 6, of which number ``target`` is right.  ``positions`` and
    ``words`` are their texts, ``glosses`` a dict from words to short translations, which stand
    beside them.  The shares are A = softmax(S/τ), and reading v costs
    f(v) = −log softmax(v)[target].

    In the page the reader drags the scores, sees the values travel (all of them, shrunk by their
    shares, or one, drawn), and guesses before the answer: is f(A V) or E[f(V_z)] larger?

    Raises TypeError and ValueError that name the argument.
    """

    name = "draw_or_mix"
    remedy = "pass fewer positions"

    def __init__(self, S, values, target, *, positions=None, words=None, tau=1.0, seed=0,
                 glosses=None):
        self.S = one_row("S", S)
        m, V = len(self.S), encode.checked("values", values)
        if V.ndim != 2 or len(V) != m or not 2 <= V.shape[1] <= WORDS:
            raise ValueError(f"values has shape {np.shape(values)}; it must be (m, n): one row for "
                             f"each of the m = {m} scores, one number for each of 2 to {WORDS} "
                             "next words")
        self.V = moderate("values", V)
        self.target = whole("target", target, 0, V.shape[1] - 1)
        self.positions = named("positions", positions, m, "S")
        self.words = named("words", words, V.shape[1], "values")
        self.glosses = glossed(glosses, self.words)
        self.tau = number("tau", tau, 0.032, 10)
        self.seed = whole("seed", seed, 0, 2**31 - 1)

    @property
    def label(self):
        return self.says("label", n=len(self.S), word=svg.shorten(self.words[self.target], 24))

    def state(self):
        return {
            "scores": encode.pack(self.S, name="S"), "vectors": encode.pack(self.V, name="values"),
            "target": self.target, "positions": self.positions, "words": self.words,
            "glosses": [self.glosses.get(word, "") for word in self.words], "seed": self.seed,
            "tau": self.tau, "shift": [0] * len(self.S),
            "drawn": [0] * len(self.S), "position": int(self.S.argmax()), "guess": None,
            "answered": False,
        }

    def step(self) -> dict:
        """A, o = A V, f (m,) of each position, soft = f(o), hard = E[f]: from nlpviz.scratch."""
        hard, trace = scratch.expected(self.S[None] / self.tau, self.V, self._price)
        o = trace.A @ self.V
        return {"A": trace.A[0], "o": o[0], "f": trace.losses, "soft": self._price(o)[0],
                "hard": hard}

    def _price(self, O):
        """−log of the right word's share, with its gradient, as scratch takes a loss."""
        return scratch.cross_entropy(O, np.array([self.target]))

    def table(self):
        now, says = self.step(), self.says
        rows = [[name, s, a, f] for name, s, a, f in zip(
            self.positions, self.S, now["A"], now["f"], strict=True)]
        rows += [[says("mixed"), "–", 1.0, now["soft"]], [says("drawn"), "–", "–", now["hard"]]]
        return ["", says("score"), says("share"), says("price")], rows

    def picture(self):
        now, says, left, tall = self.step(), self.says, 150, 30
        below = 40 + tall * len(self.S)
        heads = ((left, "share", "start"), (410, "writes", "start"), (548, "price", "end"))
        parts = [svg.text(x, 24, says(key), text_anchor=anchor, class_="muted")
                 for x, key, anchor in heads]
        shares = percents(now["A"])
        for j, name in enumerate(self.positions):
            y, a = 36 + tall * j, now["A"][j]
            word = self.words[int(self.V[j].argmax())]
            gloss = self.glosses.get(word)
            parts += [
                svg.text(left - 12, y + 17, name, limit=14, text_anchor="end", class_="keys"),
                svg.tag("rect", x=left, y=y + 3, width=190 * a, height=20, class_="keys"),
                svg.text(left + 190 * a + 8, y + 17, shares[j]),
                svg.text(410, y + 17, f"{word} ({gloss})" if gloss else word, limit=14,
                         class_="values"),
                svg.text(548, y + 17, f"{now['f'][j]:.2f}", text_anchor="end"),
            ]
        for i, (key, role) in enumerate((("soft", "values"), ("hard", "gradients"))):
            at = below + 26 + 24 * i
            parts += [svg.text(left, at, says("mixed" if key == "soft" else "drawn"), limit=60),
                      svg.text(548, at, f"{now[key]:.2f}", text_anchor="end", font_weight="600",
                               class_=role)]
        return svg.svg(580, below + 62, *parts, label=self.label)


def percents(parts) -> list:
    """Parts of 1 as texts with one decimal that sum to 100 %: those that lose most are rounded up.

    Rounded one by one, 11.4, 4.2 and 84.4 % would sum to 99 %.
    """
    exact = 1000 * np.asarray(parts)
    tenths = np.floor(exact).astype(int)
    order = np.argsort(tenths - exact, kind="stable")
    tenths[order[:max(1000 - tenths.sum(), 0)]] += 1
    return [f"{x / 10:.1f} %" for x in tenths.tolist()]
