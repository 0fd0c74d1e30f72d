"""The static picture of AttentionMap: cells, labels, gold links, entropies."""

from __future__ import annotations

import numpy as np

from ..core import svg


def picture(A, H, queries, keys, gold, label, entropy) -> str:
    """An SVG of A (n, m) with its texts, the entropies H under their name and gold outlined."""
    n, m = A.shape
    left = min(max(svg.width(q, 18) for q in queries), 130) + 8 if n <= 64 else 8
    longest = max(svg.width(k, 16) for k in keys)
    wide = max(min(max(64, min(longest + 6, 96)), (660 - left) / m), 660 / 1024)
    tall = max(min(wide, 30, 660 / n), 660 / 1024)
    flat = longest < wide - 4
    top = (22 if flat else min(longest, 110) + 8) if m <= 64 else 22
    right, below = left + m * wide, top + n * tall
    parts = [svg.cells(A / A.max(), left, top, m * wide, n * tall)]
    parts += outlines(gold, left, top, wide, tall)
    if n <= 64:
        parts += [
            svg.text(left - 6, top + (i + 0.5) * tall + 4, q, text_anchor="end",
                     limit=18, class_="queries")
            for i, q in enumerate(queries)
        ]
    if m <= 64:
        for j, k in enumerate(keys):
            x = left + (j + 0.5) * wide
            turn = None if flat else f"translate({x + 4:.2f} {top - 6}) rotate(-90)"
            parts.append(svg.text(
                x if flat else 0, top - 6 if flat else 0, k, limit=16, class_="keys",
                text_anchor="middle" if flat else None, transform=turn))
    parts.append(svg.text(right + 10, top - 6, entropy, class_="muted"))
    unit = 36 / max(np.log2(m), 1e-9)
    bars = "".join(
        f"M{svg.num(right + 10)} {svg.num(top + (i + 0.2) * tall)}"
        f"h{svg.num(unit * h)}v{svg.num(0.6 * tall)}h{svg.num(-unit * h)}z"
        for i, h in enumerate(H) if h > 0
    )
    parts.append(svg.tag("path", d=bars, class_="muted"))
    return svg.svg(right + max(54, svg.width(entropy) + 14), below + 8, *parts, label=label)


def outlines(gold, left, top, wide, tall) -> list[str]:
    """A dark ring on a light one around each link's cell: seen on every colour."""
    inset = min(3, wide / 5, tall / 5)
    d = "".join(
        f"M{svg.num(left + j * wide + inset)} {svg.num(top + i * tall + inset)}"
        f"h{svg.num(wide - 2 * inset)}v{svg.num(tall - 2 * inset)}h{svg.num(2 * inset - wide)}z"
        for i, j in gold)
    return [svg.tag("path", d=d, class_=f"{role}-line", stroke_width=width)
            for role, width in (("paper", 4), ("targets", 2)) if d]
