"""The picture of CostMeter without scripts: the rectangle of words and their work."""

from __future__ import annotations

from ..core import svg
from ..core.axes import Area, apart, ground, scale, ticks, y_ticks

ROLES = {"feed": "series-4", "projections": "series-1", "attention": "gradients"}
LEFT, RIGHT, TOP, BELOW = 58, 566, 72, 320


def picture(meter) -> str:
    """The whole SVG: a band for each part, as wide as the text, as high as the work of a word."""
    says, parts = meter.says, meter.word(meter.n)
    top = sum(meter.word(meter.most).values()) / 1e6
    ys = y_ticks(0, top, False)
    area = Area(LEFT, RIGHT, TOP, BELOW, scale(0, meter.most, LEFT, RIGHT),
                scale(0, ys[-1], BELOW, TOP))
    drawn, middles, low = [], [], 0
    for part, work in parts.items():
        high = low + work / 1e6
        drawn.append(svg.tag("rect", x=LEFT, y=area.y(high), width=area.x(meter.n) - LEFT,
                             height=area.y(low) - area.y(high), class_=ROLES[part]))
        middles.append(area.y((low + high) / 2))
        low = high
    places = apart(middles, 20, TOP, BELOW)
    names = [svg.text(area.x(meter.n) + 10, y + 5,
                      f"{says(part)} {100 * parts[part] / sum(parts.values()):.0f} %",
                      limit=40, class_=ROLES[part])
             for y, part in zip(places, parts, strict=True)]
    title = svg.text(4, 22, says("words", n=f"{meter.n:,}"), font_weight="600")
    unit = says("height", unit="10⁶ ")
    return svg.svg(580, BELOW + 34, title, svg.text(4, 48, unit, limit=60, class_="muted"),
                   *ground(area, ticks(0, meter.most, 5, True), ys, False), *drawn, *names,
                   label=meter.label)
