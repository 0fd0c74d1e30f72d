"""The picture of a figure drawn by matplotlib, for papers: the same rectangles, lines and texts.

Only what ``svg.py`` and the pictures write is understood: ``rect``, ``circle``, ``path`` (M, L, H,
V, A, Z), ``text``, and ``g`` with ``transform``; colours are those of the light palette.  Texts of
the reader's are drawn as they are: matplotlib would take what stands between two dollars for
mathematics.
"""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import numpy as np

from . import palette

PLAIN = {"parse_math": False, "usetex": False}
ANCHORS = {"start": "left", "middle": "center", "end": "right"}
NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "A": 7, "Z": 0}  # that a command takes
ARC = 24  # straight pieces of a whole turn
SIZE = 13  # px, the size of text that svg.py sets for the whole picture


def plot(picture: str, ax=None):
    """Draw an SVG string on ``ax`` (or on one of its own size), which is returned."""
    import matplotlib.pyplot as plt
    from matplotlib.transforms import Affine2D

    root = ElementTree.fromstring(picture)
    width, height = float(root.get("width")), float(root.get("height"))
    if ax is None:
        figure = plt.figure(figsize=(width / 96, height / 96))
        ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.axis("off")
    box = ax.get_position()
    inches = ax.figure.get_size_inches() * (box.width, box.height)
    points = 72 * min(inches[0] / width, inches[1] / height)  # of one pixel of the picture
    size = re.search(r"font:([\d.]+)px", "".join(root.itertext()))
    for node in root.iter():
        node.attrib.setdefault("font-size", size[1] if size else str(SIZE))
        for child in node if node.tag.endswith("}g") else ():  # they come before their children
            for key in {"class", "text-anchor"} & set(node.keys()):
                child.attrib.setdefault(key, node.get(key))
    for node in root:
        _draw(ax, node, Affine2D(), points)
    return ax


def _draw(ax, node, placed, points):
    """One element and those in it; ``placed`` takes its pixels to those of the picture."""
    kind = node.tag.rpartition("}")[2]
    if kind == "style" or node.get("class") == "back":
        return
    placed = _transform(node.get("transform", "")) + placed
    if kind == "text":
        _text(ax, node, placed, points)
    elif kind != "g":
        _shape(ax, kind, node, placed, points)
    for child in node:
        _draw(ax, child, placed, points)


def _text(ax, node, placed, points):
    """A text; one with several places has a letter at each."""
    said = "".join(node.itertext())
    xs, ys = ([float(v) for v in node.get(key, "0").split()] for key in "xy")
    places = list(zip(*np.broadcast_arrays(xs, ys), strict=True))
    (a, b, _), _, _ = placed.get_matrix().T
    look = {"color": _colour(node, "ink"), **PLAIN, "va": "baseline", "rotation_mode": "anchor",
            "fontsize": float(node.get("font-size", SIZE)) * points * math.hypot(a, b),
            "fontweight": "bold" if node.get("font-weight", "400") >= "600" else "normal",
            "fontstyle": node.get("font-style", "normal"),
            "ha": ANCHORS[node.get("text-anchor", "start")],
            "rotation": -math.degrees(math.atan2(b, a))}
    for place, part in zip(places, said if len(places) > 1 else [said], strict=True):
        ax.text(*placed.transform(place), part, **look)


