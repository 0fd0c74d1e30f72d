"""HeadsView at rest, without scripts: the small maps, and the head of the ringed link in full."""

import numpy as np

from ..core import svg

SIDE, STEP, MOST = 76, 92, 24  # a small map, from one to the next; how many there are
LEFT, TOP, CELL = 110, 100, 26  # of the map in full: names of rows, of columns, a cell


def picture(view) -> str:
    g, say = view.groups[0], view.says
    n_layers, n_heads = g.A.shape[:2]
    across = min(n_heads, 8)
    parts = [svg.text(8, 22, say("ring", q=g.queries[g.look[0]], k=g.keys[g.look[1]]), limit=100,
                      font_weight="600")]
    heads = list(np.ndindex(n_layers, n_heads))
    for number, (layer, head) in enumerate(heads[:MOST]):
        x, y = 8 + number % across * STEP, 36 + number // across * (STEP + 24)
        parts += _small(view, layer, head, x, y)
    below = 36 + -(-min(len(heads), MOST) // across) * (STEP + 24)
    if len(heads) > MOST:
        parts.append(svg.text(8, below + 12, say("others", n=len(heads) - MOST), class_="muted"))
        below += 24
    full, wide, high = _full(view, below + 16)
    return svg.svg(max(8 + across * STEP, wide, 560), high, *parts, *full, label=view.label)


def _small(view, layer, head, x, y):
    g = view.groups[0]
    yield svg.cells(svg.pool(g.decoded[layer, head], 24), x, y, SIDE, SIDE)
    yield _ring(g, x, y, SIDE / g.A.shape[3], SIDE / g.A.shape[2])
    for line, text in enumerate((view.says("layer", layer=layer + 1),
                                 view.says("of layer", head=head + 1))):
        yield svg.text(x, y + SIDE + 15 + 15 * line, text)


def _ring(g, x, y, wide, tall):
    """Around the link that is asked about."""
    i, j = g.look
    return svg.tag("rect", x=x + j * wide - 1, y=y + i * tall - 1, width=wide + 2, height=tall + 2,
                   class_="gradients-line", stroke_width=2)


def _full(view, top):
    """The head that looks most along the ringed link, with the words."""
    g, say = view.groups[0], view.says
    i, j = g.look
    layer, head = np.unravel_index(g.decoded[:, :, i, j].argmax(), g.A.shape[:2])
    n, m = g.A.shape[2:]
    cell = min(CELL, 560 / max(n, m))
    y = top + TOP
    parts = [svg.text(8, top, say("head", layer=layer + 1, head=head + 1), font_weight="600"),
             svg.cells(g.decoded[layer, head], LEFT, y, m * cell, n * cell),
             _ring(g, LEFT, y, cell, cell)]
    if cell >= 13:
        parts += [svg.text(LEFT - 6, y + (k + 0.5) * cell + 4, word, limit=14, class_="queries",
                           text_anchor="end") for k, word in enumerate(g.queries)]
        parts += [svg.text(0, 0, word, limit=10, class_="keys",
                           transform=f"translate({LEFT + (k + 0.5) * cell + 4:.2f} {y - 6}) "
                                     "rotate(-90)") for k, word in enumerate(g.keys)]
    return parts, LEFT + m * cell + 8, y + n * cell + 8
