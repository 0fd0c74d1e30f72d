"""What figures take as numbers: arrays of a shape and of a size, and rows that sum to 1."""

from __future__ import annotations

import os
import sys
import warnings

import numpy as np

from ...check import numbers

HERE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")
ROUNDED = 1e-4  # how far the sum of a row of float32 weights may be from 1
NEARLY = 1e-2  # and one of weights that came through bfloat16 or float16
POSITIONS = 12  # of one row that can be shown


def warn(says: str) -> None:
    """A warning that points to the line, outside of these files, where the figure is made."""
    level, frame = 1, sys._getframe()
    while frame.f_back and frame.f_code.co_filename.startswith(HERE):
        level, frame = level + 1, frame.f_back
    warnings.warn(says, stacklevel=level)


def checked(name: str, array) -> np.ndarray:
    """``array`` as float64, or an error that names it: not numbers, NaN, infinite, empty."""
    array = numbers(name, array, finite=True)
    if array.ndim == 0 or array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}; it needs at least one row and column")
    return array


def distributions(name: str, array, said: list | None = None) -> np.ndarray:
    """``array`` with rows that are distributions: none negative, each sums to 1.

    Rows that sum to nearly 1 (within 0.01), as those that came through bfloat16, are divided by
    their sums; a warning says so, and the list ``said`` takes the sentence.
    """
    array = checked(name, array)
    bad = np.argwhere(array < 0)
    if len(bad):
        at = ", ".join(str(i) for i in bad[0])
        raise ValueError(f"{name}[{at}] is {array[tuple(bad[0])]:g}; weights are never negative: "
                         "apply softmax over the last axis")
    sums = array.sum(-1, keepdims=True)
    off = np.abs(sums - 1)
    if off.max() > NEARLY:
        raise ValueError(_sums(array, sums, off > NEARLY, name))
    if off.max() <= ROUNDED:
        return array
    says = (f"the rows of {name} sum to {sums.min():.4f} … {sums.max():.4f}, as after bfloat16 or "
            "float16; each was divided by its sum")
    warn(says)
    if said is not None:
        said.append(says)
    return array / sums


def _sums(array, sums, bad, name: str) -> str:
    """What is wrong with the first bad row, and what most likely makes it right."""
    first = np.argwhere(bad[..., 0])
    at = ", ".join(str(i) for i in first[0])
    says = (f"{name}[{at}]" if at else name) + (
        f" sums to {sums[bad][0]:.6g}; each row of {name} must sum to 1 (within {NEARLY:g}): ")
    if array.ndim > 1 and np.abs(array.sum(-2) - 1).max() <= NEARLY:
        return says + f"its columns do, so pass {name}.swapaxes(-1, -2)"
    zeros, more = (array == 0).any(), sums.max() > 1 + NEARLY
    if zeros and more and sums.min() < sums.max() and abs(sums.mean() - 1) < 0.5:
        return says + "dropout sets weights to 0 and enlarges the others; call model.eval() first"
    if sums.min() == 0:
        return says + "a row of zeros is of a query that was masked; leave it out"
    if not more and array.max() <= 1 and sums.min() < sums.max():
        says += f"of weights without some of their keys, pass {name} / {name}.sum(-1, " \
                "keepdims=True); of scores, "
    training = "; of a model in training mode, call model.eval() first" if zeros or more else ""
    return says + "apply softmax over the last axis" + training


def moderate(name: str, array: np.ndarray) -> np.ndarray:
    """``array``, or an error that names it: squares and exponentials of it leave a page's range."""
    if np.abs(array).max() > 1e4:
        raise ValueError(f"{name} holds {array.flat[np.abs(array).argmax()]:g}; "
                         "this figure shows numbers from -10,000 to 10,000")
    return array


def one_row(name: str, values) -> np.ndarray:
    """Scores or losses: 2 to ``POSITIONS`` moderate numbers in one row."""
    row = checked(name, values)
    if row.ndim != 1 or not 2 <= len(row) <= POSITIONS:
        raise ValueError(f"{name} has shape {row.shape}; it must be (m,) with 2 ≤ m ≤ {POSITIONS}")
    return moderate(name, row)


def shaped(name: str, value, axes: str, known) -> np.ndarray:
    """``value`` as a finite float64 array with these axes, "T 4d_h"; the Shapes known grow."""
    if value is None:
        raise ValueError(f"{name} is missing: pass the trace that the scratch function returned")
    return known.fit(name, numbers(name, value, finite=True), axes)


def at_most(name: str, size: int, limit: int, remedy: str) -> None:
    """Refuse a size that the figure cannot show readably."""
    if size > limit:
        raise ValueError(f"{name} is {size}; this figure shows at most {limit}: {remedy}")
