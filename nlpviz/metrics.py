"""How good, and how sure: counts, intervals, spreads."""

import math

import numpy as np


def interval(successes, n, z=1.959964):
    """The Wilson interval of a proportion: (low, high).

    The proportions p with |successes/n - p| <= z·sqrt(p(1-p)/n) (Wilson
    1927). z = 1.96 is 95 %. Unlike p ± z·s it stays inside [0, 1] and
    has a width at 0 and at n successes.
    """
    if not (n >= 1 and 0 <= successes <= n):
        raise ValueError(
            f"successes is {successes} of n = {n}; it must be 0 to n, "
            "and n at least 1")
    p, w = successes / n, z * z / n
    middle = (p + w / 2) / (1 + w)
    half = math.sqrt(w * (p * (1 - p) + w / 4)) / (1 + w)
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == n else middle + half
    return low, high


def mean_spread(values):
    """Mean, least, greatest and standard deviation over seeds.

    Returns a dict of mean, min, max, std (of a sample, n - 1 below the
    line; 0 for a single value) and n.
    """
    values = np.asarray(values, float)
    if values.ndim != 1 or not values.size or np.isnan(values).any():
        raise ValueError(
            f"values has shape {values.shape}; it must be one row of at "
            "least one number, none of them NaN")
    n = len(values)
    return {"mean": float(values.mean()), "min": float(values.min()),
            "max": float(values.max()),
            "std": float(values.std(ddof=1)) if n > 1 else 0.0, "n": n}


def differ(a, b):
    """Whether two models differ beyond the spread over their seeds.

    True if the ranges [min, max] of the two rows of values do not
    touch: only then does the book say that one is better.
    """
    a, b = mean_spread(a), mean_spread(b)
    return a["max"] < b["min"] or b["max"] < a["min"]


def exact_match(predictions, targets):
    """The part of the predictions that equal their targets wholly."""
    predictions, targets = list(predictions), list(targets)
    if len(predictions) != len(targets) or not targets:
        raise ValueError(
            f"there are {len(predictions)} predictions and "
            f"{len(targets)} targets; there must be as many, and at "
            "least one")
    hits = sum(np.array_equal(p, t) for p, t
               in zip(predictions, targets, strict=True))
    return hits / len(targets)
