"""Curves: a few lines over one axis, with bands, reference lines and a value for every point."""

from __future__ import annotations

import math

import numpy as np

from . import encode, palette, svg
from .figure import Figure

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
        self.x = _line(x, "x")
        if np.any(np.diff(self.x) <= 0):
            raise ValueError("x must increase from each value to the next")
        self.names = _names(y, "y")
        if not 1 <= len(self.names) <= len(CYCLE):
            raise ValueError(f"y has {len(self.names)} lines; it must have 1 to {len(CYCLE)}")
        self.y = np.array([self._fits(y[name], f"y[{name!r}]") for name in self.names])
        bands = bands or {}
        for name in _names(bands, "bands"):
            if name not in self.names:
                raise ValueError(f"bands[{name!r}] has no line; the lines are {self.names}")
        self.banded = [name in bands for name in self.names]
        pairs = [bands.get(name, (line, line)) for name, line in zip(self.names, self.y,
                                                                      strict=True)]
        self.low, self.high = (
            np.array([self._fits(p[i], f"bands[{n!r}][{i}]") for n, p in zip(
                self.names, pairs, strict=True)])
            for i in (0, 1)
        )
        self.reference = {n: float(_line([v], f"reference[{n!r}]")[0])
                          for n, v in (reference or {}).items()}
        self.log = bool(log)
        everything = np.concatenate([self.y.ravel(), self.low.ravel(), self.high.ravel(),
                                     list(self.reference.values())])
        if self.log and everything.min() <= 0:
            raise ValueError(f"log needs y above 0; the smallest value is {everything.min():g}")
        self.span = (float(everything.min()), float(everything.max()))
        roles = roles or {}
        self.roles = [roles.get(n, CYCLE[i]) for i, n in enumerate(self.names)]
        unknown = [r for r in self.roles if r not in palette.ROLES]
        if unknown:
            raise ValueError(f"roles has {unknown[0]!r}; it must be one of {', '.join(CYCLE)}")
        self.x_label, self.y_label = svg.visible(str(x_label)), svg.visible(str(y_label))
        self.label = f"{self.y_label} ({', '.join(self.names)}) over {self.x_label}"

    def _fits(self, values, name):
        line = _line(values, name)
        if len(line) != len(self.x):
            raise ValueError(f"{name} has {len(line)} values but x has {len(self.x)}")
        return line

    def state(self):
        return {
            "x": encode.pack(self.x, "float32", "x"), "y": encode.pack(self.y, "float32", "y"),
            "low": encode.pack(self.low), "high": encode.pack(self.high), "banded": self.banded,
            "names": self.names, "roles": self.roles, "log_scale": self.log,
            "reference": list(self.reference), "levels": list(self.reference.values()),
            "x_label": self.x_label, "y_label": self.y_label, "at": -1,
        }

    def picture(self):
        xs, ys = ticks(self.x[0], self.x[-1], 7), y_ticks(*self.span, self.log)
        left = max(svg.width(tick_text(v, self.log)) for v in ys) + 14
        right = WIDTH - max(map(svg.width, [*self.names, *self.reference])) - 16
        top, below = 30, HEIGHT - 40
        bottom, ceiling = min(ys[0], self.span[0]), max(ys[-1], self.span[1])
        px = _scale(self.x[0], self.x[-1], left, right, False)
        py = _scale(bottom, ceiling, below, top, self.log)
        parts = [svg.text(4, 16, self.y_label, limit=60)]
        for v in ys:
            parts.append(svg.tag("path", d=f"M{left:.1f} {py(v):.1f}H{right:.1f}",
                                 class_="rule-line"))
            parts.append(svg.text(left - 8, py(v) + 4, tick_text(v, self.log),
                                  text_anchor="end", class_="muted"))
        for v in xs:
            parts.append(svg.text(px(v), below + 20, svg.number(v), text_anchor="middle",
                                  class_="muted"))
        parts.append(svg.text(right, HEIGHT - 4, self.x_label, text_anchor="end", limit=60))
        ends = []
        for name, level in self.reference.items():
            parts.append(svg.tag("path", d=f"M{left:.1f} {py(level):.1f}H{right:.1f}",
                                 class_="muted-line", stroke_dasharray="4 3"))
            ends.append((py(level), name, "muted"))
        for i, (name, role) in enumerate(zip(self.names, self.roles, strict=True)):
            if self.banded[i]:
                there = [f"{px(a):.1f} {py(b):.1f}" for a, b in zip(self.x, self.high[i],
                                                                    strict=True)]
                back = [f"{px(a):.1f} {py(b):.1f}" for a, b in zip(self.x, self.low[i],
                                                                   strict=True)]
                parts.append(svg.tag("path", d="M" + "L".join(there + back[::-1]) + "z",
                                     class_=role, opacity=0.18))
            d = "M" + "L".join(f"{px(a):.1f} {py(b):.1f}" for a, b in zip(self.x, self.y[i],
                                                                         strict=True))
            parts.append(svg.tag("path", d=d, class_=f"{role}-line", stroke_width=2,
                                 stroke_dasharray=DASHES[i] or None))
            ends.append((py(self.y[i][-1]), name, role))
        places = apart([y for y, _, _ in ends], 15, top, below)
        for place, (_, name, role) in zip(places, ends, strict=True):
            parts.append(svg.text(right + 8, place + 4, name, class_=role))
        return svg.svg(WIDTH, HEIGHT, *parts, label=self.label)

    def table(self):
        header = [self.x_label]
        columns = [self.x]
        for name, line, banded, low, high in zip(self.names, self.y, self.banded, self.low,
                                                 self.high, strict=True):
            header += [name, "↓", "↑"] if banded else [name]
            columns += [line, low, high] if banded else [line]
        header += self.reference
        columns += [np.full(len(self.x), v) for v in self.reference.values()]
        return header, [list(row) for row in zip(*columns, strict=True)]

    def plot(self, ax=None):
        import matplotlib.pyplot as plt

        ax = ax or plt.subplots()[1]
        for i, (name, role) in enumerate(zip(self.names, self.roles, strict=True)):
            colour = palette.ROLES[role][0]
            style = (0, tuple(map(int, DASHES[i].split()))) if DASHES[i] else "-"
            ax.plot(self.x, self.y[i], color=colour, label=name, linestyle=style)
            if self.banded[i]:
                ax.fill_between(self.x, self.low[i], self.high[i], color=colour, alpha=0.18,
                                linewidth=0)
        for name, level in self.reference.items():
            ax.axhline(level, color=palette.ROLES["muted"][0], linestyle="--", label=name)
        ax.set(xlabel=self.x_label, ylabel=self.y_label, yscale="log" if self.log else "linear")
        ax.legend(frameon=False)
        return ax


