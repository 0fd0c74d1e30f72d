"""Arrays on the wire: few bytes, a stated error, the same numbers in Python and in the page.

========  ==========================================  ================================
kind      one value                                   error
========  ==========================================  ================================
float32   4 bytes                                     relative 6e-8 (below 1e-38: 1e-45)
float16   2 bytes                                     relative 5e-4 (below 6e-5: 3e-8)
int8      1 byte; one float32 scale per row           max|row| / 254 (at least 1e-43)
sqrt8     1 byte: about 255 sqrt(a / max a);          0.0022 at most; rows sum to 1
          rows are weights: a ≥ 0, Σ a = 1
unit8     1 byte: int8 without scale; a direction     max|row| / (254 ‖row‖), about
grid12    3 bytes a row of two whole numbers          none: 0 … 4095
uint8     1 byte: a whole number                      none: 0 … 255
========  ==========================================  ================================

A *row* is the last axis.  ``sqrt8`` divides each decoded row by its sum, so that the row maximum
cancels and need not travel.  Everything is little-endian; scales stand before the values.
``decode.js`` is the one decoder of the page; golden files hold it to ``unpack``, kind by kind.
"""

from __future__ import annotations

import math

import numpy as np

from ...check import numbers, one_of
from .arrays import checked, distributions

__all__ = ["KINDS", "checked", "codes", "directions", "distributions", "error", "numbers", "pack",
           "unpack"]
KINDS = ("float32", "float16", "int8", "sqrt8", "unit8", "grid12", "uint8")
WHOLE = {"grid12": 4095, "uint8": 255}  # kinds of whole numbers, and the largest


def pack(array, kind: str = "float32", name: str = "array") -> dict:
    """``array`` as ``{"dtype", "shape", "data"}``, data being bytes; see the table above."""
    one_of("kind", kind, KINDS)
    array = distributions(name, array) if kind == "sqrt8" else checked(name, array)
    data = {"int8": _int8, "sqrt8": _sqrt8, "unit8": _unit8, "grid12": _grid12,
            "uint8": _whole}.get(kind, _float)(array, kind, name)
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
    return scale.tobytes() + _steps(array, scale)


def _unit8(array, kind, name):
    """The same without its scale, which cancels in a direction, however long the row."""
    array = scaled(array)
    return _steps(array, (np.abs(array).max(-1, keepdims=True) / 127).astype("<f4"))


def _steps(array, scale):
    safe = np.where(scale == 0, 1, scale).astype(np.float64)
    return np.clip(np.rint(array / safe), -127, 127).astype("i1").tobytes()


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


def _whole(array, kind, name):
    most = WHOLE[kind]
    bad = array[(array != np.rint(array)) | (array < 0) | (array > most)]
    if bad.size:
        raise ValueError(f"{name} holds {bad[0]:g}; {kind} takes whole numbers from 0 to {most}")
    return array.astype("u1").tobytes()


def _grid12(array, kind, name):
    """x and y in twelve bits each."""
    if array.shape[-1] != 2:
        raise ValueError(f"{name} has shape {array.shape}; grid12 takes rows of two numbers")
    _whole(array, kind, name)
    x, y = array.reshape(-1, 2).T.astype(int)
    return np.stack([x >> 4, (x & 15) << 4 | y >> 8, y & 255], 1).astype("u1").tobytes()


def unpack(packed: dict) -> np.ndarray:
    """The values (float64) that the page computes with."""
    kind, shape, data = packed["dtype"], tuple(packed["shape"]), packed["data"]
    if kind not in KINDS:
        raise ValueError(f"packed has dtype {kind!r}; it must be one of {', '.join(KINDS)}")
    if kind in ("float32", "float16"):
        code = "<f4" if kind == "float32" else "<f2"
        return np.frombuffer(data, code).astype(np.float64).reshape(shape)
    if kind == "int8":
        rows = math.prod(shape[:-1])
        scale = np.frombuffer(data, "<f4", rows).astype(np.float64).reshape(shape[:-1] + (1,))
        return scale * np.frombuffer(data, "i1", offset=4 * rows).reshape(shape)
    if kind == "unit8":
        return directions(codes(packed).astype(np.float64))
    values = np.frombuffer(data, "u1").astype(np.float64)
    if kind == "grid12":
        a, b, c = values.astype(int).reshape(-1, 3).T
        return np.stack([a << 4 | b >> 4, (b & 15) << 8 | c], 1).astype(float).reshape(shape)
    if kind == "sqrt8":
        squares = np.square(values / 255).reshape(shape)
        return squares / squares.sum(-1, keepdims=True)
    return values.reshape(shape)


def codes(packed: dict) -> np.ndarray:
    """The whole numbers of a packed table (unit8), as float32 (exact)."""
    return np.frombuffer(packed["data"], "i1").reshape(packed["shape"]).astype(np.float32)


def scaled(X) -> np.ndarray:
    """The rows of X times powers of two that bring their largest entry to ½ … 1: the directions
    are the same to the last bit, and squares stay within the range of float64."""
    _, power = np.frexp(np.abs(X).max(-1, keepdims=True))
    half = -power // 2
    return np.ldexp(np.ldexp(X, half), -power - half)


def directions(X) -> np.ndarray:
    """The rows of X divided by their lengths; a row of zeros as it is."""
    X = scaled(np.asarray(X, np.float64))
    size = np.sqrt(np.square(X).sum(-1, keepdims=True))
    return X / np.where(size == 0, 1, size)


def error(array, kind: str) -> float:
    """The largest difference, measured, that packing makes to ``array`` (unit8: its directions)."""
    array = checked("array", array)
    due = directions(array) if kind == "unit8" else array
    return float(np.abs(unpack(pack(array, kind)) - due).max())
