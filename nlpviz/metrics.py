"""How good, and how sure: the measures of the book, and when two models differ."""

from collections.abc import Iterator, Mapping, Set

import numpy as np

from .check import brief, is_whole, number, numbers


def differ(a, b):
    """Whether two models differ beyond the spread over their seeds.

    True if the ranges [min, max] of the two rows of values do not
    touch: only then does the book say that one is better.
    """
    a, b = _row("a", a), _row("b", b)
    return bool(a.max() < b.min() or b.max() < a.min())


def _row(name, values):
    """values (n,), n at least 1, all finite."""
    values = numbers(name, values, bools=False)
    if values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise ValueError(
            f"{name} has shape {values.shape}; it must be one row of at "
            "least one number, none of them NaN or infinite")
    return values


def exact_match(predictions, targets):
    """The part of the predictions that equal their targets wholly.

    predictions, targets: as many sequences each, of tokens or of ids; or
    texts (strings), which are compared as they are. TypeError if one is
    a text where the other is a sequence: they would never be equal.
    """
    predictions = _sequences("predictions", predictions)
    targets = _sequences("targets", targets)
    if len(predictions) != len(targets) or not targets:
        raise ValueError(
            f"there are {len(predictions)} predictions and "
            f"{len(targets)} targets; there must be as many, and at "
            "least one")
    hits = 0
    for at, (p, t) in enumerate(zip(predictions, targets, strict=True)):
        if isinstance(p, str) != isinstance(t, str):
            raise TypeError(
                f"predictions[{at}] is {brief(p)} and targets[{at}] is "
                f"{brief(t)}; a text and a list of tokens are never equal: "
                "cut the text into tokens")
        p, t = _plain(f"predictions[{at}]", p), _plain(f"targets[{at}]", t)
        if isinstance(p, list) != isinstance(t, list):
            raise TypeError(f"predictions[{at}] is {brief(p)} and targets[{at}] is {brief(t)}; "
                            "a sequence and what is none are never equal")
        hits += p == t
    return hits / len(targets)


def _plain(name, sequence):
    """A sequence as nested lists: of tensors, arrays and tuples, their values.

    TypeError for what can be gone through once, or in no order.
    """
    if hasattr(sequence, "detach"):
        sequence = sequence.detach().cpu()
    if hasattr(sequence, "tolist"):
        return sequence.tolist()
    if isinstance(sequence, (Iterator, Mapping, Set)):
        raise TypeError(f"{name} is {type(sequence).__name__} {brief(sequence)}; it must be a "
                        "list of tokens")
    if np.iterable(sequence) and not isinstance(sequence, (str, bytes)):
        return [_plain(name, part) for part in sequence]
    return sequence


def _sequences(name, values):
    """values as a list; TypeError for one text, and for what has no order."""
    if (isinstance(values, (str, bytes, set, frozenset, dict))
            or not np.iterable(values)):
        raise TypeError(
            f"{name} is {type(values).__name__} {brief(values)}; it must be "
            f"a list of sequences, [{name}] if it is a single one")
    return list(values)


def readout(S, y, ridge=1e-3):
    """How much of y a linear read-out finds in the rows of S: R².

    S (n, d), y (n,). The read-out w minimises |S w + b - y|² + ridge·
    n·|w|² on the first half of the rows; R² = 1 - MSE/var(y) is that
    of the second half: 1 is all, 0 no more than the mean tells.
    ValueError for other shapes, for y that is the same in all of the
    second half, and for ridge 0 where S does not determine w.
    """
    S, y = numbers("S", S, finite=True, bools=False), numbers("y", y, finite=True, bools=False)
    ridge = number("ridge", ridge, 0)
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
    try:
        w = np.linalg.solve(A.T @ A + ridge * half * np.eye(S.shape[1]),
                            A.T @ t)
    except np.linalg.LinAlgError:
        raise ValueError(f"ridge is {ridge:g}; with columns of S that "
                         "depend on each other it must be above 0") from None
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
    A = numbers("A", A, bools=False)
    if A.ndim != 2 or np.isnan(A).any():
        raise ValueError(f"A has shape {A.shape}; it must be (n, m), without NaN")
    sure = _links("gold", gold, A.shape)
    if not sure:
        raise ValueError("gold is empty; there is nothing to compare with")
    allowed = sure | _links("possible", possible, A.shape)
    links = {(i, int(A[i].argmax())) for i in {i for i, _ in sure}}
    hits = len(links & sure) + len(links & allowed)
    return 1 - hits / (len(links) + len(sure))


def _links(name, links, shape):
    """The set of links (i, j) of Python's numbers, all inside of shape."""
    if isinstance(links, (str, bytes)) or not np.iterable(links):
        raise TypeError(f"{name} is {brief(links)}; it must be a list of links (i, j)")
    found = set()
    for link in links:
        if not np.iterable(link) or len(link) != 2 or not all(map(is_whole, link)):
            raise ValueError(f"{brief(link)} is no link: a row and a column, two whole numbers")
        i, j = map(int, link)
        if not (0 <= i < shape[0] and 0 <= j < shape[1]):
            raise ValueError(f"the link ({i}, {j}) is outside of A, which has shape {shape}")
        found.add((i, j))
    return found


def spearman(x, y):
    """Rank correlation of two rows of numbers, -1 to 1.

    The correlation of their ranks; equal numbers share the mean of
    theirs (Spearman 1904). ValueError for rows that differ in length,
    hold NaN, or do not vary.
    """
    x, y = numbers("x", x, bools=False), numbers("y", y, bools=False)
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
