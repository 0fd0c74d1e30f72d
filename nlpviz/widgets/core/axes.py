"""Axes of a line chart: round ticks, their texts, labels that do not overlap.

``curves.js`` computes the same in the page; golden files hold the two together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from . import encode, svg
from .labels import brief, kind


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


def scale(a: float, b: float, start: float, end: float, log: bool = False):
    """The function that takes a … b to start … end."""
    f = math.log if log else float
    if a == b:
        return lambda v: (start + end) / 2
    return lambda v: start + (f(v) - f(a)) / (f(b) - f(a)) * (end - start)


def line_of(values, name: str) -> np.ndarray:
    """One row of finite numbers, or an error that names it."""
    line = encode.checked(values, name)
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
