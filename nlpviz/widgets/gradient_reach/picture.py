"""GradientReach without scripts: both networks' blame over the words, as math.js and draw.js do."""

from decimal import ROUND_HALF_UP, Context, Decimal

from ..core import svg
from ..core.letters import shorten

DOT = 22  # radius of all the blame there is
ROOM = 12  # letters of a word


def nearest(shares, goal):
    """The place where a share is nearest to the goal, in ratio; of equals the later one."""
    def off(share):
        return max(share / goal, goal / share) if share > 0 else float("inf")
    return min(range(len(shares) - 1, -1, -1), key=lambda t: off(shares[t]))


def kept(shares, t):
    """What each step back from the last word to t left, on average (geometric)."""
    steps = len(shares) - 1 - t
    return shares[t] ** (1 / steps) if steps else 1.0


def percent(x):
    """A share in words, of two digits: 18 %, 1.3 %, 0.64 %."""
    if x >= 0.095:
        return f"{Decimal(100 * x).quantize(Decimal(1), ROUND_HALF_UP)} %"
    size = Context(2, ROUND_HALF_UP).create_decimal_from_float(float(100 * x))
    return f"{svg.number(float(size), 2)} %"


def picture(figure) -> str:
    """The words with two dots above each, and below each the two shares."""
    words = [shorten(word, ROOM) for word in [*figure.tokens, figure.answers[0]]]
    wide = [max(svg.width(word, ROOM), 40) + 8 for word in words]
    at = [8 + sum(wide[:t]) + wide[t] / 2 for t in range(len(words))]
    most = max(1, *map(max, figure.shares))
    parts = [svg.text(8, 18, figure.says("title"), limit=60, font_weight="600"),
             svg.tag("path", d=f"M{svg.num(at[0])} 56H{svg.num(at[-1])}", class_="rule-line")]
    for t, word in enumerate(words):
        last = t == len(words) - 1
        both = (1, 1) if last else [shares[t] for shares in figure.shares]
        parts += column(at[t], both, most, word, "targets" if last else "ink")
    end, names = at[-1] + wide[-1] / 2 + 6, [named(figure, k) for k in (0, 1)]
    parts += [svg.text(end, 120 + 18 * k, name, class_=("muted", "gradients")[k], limit=40)
              for k, name in enumerate(names)]
    room = max(svg.width(name, 40) for name in names)
    return svg.svg(max(end + room, 420), 150, *parts, label=figure.label)


def named(figure, k):
    """What a row is called, and which verb its network finds likelier: without gates: is ✗."""
    right = figure.chances[k] > 0.5
    verb = shorten(figure.answers[0 if right else 1], ROOM)
    return f"{figure.says(('without', 'with')[k])}: {verb} {'✓' if right else '✗'}"


def column(x, both, most, word, role):
    """What stands at one word: the dot with gates, the ring without, the word and its shares."""
    plain, gated = both
    middle = {"text_anchor": "middle"}
    radius = [DOT * (share / most) ** 0.5 for share in both]
    ring = {"class_": "ink-line", "stroke_dasharray": "3 2"}
    return [svg.tag("path", d=circle(x, 56, radius[1]), class_="gradients", opacity=0.55),
            svg.tag("path", d=circle(x, 56, radius[0]), **ring),
            svg.text(x, 98, word, class_=role, font_weight="600", limit=ROOM, **middle),
            svg.text(x, 120, percent(plain), class_="muted", **middle),
            svg.text(x, 138, percent(gated), class_="gradients", **middle)]


def circle(x, y, r):
    """A circle as a path of two halves."""
    x, r = svg.num(x - r), svg.num(r)
    return f"M{x} {svg.num(y)}a{r} {r} 0 1 1 {svg.num(2 * float(r))} 0a{r} {r} 0 1 1 " \
           f"{svg.num(-2 * float(r))} 0z"
