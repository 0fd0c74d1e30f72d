"""TransformerLive without scripts: the words, where one head looks, the choice between two."""

from __future__ import annotations

import numpy as np

from ..core import svg
from .model import share

SIZE, MOST = 19, 14  # letters; words that are drawn
UP = 118  # the words' line


def picture(figure):
    """A sentence with its links from the last word, the pair's shares, the likeliest words."""
    found = figure.run()
    texts = figure.seen()[-MOST:]
    widths = [svg.width(text, 14, SIZE) + 22 for text in texts]
    wide = max(sum(widths) + 130, 640)
    if found is None:
        return svg.svg(wide, UP, svg.text(20, 60, figure.says("empty")), label=figure.label)
    k = figure.head if figure.head >= 0 else int(found.A.max(1).argmax())
    a = found.A[k][-MOST:]
    centres = [20 + sum(widths[:j]) + w / 2 for j, w in enumerate(widths)]
    parts = [_arc(centres[-1], x, weight) for x, weight in zip(centres, a, strict=True)
             if weight > 0.02]
    parts += [svg.text(x, UP, text, limit=14, text_anchor="middle", font_size=SIZE,
                       class_="keys") for x, text in zip(centres, texts, strict=True)]
    parts += [svg.text(x, UP + 20, f"{weight:.2f}", text_anchor="middle", class_="muted")
              for x, weight in zip(centres, a, strict=True)]
    best = figure.ask[int(share(found.P, figure._pair()) < 0.5)]
    parts.append(svg.text(20 + sum(widths) + 14, UP, f"→ {svg.visible(best)}", limit=16,
                          font_size=SIZE, class_="targets"))
    return svg.svg(wide, UP + 76, *parts, *_choice(figure, found.P, wide), label=figure.label)


def _arc(start, end, weight):
    """A link as wide as its weight; the last word's look at itself is a loop
    (Bézier's curve, as a line of short pieces: that is what paper understands)."""
    foot, side = UP - 22, 16 if start == end else 0
    top = max(foot - 34 - 0.28 * abs(start - end), 4)
    corners = np.array([[start + side, foot], [start + side, top], [end - side, top],
                        [end - side, foot]])
    t = np.linspace(0, 1, 25)[:, None]
    parts = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3]
    points = sum(part * corner for part, corner in zip(parts, corners, strict=True))
    d = "L".join(f"{svg.num(x)} {svg.num(y)}" for x, y in points)
    return svg.tag("path", d=f"M{d}", class_="queries-line", stroke_width=1 + 11 * float(weight),
                   opacity=0.75)


def _choice(figure, P, wide):
    """One bar between the two words, with their shares."""
    part, y = float(share(P, figure._pair())), UP + 44
    a, b = figure.ask
    left, right = 90, wide - 90
    cut = left + part * (right - left)
    return [
        svg.tag("rect", x=left, y=y, width=cut - left, height=18, class_="targets"),
        svg.tag("rect", x=cut, y=y, width=right - cut, height=18, class_="gradients"),
        svg.text(left - 8, y + 14, a, limit=10, text_anchor="end", class_="targets"),
        svg.text(right + 8, y + 14, b, limit=10, class_="gradients"),
    ]
