"""Checks of arguments that text, data and training share.

One rule for numbers: NumPy's are numbers as Python's are, a bool is
none, and each check returns Python's own.
"""

import math
from numbers import Integral, Real

import numpy as np


def is_whole(value):
    """Whether value is a whole number: int or NumPy's, not a bool."""
    return (isinstance(value, Integral)
            and not isinstance(value, (bool, np.bool_)))


def is_real(value):
    """Whether value is a real number: not a bool (NaN is one)."""
    return (isinstance(value, Real)
            and not isinstance(value, (bool, np.bool_)))


def whole(name, value, least, most=None):
    """value as an int; ValueError unless it is a whole number in least … most."""
    if not is_whole(value) or value < least or (
            most is not None and value > most):
        where = (f">= {least}" if most is None
                 else f"in {least} … {most}")
        raise ValueError(
            f"{name} is {value!r}; it must be a whole number {where}")
    return int(value)


def number(name, value, least=-math.inf, most=math.inf, above=None):
    """value as a float; ValueError unless it is finite and in its range.

    above: if given, the value must be greater than this.
    """
    good = is_real(value) and math.isfinite(value)
    if not good or not least <= value <= most or (
            above is not None and value <= above):
        raise ValueError(f"{name} is {value!r}; it must be a number"
                         + _range(least, most, above))
    return float(value)


def _range(least, most, above):
    parts = [f"> {above}"] if above is not None else []
    parts += [f">= {least}"] if least > -math.inf and above is None else []
    parts += [f"<= {most}"] if most < math.inf else []
    return " " + " and ".join(parts) if parts else ""


def row(name, ids):
    """ids (T,) as whole numbers; ValueError if it is anything else."""
    ids = np.asarray(ids)
    if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
        raise ValueError(
            f"{name} has shape {ids.shape} and type {ids.dtype}; it "
            "must be one row of whole numbers")
    return ids.astype(int)
