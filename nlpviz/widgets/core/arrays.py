"""What figures take as numbers: anything that NumPy reads, and tensors of any kind and place."""

from __future__ import annotations

import os
import sys
import warnings
from numbers import Real

import numpy as np

from .letters import shorten

HERE = os.path.join(os.path.dirname(__file__), "")
ROUNDED = 1e-4  # how far the sum of a row of float32 weights may be from 1
NEARLY = 1e-2  # and one of weights that came through bfloat16 or float16


def numbers(value, name: str) -> np.ndarray:
    """``value`` as float64, of any shape, or a TypeError that names it: no real numbers."""
    try:
        array = np.asarray(untied(value))
        if _masked(value):
            raise TypeError(f"with masked entries: fill them first, as in {name}.filled(0)")
        real = array.dtype.kind in "buif" or array.dtype == object and all(
            isinstance(x, Real) for x in array.flat) or array.dtype.name == "bfloat16"
        if not real:
            raise TypeError(f"of dtype {array.dtype}")
        return array.astype(np.float64)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise TypeError(f"{name} must be an array of real numbers, not {type(value).__name__} "
                        f"({_first(error)}){_remedy(value, name)}") from None


def _masked(value) -> bool:
    parts = value if isinstance(value, (list, tuple)) else [value]
    return any(np.ma.is_masked(x) for x in parts if isinstance(x, np.ma.MaskedArray))


def _first(error) -> str:
    """The first sentence of an error, cut: it may quote what it was given."""
    return shorten(str(error).split("\n")[0], 200)


def _remedy(value, name: str) -> str:
    """Which part of a layer, a model or the vectors of a library holds the numbers."""
    for part in ("vectors", "wv.vectors", "weight", "attentions", "W", "last_hidden_state"):
        if hasattr(value, part.partition(".")[0]):
            return f": pass {name}.{part}"
    return ""


def untied(value):
    """A tensor, or each of a list of them, as an array: without its gradient, from any device.

    bfloat16, which NumPy does not know, is float64 then; torch itself is not needed here.
    """
    if isinstance(value, (list, tuple)):
        return [untied(x) for x in value] if any(map(_tied, value)) else value
    if not _is_tensor(value):
        return value
    value = value.detach().cpu()
    value = value.to_dense() if hasattr(value, "to_dense") else value
    return (value.double() if value.is_floating_point() else value).numpy()


def _is_tensor(value) -> bool:
    return all(hasattr(value, method) for method in ("detach", "cpu", "numpy"))


def _tied(value, depth: int = 6) -> bool:
    """Whether there is a tensor in a list of lists: of a batch, layers, heads, queries, keys."""
    if isinstance(value, (list, tuple)):
        return depth > 0 and any(_tied(x, depth - 1) for x in value)
    return _is_tensor(value)


def warn(says: str) -> None:
    """A warning that points to the line, outside of these files, where the figure is made."""
    level, frame = 1, sys._getframe()
    while frame.f_back and frame.f_code.co_filename.startswith(HERE):
        level, frame = level + 1, frame.f_back
    warnings.warn(says, stacklevel=level)


def checked(array, name: str = "array") -> np.ndarray:
    """``array`` as float64, or an error that names it: not numbers, NaN, infinite, empty."""
    array = numbers(array, name)
    if array.ndim == 0 or array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}; it needs at least one row and column")
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        at = ", ".join(str(i) for i in bad[0])
        raise ValueError(f"{name}[{at}] is {array[tuple(bad[0])]}; every value must be finite")
    return array


def weights(array, name: str = "array", said: list | None = None) -> np.ndarray:
    """``array`` with rows that are weights: none negative, each sums to 1.

    Rows that sum to nearly 1 (within 0.01), as those that came through bfloat16, are divided by
    their sums; a warning says so, and the list ``said`` takes the sentence.
    """
    array = checked(array, name)
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
