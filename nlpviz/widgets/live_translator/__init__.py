"""LiveTranslator: trained translators that run in the page, with and without attention."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import numpy as np

from ...check import untied
from ..core import svg
from ..core.figure import Figure
from . import quantised
from .model import MOST, numbered, pairs, translate, vocabulary, written

CALENDAR = json.loads((Path(__file__).parent / "calendar.json").read_text(encoding="utf-8"))
"""The words and signs by which the page reads a date, in small letters."""


class LiveTranslator(Figure):
    """Type a line: it is translated in the page, character by character, by every model.

    ``models``: name -> weights, as from ``pytorch.attention.seq2seq.arrays_of`` or ``stored.load``:
    a GRU with dot attention or with none, one to three of them.  ``source`` and ``target`` are
    the characters of both sides in the order of their numbers, after <pad>, <s>, </s>, <unk>.
    ``examples`` are pairs (source, target, …) as from ``data.dates.lines``, up to 200: the page
    fills the line with them by the number of words in their targets, and knows for them what is
    right; of what is typed it knows it where it is a date.  ``line`` is where it starts; left out,
    the first example.

    Weights travel in 8 bits: ``figure.weights[name]`` are the numbers that the page computes
    with, and ``effect`` measures what that changes.  128 characters are read, 64 written.
    Raises TypeError and ValueError that name the argument.
    """

    name = "live_translator"
    remedy = "pass fewer or smaller models"

    def __init__(self, models, source, target, examples, *, line=None):
        if not isinstance(models, dict) or not 1 <= len(models) <= 3:
            says = f"{len(models)} models" if isinstance(models, dict) else type(models).__name__
            raise TypeError(f"models is {says}; it must be a dict of one to three: name -> weights")
        self.source, self.target = vocabulary(source, "source"), vocabulary(target, "target")
        self._packed = {str(name): quantised.packed(
            w, f"models[{name!r}]", len(self.source), len(self.target))
            for name, w in models.items()}
        self._given = {str(name): quantised.nested(
            {key: untied(x) for key, x in quantised.flat(w).items()})
            for name, w in models.items()}
        self.weights = {name: quantised.nested(quantised.unpacked(parts))
                        for name, parts in self._packed.items()}
        self.examples = pairs(examples)
        self.line = self.examples[0][0] if line is None else line
        if not isinstance(self.line, str):
            raise TypeError(f"line is a {type(line).__name__}; it must be a text")
        self.label = self.says("label", models=", ".join(self._packed))

    def state(self):
        return {f"w{k}_{key.replace('.', '_')}": array
                for k, parts in enumerate(self._packed.values())
                for key, array in parts.items()} | {
            "names": list(map(svg.visible, self._packed)),
            "parts": [" ".join(p) for p in self._packed.values()],
            "source": _spelt(self.source), "target": _spelt(self.target),
            "examples": self.examples,
            "line": self.line, "place": -1, "calendar": CALENDAR,
        }

    def translate(self, name, text=None):
        """What the page computes for a text (the line): ids, p, A, last; see ``translation``."""
        if name not in self.weights:
            raise ValueError(f"name is {name!r}; the models are {', '.join(self.weights)}")
        text = self.line if text is None else text
        return translate(self.weights[name], numbered(text, self.source))

    def effect(self, examples) -> dict:
        """What 8 bits change: name -> {"changed": part of the lines that come out otherwise,
        "before" and "after": parts that are right with the weights as given and in 8 bits}."""
        examples, found = pairs(examples, most=100_000), {}
        for name in self.weights:
            said = np.array([[written(translate(w, numbered(text, self.source)).ids, self.target)
                              for text, _ in examples]
                             for w in (self._given[name], self.weights[name])])
            right = (said == [truth for _, truth in examples]).mean(axis=1)
            found[name] = {"changed": float((said[0] != said[1]).mean()),
                           "before": float(right[0]), "after": float(right[1])}
        return found

    def table(self):
        every = {name: self.translate(name) for name in self.weights}
        say = self.says
        looks = [say["looks most"], say["weight"]]
        header = [say["step"]] + [x for name, one in every.items() for x in (
            name, say["probability"], *(looks if one.A is not None else ()))]
        steps = max(len(one.ids) for one in every.values())
        return header, [[t + 1] + [x for one in every.values() for x in self._row(one, t)]
                        for t in range(steps)]

    def _row(self, one, t):
        cells = 2 if one.A is None else 4
        if t >= len(one.ids):
            return [""] * cells
        found = [self.target[one.ids[t]], float(one.p[t])]
        if one.A is None:
            return found
        j = int(one.A[t].argmax())
        return [*found, self._keys()[j], float(one.A[t, j])]

    def _keys(self):
        return [*self.line[:MOST], "</s>"]

    def picture(self):
        parts, y = [svg.text(10, 26, self.line, limit=60, class_="keys", font_size=16)], 56
        for name in self.weights:
            one = self.translate(name)
            words = written(one.ids, self.target) or " "
            parts += [svg.text(10, y, name, limit=16, class_="muted"),
                      svg.text(150, y, words, limit=64, font_size=16)]
            y += 16
            if one.A is not None:
                more, y = self._map(one, y)
                parts += more
            y += 16
        return svg.svg(720, y, *parts, label=self.label)

    def _map(self, one, y):
        """Rows are what is written, columns what is read."""
        n, m = one.A.shape
        tall, wide = min(18, 400 / n), min(26, 550 / m)
        parts = [_cells(one.A, 150, y + 16, wide, tall)]
        if wide >= 11:
            xs = [150 + (j + 0.5) * wide for j in range(m)]
            parts.append(_letters(self._keys(), xs, [y + 10], "keys"))
        if tall >= 10:
            ys = [y + 20 + (t + 0.5) * tall for t in range(n)]
            parts.append(_letters([self.target[i] for i in one.ids], [138], ys, "ink"))
        return parts, y + 24 + n * tall


def _spelt(tokens):
    """A vocabulary as it travels: without the specials one text, if all its tokens are letters."""
    rest = tokens[4:]
    return "".join(rest) if all(len(token) == 1 for token in rest) else tokens


def _letters(tokens, xs, ys, role) -> str:
    """A token at each place: of plain letters all are one text, which is a third of the size."""
    places = np.broadcast_arrays(xs, ys)
    plain = [len(token) == 1 and "!" <= token <= "~" for token in tokens]
    many = [i for i, alone in enumerate(plain) if alone]
    x, y = (" ".join(svg.num(float(v[i])) for i in many) for v in places)
    one = svg.tag("text", "".join(escape(tokens[i]) for i in many), x=x,
                  y=y if len(ys) > 1 else svg.num(ys[0]))
    rest = [svg.text(float(places[0][i]), float(places[1][i]), token)
            for i, token in enumerate(tokens) if not plain[i]]
    return svg.tag("g", one, *rest, class_=role, text_anchor="middle")


def _cells(A, x, y, wide, tall) -> str:
    """A heat map of five colours whose many cells of hardly any weight are one ground: so light
    that the picture may hold two dates."""
    (n, m), parts = A.shape, []
    steps = np.rint(A * 4).astype(int) * (svg.STEPS - 1) // 4
    for step in np.unique(steps)[1:]:
        where = zip(*np.nonzero(steps == step), strict=True)
        d = "".join(f"M{j} {i}h1v1h-1z" for i, j in where)
        parts.append(svg.tag("path", d=d, class_=f"seq-{step}"))
    ground = svg.tag("path", d=f"M0 0h{m}v{n}h-{m}z", class_="seq-0")
    place = f"translate({svg.num(x)} {svg.num(y)}) scale({wide:.5g} {tall:.5g})"
    return svg.tag("g", ground, *parts, transform=place, shape_rendering="crispEdges")
