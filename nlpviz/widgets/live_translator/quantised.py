"""The weights of a GRU translator, checked, and in 8 bits a number for the page.

Matrices travel as ``int8``, one scale a row (error max|row| / 254); biases as ``float16``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...check import Shapes
from ..core import encode

SHAPES = {  # name -> its axes; "wide" is the width of the decoder's input
    "E_in": "n_source d", "E_out": "n_target d", "decoder.W_x": "wide 3d_h",
    "decoder.W_h": "d_h 3d_h", "decoder.b": "3d_h", "decoder.b_n": "d_h",
    "W_o": "d_h n_target", "b_o": "n_target",
}
# with attention alone; scale: whether scores are divided by √d_h, 1 or 0
JOIN = {"W_c": "2d_h d_h", "b_c": "d_h", "scale": "one"}
WAY = {"W_x": "d 3unit", "W_h": "unit 3unit", "b": "3unit", "b_n": "unit"}
LARGEST = 256  # d_h


def flat(weights, name="weights", prefix="") -> dict:
    """{"decoder": {"b": …}} -> {"decoder.b": …}; what is flat stays as it is."""
    if not isinstance(weights, Mapping):
        raise TypeError(f"{name} must be a dict of arrays, not {type(weights).__name__}")
    found = {}
    for key, value in weights.items():
        inner = isinstance(value, Mapping)
        found |= flat(value, name, f"{prefix}{key}.") if inner else {f"{prefix}{key}": value}
    return found


def nested(arrays) -> dict:
    """{"decoder.b": …} -> {"decoder": {"b": …}}"""
    found = {}
    for key, value in arrays.items():
        *path, last = key.split(".")
        place = found
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    return found


def packed(weights, name="weights", n_source=None, n_target=None) -> dict:
    """``weights`` as packed arrays, flat, of these vocabularies.

    scale, 1 or 0, says whether dot scores are divided by √d_h; weights with attention and
    without it are refused: they may be older than the division.  Raises ValueError or TypeError
    naming the array: missing, unknown, of a wrong shape, not finite.  Known are one GRU decoder,
    one or two GRU encoders, dot attention or none, and the encoder's last state once or in every
    input.
    """
    arrays = {key: encode.checked(f"{name}[{key!r}]", np.atleast_1d(w) if key == "scale" else w)
              for key, w in flat(weights, name).items()}
    due = _due(arrays, name)
    missing, more = sorted(set(due) - set(arrays)), sorted(set(arrays) - set(due))
    if missing or more:
        says = (f"has no {missing[0]!r}" if missing else f"holds {more[0]!r}, which is not known "
                "here: a GRU with dot attention or none can be shown")
        raise ValueError(f"{name} {says}; it must hold {', '.join(due)}")
    sizes = _sizes(arrays, name)
    for key, size in (("n_source", n_source), ("n_target", n_target)):
        if size is not None and sizes[key] != size:
            part = {"n_source": "E_in", "n_target": "E_out"}[key]
            raise ValueError(f"{name}[{part!r}] has {sizes[key]} rows but {key[2:]} has "
                             f"{size} tokens")
    known = Shapes(**sizes)
    for key, axes in due.items():
        known.fit(f"{name}[{key!r}]", arrays[key], axes)
    return {key: encode.pack(arrays[key], "int8" if arrays[key].ndim == 2 else "float16",
                             f"{name}[{key!r}]") for key in due}


def unpacked(parts) -> dict:
    return {key: encode.unpack(array) for key, array in parts.items()}


def _due(arrays, name):
    ways = [way for way in ("forward", "backward") if way == "forward"
            or any(key.startswith("backward.") for key in arrays)]
    own = SHAPES | (JOIN if {"W_c", "b_c"} & set(arrays) else {})
    return own | {f"{way}.{key}": axes for way in ways for key, axes in WAY.items()}


def _sizes(arrays, name):
    """Each dimension, where it is first met."""
    for key in ("E_in", "E_out", "forward.W_h", "decoder.W_x"):
        if arrays[key].ndim != 2:
            raise ValueError(f"{name}[{key!r}] has shape {arrays[key].shape}; it must be a matrix")
    (n_source, d), unit = arrays["E_in"].shape, len(arrays["forward.W_h"])
    d_h = 2 * unit if "backward.W_h" in arrays else unit
    if d_h > LARGEST:
        raise ValueError(f"{name} has d_h = {d_h}; this figure takes at most {LARGEST}")
    every = "W_c" not in arrays and len(arrays["decoder.W_x"]) != d
    return {"n_source": n_source, "n_target": len(arrays["E_out"]), "d": d, "d_h": d_h,
            "unit": unit, "wide": d + d_h * every, "one": 1}
