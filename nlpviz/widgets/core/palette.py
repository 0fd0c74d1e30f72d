"""The one palette of the book: a colour per role, two colour scales, each for light and dark.

The hues of the roles are those of Okabe and Ito (2008), made darker on white and lighter on
black until text in them has a contrast of 4.5:1.  The scales step evenly in lightness (OKLab),
so that they also work in grey: low values are near the paper, high values far from it.
"""

from __future__ import annotations

ROLES = {  # role: (on light paper, on dark paper)
    "queries": ("#16709e", "#7fd0f5"),
    "keys": ("#946300", "#e69f00"),
    "values": ("#007a59", "#2cc79b"),
    "states": ("#0062a3", "#6aa8ff"),
    "gates": ("#a23f78", "#e29ac2"),
    "gradients": ("#bd4a00", "#ff8a3d"),
    "targets": ("#6b6600", "#f0e442"),
    "ink": ("#1d1f23", "#e8e8e6"),
    "muted": ("#5b6168", "#a6abb3"),
    "rule": ("#d9dce0", "#3b4149"),
    "soft": ("#f1f3f5", "#22262d"),
    "paper": ("#ffffff", "#14181e"),
}

# Lines and bars that play no role of the book's: a kind of network, a seed, a data set.
SERIES = {f"series-{i}": pair for i, pair in enumerate((
    ("#5a3ea6", "#b7a0ff"), ("#b0203c", "#ff8b96"), ("#1d1f23", "#e8e8e6"), ("#00696f", "#4dcfd6"),
    ("#7c4a33", "#d6a88f"), ("#5f6670", "#a9b2bd"), ("#8a1f83", "#e38add")), 1)}

SEQUENTIAL = (
    "#f8fbf9 #dcf2e4 #bbe9d6 #97dfcf #72d3cd #48c6ce #1db7ce #0ba6ca #0095c5 "
    "#0584bd #0d73b4 #1b63a7 #1e5498 #1e4689 #1c387a #182b6a #131e5b".split(),
    "#1b1e25 #21283b #253351 #283f67 #284c7b #245a90 #1b69a0 #0479ae #068ab6 "
    "#009bba #00acbe #0fbebe #42ceb8 #6edcaf #9ce6a8 #c7eea8 #ecf6b1".split(),
)

DIVERGING = (
    "#014f8a #0e63a8 #3178ba #4d8dcd #67a3e0 #8cb8e7 #afcded #d3e2f2 #f7f7f7 "
    "#f3dacd #eebea4 #e7a27b #de844f #c76e37 #b1581b #984500 #7b3702".split(),
    "#badbfe #93c6fb #76b0eb #599adb #3a84ca #386b9d #335272 #2c3b4a #242424 "
    "#4b3529 #73452b #9e5628 #cb6620 #db7e46 #eb9666 #faaf84 #fecbaf".split(),
)

STEPS = len(SEQUENTIAL[0])


def names() -> dict[str, tuple[str, str]]:
    """Every colour by its CSS name: roles, ``series-1`` …, ``seq-0`` … ``seq-16``, ``div-0`` …"""
    scales = {"seq": SEQUENTIAL, "div": DIVERGING}
    steps = {
        f"{name}-{i}": (light[i], dark[i])
        for name, (light, dark) in scales.items()
        for i in range(STEPS)
    }
    return ROLES | SERIES | steps


def css(scales: bool = True) -> str:
    """CSS variables ``--nv-…``, each ``light-dark()``: they follow the page's colour scheme."""
    colours = names() if scales else ROLES | SERIES
    lines = [f"--nv-{name}:light-dark({a},{b})" for name, (a, b) in colours.items()]
    return ".nlpviz{" + ";".join(lines) + "}"
