"""Charts as strings: round ticks, places of labels that do not overlap, lines, bands and bars.

``kit/chart.js`` computes and draws the same in the page; one golden file holds the two together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from ...check import brief
from . import encode, svg
from .labels import kind

SIZE, GAP = 15, 19  # pixels: letters, and one label from the next
LINES = 7
DASHES = ("", "7 3", "2 3", "9 3 2 3", "5 5", "12 4", "3 6")
FILLS = (0.85, 0.4, 0.12, 0.65, 0.25, 0.95, 0.05)  # of the bars of a group, also in grey
MARKS = ("m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", "m-3.5 -3.5h7v7h-7z", "m0 -5l4.5 8.5h-9z",
         "m0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z", "m-4 -4h8l-8 8h8z", "m0 5l4.5 -8.5h-9z",
         "m-5 -2h10v4h-10z")


def ticks(low: float, high: float, count: int = 6, whole: bool = False) -> list[float]:
    """Round numbers (1, 2, 5 times a power of ten) from low to high, about ``count``.

    whole: where something is counted, there is nothing between 1 and 2.
    """
    if high <= low:
        return [low]
    raw = (high - low) / count
    base = 10.0 ** math.floor(math.log10(raw))
    step = next(k * base for k in (1, 2, 5, 10) if k * base >= raw * (1 - 1e-9))
    step = max(step, 1.0) if whole else step
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
    """The places moved as little as needed so that neighbours are ``gap`` apart, in order.

    Where there is no room for that, the gap shrinks, and no place leaves low … high.
    """
    gap = min(gap, (high - low) / max(len(places) - 1, 1))
    order = sorted(range(len(places)), key=lambda i: (places[i], i))
    moved = list(places)
    for before, i in zip(order, order[1:], strict=False):
        moved[i] = max(moved[i], moved[before] + gap)
    limit = high
    for i in reversed(order):
        moved[i] = min(moved[i], limit)
        limit = moved[i] - gap
    return moved


def fit(count: int, gap: float, low: float, high: float) -> bool:
    """Whether so many labels stand between low and high without touching."""
    return (count - 1) * gap <= high - low


def marked(count: int, line: int) -> list[int]:
    """At which of ``count`` points a line is marked: all, or some eight, not those of others."""
    if count <= 24:
        return list(range(count))
    return [int((i + (line + 0.5) / LINES) * count / 8) for i in range(8)]


def slots(n: int, m: int, start: float, length: float, most: float):
    """Where the m bars of each of n rows begin along an axis, one after the other, and how thick
    they are: at most ``most``, with a quarter of the room left free."""
    slot = length / n
    size = min(0.76 * slot / m, most)
    return [start + (i + 0.5) * slot + (j - m / 2) * size for i in range(n) for j in range(m)], size


def scale(a: float, b: float, start: float, end: float, log: bool = False):
    """The function that takes a … b to start … end."""
    f = math.log if log else float
    if a == b:
        return lambda v: (start + end) / 2
    return lambda v: start + (f(v) - f(a)) / (f(b) - f(a)) * (end - start)


# What is drawn, as strings.


class Area(NamedTuple):
    """The rectangle of a chart, in pixels, and the functions from numbers to places in it."""

    left: float
    right: float
    top: float
    below: float
    x: object
    y: object

    def level(self, v: float, **attributes) -> str:
        """A line from left to right."""
        return svg.tag("path", d=f"M{self.left:.1f} {self.y(v):.1f}H{self.right:.1f}", **attributes)

    def points(self, x: Iterable, y: Iterable) -> list[str]:
        return [f"{self.x(a):.1f} {self.y(b):.1f}" for a, b in zip(x, y, strict=True)]


def ground(area: Area, xs: list[float], ys: list[float], log: bool) -> list[str]:
    """Level lines with their numbers, and the numbers below."""
    return [area.level(v, class_="rule-line") for v in ys] + [
        svg.text(area.left - 8, area.y(v) + 5, tick_text(v, log), text_anchor="end", class_="muted")
        for v in ys] + [
        svg.text(area.x(v), area.below + 22, svg.number(v), text_anchor="middle", class_="muted")
        for v in xs]


def thinned(x, lines, most: int = 1800):
    """x and lines (n, N) with at most ``most`` points: of each stretch the lowest and highest.

    What a picture of that many pixels cannot show does not travel; peaks stay.
    """
    if len(x) <= most:
        return x, lines
    keep = {0, len(x) - 1}
    for stretch in np.array_split(np.arange(len(x)), most // (2 * len(lines)) or 1):
        for line in lines:
            keep |= {stretch[line[stretch].argmin()], stretch[line[stretch].argmax()]}
    keep = sorted(keep)
    return x[keep], lines[:, keep]


# What is given.


def line_of(values, name: str) -> np.ndarray:
    """One row of finite numbers, or an error that names it."""
    line = encode.checked(name, values)
    if line.ndim != 1:
        raise ValueError(f"{name} has shape {line.shape}; it must be one row of numbers")
    return line


def increasing(values, name: str) -> np.ndarray:
    """A row of numbers that increases, in the page (float32) too, or an error that names it."""
    line = line_of(values, name)
    if (np.diff(line) <= 0).any():
        raise ValueError(f"{name} must increase from each value to the next")
    if (np.diff(encode.unpack(encode.pack(line, "float32", name))) <= 0).any():
        raise ValueError(f"{name} has neighbours that are equal to seven digits; pass differences "
                         f"from its first value, as in {name} - {name}[0]")
    return line


def in_order(low, high, name: str):
    """The edges of a band, or an error that names it where they cross."""
    if (low > high).any():
        raise ValueError(f"{name} has low above high; it must be a pair: (low, high)")
    return low, high


def over_seeds(runs: np.ndarray, spread: str):
    """The mean of runs (seeds, …), and the edges of its spread: the lowest and the highest run
    ("range"), or one standard deviation (of the sample: n - 1) on each side ("sd")."""
    mean = runs.mean(0)
    if spread == "range":
        return mean, runs.min(0), runs.max(0)
    sd = runs.std(0, ddof=1) if len(runs) > 1 else np.zeros_like(mean)
    return mean, mean - sd, mean + sd


def text_of(value, name: str) -> str:
    """A text for an axis that can be seen, "" for none, or an error that names it."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is {brief(value)}, a {kind(value)}; it must be a str")
    return svg.visible(value) if value else ""


def names_of(named, argument: str) -> list[str]:
    """The names in a dict by name (None: none), or an error that names the argument."""
    if named is None:
        return []
    if not isinstance(named, Mapping):
        raise TypeError(f"{argument} is a {type(named).__name__}; it must be a dict by name")
    for name in named:
        if not isinstance(name, str):
            raise TypeError(f"{argument} has the name {brief(name)}; names must be str")
    return list(named)