def _shape(ax, kind, node, placed, points):
    """A rectangle, a circle or a path as a patch."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    def of(name):
        return float(node.get(name, 0))

    if kind == "rect":
        path = Path.unit_rectangle().transformed(
            _scaled(of("width"), of("height")).translate(of("x"), of("y")))
    elif kind == "circle":
        path = Path.circle((of("cx"), of("cy")), of("r"))
    elif kind == "path":
        vertices, codes = outline(node.get("d"))
        path = Path(np.reshape(vertices, (-1, 2)), codes)
    else:
        raise ValueError(f"a picture holds <{kind}>, which plot() cannot draw")
    dashes = [float(x) * points for x in re.findall(r"[\d.]+", node.get("stroke-dasharray", ""))]
    line = "-line" in node.get("class", "")
    ax.add_patch(PathPatch(
        path.transformed(placed), fill=not line, facecolor=_colour(node, "ink"), clip_on=False,
        edgecolor=_colour(node, "ink") if line else "none",
        alpha=float(node.get("fill-opacity", node.get("opacity", 1))),
        linewidth=float(node.get("stroke-width", 1)) * points,
        linestyle=(0, dashes) if dashes else "solid"))


def _scaled(x, y):
    from matplotlib.transforms import Affine2D

    return Affine2D().scale(x, y)


def _colour(node, otherwise):
    """The light colour of the element's class."""
    names = palette.names()
    for name in node.get("class", "").split():
        if name.removesuffix("-line") in names:
            return names[name.removesuffix("-line")][0]
    return names[otherwise][0]


def _transform(text):
    """``translate(x y) scale(a b) rotate(d)``: what stands last is done first."""
    from matplotlib.transforms import Affine2D

    whole = Affine2D()
    for name, inside in reversed(re.findall(r"(\w+)\(([^)]*)\)", text)):
        x, *more = (float(number) for number in inside.replace(",", " ").split())
        if name == "rotate":
            whole.rotate_deg(x)
        elif name == "scale":
            whole.scale(x, *more)
        else:
            whole.translate(x, *more or [0])
    return whole


def outline(d: str):
    """An SVG path as (vertices, codes) of matplotlib's; arcs of circles as short lines."""
    from matplotlib.path import Path

    points, codes, start, x, y = [], [], (0, 0), 0.0, 0.0
    for letter, numbers in _commands(d):
        dx, dy = (x, y) if letter.islower() else (0, 0)
        kind = letter.upper()
        if kind == "Z":
            x, y = start
            points.append(start)
            codes.append(Path.CLOSEPOLY)
            continue
        end = {"H": (numbers[0] + dx, y), "V": (x, numbers[0] + dy)}.get(
            kind, (numbers[-2] + dx, numbers[-1] + dy) if len(numbers) > 1 else None)
        between = _arc((x, y), end, *numbers[:5]) if kind == "A" else []
        start = end if kind == "M" else start
        points += [*between, end]
        codes += [Path.LINETO] * len(between) + [Path.MOVETO if kind == "M" else Path.LINETO]
        x, y = end
    return points, codes


def _commands(d):
    """(letter, its numbers), one by one; what follows a move without a letter are lines."""
    for letter, inside in re.findall(r"([A-DF-Za-df-z])([^A-DF-Za-df-z]*)", d):
        if letter.upper() not in NUMBERS:
            raise ValueError(f"a path of a picture has the command {letter}: {d:.60}")
        numbers = [float(x) for x in re.findall(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?", inside)]
        size = NUMBERS[letter.upper()]
        yield letter, numbers[:size]
        follows = {"M": "L", "m": "l"}.get(letter, letter)
        for i in range(size, len(numbers), size or 1):
            yield follows, numbers[i:i + size]


def _arc(start, end, rx, ry, _turn, large, sweep):
    """Points between start and end on the circle of radius rx; the large or the small part."""
    (x0, y0), (x1, y1) = start, end
    half = math.dist(start, end) / 2
    radius = max(rx, half)
    side = 1 if bool(large) != bool(sweep) else -1
    away = side * math.sqrt(radius**2 - half**2) / half if half else 0
    cx, cy = (x0 + x1) / 2 - away * (y1 - y0) / 2, (y0 + y1) / 2 + away * (x1 - x0) / 2
    first, last = math.atan2(y0 - cy, x0 - cx), math.atan2(y1 - cy, x1 - cx)
    turn = (last - first) % (2 * math.pi) if sweep else -((first - last) % (2 * math.pi))
    count = max(math.ceil(ARC * abs(turn) / (2 * math.pi)), 1)
    return [(cx + radius * math.cos(first + turn * i / count),
             cy + radius * math.sin(first + turn * i / count)) for i in range(1, count)]
