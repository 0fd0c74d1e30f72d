"""The picture of Curves without scripts: ground, bands, lines, their marks and names."""

from __future__ import annotations

import numpy as np

from ..core import svg
from ..core.axes import (
    DASHES,
    GAP,
    MARKS,
    SIZE,
    Area,
    apart,
    ground,
    marked,
    scale,
    thinned,
    tick_text,
    ticks,
    y_ticks,
)

WIDTH, HEIGHT = 700, 330


def picture(curves) -> str:
    """The whole SVG of a figure Curves."""
    whole = bool((curves.x % 1 == 0).all())
    area, ys = _area(curves)
    xs = ticks(curves.x[0], curves.x[-1], 7, whole)
    parts = _titles(curves, area) + ground(area, xs, ys, curves.log)
    parts += [area.level(v, class_="muted-line", stroke_dasharray="4 3")
              for v in curves.levels.values()]
    return svg.svg(WIDTH, area.below + 62 + 22 * bool(curves.note()), *parts,
                   *_lines(curves, area), *_names(curves, area), label=curves.label, size=SIZE)


def _area(curves):
    ys = y_ticks(*curves.span, curves.log)
    left = max(svg.width(tick_text(v, curves.log), size=SIZE) for v in ys) + 14
    names = [*curves.labels(), *curves.levels]
    right = WIDTH - max(svg.width(name, 30, SIZE) for name in names) - 20
    top = 36 + 26 * bool(curves.title)
    below = top + HEIGHT - 90
    x = scale(curves.x[0], curves.x[-1], left, right)
    low, high = min(ys[0], curves.span[0]), max(ys[-1], curves.span[1])
    return Area(left, right, top, below, x, scale(low, high, below, top, curves.log)), ys


def _titles(curves, area):
    """The headline, the names of the axes, and what a band is."""
    parts = []
    if curves.title:
        parts.append(svg.text(4, 20, curves.title, limit=70, font_weight=650))
    if curves.y_label:
        parts.append(svg.text(4, area.top - 18, curves.y_label, limit=60))
    if curves.x_label:
        parts.append(svg.text(area.right, area.below + 48, curves.x_label, text_anchor="end",
                              limit=60))
    if curves.note():
        parts.append(svg.text(4, area.below + 74, curves.note(), limit=90, class_="muted"))
    return parts


def _lines(curves, area):
    """The bands and the lines, as paths; under a line that lies on it, one is wider."""
    x, rows = thinned(curves.x, np.concatenate([curves.y, curves.low, curves.high]))
    y, low, high = np.split(rows, 3)
    for i, role in enumerate(curves.roles):
        if curves.banded[i]:
            around = area.points(x, high[i]) + area.points(x, low[i])[::-1]
            yield svg.tag("path", d="M" + "L".join(around) + "z", class_=role, opacity=0.18)
    for i, role in enumerate(curves.roles):
        yield svg.tag("path", d="M" + "L".join(area.points(x, y[i])), class_=f"{role}-line",
                      stroke_width=5 if i in curves.on else 2.2,
                      stroke_dasharray=DASHES[i] or None)
        marks = [f"M{area.x(curves.x[k]):.1f} {area.y(curves.y[i][k]):.1f}{MARKS[i]}"
                 for k in marked(len(curves.x), i)]
        yield svg.tag("path", d="".join(marks), class_=role)


def _names(curves, area):
    ends = [(v, name, "muted") for name, v in curves.levels.items()]
    ends += zip(curves.y[:, -1], curves.labels(), curves.roles, strict=True)
    places = apart([area.y(v) for v, _, _ in ends], GAP, area.top, area.below)
    return [svg.text(area.right + 12, place + 5, name, class_=role, limit=30)
            for place, (_, name, role) in zip(places, ends, strict=True)]
