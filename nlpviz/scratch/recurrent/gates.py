"""An LSTM in which one gate no longer listens: what was it for?"""

import numpy as np

from ...check import arrays, number, one_of

ORDER = ("i", "f", "z", "o")    # as lstm stacks its blocks
MOST = 40.0                     # σ(40) is 1 in double precision


def hold_gate(weights, gate, value):
    """Weights of `lstm` with one gate at `value`, whatever comes in.

    weights: a dict of W_x, W_h, b and peepholes or none; gate: "i",
    "f" or "o"; value: 0 (closed) to 1 (open). Returns a new dict: the
    gate's columns and its peephole are zero, its bias is σ⁻¹(value).

        lstm(X, h0, c0, **hold_gate(weights, "f", 1))  # never forgets
    """
    gate = one_of("gate", gate, ("i", "f", "o"))
    value = number("value", value, 0, 1)
    held = {name: np.array(w, float) for name, w in weights.items()}
    W_x, W_h, b = (held.get(k, np.nan) for k in ("W_x", "W_h", "b"))
    arrays("W_x: d 4d_h, W_h: d_h 4d_h, b: 4d_h", W_x, W_h, b)
    start = ORDER.index(gate) * len(W_h)
    block = slice(start, start + len(W_h))
    W_x[:, block] = W_h[:, block] = 0
    with np.errstate(divide="ignore"):
        logit = np.log(value) - np.log1p(-value)
    b[block] = np.clip(logit, -MOST, MOST)
    if f"p_{gate}" in held:
        held[f"p_{gate}"][:] = 0
    return held
