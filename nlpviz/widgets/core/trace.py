"""What a figure reads of a trace: its arrays by name, with sizes checked, and what must agree.

A trace is any object with attributes, or any mapping: the namespace that
`nlpviz.scratch` returns, or one made by hand.
"""

from collections.abc import Mapping

import numpy as np

from ...check import Shapes
from ...check.shapes import parsed
from .arrays import shaped
from .labels import texts


def arrays_of(trace, shapes, optional=()):
    """The arrays of `trace` named in `shapes`, in float64, and the sizes found.

    shapes: "X: T d, W_h: d_h 4d_h", as in `nlpviz.check`. A name in
    `optional` that is missing or None becomes zeros. Raises ValueError (no
    such name, wrong shape, NaN or infinity) or TypeError (no numbers).
    """
    arrays, known = {}, Shapes()
    for name, axes in parsed(shapes):
        value = entry(trace, name)
        if value is None and name in optional:
            value = np.zeros(known.shape(axes))
        arrays[name] = shaped(f"trace.{name}", value, axes, known)
    return arrays, known.sizes


def entry(trace, name):
    """`trace.name` or `trace[name]`; None where there is none."""
    return trace.get(name) if isinstance(trace, Mapping) else getattr(trace, name, None)


def token_list(tokens, T):
    """`tokens` as a list of T texts."""
    tokens = texts("tokens", tokens)
    if len(tokens) != T:
        raise ValueError(f"tokens has {len(tokens)} entries, but trace.X has {T} rows")
    return tokens


def check_equal(name, value, due, rule):
    """Refuse a trace whose own numbers contradict each other."""
    if not np.allclose(value, due, rtol=1e-4, atol=1e-4):
        raise ValueError(f"trace.{name} is not {rule} (off by {np.abs(value - due).max():.2g})")
