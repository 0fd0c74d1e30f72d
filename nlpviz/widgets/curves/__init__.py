"""Curves: a few lines over one axis, with bands over seeds, reference lines, a value per point."""

from __future__ import annotations

import numpy as np

from ...check import brief, one_of
from ...language import term
from ..core import axes, encode, palette, svg
from ..core.axes import in_order, increasing, line_of, names_of, over_seeds, text_of
from ..core.figure import Figure
from ..core.labels import listed
from .picture import picture

CYCLE = tuple(palette.SERIES)
ROLES = ("states", "gradients", "values", "gates", "keys", "queries", "targets")
ROWS = 500  # of the table without scripts


class Curves(Figure):
    """Lines ``{"name": y}`` over ``x`` (N,), each y (N,), or (seeds, N): then the mean is drawn,
    and around it a band.

    ``x_label`` and ``y_label`` are symbols or short texts, ``title`` is a headline.  ``log`` draws
    y on a log scale (every value above 0).  ``spread`` says what the band over seeds is: "range",
    from the lowest to the highest, or "sd", one standard deviation (n - 1) on each side; the
    figure says which.  ``bands`` are ``{"name": (low, high)}``, a spread around a line that was
    computed elsewhere; ``reference`` are ``{"1/6": 0.1667}``, level lines.  Lines take the
    palette's colours for series in order, at most seven; ``roles`` may name the colour of a role
    for a line that plays it, ``{"q": "queries"}``.  A line that lies on another (within 1/100 of
    the height, everywhere) says so in its label.  ``predict="name"``: the axes are empty until the
    reader has drawn that line; then ``why`` is said, too.  ``look`` is a sentence that says what to
    look for.  ``x`` increases; where it counts (whole numbers), so do its ticks.

        Curves([0, 1, 2], {"LSTM": [[1, 0.9, 0.9], [1, 1, 0.8]]}, "depth", "accuracy",
               reference={"chance": 0.5}, title="Accuracy by depth")

    What the page says of a point is rounded to three digits (float32 travels).  Raises TypeError
    and ValueError that name the argument.
    """

    name = "curves"
    remedy = "pass fewer points, as in x[::10]"

    def __init__(self, x, y, x_label="", y_label="", *, log=False, bands=None, reference=None,
                 roles=None, title="", spread="range", predict=None, look="", why=""):
        self.x = increasing(x, "x")
        self.names = names_of(y, "y")
        if not 1 <= len(self.names) <= len(CYCLE):
            raise ValueError(f"y has {len(self.names)} lines; it must have 1 to {len(CYCLE)}")
        self.spread = one_of("spread", spread, ("range", "sd"))
        self._read(y, self._named(bands, "bands"))
        self.reference = {n: float(line_of([reference[n]], f"reference[{n!r}]")[0])
                          for n in names_of(reference, "reference")}
        self.log = bool(one_of("log", log, (False, True)))
        self._measure()
        roles = self._named(roles, "roles")
        self.roles = [roles.get(n, CYCLE[i]) for i, n in enumerate(self.names)]
        for role in self.roles:
            if not isinstance(role, str) or role not in palette.ROLES | palette.SERIES:
                raise ValueError(f"roles has {brief(role)}; it must be one of {', '.join(ROLES)}")
        if predict is not None and predict not in self.names:
            raise ValueError(f"predict is {brief(predict)}; it must be the name of a line: "
                             f"{brief(self.names)}")
        self.predict = -1 if predict is None else self.names.index(predict)
        self.x_label, self.y_label = text_of(x_label, "x_label"), text_of(y_label, "y_label")
        self.x_label, self.y_label = term(self.x_label), term(self.y_label)
        self.title, self.look = term(text_of(title, "title")), term(text_of(look, "look"))
        self.why = term(text_of(why, "why"))
        self.visible = [svg.visible(term(name)) for name in self.names]
        self.levels = {svg.visible(term(name)): v for name, v in self.reference.items()}
        self.label = self._label()

    def _read(self, y, bands):
        """The lines, the edges of their bands, and how many seeds each is the mean of (0: one)."""
        lines, self.seeds, self.banded = [], [], []
        for name in self.names:
            runs = encode.checked(f"y[{name!r}]", y[name])
            seeds = len(runs) if runs.ndim == 2 else 0
            if not seeds:
                line = self._fits(y[name], f"y[{name!r}]")
                edges = self._band(name, bands[name]) if name in bands else (line, line)
            elif name in bands:
                raise ValueError(f"bands[{name!r}] is given, but y[{name!r}] has {seeds} seeds, "
                                 "and its band comes from these: leave one of the two out")
            else:
                self._fits(runs[0], f"each row of y[{name!r}]")
                line, *edges = over_seeds(runs, self.spread)
            lines.append((line, *edges))
            self.seeds.append(seeds)
            self.banded.append(name in bands or seeds > 1)
        self.y, self.low, self.high = np.array(lines).swapaxes(0, 1)

    def _measure(self):
        """The span of all that is drawn, and which earlier line each line lies on (-1: none)."""
        everything = np.concatenate([np.ravel([self.y, self.low, self.high]),
                                     list(self.reference.values())])
        if self.log and everything.min() <= 0:
            raise ValueError(f"log needs y above 0; the smallest value is {everything.min():g}")
        self.span = (float(everything.min()), float(everything.max()))
        ys = axes.y_ticks(*self.span, self.log)
        height = axes.scale(min(ys[0], self.span[0]), max(ys[-1], self.span[1]), 0, 100, self.log)
        places = np.vectorize(height, otypes=[float])(self.y)
        self.on = [next((j for j in range(i) if np.abs(places[i] - places[j]).max() < 1), -1)
                   for i in range(len(places))]

    def _named(self, given, argument):
        """The dict ``given`` (or none), each name of which has a line."""
        for name in names_of(given, argument):
            if name not in self.names:
                raise ValueError(f"{argument}[{brief(name)}] has no line; the lines are "
                                 f"{brief(self.names)}")
        return given or {}

    def _band(self, name, band):
        if not listed(band) or not hasattr(band, "__len__") or len(band) != 2:
            raise ValueError(f"bands[{name!r}] must be a pair: (low, high)")
        edges = [self._fits(edge, f"bands[{name!r}][{i}]") for i, edge in enumerate(band)]
        return in_order(*edges, f"bands[{name!r}]")

    def _fits(self, values, name):
        line = line_of(values, name)
        if len(line) != len(self.x):
            raise ValueError(f"{name} has {len(line)} values but x has {len(self.x)}")
        return line

    def _label(self):
        """One sentence for those who do not see it."""
        lines = ", ".join(svg.shorten(name, 40) for name in self.visible)
        x, y = svg.shorten(self.x_label, 60), svg.shorten(self.y_label, 60)
        what = self.says("lines", y=y, lines=lines) if y else lines
        what = self.says("over", what=what, x=x) if x else what
        return f"{svg.shorten(self.title, 80)}: {what}" if self.title else what

    def labels(self):
        """The name of each line as it stands on the graphic: of one that lies on another, so."""
        return [name if on < 0 else
                self.says("on", name=svg.shorten(name, 24), other=svg.shorten(self.visible[on], 24))
                for name, on in zip(self.visible, self.on, strict=True)]

    def note(self):
        """What the lines and bands over seeds are; "" where there are none."""
        counts = sorted(set(self.seeds) - {0})
        if not counts:
            return ""
        return self.says(self.spread, n="–".join(map(str, dict.fromkeys([counts[0], counts[-1]]))))

    def state(self):
        return {
            "x": encode.pack(self.x, "float32", "x"), "y": encode.pack(self.y, "float32", "y"),
            "low": encode.pack(self.low), "high": encode.pack(self.high), "banded": self.banded,
            "names": self.visible, "labels": self.labels(), "on": self.on, "colours": self.roles,
            "reference": list(self.levels), "log_scale": self.log,
            "levels": list(self.levels.values()), "whole": bool((self.x % 1 == 0).all()),
            "x_label": self.x_label, "y_label": self.y_label, "headline": self.title,
            "note": self.note(), "look": self.look, "why": self.why,
            "predict": self.predict, "guess": [], "revealed": False, "at": -1,
        }

    def picture(self):
        return picture(self)

    def table(self):
        header, columns = [self.x_label], [self.x]
        for i, name in enumerate(self.visible):
            header += [name, self.says["low"], self.says["high"]] if self.banded[i] else [name]
            columns += [self.y[i], self.low[i], self.high[i]] if self.banded[i] else [self.y[i]]
        header += self.levels
        columns += [np.full(len(self.x), v) for v in self.levels.values()]
        rows = np.stack(columns, 1)
        at = np.unique(np.linspace(0, len(rows) - 1, ROWS).astype(int))
        return header, [list(row) for row in (rows if len(rows) <= ROWS else rows[at])]
