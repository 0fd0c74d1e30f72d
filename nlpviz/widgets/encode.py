"""Arrays on the wire: few bytes, a stated error, the same numbers in Python and in the page.

========  ==========================================  ================================
kind      one value                                   error
========  ==========================================  ================================
float32   4 bytes                                     relative 6e-8
float16   2 bytes                                     relative 5e-4
int8      1 byte; one float32 scale per row           max|row| / 254
sqrt8     1 byte: about 255 sqrt(a / max a);          0.0022 at most; rows sum to 1
          rows are weights: a ≥ 0, Σ a = 1
unit8     1 byte: int8 without scale; a direction     max|row| / (254 ‖row‖), about
========  ==========================================  ================================

A *row* is the last axis.  ``sqrt8`` divides each decoded row by its sum, so that the row maximum
cancels and need not travel.  Everything is little-endian; scales stand before the values.
"""

from __future__ import annotations

import math
from numbers import Real

import numpy as np

KINDS = ("float32", "float16", "int8", "sqrt8", "unit8")
SUM_TOLERANCE = 1e-3


def numbers(value, name: str) -> np.ndarray:
    """``value`` as float64, of any shape, or a TypeError that names it: no real numbers."""
    try:
        array = np.asarray(value)
        if np.ma.is_masked(value):
            raise TypeError("with masked entries")
        real = array.dtype.kind in "buif" or array.dtype == object and all(
            isinstance(x, Real) for x in array.flat)
        if not real:
            raise TypeError(f"of dtype {array.dtype}")
        return array.astype(np.float64)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise TypeError(
            f"{name} must be an array of real numbers, not {type(value).__name__} ({error})"
        ) from None


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


def weights(array, name: str = "array") -> np.ndarray:
    """``array`` with rows that are weights: none negative, each row sums to 1 within 1e-3."""
    array = checked(array, name)
    bad = np.argwhere(array < 0)
    if len(bad):
        at = ", ".join(str(i) for i in bad[0])
        raise ValueError(f"{name}[{at}] is {array[tuple(bad[0])]:g}; weights are never negative")
    sums = array.sum(-1)
    bad = np.argwhere(np.abs(sums - 1) > SUM_TOLERANCE)
    if len(bad):
        at = ", ".join(str(i) for i in bad[0])
        row = f"{name}[{at}]" if at else name
        raise ValueError(
            f"{row} sums to {sums[tuple(bad[0])]:.6g}; each row of {name} must sum to 1 "
            f"(within {SUM_TOLERANCE:g}): apply softmax over the last axis"
        )
    return array


def pack(array, kind: str = "float32", name: str = "array") -> dict:
    """``array`` as ``{"dtype", "shape", "data"}``, data being bytes; see the table above."""
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; it must be one of {', '.join(KINDS)}")
    array = weights(array, name) if kind == "sqrt8" else checked(array, name)
    data = {"int8": _int8, "sqrt8": _sqrt8, "unit8": _int8}.get(kind, _float)(array, kind, name)
    return {"dtype": kind, "shape": list(array.shape), "data": data}


def _float(array, kind, name):
    largest = float(np.finfo(kind).max)
    if np.abs(array).max() > largest:
        raise ValueError(f"{name} holds {np.abs(array).max():g}; {kind} ends at {largest:g}")
    return array.astype("<f4" if kind == "float32" else "<f2").tobytes()


def _int8(array, kind, name):
    scale = np.abs(array).max(-1, keepdims=True) / 127
    if scale.max() > np.finfo("float32").max:
        raise ValueError(f"{name} holds {np.abs(array).max():g}; int8 scales end at 4e+40")
    scale = scale.astype("<f4")
    safe = np.where(scale == 0, 1, scale).astype(np.float64)
    codes = np.clip(np.rint(array / safe), -127, 127).astype("i1").tobytes()
    return codes if kind == "unit8" else scale.tobytes() + codes


def _sqrt8(array, kind, name):
    """Codes whose decoded rows sum to what they should before they are divided by their sum.

    Rounding leaves a rest.  It is given back by rounding some values the other way, those first
    that lose least by it; otherwise dividing would move the largest weight by up to 0.008.
    """
    top = array.max(-1, keepdims=True)
    codes = np.rint(255 * np.sqrt(array / top))
    values = top * np.square(codes / 255)
    rest = (array - values).sum(-1, keepdims=True)
    others = np.clip(codes + np.sign(rest), 0, 255)
    there = top * np.square(others / 255)
    gain, loss = np.abs(there - values), np.abs(there - array)
    order = np.argsort(np.where(gain > 0, loss, np.inf), -1, kind="stable")
    gain = np.take_along_axis(gain, order, -1)
    turned = np.empty(array.shape, bool)
    np.put_along_axis(turned, order, gain.cumsum(-1) - gain / 2 <= np.abs(rest), -1)
    return np.where(turned, others, codes).astype("u1").tobytes()


def unpack(packed: dict) -> np.ndarray:
    """The values (float64) that the page computes with."""
    kind, shape, data = packed["dtype"], tuple(packed["shape"]), packed["data"]
    if kind in ("float32", "float16"):
        code = "<f4" if kind == "float32" else "<f2"
        return np.frombuffer(data, code).astype(np.float64).reshape(shape)
    if kind == "int8":
        rows = math.prod(shape[:-1])
        scale = np.frombuffer(data, "<f4", rows).astype(np.float64).reshape(shape[:-1] + (1,))
        return scale * np.frombuffer(data, "i1", offset=4 * rows).reshape(shape)
    if kind == "sqrt8":
        squares = np.square(np.frombuffer(data, "u1").astype(np.float64) / 255).reshape(shape)
        return squares / squares.sum(-1, keepdims=True)
    if kind == "unit8":
        return directions(np.frombuffer(data, "i1").astype(np.float64).reshape(shape))
    raise ValueError(f"packed has dtype {kind!r}; it must be one of {', '.join(KINDS)}")


def directions(X) -> np.ndarray:
    """The rows of X divided by their lengths; a row of zeros as it is."""
    size = np.sqrt(np.square(X).sum(-1, keepdims=True))
    return X / np.where(size == 0, 1, size)


def error(array, kind: str) -> float:
    """The largest difference, measured, that packing makes to ``array`` (unit8: its directions)."""
    due = directions(array) if kind == "unit8" else np.asarray(array, np.float64)
    return float(np.abs(unpack(pack(array, kind)) - due).max())
