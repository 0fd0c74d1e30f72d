"""Golden numbers of GradientReach: what picture.py says of shares, NumPy's of their means."""

import numpy as np

from nlpviz.widgets.gradient_reach import GOAL
from nlpviz.widgets.gradient_reach.picture import kept, nearest, percent
from tests.widgets.gradient_reach.examples import example

SHARES = [1, 0.9951, 0.73, 0.0951, 0.0949, 0.0503, 0.0132, 0.00999, 0.0064, 0.0001, 3e-7, 1.4, 12.3]


def of(shares):
    """What a verdict says of one network."""
    t = nearest(shares, GOAL)
    return {"shares": shares, "nearest": t, "kept": kept(shares, t),
            "means": [float(np.exp(np.log(shares[t] / shares[-1]) / max(len(shares) - 1 - t, 1)))
                      for t in range(len(shares))]}


def cases():
    rng = np.random.default_rng(11)
    falling = [(np.cumprod(rng.uniform(0.3, 1.1, n))[::-1] / 1).tolist() for n in (2, 6, 11)]
    drawn = [[*course[:-1], 1.0] for course in falling]
    real = example("the letters from my sister are".split()).shares
    ties = [[0.02, 0.005, 1.0], [0.005, 0.02, 1.0], [0.0, 0.5, 1.0], [1.0]]
    return {"gradient_reach": {
        "goal": GOAL, "courses": [of(shares) for shares in (*drawn, *real, *ties) if min(shares)],
        "nearest": [[shares, nearest(shares, GOAL)] for shares in ties],
        "percent": [[x, percent(x)] for x in SHARES]}}
