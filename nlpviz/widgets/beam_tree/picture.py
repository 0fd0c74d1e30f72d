"""BeamTree without scripts: the tree from left to right, a column a step."""

from __future__ import annotations

from math import exp

from ..core import svg

LEFT, TOP, TALL, HIGH = 66, 60, 30, 22


def picture(figure):
    """Nodes with the probability of their line, or with a penalty its score; solid: kept, dashed
    lines: greedy's path, grey: cut."""
    nodes, says = figure.nodes(), figure.says
    words = [says("end") if node["ids"][-1] == figure.tree.eos else figure.words[node["ids"][-1]]
             for node in nodes]
    box = max(svg.width(word, 12) for word in words) + 52
    step, places = box + 40, rows(nodes)
    greedy = figure.tree.greedy()
    path = (*greedy.ids, figure.tree.eos) if greedy.finished else greedy.ids
    deepest = max(node["depth"] for node in nodes)

    def at(ids):
        return LEFT + (len(ids) - 1) * step, TOP + TALL * places[ids]

    high = TOP + TALL * (max(places.values()) + 1)
    lead = says("lead", width=figure.width)
    parts = [svg.text(14, 24, lead, limit=90), svg.text(14, high + 22, says("legend"), limit=120,
                                                        class_="muted"),
             svg.text(14, TOP + 16, says("start"), class_="muted")]
    for node in nodes:
        ids = node["ids"]
        parts += link(ids, at, box, node["status"], ids == path[:len(ids)])
    for node, word in zip(nodes, words, strict=True):
        value = svg.short(node["score"]) if figure.alpha else share(node["logp"])
        note = [f"{node['rank']}." * (node["rank"] > 0), says("won") * (node["rank"] == 1),
                says("greedy") * (node["ids"] == path)]
        parts += boxed(node, word, at(node["ids"]), box, value, " ".join(filter(None, note)))
    return svg.svg(max(LEFT + deepest * step + 110, 580), high + 40, *parts, label=figure.label)


def rows(nodes):
    """The row of each node: a parent stands in that of its first child."""
    found, last = {}, 0
    for node in reversed(nodes):
        below = [ids for ids in found if ids[:-1] == node["ids"]]
        if not below:
            last += 1
        found[node["ids"]] = max(found[ids] for ids in below) if below else last
    return {ids: last - row for ids, row in found.items()}


def link(ids, at, box, status, greedy):
    """The line from a parent to its child, and greedy's beside it."""
    (x, y), start = at(ids), (54, TOP + HIGH / 2)
    if len(ids) > 1:
        start = at(ids[:-1])[0] + box, at(ids[:-1])[1] + HIGH / 2
    y += HIGH / 2
    role, wide = ("states-line", 2.5) if status == "kept" else ("rule-line", 1.5)
    middle = (start[0] + x) / 2
    yield svg.tag("path", d=corners(start, middle, x, y), class_=role, stroke_width=wide)
    if greedy:
        lower = corners((start[0], start[1] + 5), middle + 5, x, y + 5)
        yield svg.tag("path", d=lower, class_="gradients-line", stroke_width=2.5,
                      stroke_dasharray="6 3")


def corners(start, middle, x, y):
    """A path to (x, y) that turns at the column `middle`."""
    return "M{} {}H{}V{}H{}".format(*map(svg.num, (*start, middle, y, x)))


def share(logp):
    """A logarithm as a part of 1, in per cents."""
    p = exp(logp)
    return "< 0.1 %" if p < 5e-4 else f"{100 * p:.{0 if 0.005 < p < 0.995 else 1}f} %"


def boxed(node, word, place, box, value, note):
    """A word with its value and, beside it, what is noted of its line."""
    x, y = place
    kept = node["status"] == "kept"
    yield svg.tag("rect", x=x, y=y, width=box, height=HIGH, rx=6, class_="soft")
    if kept:
        yield svg.tag("rect", x=x, y=y, width=box, height=HIGH, rx=6, class_="states-line",
                      stroke_width=1.5)
    yield svg.text(x + 8, y + 16, word, limit=12, class_="ink" if kept else "muted")
    yield svg.text(x + box - 6, y + 16, value, text_anchor="end", class_="muted")
    if note:
        yield svg.text(x + box + 6, y + 16, note,
                       class_="ink" if node["rank"] == 1 else "gradients")
