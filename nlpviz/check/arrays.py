"""Arrays of numbers: what NumPy reads, and tensors of any kind and place."""

from collections.abc import Iterator, ValuesView
from numbers import Real

import numpy as np

from .errors import WrongKind, brief


def numbers(name, value, finite=False, bools=True, tensors=True):
    """value as float64, of any shape, or an error that names it: no real numbers.

    finite: NaN and infinities are refused, too.  bools=False: True is no
    number.  tensors=False: read as NumPy does, which refuses a tensor
    that waits for a gradient.
    """
    try:
        found = as_array(name, value, tensors)
        if not _is_real(found, bools):
            raise TypeError(f"of dtype {found.dtype}")
        found = found.astype(np.float64)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        first = brief(str(error).split("\n")[0], 200, str)
        raise WrongKind(f"{name} must be an array of real numbers, not {type(value).__name__} "
                        f"({first}){_remedy(value, name)}") from None
    if finite and not np.isfinite(found).all():
        bad = tuple(np.argwhere(~np.isfinite(found))[0])
        at = f"[{', '.join(map(str, bad))}]" if found.ndim else ""
        raise ValueError(f"{name}{at} is {found[bad]}; every value must be finite")
    return found


def array(name, value):
    """value as a float64 array; it must hold finite numbers."""
    return numbers(name, value, finite=True, tensors=False)


def like(name, value, y):
    """value as an array of y's shape (a gradient; it may be inf)."""
    x = numbers(name, value, tensors=False)
    if x.shape != np.shape(y):
        raise ValueError(f"{name} has shape {x.shape} but what it is "
                         f"the gradient of has {np.shape(y)}")
    return x


def indices(name, values, size):
    """values as whole numbers in 0 … size − 1; none is an error."""
    x = np.asarray(values)
    if x.size == 0:
        raise ValueError(f"{name} is empty: at least one is needed")
    if x.dtype.kind not in "ui":
        raise WrongKind(f"{name} must be whole numbers, not {x.dtype}")
    if x.min() < 0 or x.max() >= size:
        wrong = x[(x < 0) | (x >= size)].flat[0]
        raise ValueError(f"{name} holds {wrong} but must lie in 0 … {size - 1}")
    return x


def row(name, values, size=None):
    """values as one row of whole numbers; with a size, in 0 … size − 1, and at least one."""
    x = as_array(name, values) if size is None else indices(name, values, size)
    if x.ndim != 1 or (x.size and x.dtype.kind not in "iu"):
        raise ValueError(f"{name} has shape {x.shape} and type {x.dtype}; it "
                         "must be one row of whole numbers")
    return x.astype(int)


def as_array(name, value, tensors=True):
    """value as an array of whatever type; of a tensor, its numbers alone."""
    if isinstance(value, (Iterator, ValuesView)):
        value = list(value)
    if _masked(value):
        raise ValueError(f"{name} is a masked array; its masked entries: fill them first, as in "
                         f"{name}.filled(0), or leave them out, as in {name}.compressed()")
    try:
        return np.asarray(untied(value) if tensors else value)
    except ValueError:
        raise ValueError(f"{name} is {type(value).__name__} {brief(value)}; its rows must have "
                         "the same length") from None
    except (TypeError, RuntimeError) as error:  # tensors in a list
        raise TypeError(f"{name} is {type(value).__name__} {brief(value)}; it must be an array or "
                        f"a list of numbers ({error})") from None


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


def _is_tensor(value):
    return all(hasattr(value, method) for method in ("detach", "cpu", "numpy"))


def _tied(value, depth=6):
    """Whether there is a tensor in a list of lists: of a batch, layers, heads, queries, keys."""
    if isinstance(value, (list, tuple)):
        return depth > 0 and any(_tied(x, depth - 1) for x in value)
    return _is_tensor(value)


def _masked(value):
    parts = value if isinstance(value, (list, tuple)) else [value]
    return any(np.ma.is_masked(x) for x in parts if isinstance(x, np.ma.MaskedArray))


def _is_real(found, bools):
    kinds = "buif" if bools else "uif"
    return found.dtype.kind in kinds or found.dtype.name == "bfloat16" or (
        found.dtype == object and all(isinstance(x, Real) for x in found.flat))


def _remedy(value, name):
    """Which part of a layer, a model or the vectors of a library holds the numbers."""
    for part in ("vectors", "wv.vectors", "weight", "attentions", "W", "last_hidden_state"):
        if hasattr(value, part.partition(".")[0]):
            return f": pass {name}.{part}"
    return ""
