"""Reading what a figure draws out of a trace: by name, with sizes checked.

A trace is any object with attributes, or any mapping: the namespace that
`nlpviz.scratch` returns, or one made by hand.
"""

from collections.abc import Mapping

import numpy as np

from ...check import Shapes, numbers
from ...check.shapes import parsed
from .labels import listed, texts  # noqa: F401


def read(trace, shapes, optional=()):
    """The arrays of `trace` named in `shapes`, in float64, and the sizes found.

    shapes: "X: T d, W_h: d_h 4d_h", as in `nlpviz.check`. A name in
    `optional` that is missing or None becomes zeros. Raises ValueError (no
    such name, wrong shape, NaN or infinity) or TypeError (no numbers).
    """
    arrays, known = {}, Shapes()
    for name, axes in parsed(shapes):
        value = get(trace, name)
        if value is None and name in optional:
            value = np.zeros(known.shape(axes))
        arrays[name] = fitted(f"trace.{name}", value, axes, known)
    return arrays, known.sizes


def get(trace, name):
    """`trace.name` or `trace[name]`; None where there is none."""
    return trace.get(name) if isinstance(trace, Mapping) else getattr(trace, name, None)


def fitted(name, value, axes, known):
    """`value` as a finite float64 array with these axes, "T 4d_h"; the Shapes known grow by it."""
    if value is None:
        raise ValueError(f"{name} is missing: pass the trace that the scratch function returned")
    return known.fit(name, numbers(name, value, finite=True), axes)


def token_list(tokens, T):
    """`tokens` as a list of T texts."""
    tokens = texts("tokens", tokens)
    if len(tokens) != T:
        raise ValueError(f"tokens has {len(tokens)} entries, but trace.X has {T} rows")
    return tokens


def at_most(name, size, limit, remedy):
    """Refuse a size that the figure cannot show readably."""
    if size > limit:
        raise ValueError(f"{name} is {size}; this figure shows at most {limit}: {remedy}")


def agree(name, value, due, rule):
    """Refuse a trace whose own numbers contradict each other."""
    if not np.allclose(value, due, rtol=1e-4, atol=1e-4):
        raise ValueError(f"trace.{name} is not {rule} (off by {np.abs(value - due).max():.2g})")


def short(x):
    """A number of at most six characters or so: 0.93, −1.24, 3e−4."""
    text = f"{x:.2f}" if 0.00995 <= abs(x) < 999.5 else f"{x:.0e}" if x else "0"
    return text.replace("e-0", "e-").replace("e+0", "e").replace("-", "−")


def low(number):
    """An index below the line: x₁₂."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
