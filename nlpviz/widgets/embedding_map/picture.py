"""The static picture, the table and the matplotlib version of EmbeddingMap."""

from __future__ import annotations

import numpy as np

from ...language import term
from ..core import svg, word_vectors

WIDE, TALL, EDGE = 640, 440, 14
CLOSEST = 128  # times
DOTS, LABELS, ROWS = 400, 40, 60  # in the picture and in the table
SERIES = (1, 4, 2, 7, 5, 3)  # the colours of kinds of words, as in the page


def picture(figure) -> str:
    """The map that is shown first: a square a word, by its size what it keeps."""
    at = figure.first, figure.method
    points = closer(figure, fit(figure.maps[at]))
    shown = dots(figure, points)
    parts = lines(figure, points) + squares(figure, points, shown) + arrows(figure, points)
    parts += labels(figure, points, shown)
    share = f"{figure.k * figure.share[at]:.1f}"
    says = figure.says("share", table=figure.called(figure.first), method=figure.method,
                       share=share, k=figure.k)
    parts.append(svg.text(EDGE, TALL + 16, says, limit=80))
    for level in range(figure.k + 1):
        x, size = WIDE - 24 * (figure.k + 1 - level), side(level, figure.k)
        look = "muted" if figure.kinds else f"seq-{step(level, figure.k)}"
        parts.append(svg.tag("rect", x=x, y=TALL + 32 - size / 2, width=size, height=size,
                             class_=look))
        parts.append(svg.text(x + size / 2, TALL + 53, str(level), text_anchor="middle",
                              font_size="14"))
    return svg.svg(WIDE, TALL + 61, *parts, *kinds(figure), label=figure.label)


def dots(figure, points) -> np.ndarray:
    """The words in sight that the picture draws: the first, and those that are asked for."""
    inside = np.flatnonzero(((points >= 0) & (points <= [WIDE, TALL])).all(1))
    asked = {i for ids in figure.kinds.values() for i in ids}
    if figure.word >= 0:
        asked |= {figure.word, *own(figure)}
    return np.array(sorted({*inside[:DOTS].tolist(), *(asked & set(inside.tolist()))}))


def closer(figure, points) -> np.ndarray:
    """As the page opens: the word that is looked at in the middle, its nearest dots around it up
    to half of the height."""
    if figure.word < 0:
        return points
    way = points - points[figure.word]
    far = np.sort(np.hypot(*way.T))[figure.k]
    zoom = np.clip(TALL / 4 / max(far, 1e-9), 1, CLOSEST)
    return points if zoom == 1 else way * zoom + [WIDE / 2, TALL / 2]


def ended(start, ends) -> np.ndarray:
    """The ends (n, 2) of lines from a place; of those that leave the picture where they do."""
    way = ends - start
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = (np.where(way > 0, [WIDE, TALL], 0) - start) / way
    t = np.where(parts > 0, parts, np.inf).min(1).clip(max=1)
    return start + t[:, None] * way


def own(figure) -> list[int]:
    """The true neighbours of the word that is looked at."""
    return [figure.place[word] for word, _ in figure.neighbours(figure.words[figure.word])]


def looks(figure) -> list[str]:
    """The class of each word's square: its kind, or how many of its neighbours it keeps."""
    if not figure.kinds:
        return [f"seq-{step(kept, figure.k)}" for kept in figure.kept[figure.first, figure.method]]
    of = {i: f"series-{SERIES[n]}" for n, ids in enumerate(figure.kinds.values()) for i in ids}
    return [of.get(i, "muted") for i in range(len(figure.words))]


def squares(figure, points, shown) -> list[str]:
    """One path for each size and colour."""
    kept, look = figure.kept[figure.first, figure.method], looks(figure)
    groups = {}
    for i in shown:
        groups.setdefault((int(kept[i]), look[i]), []).append(i)
    parts = []
    for (level, name), ids in sorted(groups.items()):
        size = side(level, figure.k)
        d = "".join(f"M{x:.0f} {y:.0f}h{size}v{size}h-{size}z" for x, y in points[ids] - size / 2)
        faint = 0.45 if name == "muted" else None
        parts.append(svg.tag("path", d=d, class_=name, opacity=faint))
    return parts


def lines(figure, points) -> list[str]:
    """From the word that is looked at to its true neighbours."""
    if figure.word < 0:
        return []
    x, y = points[figure.word]
    ends = ended(points[figure.word], points[own(figure)])
    d = "".join(f"M{x:.1f} {y:.1f}L{u:.1f} {v:.1f}" for u, v in ends)
    return [svg.tag("path", d=d, class_="keys-line", stroke_width=1.5)]


def kinds(figure) -> list[str]:
    """The names of the kinds in their colours."""
    parts, x = [], EDGE
    for n, name in enumerate(figure.kinds):
        said = "● " + svg.visible(term(name))
        parts.append(svg.text(x, TALL + 37, said, limit=22, class_=f"series-{SERIES[n]}",
                              font_weight="600"))
        x += svg.width(said, 22) + 14
    return parts


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


def labels(figure, points, shown) -> list[str]:
    """Names where there is room: the word that is looked at and its neighbours, words of kinds,
    then the largest points."""
    kept = figure.kept[figure.first, figure.method].astype(int)
    rank = dict.fromkeys([i for ids in figure.kinds.values() for i in ids], 100)
    if figure.word >= 0:
        rank |= dict.fromkeys(own(figure), 200) | {figure.word: 300}
    parts, taken = [], []
    for i in sorted(shown, key=lambda i: (-rank.get(i, 0) - kept[i], i)):
        word, (x, y) = figure.words[i], points[i]
        wide = svg.width(word, 16)
        box = x + 5, y - 9, x + 5 + wide, y + 5
        free = all(box[2] < a or c < box[0] or box[3] < b or d < box[1] for a, b, c, d in taken)
        if free and box[2] < WIDE and len(parts) < LABELS:
            taken.append(box)
            kind = {300: "queries", 200: "keys"}.get(rank.get(i))
            parts.append(svg.text(x + 6, y + 4, word, limit=16, class_=kind))
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
    kept = [say("kept by", method=m) for m in methods]
    header = [say("word", table=figure.called(name)), *kept, say("true", d=C.shape[1])]
    return header, rows
