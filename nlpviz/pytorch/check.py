"""The shapes of arguments; what is NaN stays NaN, as in torch."""

import re

from ..check import is_whole


def check(shapes, *values):
    """Raise ValueError unless every tensor has the named shape.

    shapes: "X: B T d, W_x: d 4d_h": the first tensor that has a size
    fixes it.
    """
    sizes = {}
    for entry, x in zip(shapes.split(","), values, strict=True):
        name, *letters = re.split(r"[:\s]+", entry.strip())
        shape = tuple(x.shape)
        if len(shape) != len(letters):
            raise ValueError(f"{name} has shape {shape} but must "
                             f"have {len(letters)} axes: {letters}")
        for size, letter in zip(shape, letters, strict=True):
            times, letter = re.fullmatch(r"(\d*)(\w+)", letter).groups()
            times = int(times or 1)
            want, since = sizes.setdefault(
                letter, (size // times, name))
            if size != times * want or size == 0:
                many = f"{times} {letter}" if times > 1 else letter
                raise ValueError(
                    f"{name} has shape {shape} but {many} = "
                    f"{max(1, times * want)} is needed, as in {since}")


def one_of(name, value, choices):
    """`value`, which must be one of the choices."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r} but must be one of "
                         + ", ".join(map(repr, choices)))
    return value


def at_least_one(**sizes):
    """Raise ValueError unless every size is a whole number ≥ 1."""
    for name, size in sizes.items():
        if not is_whole(size) or size < 1:
            raise ValueError(f"{name} is {size!r} but must be "
                             "a whole number, at least 1")
