"""The static picture of AnalogyLab: the question as a parallelogram, without its answer."""

from __future__ import annotations

import numpy as np

from ..core import svg, word_vectors

WIDE, TALL, EDGE, LEFT = 640, 330, 46, 12
TINY, DOTS = 1e-12, 400  # DOTS: in the picture


def parallelogram(C, a: int, b: int, c: int) -> np.ndarray:
    """All words (n + 1, 2) around the tip t = u_b - u_a + u_c of the arrow, which is the last.

    Each in the direction in which it lies in the plane of a, b, c, as far from the tip as in all
    dimensions (math.js computes the same): a, b, c and the tip stand in their parallelogram, the
    arrows upright, and the word that is nearest to the tip is the nearest.
    """
    A, B, C = word_vectors.cosines(C, np.array([a, b, c]))
    right, up = B - A, C - A  # u_w · (u_b - u_a) and u_w · (u_c - u_a)
    long, slant = right[b] - right[a], right[c] - right[a]
    lean = slant / long if long > TINY else 0.0
    high = up[c] - up[a] - lean * slant
    wide, tall = (np.sqrt(x) if x > TINY else np.inf for x in (long, high))
    right, up = (f - (f[b] - f[a] + f[c]) for f in (right, up))
    p, q = right / wide, (up - lean * right) / tall
    square = A[a] + B[b] + C[c] + 2 * (B[c] - A[b] - A[c])
    far = np.sqrt(np.maximum(square + 1 - 2 * (B - A + C), 0))
    seen = np.hypot(p, q)
    safe = np.where(seen > TINY, seen, 1)
    x, y = np.where(seen > TINY, q / safe, 1), np.where(seen > TINY, p / safe, 0)
    return np.vstack([np.stack([far * x, far * y], 1), [0, 0]])


def fit(points, asked) -> np.ndarray:
    """The points as pixels; in view are those asked about and a ring around the tip as far as the
    nearest other word.  Up is up."""
    others = np.delete(points[:-1], asked, axis=0)
    far = np.hypot(*others.T).min() if len(others) else 0
    seen = np.vstack([points[asked], far * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])])
    low, high = seen.min(0), seen.max(0)
    room = np.array([WIDE, TALL]) - 2 * EDGE
    scale = (room / np.maximum(high - low, 1e-3)).min()
    return np.array([WIDE / 2, TALL / 2]) + (points - (low + high) / 2) * scale * [1, -1]


def picture(figure) -> str:
    asked, tip = list(figure.asked), len(figure.words)
    a, b, c = asked
    all_ = fit(parallelogram(figure.codes, a, b, c), asked)
    inside = ((all_ > 4) & (all_ < [WIDE - 4, TALL - 4])).all(1)
    d = "".join(f"M{x:.0f} {y:.0f}h3v3h-3z" for x, y in all_[:-1][inside[:-1]][:DOTS] - 1.5)
    sides = "L".join(f"{x:.1f} {y:.1f}" for x, y in all_[[a, b, tip, c]])
    parts = [svg.tag("path", d=f"M{sides}Z", class_="soft"),
             svg.tag("path", d=d, class_="muted", opacity=0.45),
             arrow(all_[a], all_[b]), arrow(all_[c], all_[tip], "7 5")]
    for i, role in zip(asked, ("queries", "keys", "values"), strict=True):
        x, y = all_[i]
        disc = f"M{x - 5:.1f} {y:.1f}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"
        parts.append(svg.tag("path", d=disc, class_=role))
        parts.append(name(x, y, figure.words[i], role))
    parts.append(name(*all_[tip], "?", None))
    question = figure.says("ask", **{key: svg.visible(figure.words[i])
                                     for key, i in zip("abc", asked, strict=True)})
    parts.append(svg.text(LEFT, TALL + 22, question, limit=90, font_weight="600", font_size="15"))
    return svg.svg(WIDE, TALL + 36, *parts, label=figure.label)


def name(x, y, words, role) -> str:
    """A name beside its point, on the side where there is room."""
    right = x < WIDE / 2
    return svg.text(x + 9 if right else x - 9, y - 8, words, limit=20, class_=role,
                    font_weight="600", font_size="15", text_anchor=None if right else "end")


def arrow(start, end, dash=None) -> str:
    """A line from point to point with a head at its end."""
    (x, y), (u, v) = start, end
    size = max(np.hypot(u - x, v - y), 1e-9)
    p, q = 10 * (u - x) / size, 10 * (v - y) / size
    d = (f"M{x:.1f} {y:.1f}L{u:.1f} {v:.1f}M{u - p - q / 2:.1f} {v - q + p / 2:.1f}"
         f"L{u:.1f} {v:.1f}L{u - p + q / 2:.1f} {v - q - p / 2:.1f}")
    return svg.tag("path", d=d, class_="ink-line", stroke_width=2.5, stroke_dasharray=dash)