def ticks(low: float, high: float, count: int = 6) -> list[float]:
    """Round numbers (1, 2, 5 times a power of ten) from low to high, about ``count``."""
    if high <= low:
        return [low]
    raw = (high - low) / count
    base = 10.0 ** math.floor(math.log10(raw))
    step = next(k * base for k in (1, 2, 5, 10) if k * base >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{i * step:.12g}") for i in range(first, last + 1)]


def y_ticks(low: float, high: float, log: bool) -> list[float]:
    """Ticks that enclose low … high; on a log scale powers of ten, at most seven."""
    if log:
        first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
        last = max(last, first + 1)
        step = -(-(last - first) // 6)
        return [float(f"1e{i}") for i in range(first, last + step, step)]
    if 0 < low < 0.5 * high:
        low = 0.0
    if high == low:
        low, high = low - 0.5, high + 0.5
    steps = ticks(low, high, 5)
    step = steps[1] - steps[0] if len(steps) > 1 else high - low
    if steps[0] > low + 1e-9 * step:
        steps = [float(f"{steps[0] - step:.12g}"), *steps]
    if steps[-1] < high - 1e-9 * step:
        steps = [*steps, float(f"{steps[-1] + step:.12g}")]
    return steps


def tick_text(v: float, log: bool) -> str:
    """A tick's text: on a log scale 0.01, 0.1, 1, 10, 100, and powers of ten beyond."""
    power = round(math.log10(v)) if log else 0
    return "10" + svg.raised(power) if abs(power) > 2 else svg.number(v)


def apart(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """The places moved as little as needed so that neighbours are ``gap`` apart, in order."""
    order = sorted(range(len(places)), key=lambda i: (places[i], i))
    moved = list(places)
    for before, i in zip(order, order[1:], strict=False):
        moved[i] = max(moved[i], moved[before] + gap)
    limit = high
    for i in reversed(order):
        moved[i] = min(moved[i], limit)
        limit = moved[i] - gap
    return moved


def _scale(a, b, start, end, log):
    f = math.log if log else float
    if a == b:
        return lambda v: (start + end) / 2
    return lambda v: start + (f(v) - f(a)) / (f(b) - f(a)) * (end - start)


def _line(values, name):
    line = encode.checked(values, name)
    if line.ndim != 1:
        raise ValueError(f"{name} has shape {line.shape}; it must be one row of numbers")
    return line


def _names(named, argument):
    if not isinstance(named, dict):
        raise TypeError(f"{argument} is a {type(named).__name__}; it must be a dict by name")
    for name in named:
        if not isinstance(name, str):
            raise TypeError(f"{argument} has the name {name!r}; names must be str")
    return list(named)
