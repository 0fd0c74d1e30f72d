"""The picture of Bars without scripts: standing, or lying where the names are long."""

from __future__ import annotations

import math

from ..core import svg
from ..core.axes import FILLS, GAP, SIZE, apart, scale, slots, tick_text, y_ticks

WIDTH, HEIGHT, THICK = 700, 230, 64
LIMIT, NAMED = 40, 24  # letters of a name, rows whose names all stand there: as in kit/bars.js


def picture(bars) -> str:
    """The whole SVG of a figure Bars."""
    lying = bars.horizontal
    if lying is None:
        wide = max(svg.width(name, LIMIT, SIZE) for name in bars.visible)
        lying = wide > (WIDTH - 60) / len(bars.rows) - 6 and len(bars.rows) <= NAMED
    parts, top = _titles(bars)
    body, height = (_lying if lying else _standing)(bars, top)
    if bars.note():
        body.append(svg.text(4, height + 16, bars.note(), limit=90, class_="muted"))
        height += 26
    return svg.svg(WIDTH, height, *parts, *body, label=bars.label, size=SIZE)


def _titles(bars):
    """The headline, the axis, and the names of a group's bars with their boxes."""
    parts, y = [], 20
    for text, weight in ((bars.title, 650), (bars.axis(), None)):
        if text:
            parts.append(svg.text(4, y, text, limit=80, font_weight=weight))
            y += 26
    if bars.groups != [""]:
        x = 4
        for j, name in enumerate(bars.groups):
            parts += _box(f"M{x:.1f} {y - 12}h14v13h-14z", j)
            parts.append(svg.text(x + 20, y, name, limit=LIMIT))
            x += svg.width(name, LIMIT, SIZE) + 40
            if x > WIDTH - 100:
                x, y = 4, y + 22
        y += 26
    return parts, y


def _limit(name, room):
    """How many letters of a name have room, at least one."""
    return next((k for k in range(LIMIT, 1, -1) if svg.width(name, k, SIZE) <= room), 1)


def _box(d, j):
    """A box of the j-th colour, filled as much as tells it from the others in grey."""
    return (svg.tag("path", d=d, class_=f"series-{j + 1}", fill_opacity=FILLS[j]),
            svg.tag("path", d=d, class_=f"series-{j + 1}-line", stroke_width=1.5))


def _whisker(x, low, high, lying):
    a, b = sorted((low, high))
    if lying:
        return f"M{a:.1f} {x - 4:.1f}v8M{a:.1f} {x:.1f}H{b:.1f}M{b:.1f} {x - 4:.1f}v8"
    return f"M{x - 4:.1f} {a:.1f}h8M{x:.1f} {a:.1f}V{b:.1f}M{x - 4:.1f} {b:.1f}h8"


def _bars(bars, place, begins, size, lying):
    """Bars and whiskers; the value of each at its end where there is room for it."""
    n, m = bars.mean.shape
    zero = place(0)
    for k, start in enumerate(begins):
        i, j = divmod(k, m)
        end, middle = place(bars.mean[i, j]), start + size / 2
        if not bars.there[i, j]:
            yield _value("–", zero, middle, lying, 1)
            continue
        a, b = sorted((zero, end))
        box = (f"M{a:.1f} {start:.1f}H{b:.1f}V{start + size:.1f}H{a:.1f}z" if lying else
               f"M{start:.1f} {a:.1f}V{b:.1f}H{start + size:.1f}V{a:.1f}z")
        yield from _box(box, j)
        sign = -1 if bars.mean[i, j] < 0 else 1
        far = bars.high[i, j] if sign > 0 else bars.low[i, j]
        if bars.spread:
            d = _whisker(middle, place(bars.low[i, j]), place(bars.high[i, j]), lying)
            yield svg.tag("path", d=d, class_="ink-line", stroke_width=1.5)
        if size >= (14 if lying else 34):
            yield _value(svg.number(bars.mean[i, j]), place(far), middle, lying, sign)


