"""AttentionBench at rest, without scripts: the stations of the word that asks."""

import numpy as np

from ..core import svg

MOST = 12  # words that are shown, those of the largest weights
LEFT, WIDE, TALL, TOP = 130, 96, 28, 78  # the names; a station; a row; the heads
HEADS = ("score", "shrink", "hide", "weigh", "mix")


def picture(bench) -> str:
    say, i, root = bench.says, bench.query, np.sqrt(bench.Q.shape[1])
    shown = np.sort(np.argsort(-bench.trace.A[i], kind="stable")[:MOST])
    parts = [svg.text(8, 20, say("asks", word=svg.shorten(bench.words[i], 24)), limit=120,
                      class_="queries", font_weight="600")]
    hides = not bench.trace.mask[i, shown].all()
    for k, key in enumerate(HEADS):
        gist = say("none hidden" if key == "hide" and not hides else f"gist {key}",
                   root=f"{root:.3g}")
        at = {"x": LEFT + (k + 0.5) * WIDE, "text_anchor": "middle"}
        parts += [svg.text(y=TOP - 30, words=say[key], font_weight="600", **at),
                  svg.text(y=TOP - 12, words=gist, class_="muted", **at)]
    for line, j in enumerate(shown):
        parts += _row(bench, i, j, TOP + line * TALL)
    below = TOP + len(shown) * TALL
    parts += [svg.text(LEFT - 8, below + 20, say["sum"], text_anchor="end", font_weight="600"),
              svg.text(LEFT + 3.5 * WIDE, below + 20, "100 %", text_anchor="middle"),
              *_strip(bench, bench.O[i], below, 1)]
    return svg.svg(LEFT + 5 * WIDE + 8, below + TALL + 8, *parts, label=bench.label)


def _row(bench, i, j, y):
    t = bench.trace
    scaled, seen, a = t.S[i, j], t.mask[i, j], t.A[i, j]
    raw = scaled * np.sqrt(bench.Q.shape[1])
    yield svg.text(LEFT - 8, y + 19, bench.words[j], limit=14, text_anchor="end", class_="keys")
    yield svg.tag("rect", x=LEFT + 3 * WIDE + 4, y=y + TALL - 5, width=(WIDE - 8) * a, height=4,
                  class_="keys", opacity=0.7)
    third = svg.short(scaled) if seen else bench.says["hidden"]
    cells = svg.short(raw), svg.short(scaled), third, share(a)
    for k, text in enumerate(cells):
        yield svg.text(LEFT + (k + 0.5) * WIDE, y + 19, text, text_anchor="middle")
    yield from _strip(bench, bench.V[j], y, a)


def _strip(bench, v, y, part):
    """A value as cells, as high as its share."""
    most, wide = np.abs(bench.V).max() or 1, (WIDE - 8) / len(v)
    high = max((TALL - 8) * part, 1)
    return [svg.tag("rect", x=LEFT + 4 * WIDE + 4 + c * wide, y=y + (TALL - high) / 2, width=wide,
                    height=high, class_=f"div-{round(8 + 8 * float(x) / most)}")
            for c, x in enumerate(v)]


def share(a: float) -> str:
    """A weight in hundredths, as draw.js writes it."""
    if 0 < a < 0.001:
        return "<0.1 %"
    if 0.999 < a < 1:
        return ">99.9 %"
    return f"{100 * a:.{0 if 0.01 <= a <= 0.99 or a in (0, 1) else 1}f} %"
