"""One number, one place, one of some choices."""

import math
from numbers import Integral, Real

import numpy as np

from .errors import Argument, ArgumentError, WrongKind, brief


def is_whole(value):
    """Whether value is a whole number: int or NumPy's, not a bool."""
    return isinstance(value, Integral) and not isinstance(value, (bool, np.bool_))


def is_real(value):
    """Whether value is a real number: not a bool (NaN is one)."""
    return isinstance(value, Real) and not isinstance(value, (bool, np.bool_))


def whole(name, value, least=1, most=None):
    """value as an int; ValueError unless it is a whole number in least … most."""
    kind = ArgumentError if is_whole(value) else WrongKind
    if not is_whole(value) or value < least or (most is not None and value > most):
        where = f">= {least}" if most is None else f"in {least} … {most}"
        raise kind(Argument(name), f" is {brief(value)}; it must be a whole number {where}")
    return int(value)


def sizes(**given):
    """Each value as an int, in their order; ValueError unless it is a whole number >= 1."""
    return [whole(name, value) for name, value in given.items()]


def index(name, value, size):
    """One whole number in 0 … size − 1."""
    if not is_whole(value):
        raise WrongKind(Argument(name), f" is {brief(value)}; it must be a whole number")
    if not 0 <= value < size:
        raise ArgumentError(Argument(name), f" is {value}; it must be in 0 … {size - 1}")
    return int(value)


def seed_of(name, value):
    """A seed for np.random.default_rng: a whole number >= 0, or several."""
    if isinstance(value, (list, tuple)) and value:
        return [whole(f"{name}[{i}]", part, 0) for i, part in enumerate(value)]
    return whole(name, value, 0)


def span(name, value, first=None, least=0, most=None):
    """Two whole numbers in least … most, the greater one last; one number is (first, number).

    first: None for the number itself.
    """
    found = value if isinstance(value, (tuple, list)) else (
        value if first is None else first, value)
    if len(found) != 2 or not all(map(is_whole, found)) or not (
            least <= found[0] <= found[1] and (most is None or found[1] <= most)):
        where = f">= {least}" if most is None else f"in {least} … {most}"
        raise ArgumentError(Argument(name), f" is {brief(value)}; it must be a whole number "
                            f"{where}, or a pair (least, greatest)")
    return tuple(map(int, found))


def number(name, value, least=-math.inf, most=math.inf, above=None, finite=True):
    """value as a float; ValueError unless it is in its range.

    above: if given, the value must be greater than this.  finite=False:
    an infinity is a number, too.
    """
    value = value.item() if getattr(value, "ndim", None) == 0 else value
    good = is_real(value) and _fits(value, finite)
    if not good or not least <= value <= most or (above is not None and value <= above):
        kind = ArgumentError if is_real(value) else WrongKind
        raise kind(Argument(name), f" is {brief(value)}; it must be a number"
                   + _range(least, most, above))
    return float(value)


def _fits(value, finite):
    """Whether value is a float, and finite if that is asked for."""
    try:
        return math.isfinite(value) or not finite and not math.isnan(value)
    except OverflowError:
        return False


def _range(least, most, above):
    parts = [f"> {above}"] if above is not None else []
    parts += [f">= {least}"] if least > -math.inf and above is None else []
    parts += [f"<= {most}"] if most < math.inf else []
    return " " + " and ".join(parts) if parts else ""


def one_of(name, value, choices):
    """value, a text, a bool or None, if it is among the choices; of a dict, what it leads to."""
    if not isinstance(value, (str, bool, np.bool_, type(None))) or value not in choices:
        raise ArgumentError(Argument(name), f" is {brief(value)}; it must be one of "
                            + ", ".join(map(str, choices)))
    return choices[value] if isinstance(choices, dict) else value
