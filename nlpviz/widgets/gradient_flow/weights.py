"""The weights of an RNN, an LSTM and a GRU, checked and packed for the page."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...check import Shapes
from ..core import encode

GATES = {"rnn": 1, "lstm": 4, "gru": 3}  # blocks side by side in W_x, W_h and b
LARGEST = {"rnn": 32, "lstm": 16, "gru": 16}  # d_h
NEEDED = {"rnn": (), "lstm": (), "gru": ("b_n",)}  # besides W_x, W_h and b
OPTIONAL = {"rnn": (), "lstm": ("p_i", "p_f", "p_o"), "gru": ()}  # or None


def packed(weights, d):
    """``weights`` of the three cells, for inputs of width d, as packed float32 arrays.

    Raises ValueError or TypeError naming the array: missing, unknown, of a wrong shape, not
    finite, too wide, or with a recurrent block whose spectral radius is not 1 (within 1e-3).
    """
    cells = ", ".join(GATES)
    if not isinstance(weights, Mapping):
        raise TypeError(f"weights must be a dict of {cells}, not {type(weights).__name__}")
    if set(weights) != set(GATES):
        raise ValueError(f"weights must be a dict of {cells}; it holds {_names(weights)}")
    return {cell: _cell(weights[cell], cell, d) for cell in GATES}


def _names(mapping):
    return ", ".join(map(str, mapping)) or "nothing"


def _cell(weights, cell, d):
    name = f"weights[{cell!r}]"
    if not isinstance(weights, Mapping):
        raise TypeError(f"{name} must be a dict of arrays, not {type(weights).__name__}")
    given = {key: w for key, w in weights.items() if w is not None}
    needed = ("W_x", "W_h", "b", *NEEDED[cell])
    if not set(needed) <= set(given) <= {*needed, *OPTIONAL[cell]}:
        raise ValueError(f"{name} holds {_names(given)}; it must hold {', '.join(needed)}")
    given = {key: encode.checked(f"{name}[{key!r}]", w) for key, w in given.items()}
    d_h = len(given["W_h"])
    if d_h > LARGEST[cell]:
        raise ValueError(f"{name} has d_h = {d_h}; this figure takes at most {LARGEST[cell]}")
    known, n = Shapes(d=d, d_h=d_h), GATES[cell]
    axes = {"W_x": f"d {n}d_h", "W_h": f"d_h {n}d_h", "b": f"{n}d_h"}
    for key, w in given.items():
        known.fit(f"{name}[{key!r}]", w, axes.get(key, "d_h"))
    for block in np.split(given["W_h"], GATES[cell], axis=1):
        radius = np.abs(np.linalg.eigvals(block)).max()
        if abs(radius - 1) > 1e-3:
            raise ValueError(
                f"{name}['W_h'] has a block of spectral radius {radius:.4g}; divide each block "
                "by its own, so that it is 1: the page multiplies it by the chosen radius"
            )
    return {key: encode.pack(w, "float32", f"{name}[{key!r}]") for key, w in given.items()}
