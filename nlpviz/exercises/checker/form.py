"""The form of a result: count, kind, shapes, and what it did to its input.

A trial is one input with what came and what should have come:
label, args, arguments, names, got, expected, right.
A complaint is (key of a message, its blanks).
"""

import numpy as np

from .messages import Said

TOLERANCE = 1e-6
SINGLE = 2e-5  # what float32 keeps through a few products and sums
FEW = 1e-3  # right in the first digits: a matter of precision
ROUGH = 1e-4  # for finite differences


def close(got, expected, tolerance=TOLERANCE):
    """True if all arrays agree, relative to the largest entry of each."""
    pairs = list(zip(got, expected))
    return all(a.shape == np.shape(b) and _gap(a, b) <= tolerance for a, b in pairs)


def _gap(a, b):
    if np.size(b) == 0:
        return 0.0
    scale = max(np.abs(b).max(), 1e-3)
    gap = np.abs(a - b).max() / scale
    return gap if np.isfinite(gap) else np.inf


def apart(got, expected):
    """Two numbers in as many digits, at least four, as tell them apart."""
    for digits in range(4, 18):
        pair = f"{got:.{digits}g}", f"{expected:.{digits}g}"
        if pair[0] != pair[1] or got == expected:
            return pair
    return pair


def name_of(value):
    """The name of a value's type, whatever the value does when asked."""
    try:
        return str(type(value).__name__)[:80].replace("`", "'")
    except BaseException:  # noqa: BLE001 a metaclass of the learner's
        return "object"


def kind_of(value):
    """What a value is, in a word or two: `ndarray` of shape (3,), `int`."""
    try:
        shape = getattr(value, "shape", None)
        if isinstance(shape, tuple):
            shape = tuple(map(int, shape))
            return Said("of_shape", {"kind": name_of(value), "shape": shape})
    except BaseException:  # noqa: BLE001 whatever the learner returned
        pass
    return f"`{name_of(value)}`"


def shapes(trial):
    """The names and shapes of an input, for the learner to try it."""
    told = []
    for name, value in zip(trial.arguments, trial.args):
        if isinstance(value, list):
            sizes = ", ".join(str(np.shape(item)) for item in value)
            told.append(f"`{name}` [{sizes}]")
        elif np.ndim(value):
            told.append(f"`{name}` {np.shape(value)}")
        else:
            told.append(f"`{name}` = {value:.4g}")
    return ", ".join(told)


def arrays(value, names, listed):
    """The results as float arrays -> (list, None) or (None, complaint).

    listed: the results are a list, even if there is only one.
    """
    many = isinstance(value, (tuple, list))
    if listed and not (many and len(value) == len(names)):
        got = str(len(value)) if many else kind_of(value)
        blanks = {"n": len(names), "names": ", ".join(names), "got": got}
        return None, ("count", blanks)
    found = []
    for name, item in zip(names, value if listed else [value]):
        if item is None or item is Ellipsis:
            return None, ("missing", {"output": name})
        try:
            found.append(_numbers(item))
        except Exception:  # noqa: BLE001 whatever the learner returned
            return None, ("not_numbers", {"output": name, "got": kind_of(item)})
    return found, None


def _numbers(item):
    """Real numbers as a float64 array; TypeError for text, masks, objects."""
    if _masked(item):
        raise TypeError("masked")
    array = np.asarray(item)
    if array.dtype.kind not in "buif":
        raise TypeError(f"{array.dtype}")
    return np.array(array, dtype=float)


def _masked(item):
    if isinstance(item, (list, tuple)):
        return any(map(_masked, item))
    return np.ma.is_masked(item)


def single(value, listed):
    """Whether a result was computed in less than double precision."""
    items = value if listed else [value]
    kinds = [np.asarray(item).dtype for item in items]
    return any(k.kind == "f" and k.itemsize < 8 for k in kinds)


def complaint(trial, given, again):
    """A complaint about anything but the values, or None."""
    for argument, was, now in zip(trial.arguments, trial.args, given):
        if not _same(was, now):
            return "in_place", {"argument": argument}
    for name, got, expected in zip(trial.names, trial.got, trial.expected):
        want = np.shape(expected)
        if got.shape != want:
            turned = got.ndim == 2 and got.shape == want[::-1]
            key = "shape_transposed" if turned else "shape"
            blanks = {"output": name, "got": got.shape, "expected": want}
            return key, blanks | {"shapes": shapes(trial)}
        if not np.isfinite(got).all():
            bad = "NaN" if np.isnan(got).any() else "∞"
            return "not_finite", {"output": name, "got": bad, "shapes": shapes(trial)}
    for name, first, second in zip(trial.names, trial.got, again):
        if not _same(first, second):
            return "not_repeatable", {"output": name}
    return None


def _same(a, b):
    """Equal, whatever a learner may have put into b."""
    try:
        return bool(_equal(a, b))
    except Exception:  # noqa: BLE001 an object that will not be compared
        return False


def _equal(a, b):
    if isinstance(a, list):
        return len(a) == len(b) and all(_equal(x, y) for x, y in zip(a, b))
    return np.array_equal(a, b)
