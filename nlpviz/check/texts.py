"""A text, a list of tokens."""

import math
from collections.abc import Mapping

import numpy as np

from .errors import brief


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
    return f"{type(value).__name__} {brief(value)}"


def _iterable(value):
    """Whether one can go through it: an array without axes has an
    __iter__, too, but it raises."""
    try:
        iter(value)
    except TypeError:
        return False
    return True
