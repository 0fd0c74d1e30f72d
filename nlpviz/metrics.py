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


def alignment_error_rate(A, gold, possible=()):
    """How far the largest weights are from a gold alignment: 0 to 1.

    A (n, m): each row's largest weight is its link. gold: the sure
    links (i, j), row i ↔ column j; possible: more that are no fault.
    AER = 1 - (|L∩S| + |L∩P|) / (|L| + |S|), L the links of the rows
    that gold has, S the sure and P the sure and possible ones (Och &
    Ney 2003, eq. 22). Rows that gold leaves out are not judged.
    """
    A, sure = np.asarray(A, float), {tuple(link) for link in gold}
    if A.ndim != 2 or np.isnan(A).any():
        raise ValueError(f"A has shape {A.shape}; it must be (n, m), without NaN")
    if not sure:
        raise ValueError("gold is empty; there is nothing to compare with")
    allowed = sure | {tuple(link) for link in possible}
    for link in allowed:
        if len(link) != 2 or not all(isinstance(k, (int, np.integer)) for k in link):
            raise ValueError(f"{link} is no link: a row and a column, two whole numbers")
        i, j = link
        if not (0 <= i < A.shape[0] and 0 <= j < A.shape[1]):
            raise ValueError(f"the link ({i}, {j}) is outside of A, which has shape {A.shape}")
    links = {(i, int(A[i].argmax())) for i in {i for i, _ in sure}}
    hits = len(links & sure) + len(links & allowed)
    return 1 - hits / (len(links) + len(sure))


def spearman(x, y):
    """Rank correlation of two rows of numbers, -1 to 1.

    The correlation of their ranks; equal numbers share the mean of
    theirs (Spearman 1904). ValueError for rows that differ in length,
    hold NaN, or do not vary.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    if x.shape != y.shape or x.ndim != 1 or len(x) < 2:
        raise ValueError(f"x has shape {x.shape} and y {y.shape}; they must be two rows of the "
                         "same length, at least 2")
    for name, row in (("x", x), ("y", y)):
        if np.isnan(row).any() or row.min() == row.max():
            raise ValueError(f"{name} holds NaN or one number throughout; it has no ranks")
    a, b = _ranks(x), _ranks(y)
    return float(np.corrcoef(a, b)[0, 1])


def _ranks(row):
    _, at, counts = np.unique(row, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[at]
