"""Reading what a figure draws out of a trace: by name, with sizes checked.

A trace is any object with attributes, or any mapping: the namespace that
`nlpviz.scratch` returns, or one made by hand.
"""

from collections.abc import Mapping

import numpy as np

from ...check import is_whole
from .encode import numbers
from .labels import brief, listed, texts  # noqa: F401


def read(trace, shapes, optional=()):
    """The arrays of `trace` named in `shapes`, in float64, and the sizes found.

    shapes: name -> its dimensions, e.g. {"W_h": ("d_h", "4 d_h")}. A letter
    takes its size where it is first met, and must keep it. A name in
    `optional` that is missing or None becomes zeros. Raises ValueError (no
    such name, wrong shape, NaN or infinity) or TypeError (no numbers).
    """
    arrays, sizes = {}, {}
    for name, dims in shapes.items():
        value = get(trace, name)
        if value is None and name in optional:
            value = np.zeros([_size(dim, sizes) for dim in dims])
        arrays[name] = check(f"trace.{name}", value, dims, sizes)
    return arrays, sizes


def get(trace, name):
    """`trace.name` or `trace[name]`; None where there is none."""
    return trace.get(name) if isinstance(trace, Mapping) else getattr(trace, name, None)


def check(name, value, dims, sizes):
    """`value` as a finite float64 array with the dimensions `dims`; binds new sizes."""
    if value is None:
        raise ValueError(f"{name} is missing: pass the trace that the scratch function returned")
    array = numbers(value, name)
    for dim, size in zip(dims, array.shape, strict=False):
        if " " not in dim:
            sizes.setdefault(dim, size)
    due = tuple(_size(dim, sizes) for dim in dims) if array.ndim == len(dims) else None
    if array.shape != due:
        wanted = ", ".join(dims) + ("," if len(dims) == 1 else "")
        sized = f" = {due}" if due else ""
        raise ValueError(f"{name} has shape {array.shape}; it must be ({wanted}){sized}")
    if array.size == 0:
        raise ValueError(f"{name} is empty, of shape {array.shape}: it needs a step and a unit")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity")
    return array


def _size(dim, sizes):
    factor, _, letter = dim.rpartition(" ")
    return int(factor or 1) * sizes[letter]


def token_list(tokens, T):
    """`tokens` as a list of T texts."""
    tokens = texts(tokens, "tokens")
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


def index(name, value, size):
    """An index in 0 .. size - 1."""
    if not is_whole(value):
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}")
    if not 0 <= value < size:
        raise ValueError(f"{name} is {value}; it must be in 0 .. {size - 1}")
    return int(value)


def one_of(name, value, options):
    """One of a few words, or of True and False."""
    if not isinstance(value, (str, bool, np.bool_)) or value not in options:
        raise ValueError(
            f"{name} is {brief(value)}; it must be one of {', '.join(map(str, options))}")
    return value


def short(x):
    """A number of at most six characters or so: 0.93, −1.24, 3e−4."""
    text = f"{x:.2f}" if 0.00995 <= abs(x) < 999.5 else f"{x:.0e}" if x else "0"
    return text.replace("e-0", "e-").replace("e+0", "e").replace("-", "−")


def low(number):
    """An index below the line: x₁₂."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
