"""Pictures from strings: the few pieces of SVG that the static pictures need.

Text is drawn by the browser.  Colours are classes: a role (``queries``), a step of a scale
(``seq-3``, ``div-16``); :func:`svg` writes the rules of those that occur, light and dark.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from html import escape

import numpy as np

from .letters import extends, letters, shorten
from .palette import ROLES, SERIES, STEPS, names

FONT = "system-ui, sans-serif"


def num(x: float) -> str:
    """A coordinate: at most two decimals, no trailing zeros."""
    return f"{round(x, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def number(x: float, digits: int = 3) -> str:
    """A number for people, as ``kit/numbers.js`` writes it: 0.123, 12.3, 4.56·10⁻⁷."""
    if x == 0:
        return "0"
    whole = len(str(int(abs(x))))
    plain = 1e-3 <= abs(x) < 1e5
    rounded = Context(max(digits, whole) if plain else digits, ROUND_HALF_UP)
    x = rounded.create_decimal_from_float(float(x))
    if plain:
        words = f"{x:f}"
        return (words.rstrip("0").rstrip(".") if "." in words else words).replace("-", "−")
    front, power = f"{x:.{digits - 1}e}".split("e")
    front, power = front.rstrip("0").rstrip(".").replace("-", "−"), raised(int(power))
    return f"10{power}" if front == "1" else f"{front}·10{power}"


def raised(power: int) -> str:
    """An exponent in raised digits."""
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def lowered(index: int) -> str:
    """An index in lowered digits, below the line: x₁₂."""
    return str(index).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def short(x: float) -> str:
    """A number for a cell some 40 px wide, as ``kit/numbers.js`` writes it: 0.93, −1.24, 3·10⁻⁴."""
    size = abs(x)
    if size < 0.00995 or size >= 999.5:
        return number(x, 1)
    step = Decimal("1" if size >= 99.95 else "0.1" if size >= 9.995 else "0.01")
    return str(Decimal(float(x)).quantize(step, ROUND_HALF_UP)).replace("-", "−")


def width(words: str, limit: int = 24, size: float = 13) -> float:
    """About how many pixels the browser needs for text of a size; wide letters count double."""
    return size * 0.6 * sum(map(_signs, letters(words, limit))) + 3


def _signs(letter: str) -> int:
    """How many narrow signs a letter takes: a wide one, or an emoji of many, two."""
    if any(c > "\u2e7f" and not extends(c) for c in letter):
        return 2
    return max(sum(not extends(c) for c in letter), 1)


def tag(name: str, *children: str, **attributes) -> str:
    """One element; ``class_`` is class, underscores are hyphens, children are markup."""
    pairs = (
        f' {key.rstrip("_").replace("_", "-")}="'
        f'{num(value) if isinstance(value, (int, float)) else escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{''.join(pairs)}>{''.join(children)}</{name}>"


def text(x: float, y: float, words: str, *, limit: int = 24, **attributes) -> str:
    """Text at (x, y), of at most ``limit`` letters; never markup."""
    return tag("text", escape(shorten(visible(words), limit)), x=x, y=y, **attributes)


def visible(words: str) -> str:
    """Text with characters that have no picture made visible: controls, blanks, the empty."""
    if not words:
        return "∅"
    if all(c.isspace() or unicodedata.category(c) == "Cf" for c in words):
        return "␣" * min(len(words), 8)
    return "".join(_visible(c) for c in words)


def _visible(c: str) -> str:
    if c < " ":
        return chr(0x2400 + ord(c))
    if unicodedata.category(c) in ("Cc", "Cs") or c in "\ufffe\uffff":
        return "�"
    return c


def cells(values, x: float, y: float, width: float, height: float, scale: str = "seq") -> str:
    """A heat map of ``values`` in 0…1 (n, m): one path per step of the scale.

    Maps above 64 rows or columns are pooled by their maxima: the picture is a preview.
    """
    values = pool(np.asarray(values, np.float64))
    steps = np.rint(np.clip(values, 0, 1) * (STEPS - 1)).astype(int)
    n, m = steps.shape
    paths = []
    for step in range(STEPS):
        rows, columns = np.nonzero(steps == step)
        if len(rows):
            d = "".join(f"M{c} {r}h1v1h-1z" for r, c in zip(rows, columns, strict=True))
            paths.append(tag("path", d=d, class_=f"{scale}-{step}"))
    place = f"translate({num(x)} {num(y)}) scale({width / m:.5g} {height / n:.5g})"
    return tag("g", *paths, transform=place, shape_rendering="crispEdges")


def pool(values: np.ndarray, limit: int = 64) -> np.ndarray:
    """The maxima of blocks, so that neither side is longer than ``limit``."""
    for axis in (0, 1):
        n = values.shape[axis]
        if n > limit:
            starts = np.arange(limit) * n // limit
            values = np.maximum.reduceat(values, starts, axis=axis)
    return values


def svg(width: float, height: float, *children: str, label: str, size: float = 13) -> str:
    """The whole picture, on paper of its own, with the colours that it uses; letters of a size."""
    body = "".join(children)
    used = {c for group in re.findall(r'class="([^"]*)"', body) for c in group.split()}
    rules = [f".{n}{{fill:{_both(pair)}}}" for n, pair in names().items() if n in used]
    rules += [
        f".{n}-line{{fill:none;stroke:{_both(pair)}}}" for n, pair in (ROLES | SERIES).items()
        if f"{n}-line" in used
    ]
    style = (
        f":root{{color-scheme:light dark;font:{num(size)}px {FONT};"
        f"font-variant-numeric:tabular-nums;fill:{_both(ROLES['ink'])}}}"
        f".back{{fill:{_both(ROLES['paper'])}}}" + "".join(rules)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(width)}" height="{num(height)}" '
        f'viewBox="0 0 {num(width)} {num(height)}" role="img" aria-label="{escape(label)}">'
        f"<style>{style}</style>"
        f'<rect class="back" width="100%" height="100%"/>{body}</svg>'
    )


def _both(pair: tuple[str, str]) -> str:
    return f"light-dark({pair[0]},{pair[1]})"
