"""CostMeter: what a text costs a Transformer as it grows, counted and measured."""

from __future__ import annotations

from collections.abc import Mapping

from ...check import brief, number, one_of, whole
from ...scratch.transformer import costs
from ..core.figure import Figure
from .picture import picture

MODELS = ("RNN", "Transformer", "Transformer without cache")
WIDER = 4  # times d: the width of the feed-forward
PARTS = {"feed": "feed_forward", "projections": "projections", "attention": "attention"}


class CostMeter(Figure):
    """The work of a text of n words in a decoder-only Transformer, and the time for its next word.

    ``n`` words, 2 to 8192, is where the reader begins: what happens when they become 2 n?  ``d``,
    8 to 4096, is the width of the model (its feed-forward is 4 d wide), ``n_heads`` divides it,
    ``n_layers`` is at most 128.  All is counted by ``nlpviz.scratch.transformer.costs``, without
    the table of words and the output layer; a number takes four bytes.

    ``measured``: rows as ``stored.measured("07_decoding")["rows"]`` has them, dicts of model
    ("RNN", "Transformer", "Transformer without cache"), length and ms, milliseconds for the word
    at that place, of models of the sizes given; each model at two lengths or more.  The counts
    stand beside them, brought to milliseconds by the speed of the longest text.

    Raises TypeError and ValueError that name the argument.
    """

    name = "cost_meter"
    remedy = "pass fewer rows"

    def __init__(self, measured=None, *, n=256, d=256, n_heads=4, n_layers=3):
        self.n, self.d = whole("n", n, 2, 8192), whole("d", d, 8, 4096)
        self.n_heads = whole("n_heads", n_heads, 1, self.d)
        self.n_layers = whole("n_layers", n_layers, 1, 128)
        if self.d % self.n_heads:
            raise ValueError(f"n_heads is {self.n_heads}; it must divide d = {self.d}")
        self.measured = rows_of(measured)
        self.most = max(8 * self.d, 4 * self.n)

    @property
    def label(self):
        return self.says("label", n=self.n, d=self.d, heads=self.n_heads, layers=self.n_layers)

    def state(self):
        return {
            "start": self.n, "most": self.most, "words": self.n, "d": self.d,
            "heads": self.n_heads, "layers": self.n_layers, "measured": self.measured,
            "guess": None, "answered": False,
        }

    def word(self, n):
        """Multiply-adds of one word that looks at n, from the bottom of the picture to its top."""
        work = costs.next_word_work(n, self.d, self.n_layers, WIDER * self.d)
        return {part: work[name] for part, name in PARTS.items()}

    def table(self):
        """Doublings of n: multiply-adds in millions, the cache, what was measured there."""
        says, rows = self.says, []
        models = [name for name in MODELS if any(row[0] == name for row in self.measured)]
        header = [says("column"), *(f"{says('word', part=says(part))} (10⁶)" for part in PARTS),
                  f"{says('text')} (10⁶)", says("bytes"),
                  *(says("ms", model=says(name)) for name in models)]
        for n in lengths(self):
            parts = self.word(n)
            cache = 4 * costs.cache_numbers(n, self.d, self.n_layers) / 1e6
            took = {name: ms for name, length, ms in self.measured if length == n}
            rows.append([str(n), *(x / 1e6 for x in parts.values()),
                         n * sum(parts.values()) / 1e6, cache,
                         *(took.get(name, "–") for name in models)])
        return header, rows

    def picture(self):
        return picture(self)


def lengths(meter):
    """n and its doublings on the axis, and the lengths that were measured."""
    found = {row[1] for row in meter.measured}
    n = meter.n
    while n <= meter.most:
        found.add(n)
        n *= 2
    return sorted(found)


def rows_of(measured):
    """[model, length, ms] for each row, or an error that says which row and why."""
    found = []
    if measured is not None and (isinstance(measured, (str, Mapping))
                                 or not hasattr(measured, "__iter__")):
        raise TypeError(f"measured is {brief(measured)}; it must be a list of rows, as "
                        'stored.measured("07_decoding")["rows"] is')
    for i, row in enumerate(measured or []):
        if not isinstance(row, Mapping) or not {"model", "length", "ms"} <= set(row):
            raise TypeError(f"measured[{i}] is {brief(row)}; it must be a dict of model, length, "
                            "ms")
        found.append([one_of(f"measured[{i}]['model']", row["model"], MODELS),
                      whole(f"measured[{i}]['length']", row["length"], 1, 10**6),
                      number(f"measured[{i}]['ms']", row["ms"], 1e-6, 1e9)])
    for name in {row[0] for row in found}:
        own = [row[1] for row in found if row[0] == name]
        if len(own) != len(set(own)) or len(own) < 2:
            raise ValueError(f"measured has {brief(name)} at the lengths {brief(own)}; there must "
                             "be two or more, each once")
    return found
