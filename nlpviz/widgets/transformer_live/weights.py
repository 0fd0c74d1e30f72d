"""The weights of a decoder-only model, checked, and in 8 bits a number for the page.

Matrices travel as ``int8``, one scale a row (error max|row| / 254); biases and norms as
``float16``.  Names are those of ``scratch.decoder_only``, blocks as in "blocks.0.W_Q".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...check import Shapes
from ...scratch.transformer.inputs import SHAPES
from ...scratch.transformer.sublayers import ENCODER, OPTIONAL
from ..core import encode

MAY_LACK = {"gamma", "beta", "W_o", "b_o"}
LARGEST = 128  # d


def flat(weights, name="weights", prefix="") -> dict:
    """{"blocks": [{"W_Q": …}]} -> {"blocks.0.W_Q": …}; what is flat stays as it is, and what
    is stored as codes and a scale for each row becomes its array."""
    if isinstance(weights, (list, tuple)):
        weights = {str(i): part for i, part in enumerate(weights)}
    if not isinstance(weights, Mapping):
        raise TypeError(f"{name} must be a dict of arrays, not {type(weights).__name__}")
    found = {}
    for key, value in weights.items():
        if isinstance(value, Mapping) and set(value) == {"codes", "scale"}:
            value = np.asarray(value["codes"]) * np.asarray(value["scale"])[:, None]
        inner = isinstance(value, (Mapping, list, tuple))
        if not inner and value is not None:
            found[f"{prefix}{key}"] = value
        elif inner:
            found |= flat(value, name, f"{prefix}{key}.")
    return found


def nested(arrays) -> dict:
    """{"blocks.0.W_Q": …} -> {"blocks": [{"W_Q": …}]}, as ``scratch.decoder_only`` takes them."""
    found = {key: array for key, array in arrays.items() if "." not in key}
    return found | {"blocks": [
        {key.rsplit(".", 1)[1]: array for key, array in arrays.items()
         if key.startswith(f"blocks.{layer}.")} for layer in range(layers(arrays))]}


def layers(arrays) -> int:
    """How many blocks there are."""
    return len({key.split(".")[1] for key in arrays if key.startswith("blocks.")})


def packed(weights, n_vocab, name="weights") -> dict:
    """``weights`` as packed arrays, flat.

    Raises ValueError or TypeError naming the array: missing, unknown, of a wrong shape, not
    finite, too large for the page.
    """
    arrays = {key: encode.checked(f"{name}[{key!r}]", w) for key, w in flat(weights, name).items()}
    due, optional = _due(layers(arrays))
    more = [key for key in arrays if key not in due]
    missing = [key for key in due if key not in arrays and key not in optional]
    if missing or more:
        says = f"has no {missing[0]!r}" if missing else f"holds {more[0]!r}, which is not known"
        raise ValueError(f"{name} {says}; it must hold what scratch.decoder_only takes, with "
                         "learned positions PE")
    if ("gamma" in arrays) != ("beta" in arrays):
        raise ValueError(f"{name} has one of gamma and beta; it must have both or neither")
    known = Shapes(n_vocab=n_vocab)
    for key, axes in due.items():
        if key in arrays:
            known.fit(f"{name}[{key!r}]", arrays[key], axes)
    if known.sizes["d"] > LARGEST:
        raise ValueError(f"{name} has d = {known.sizes['d']}; this figure takes at most {LARGEST}")
    return {key: encode.pack(arrays[key], "int8" if arrays[key].ndim == 2 else "float16",
                             f"{name}[{key!r}]") for key in due if key in arrays}


def unpacked(parts) -> dict:
    """The weights that the page computes with, as ``scratch.decoder_only`` takes them."""
    return nested({key: encode.unpack(array) for key, array in parts.items()})


def _due(n_layers):
    """name -> axes, and the names that may be missing; the widths of a block are its own."""
    due, optional = dict(SHAPES), set(MAY_LACK)
    for layer in range(max(n_layers, 1)):
        own = {key: " ".join(axis if axis == "d" else f"{axis}_{layer}" for axis in axes.split())
               for key, axes in ENCODER.items()}
        due |= {f"blocks.{layer}.{key}": axes for key, axes in own.items()}
        optional |= {f"blocks.{layer}.{key}" for key in OPTIONAL}
    return due, optional