def _value(text, at, middle, lying, sign):
    if lying:
        return svg.text(at + 6 * sign, middle + 5, text, text_anchor="end" if sign < 0 else None)
    return svg.text(middle, at - 6 if sign > 0 else at + 18, text, text_anchor="middle")


def _standing(bars, top):
    ticks = y_ticks(*bars.span(), False)
    left = max(svg.width(tick_text(v, False), size=SIZE) for v in ticks) + 14
    widest = max([svg.width(name, LIMIT, SIZE) for name in bars.yardstick], default=0)
    room = min(widest, 0.3 * WIDTH) + 16
    right, top, below = WIDTH - room, top + 4, top + 4 + HEIGHT
    place = scale(ticks[0], ticks[-1], below, top)
    parts = [svg.tag("path", d=f"M{left:.1f} {place(v):.1f}H{right:.1f}", class_="rule-line")
             for v in ticks]
    parts += [svg.text(left - 8, place(v) + 5, tick_text(v, False), text_anchor="end",
                       class_="muted") for v in ticks]
    n, m = bars.mean.shape
    begins, size = slots(n, m, left, right - left, THICK)
    parts += _bars(bars, place, begins, size, False)
    parts.append(svg.tag("path", d=f"M{left:.1f} {place(0):.1f}H{right:.1f}", class_="ink-line"))
    parts += [svg.tag("path", d=f"M{left:.1f} {place(v):.1f}H{right:.1f}", class_="muted-line",
                      stroke_dasharray="4 3") for v in bars.yardstick.values()]
    heights = apart([place(v) for v in bars.yardstick.values()], GAP, top, below)
    parts += [svg.text(right + 8, y + 5, name, class_="muted", limit=_limit(name, room - 8))
              for y, name in zip(heights, bars.yardstick, strict=True)]
    slot = (right - left) / n
    widest = min(110, max(svg.width(name, LIMIT, SIZE) for name in bars.visible))
    step = math.ceil((widest + 10) / slot) if n > NAMED else 1
    parts += [svg.text(left + (i + 0.5) * slot, below + 20, bars.visible[i], text_anchor="middle",
                       limit=_limit(bars.visible[i], slot * step - 4)) for i in range(0, n, step)]
    return parts, below + 30


def _lying(bars, top):
    ticks = y_ticks(*bars.span(), False)
    n, m = bars.mean.shape
    left = min(max(svg.width(name, LIMIT, SIZE) for name in bars.visible), 0.45 * WIDTH) + 14
    right, top = WIDTH - 70, top + 20 * len(bars.yardstick)
    below = top + n * (m * 24 + 10)
    place = scale(ticks[0], ticks[-1], left + 60 * (ticks[0] < 0), right)
    parts = [svg.tag("path", d=f"M{place(v):.1f} {top:.1f}V{below:.1f}", class_="rule-line")
             for v in ticks]
    parts += [svg.text(place(v), below + 20, tick_text(v, False), text_anchor="middle",
                       class_="muted") for v in ticks]
    begins, size = slots(n, m, top, below - top, 30)
    parts += _bars(bars, place, begins, size, True)
    parts.append(svg.tag("path", d=f"M{place(0):.1f} {top:.1f}V{below:.1f}", class_="ink-line"))
    for k, (name, v) in enumerate(bars.yardstick.items()):
        parts.append(svg.tag("path", d=f"M{place(v):.1f} {top:.1f}V{below:.1f}",
                             class_="muted-line", stroke_dasharray="4 3"))
        parts.append(svg.text(place(v), top - 6 - 20 * k, name, text_anchor="middle",
                              class_="muted", limit=LIMIT))
    slot = (below - top) / n
    parts += [svg.text(left - 10, top + (i + 0.5) * slot + 5, name, text_anchor="end",
                       limit=_limit(name, left - 10)) for i, name in enumerate(bars.visible)]
    return parts, below + 30
