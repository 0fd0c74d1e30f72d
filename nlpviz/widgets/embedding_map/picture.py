"""The static picture, the table and the matplotlib version of EmbeddingMap."""

from __future__ import annotations

import numpy as np

from ..core import svg, word_vectors

WIDE, TALL, EDGE = 640, 440, 14
DOTS, LABELS, ROWS = 400, 40, 60  # in the picture and in the table


def picture(figure) -> str:
    """The map that is shown first: a square a word, by size and colour what it keeps."""
    at = figure.first, figure.method
    points, kept = fit(figure.maps[at])[:DOTS], figure.kept[at][:DOTS]
    parts = []
    for level in range(figure.k + 1):
        if (kept == level).any():
            size = side(level, figure.k)
            d = "".join(f"M{x:.0f} {y:.0f}h{size}v{size}h-{size}z"
                        for x, y in points[kept == level] - size / 2)
            parts.append(svg.tag("path", d=d, class_=f"seq-{step(level, figure.k)}"))
    parts += arrows(figure, fit(figure.maps[at])) + labels(figure.words, points)
    share = f"{100 * figure.share[at]:.1f} %"
    says = figure.says("share", table=figure.first, method=figure.method, share=share)
    parts.append(svg.text(EDGE, TALL + 16, says, limit=80))
    for level in range(figure.k + 1):
        x, size = WIDE - 24 * (figure.k + 1 - level), side(level, figure.k)
        parts.append(svg.tag("rect", x=x, y=TALL + 11 - size / 2, width=size, height=size,
                             class_=f"seq-{step(level, figure.k)}"))
        parts.append(svg.text(x + size / 2, TALL + 32, str(level), text_anchor="middle",
                              font_size="14"))
    return svg.svg(WIDE, TALL + 40, *parts, label=figure.label)


def side(level: int, k: int) -> int:
    return 3 + round(6 * level / k)


def step(level: int, k: int) -> int:
    """The step of the colour scale: from a visible one to the darkest."""
    return 5 + round(11 * level / k)


def fit(points) -> np.ndarray:
    """Places on the map as pixels of the picture, as large as fits; up is up."""
    low, high = points.min(0), points.max(0)
    scale = min(WIDE - 2 * EDGE, 1e9) / max(high[0] - low[0], 1)
    scale = min(scale, (TALL - 2 * EDGE) / max(high[1] - low[1], 1))
    moved = (points - (low + high) / 2) * scale
    return np.array([WIDE / 2, TALL / 2]) + moved * [1, -1]


def labels(words, points) -> list[str]:
    """The first words, where there is room for them."""
    parts, taken = [], []
    for word, (x, y) in zip(words, points, strict=False):
        wide = svg.width(word, 16)
        box = x + 5, y - 9, x + 5 + wide, y + 5
        free = all(box[2] < a or c < box[0] or box[3] < b or d < box[1] for a, b, c, d in taken)
        if free and box[2] < WIDE and len(parts) < LABELS:
            taken.append(box)
            parts.append(svg.text(x + 6, y + 4, word, limit=16))
    return parts


def arrows(figure, points) -> list[str]:
    """A line from the first to the second word of each pair, with a head at its end."""
    parts = []
    for i, j in figure.pairs:
        (x, y), (u, v) = points[i], points[j]
        size = max(np.hypot(u - x, v - y), 1e-9)
        a, b = 8 * (u - x) / size, 8 * (v - y) / size
        d = (f"M{x:.1f} {y:.1f}L{u:.1f} {v:.1f}M{u - a - b / 2:.1f} {v - b + a / 2:.1f}"
             f"L{u:.1f} {v:.1f}L{u - a + b / 2:.1f} {v - b - a / 2:.1f}")
        parts.append(svg.tag("path", d=d, class_="gradients-line", stroke_width=1.5))
    return parts


def table(figure):
    """The first words of the table that is shown: what each map keeps, and true neighbours."""
    C, name = figure.codes[figure.first], figure.first
    methods = [m for t, m in figure.maps if t == name]
    near = word_vectors.cosines(C, np.arange(min(ROWS, len(figure.words))))
    near[np.arange(len(near)), np.arange(len(near))] = -2
    rows = []
    for i, (word, best) in enumerate(zip(figure.words, word_vectors.largest(near, figure.k),
                                         strict=False)):
        says = ", ".join(f"{figure.words[j]} {near[i, j]:.2f}".replace("-", "−") for j in best[:5])
        rows.append([word, *(f"{figure.kept[name, m][i]} / {figure.k}" for m in methods), says])
    say = figure.says
    header = [say("word", table=name), *(say("kept by", method=m) for m in methods), say("true")]
    return header, rows
