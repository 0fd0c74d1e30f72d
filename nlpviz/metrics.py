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


def readout(S, y, ridge=1e-3):
    """How much of y a linear read-out finds in the rows of S: R².

    S (n, d), y (n,). The read-out w minimises |S w + b - y|² + ridge·
    n·|w|² on the first half of the rows; R² = 1 - MSE/var(y) is that
    of the second half: 1 is all, 0 no more than the mean tells.
    ValueError for other shapes, and for y that is the same in all of
    the second half.
    """
    S, y = np.asarray(S, float), np.asarray(y, float)
    if S.ndim != 2 or y.shape != S.shape[:1] or len(y) < 4:
        raise ValueError(
            f"S has shape {S.shape} and y {y.shape}; they must be (n, d) "
            "and (n,), with n at least 4")
    half = len(y) // 2
    if np.ptp(y[half:]) == 0:
        raise ValueError(
            f"y is {y[-1]:g} in all of its second half; there is "
            "nothing to read out")
    mean, level = S[:half].mean(axis=0), y[:half].mean()
    A, t = S[:half] - mean, y[:half] - level
    w = np.linalg.solve(A.T @ A + ridge * half * np.eye(S.shape[1]),
                        A.T @ t)
    error = level + (S[half:] - mean) @ w - y[half:]
    return float(1 - np.mean(error**2) / np.var(y[half:]))
