"""Checks of arguments that text, data and training share."""

import numpy as np


def whole(name, value, least):
    """ValueError unless value is a whole number, at least `least`."""
    if not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(
            f"{name} is {value!r}; it must be a whole number >= {least}")


def row(name, ids):
    """ids (T,) as whole numbers; ValueError if it is anything else."""
    ids = np.asarray(ids)
    if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
        raise ValueError(
            f"{name} has shape {ids.shape} and type {ids.dtype}; it "
            "must be one row of whole numbers")
    return ids.astype(int)
