"""Checks of arguments that text, data and training share.

One rule for numbers: NumPy's are numbers as Python's are, a bool is
none, and each check returns Python's own.  Errors are those of
errors.py.
"""

import math
from collections.abc import Iterator, Mapping, ValuesView
from numbers import Integral, Real

import numpy as np

from .errors import Argument, ArgumentError, one_of, shown, told

__all__ = ["Argument", "ArgumentError", "array", "is_real", "is_whole",
           "number", "numbers", "one_of", "row", "seed_of", "shown",
           "string", "told", "tokens", "whole"]


def is_whole(value):
    """Whether value is a whole number: int or NumPy's, not a bool."""
    return (isinstance(value, Integral)
            and not isinstance(value, (bool, np.bool_)))


def is_real(value):
    """Whether value is a real number: not a bool (NaN is one)."""
    return (isinstance(value, Real)
            and not isinstance(value, (bool, np.bool_)))


def whole(name, value, least, most=None):
    """value as an int; ValueError unless it is a whole number in least … most."""
    if not is_whole(value) or value < least or (
            most is not None and value > most):
        where = (f">= {least}" if most is None
                 else f"in {least} … {most}")
        raise ArgumentError(Argument(name), f" is {shown(value)}; it must "
                            f"be a whole number {where}")
    return int(value)


def seed_of(name, value):
    """A seed for np.random.default_rng: a whole number >= 0, or several."""
    if isinstance(value, (list, tuple)) and value:
        return [whole(f"{name}[{i}]", part, 0) for i, part in enumerate(value)]
    return whole(name, value, 0)


def number(name, value, least=-math.inf, most=math.inf, above=None):
    """value as a float; ValueError unless it is finite and in its range.

    above: if given, the value must be greater than this.
    """
    good = is_real(value) and _fits(value)
    if not good or not least <= value <= most or (
            above is not None and value <= above):
        raise ArgumentError(Argument(name), f" is {shown(value)}; it must "
                            "be a number" + _range(least, most, above))
    return float(value)


def _fits(value):
    """Whether value is finite as a float."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _range(least, most, above):
    parts = [f"> {above}"] if above is not None else []
    parts += [f">= {least}"] if least > -math.inf and above is None else []
    parts += [f"<= {most}"] if most < math.inf else []
    return " " + " and ".join(parts) if parts else ""


def string(name, value):
    """value, if it is a text; TypeError that says what else came."""
    if isinstance(value, str):
        return value
    remedy = f"pass {name}.decode()" if isinstance(value, bytes) else (
        "pass a string")
    raise TypeError(f"{name} is {_kind(value)}, not a string; {remedy}")


def tokens(name, value, nested="one sentence at a time"):
    """value as a list of Python's strings, in their order.

    TypeError that names the first that is no string, its place and the
    remedy (nested: the one for lists of lists), or says why value is
    no list of tokens.
    """
    unordered = isinstance(value, (set, frozenset, Mapping))
    if isinstance(value, (str, bytes)) or unordered or not _iterable(value):
        why = ", which has no order" if unordered else ""
        raise TypeError(f"{name} is {_kind(value)}{why}; pass a list of "
                        "tokens: words(text), for example")
    value = list(value)
    if set(map(type, value)) <= {str}:
        return value
    for at, token in enumerate(value):
        if not isinstance(token, str):
            raise TypeError(f"{name}[{at}] is {_kind(token)}; every token "
                            f"must be a string: {_remedy(token, nested)}")
    return [str.__str__(token) for token in value]


def _remedy(token, nested):
    if _is_missing(token):
        return "leave out what is missing, as series.dropna() does"
    if isinstance(token, (list, tuple, np.ndarray)):
        return nested
    if isinstance(token, bytes):
        return "decode it, as in token.decode()"
    return "pass str(token), if it is a token"


def _is_missing(token):
    """None, NaN, a masked place, or what pandas has for it."""
    return (token is None or token is np.ma.masked
            or isinstance(token, (float, np.floating)) and math.isnan(token)
            or type(token).__name__ in ("NAType", "NaTType"))


def _kind(value):
    """A value in words: its type, and what stands in it."""
    return f"{type(value).__name__} {shown(value)}"


def _iterable(value):
    """Whether one can go through it: an array without axes has an
    __iter__, too, but it raises."""
    try:
        iter(value)
    except TypeError:
        return False
    return True


def row(name, ids):
    """ids (T,) as whole numbers; ValueError if it is anything else."""
    ids = array(name, ids)
    if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
        raise ValueError(
            f"{name} has shape {ids.shape} and type {ids.dtype}; it "
            "must be one row of whole numbers")
    return ids.astype(int)


def numbers(name, value, finite=True):
    """value as an array of float64, of any shape; a tensor may be on its way.

    TypeError for what holds no numbers (a bool is none), ValueError for
    masked arrays, for rows of unequal length and, if finite, for NaN
    and infinities.
    """
    value = array(name, value)
    if value.dtype == object and all(map(is_real, value.flat)):
        value = value.astype(float)
    if value.dtype.kind not in "fiu":
        raise TypeError(f"{name} holds {value.dtype}; it must hold numbers, "
                        f"as {name}.astype(float) does")
    if finite and not np.isfinite(value).all():
        raise ValueError(f"{name} holds NaN or an infinity; all must be finite")
    return value.astype(float)


def _untied(value):
    """A tensor's numbers alone, in a type that NumPy has."""
    if not (hasattr(value, "detach") and hasattr(value, "cpu")):
        return value
    value = value.detach().cpu()
    value = value.to_dense() if value.is_sparse else value
    return value.double() if value.is_floating_point() else value


def array(name, value):
    """value as an array of whatever type; of a tensor, its numbers alone."""
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{name} is a masked array; pass {name}.compressed() "
                         f"or {name}.filled(…)")
    if isinstance(value, (Iterator, ValuesView)):
        value = list(value)
    value = ([_untied(x) for x in value] if isinstance(value, (list, tuple))
             else _untied(value))
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} is {_kind(value)}; its rows must have the "
                         "same length") from None
    except (TypeError, RuntimeError) as error:  # tensors in a list
        raise TypeError(f"{name} is {_kind(value)}; it must be an array or "
                        f"a list of numbers ({error})") from None
