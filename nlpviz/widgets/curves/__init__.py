"""Curves: a few lines over one axis, with bands, reference lines and a value for every point."""

from __future__ import annotations

import numpy as np

from ..core import encode, palette, plotting, svg, traces
from ..core.axes import (
    apart,
    in_order,
    increasing,
    line_of,
    names_of,
    scale,
    text_of,
    tick_text,
    ticks,
    y_ticks,
)
from ..core.figure import Figure
from ..core.labels import brief

CYCLE = ("states", "gradients", "values", "gates", "keys", "queries", "targets")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "5 5", "12 4", "3 6")
WIDTH, HEIGHT = 660, 300


class Curves(Figure):
    """Lines ``{"name": y}`` over ``x`` (N,), each y (N,).

    ``x_label`` and ``y_label`` are symbols or short texts.  ``log`` draws y on a log scale (every
    value above 0).  ``bands`` are ``{"name": (low, high)}``, a spread around the line of that
    name; ``reference`` are ``{"1/6": 0.1667}``, level lines.  ``roles`` may name the colour of a
    line, ``{"LSTM": "states"}``; otherwise lines take the palette's in order, at most seven.
    ``x`` increases.  Raises TypeError and ValueError that name the argument.
    """

    name = "curves"
    remedy = "pass fewer points, as in x[::10]"

    def __init__(self, x, y, x_label="", y_label="", *, log=False, bands=None, reference=None,
                 roles=None):
        self.x = increasing(x, "x")
        self.names = names_of(y, "y")
        if not 1 <= len(self.names) <= len(CYCLE):
            raise ValueError(f"y has {len(self.names)} lines; it must have 1 to {len(CYCLE)}")
        self.y = np.array([self._fits(y[name], f"y[{name!r}]") for name in self.names])
        bands = self._named(bands, "bands")
        self.banded = [name in bands for name in self.names]
        both = [self._band(name, bands[name]) if name in bands else (line, line)
                for name, line in zip(self.names, self.y, strict=True)]
        self.low, self.high = np.array(both).swapaxes(0, 1)
        self.reference = {n: float(line_of([reference[n]], f"reference[{n!r}]")[0])
                          for n in names_of(reference, "reference")}
        self.log = bool(traces.one_of("log", log, (False, True)))
        levels = list(self.reference.values())
        everything = np.concatenate([np.ravel([self.y, self.low, self.high]), levels])
        if self.log and everything.min() <= 0:
            raise ValueError(f"log needs y above 0; the smallest value is {everything.min():g}")
        self.span = (float(everything.min()), float(everything.max()))
        roles = self._named(roles, "roles")
        self.roles = [roles.get(n, CYCLE[i]) for i, n in enumerate(self.names)]
        for role in self.roles:
            if not isinstance(role, str) or role not in palette.ROLES:
                raise ValueError(f"roles has {brief(role)}; it must be one of {', '.join(CYCLE)}")
        self.x_label, self.y_label = text_of(x_label, "x_label"), text_of(y_label, "y_label")
        lines = ", ".join(svg.shorten(svg.visible(name), 40) for name in self.names)
        x, y = svg.shorten(self.x_label, 60), svg.shorten(self.y_label, 60)
        self.label = (f"{y} ({lines})" if y else lines) + (f" over {x}" if x else "")

    def _named(self, given, argument):
        """The dict ``given`` (or none), each name of which has a line."""
        for name in names_of(given, argument):
            if name not in self.names:
                raise ValueError(f"{argument}[{brief(name)}] has no line; the lines are "
                                 f"{brief(self.names)}")
        return given or {}

    def _band(self, name, band):
        if not traces.listed(band) or not hasattr(band, "__len__") or len(band) != 2:
            raise ValueError(f"bands[{name!r}] must be a pair: (low, high)")
        edges = [self._fits(edge, f"bands[{name!r}][{i}]") for i, edge in enumerate(band)]
        return in_order(*edges, f"bands[{name!r}]")

    def _fits(self, values, name):
        line = line_of(values, name)
        if len(line) != len(self.x):
            raise ValueError(f"{name} has {len(line)} values but x has {len(self.x)}")
        return line

    def state(self):
        return {
            "x": encode.pack(self.x, "float32", "x"), "y": encode.pack(self.y, "float32", "y"),
            "low": encode.pack(self.low), "high": encode.pack(self.high), "banded": self.banded,
            "names": list(map(svg.visible, self.names)), "roles": self.roles,
            "reference": list(map(svg.visible, self.reference)), "log_scale": self.log,
            "levels": list(self.reference.values()),
            "x_label": self.x_label, "y_label": self.y_label, "at": -1,
        }

    def picture(self):
        xs, ys = ticks(self.x[0], self.x[-1], 7), y_ticks(*self.span, self.log)
        left = max(svg.width(tick_text(v, self.log)) for v in ys) + 14
        right = WIDTH - max(map(svg.width, [*self.names, *self.reference])) - 16
        top, below = 30, HEIGHT - 40
        x = scale(self.x[0], self.x[-1], left, right)
        y = scale(min(ys[0], self.span[0]), max(ys[-1], self.span[1]), below, top, self.log)

        def level(v, **attributes):
            return svg.tag("path", d=f"M{left:.1f} {y(v):.1f}H{right:.1f}", **attributes)

        parts = [svg.text(4, 16, self.y_label, limit=60)] if self.y_label else []
        parts += [level(v, class_="rule-line") for v in ys]
        parts += [svg.text(left - 8, y(v) + 4, tick_text(v, self.log), text_anchor="end",
                           class_="muted") for v in ys]
        parts += [svg.text(x(v), below + 20, svg.number(v), text_anchor="middle", class_="muted")
                  for v in xs]
        if self.x_label:
            parts.append(svg.text(right, HEIGHT - 4, self.x_label, text_anchor="end", limit=60))
        parts += [level(v, class_="muted-line", stroke_dasharray="4 3")
                  for v in self.reference.values()]
        parts += self._lines(x, y)
        ends = [(y(v), name, "muted") for name, v in self.reference.items()]
        ends += [(y(line[-1]), name, role)
                 for line, name, role in zip(self.y, self.names, self.roles, strict=True)]
        places = apart([place for place, _, _ in ends], 15, top, below)
        parts += [svg.text(right + 8, place + 4, name, class_=role)
                  for place, (_, name, role) in zip(places, ends, strict=True)]
        return svg.svg(WIDTH, HEIGHT, *parts, label=self.label)

    def _lines(self, x, y):
        """The bands and the lines, as paths."""
        def points(line):
            return [f"{x(a):.1f} {y(b):.1f}" for a, b in zip(self.x, line, strict=True)]

        for i, role in enumerate(self.roles):
            if self.banded[i]:
                around = points(self.high[i]) + points(self.low[i])[::-1]
                yield svg.tag("path", d="M" + "L".join(around) + "z", class_=role, opacity=0.18)
        for i, role in enumerate(self.roles):
            yield svg.tag("path", d="M" + "L".join(points(self.y[i])), class_=f"{role}-line",
                          stroke_width=2, stroke_dasharray=DASHES[i] or None)

    def table(self):
        header, columns = [self.x_label], [self.x]
        for i, name in enumerate(self.names):
            header += [name, "↓", "↑"] if self.banded[i] else [name]
            columns += [self.y[i], self.low[i], self.high[i]] if self.banded[i] else [self.y[i]]
        header += self.reference
        columns += [np.full(len(self.x), v) for v in self.reference.values()]
        return header, [list(row) for row in zip(*columns, strict=True)]

    def plot(self, ax=None):
        import matplotlib.pyplot as plt

        ax, lines = ax or plt.subplots()[1], []
        for i, (name, role) in enumerate(zip(self.names, self.roles, strict=True)):
            colour = palette.ROLES[role][0]
            style = (0, tuple(map(int, DASHES[i].split()))) if DASHES[i] else "-"
            lines += ax.plot(self.x, self.y[i], color=colour, label=name, linestyle=style)
            if self.banded[i]:
                ax.fill_between(self.x, self.low[i], self.high[i], color=colour, alpha=0.18, lw=0)
        lines += [ax.axhline(level, color=palette.ROLES["muted"][0], linestyle="--", label=name)
                  for name, level in self.reference.items()]
        ax.set_yscale("log" if self.log else "linear")
        plotting.label(ax, x=self.x_label, y=self.y_label)
        plotting.legend(ax, lines, [*self.names, *self.reference], frameon=False)
        return ax
