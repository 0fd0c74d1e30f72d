"""The static picture of UnrolledRNN: all is read, the verdict, and how the blame went back.

Its measures are those of draw.js.
"""

import numpy as np

from ..core import svg

ROW, PITCH, FIRST = 24, 146, 54
PILL = 33  # half of the pill where word and state are added
HIGH = 16  # half of the band where the blame is largest


def picture(given) -> str:
    """An SVG of tokens, h0, H, dh, da, own (the loss's part of dh), verdict [(text, P), …]."""
    n, T = len(given.h0), len(given.tokens)
    alone = given.verdict is None or np.abs(given.own[:-1]).max(initial=0) > 0
    box = 56 if alone else 26 + ROW * max(0, 1 - n / 2)
    middle = box + ROW * n / 2
    band = middle + ROW * max(1, n / 2) + 44 if given.verdict else box + ROW * n + 30
    parts = band_of(given, band) + chain(given, box, band)
    parts += [part for t in range(T) for part in under(given, t, band)]
    parts += losses(given)
    width = at(T) + 56
    if given.verdict:
        parts += verdict(given, at(T) + 27, middle, band)
        width += 114
    return svg.svg(width, band + 84, *parts, label=given.label)


def losses(given):
    """Where the loss sends blame to a state; at the end it is the verdict that does."""
    last = len(given.own) - 1
    for t, own in enumerate(given.own):
        if own.any() and not (given.verdict and t == last):
            yield svg.text(at(t + 1) + 8, 12, given.say("loss"), class_="gradients")
            yield from arrow((at(t + 1), 2), (at(t + 1), 24), "gradients")


def at(t):
    """Where the state after step t stands."""
    return FIRST + PITCH * t


def chain(given, box, band):
    """The states with their names, arrows, and the pill where word and state are added."""
    n = len(given.h0)
    middle, parts = box + ROW * n / 2, []
    for t, values in enumerate([given.h0, *given.H]):
        name = f"{given.say('state')} h{svg.lowered(t)}"
        parts.append(svg.text(at(t), box - 8, name, text_anchor="middle", class_="states"))
        parts += cells(values, at(t) - 27, box, "states")
        if t:
            pill = at(t) - PITCH / 2
            parts += arrow((at(t - 1) + 28, middle), (pill - PILL - 1, middle), "states")
            parts += arrow((pill + PILL + 1, middle), (at(t) - 28, middle), "states")
            parts += arrow((pill, band + 54), (pill, middle + 16), "muted")
            parts += [svg.tag("rect", x=pill - PILL, y=middle - 15, width=2 * PILL, height=30,
                              rx=15, class_="soft"),
                      svg.text(pill, middle + 5, f"+ {given.function}", text_anchor="middle")]
    return parts


def under(given, t, band):
    """The word of a step; the length and the numbers of the blame of its state."""
    x, length = at(t + 1), np.linalg.norm(given.dh[t])
    says = f"{given.say('blame')} {svg.short(length)}"
    return [svg.text(x - PITCH / 2, band + 74, given.tokens[t], limit=18, text_anchor="middle",
                     font_weight="600", font_size="15"),
            svg.text(x, band + 32, says, text_anchor="middle", class_="gradients",
                     font_weight="600")]


def band_of(given, band):
    """The band of blame, as high as it is long, from the last state to the first word."""
    most = np.linalg.norm(given.dh, axis=1).max() or 1
    d = ""
    for t, (dh, da) in enumerate(zip(given.dh, given.da, strict=True)):
        right, pill = at(t + 1), at(t + 1) - PITCH / 2
        corners = [(right, dh), (pill + PILL, dh), (pill, da)]
        if t:
            back = given.dh[t - 1] - given.own[t - 1]
            corners += [(pill - PILL, back), (at(t), back)]
        sizes = [(x, HIGH * np.linalg.norm(v) / most) for x, v in corners]
        points = [(x, -y) for x, y in sizes] + sizes[::-1]
        d += "M" + "L".join(f"{svg.num(x)} {svg.num(band + y)}" for x, y in points) + "Z"
    return [svg.tag("path", d=d, class_="gradients", opacity=0.45)]


def verdict(given, x, middle, band):
    """The two answers, each on a bar of its probability, and where their blame starts."""
    parts = arrow((x + 1, middle), (x + 26, middle), "states")
    for j, (text, P) in enumerate(given.verdict):
        y = middle - ROW + ROW * j
        parts += [svg.tag("rect", x=x + 30, y=y + 1, width=80 * P, height=ROW - 2,
                          class_="targets", opacity=0.3),
                  svg.text(x + 36, y + 17, text, limit=8, font_weight="600" if P > 0.5 else None),
                  svg.text(x + 132, y + 17, svg.short(P), text_anchor="end")]
    key, mark = ("right", "✓") if given.verdict[0][1] > 0.5 else ("wrong", "✗")
    role = {"class_": "gradients" if mark == "✗" else "values", "font_weight": "600"}
    starts = {"class_": "gradients", "text_anchor": "middle", "font_weight": "600"}
    return [*parts, svg.text(x + 36, middle - ROW - 8, f"{mark} {given.say(key)}", **role),
            _pipe(given, x + 75, middle + ROW + 4, band),
            svg.text(x + 89, band + 32, given.say("starts"), **starts)]


def _pipe(given, x, top, band):
    """The band of blame from the verdict at x to the last state."""
    lengths = np.linalg.norm(given.dh, axis=1)
    high, last = HIGH * lengths[-1] / (lengths.max() or 1), at(len(given.dh))
    near, far, up, down = map(svg.num, (x - high, x + high, band - high, band + high))
    d = f"M{near} {svg.num(top)}H{far}V{up}Q{far} {down} {near} {down}H{last}V{up}H{near}Z"
    return svg.tag("path", d=d, class_="gradients", opacity=0.45)


def cells(values, x, y, role):
    parts = []
    for j, value in enumerate(values):
        parts += [svg.tag("rect", x=x, y=y + ROW * j, width=54, height=ROW, class_=role,
                          opacity=0.08 + 0.3 * min(abs(value), 1)),
                  svg.text(x + 27, y + ROW * j + 17, svg.short(value), text_anchor="middle")]
    return parts


def arrow(start, end, role):
    """A straight arrow, level or upright, from one place to the other."""
    (x, y), (x1, y1) = start, end
    ux, uy = np.sign(x1 - x), np.sign(y1 - y)
    head = (f"M{x1:g} {y1:g}L{x1 - 8 * ux - 4 * uy:g} {y1 - 8 * uy - 4 * ux:g}"
            f"L{x1 - 8 * ux + 4 * uy:g} {y1 - 8 * uy + 4 * ux:g}z")
    line = svg.tag("path", d=f"M{x:g} {y:g}L{x1 - 6 * ux:g} {y1 - 6 * uy:g}",
                   class_=f"{role}-line", stroke_width=1.5)
    return [line, svg.tag("path", d=head, class_=role)]
