"""Checks of arguments, kept out of the functions that are read."""

import re

import numpy as np

from ..check import is_whole


def numbers(name, value):
    """`value` as a float64 array of real numbers (inf is one)."""
    try:
        x = np.asarray(value)
        if np.ma.is_masked(value):
            raise ValueError("with masked entries")
        if x.dtype.kind not in "buif":
            raise ValueError(f"of dtype {x.dtype}")
        return x.astype(np.float64)
    except (ValueError, TypeError, RuntimeError) as error:
        raise TypeError(
            f"{name} must be an array of real numbers, "
            f"not {type(value).__name__} ({error})") from None


def number(name, value):
    """`value` as a float (inf is one, a bool is none)."""
    x = numbers(name, value)
    if x.ndim > 0:
        raise TypeError(f"{name} must be one number, "
                        f"not of shape {x.shape}")
    if np.asarray(value).dtype == bool:
        raise TypeError(f"{name} is {value}; it must be a number")
    return float(x)


def whole(name, value):
    """`value` if it is a whole number, 1 or more."""
    number(name, value)
    if not is_whole(value) or value < 1:
        raise ValueError(f"{name} is {value} but must be a whole "
                         "number, at least 1")
    return int(value)


def array(name, value):
    """`value` as a float64 array; it must hold finite numbers."""
    x = numbers(name, value)
    if not np.isfinite(x).all():
        where = tuple(int(k) for k in np.argwhere(~np.isfinite(x))[0])
        raise ValueError(f"{name}{list(where)} is {x[where]}: "
                         f"{name} must hold finite numbers")
    return x


def arrays(shapes, *values):
    """Each value as a float64 array of the shape that it must have.

    shapes: "X: T d, W: d 4d_h": names and sizes, in the order of
    `values`. The first array that has a size fixes it.
    """
    sizes, found = {}, []
    for entry, value in zip(shapes.split(","), values, strict=True):
        name, *letters = re.split(r"[:\s]+", entry.strip())
        x = array(name, value)
        if x.ndim != len(letters):
            raise ValueError(f"{name} has shape {x.shape} but must "
                             f"have {len(letters)} axes: {letters}")
        for size, letter in zip(x.shape, letters, strict=True):
            times, letter = re.fullmatch(r"(\d*)(\w+)", letter).groups()
            times = int(times or 1)
            want, since = sizes.setdefault(
                letter, (size // times, name))
            if size != times * want:
                text = (f"{times} {letter} = {times * want}"
                        if times > 1 else f"{letter} = {want}")
                raise ValueError(f"{name} has shape {x.shape} but "
                                 f"{text} is needed, as in {since}")
            if size == 0:
                raise ValueError(f"{name} has shape {x.shape}: "
                                 f"{letter} must be at least 1")
        found.append(x)
    return found


def indices(name, values, size):
    """`values` as whole numbers in 0 … size − 1; none is an error."""
    x = np.asarray(values)
    if x.size == 0:
        raise ValueError(f"{name} is empty: at least one is needed")
    if x.dtype.kind not in "ui":
        raise TypeError(f"{name} must be whole numbers, not {x.dtype}")
    if x.min() < 0 or x.max() >= size:
        wrong = x[(x < 0) | (x >= size)].flat[0]
        raise ValueError(f"{name} holds {wrong} but must lie "
                         f"in 0 … {size - 1}")
    return x


def row(name, values, size):
    """`values` as one row of whole numbers in 0 … size − 1."""
    x = indices(name, values, size)
    if x.ndim != 1:
        raise ValueError(f"{name} has shape {x.shape} but must be one "
                         "row of whole numbers")
    return x


def index(name, value, size):
    """One whole number in 0 … size − 1."""
    if not is_whole(value):
        raise TypeError(f"{name} is {value!r} but must be a whole "
                        "number")
    indices(name, value, size)
    return int(value)


def like(name, value, y):
    """`value` as an array of y's shape (a gradient; it may be inf)."""
    x = numbers(name, value)
    if x.shape != np.shape(y):
        raise ValueError(f"{name} has shape {x.shape} but what it is "
                         f"the gradient of has {np.shape(y)}")
    return x


def one_of(name, value, choices):
    """The choice that `value` names."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} is {value!r} but must be one of "
                         + ", ".join(map(repr, choices)))
    return choices[value]
