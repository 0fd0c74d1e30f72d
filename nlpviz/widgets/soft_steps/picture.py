"""SoftSteps without scripts: the six steps at once."""

from __future__ import annotations

from ..core import svg

LEFT, SCORE, SHARE, CELLS, CELL, TALL = 96, 108, 210, 318, 46, 34


def picture(figure):
    """Words with their scores, shares and shrunk values; below, their sum and what it says."""
    now, says = figure.steps(), figure.says
    m, top = len(figure.keys), 62
    wide = CELLS + CELL * max(len(now["o"]), len(figure.of["h"]), len(now["g"])) + 20
    heads = ((SCORE, 1, "score"), (SHARE, 2, "share"), (CELLS, 3, "shrunk"))
    parts = [svg.text(14, 24, says("lead", n=m), limit=90)]
    parts += [svg.text(x, top - 14, f"{k} {says(key)}", class_="muted") for x, k, key in heads]
    for j in range(m):
        parts += row(figure, now, j, top + TALL * j)
    below = top + TALL * m + 8
    lines = ((4, "sum", now["o"], "values"), (0, "state", figure.of["h"], "queries"),
             (5, "joined", now["g"], "states"))
    for i, (k, key, vector, role) in enumerate(lines):
        y = below + TALL * i
        name = f"{k} {says(key)}" if k else says(key)
        parts += [svg.text(CELLS - 12, y + 20, name, limit=30, text_anchor="end"),
                  *cells(vector, y, role)]
    return svg.svg(max(wide, 580), below + TALL * 3 + 28 + 26 * len(figure.words), *parts,
                   *said(figure, now, below + TALL * 3 + 22), label=figure.label)


def row(figure, now, j, y):
    """A word: its score and its share as bars, its value as it is shrunk."""
    S, a = now["S"], float(now["A"][j])
    most = max(abs(S).max(), 1e-9)
    long = 50 * abs(float(S[j])) / most
    return [
        svg.text(LEFT, y + 20, figure.keys[j], limit=11, text_anchor="end", class_="keys"),
        svg.tag("rect", x=SCORE, y=y + 6, width=long, height=20, class_="keys", opacity=0.6),
        svg.text(SCORE + long + 6, y + 20, svg.short(float(S[j]))),
        svg.tag("rect", x=SHARE, y=y + 6, width=56 * a, height=20, class_="keys"),
        svg.text(SHARE + 56 * a + 6, y + 20, f"{100 * a:.0f} %"),
        *cells(now["parts"][j], y, "values"),
    ]


def cells(vector, y, role):
    """Numbers in boxes, from the column of values on."""
    found = []
    for i, x in enumerate(map(float, vector)):
        at = CELLS + CELL * i
        found += [svg.tag("rect", x=at, y=y + 3, width=CELL - 4, height=26, rx=3, class_="soft"),
                  svg.text(at + CELL / 2 - 2, y + 20, svg.short(x), text_anchor="middle",
                           class_=role)]
    return found


def said(figure, now, y):
    """The next words with their probabilities."""
    yield svg.text(14, y + 14, f"6 {figure.says('predict')}", class_="muted")
    for i, (word, p) in enumerate(zip(figure.words, map(float, now["P"]), strict=True)):
        at = y + 26 * i
        name = f"{word} {figure.glosses.get(word, '')}".strip()
        yield svg.text(CELLS - 12, at + 14, name, limit=24, text_anchor="end", class_="targets")
        yield svg.tag("rect", x=CELLS, y=at, width=150 * p, height=18, class_="targets")
        yield svg.text(CELLS + 150 * p + 6, at + 14, f"{100 * p:.0f} %")
