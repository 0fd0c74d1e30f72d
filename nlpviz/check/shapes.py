"""The sizes of several arrays, and how they hang together.

"X: T d, W: d 4d_h" reads: X has T rows of d numbers, W has d rows of
four times d_h.  The first array that has a size fixes it.
"""

import re
from functools import cache

from .arrays import array


def arrays(shapes, *values):
    """Each value as a float64 array of finite numbers, of the shape that it must have.

    shapes: names and sizes, in the order of the values.
    """
    known = Shapes()
    return [known.fit(name, array(name, value), axes)
            for (name, axes), value in zip(parsed(shapes), values, strict=True)]


def tensors(shapes, *values):
    """Each value as it came (NaN stays NaN, as in torch), if it has the shape that it must have."""
    known = Shapes()
    return [known.fit(name, value, axes)
            for (name, axes), value in zip(parsed(shapes), values, strict=True)]


class Shapes:
    """Sizes by letter, as far as they are known: Shapes(T=5)."""

    def __init__(self, **sizes):
        self.sizes, self._since = sizes, {}

    def shape(self, axes):
        """The shape that the axes ask for, "T 4d_h"; None if a size is not known."""
        axes = axes_of(axes)
        if any(letter not in self.sizes for _, letter in axes):
            return None
        return tuple(times * self.sizes[letter] for times, letter in axes)

    def fit(self, name, value, axes):
        """value; ValueError unless its shape is that of the axes, "T 4d_h"."""
        shape, letters = tuple(value.shape), axes_of(axes)
        if len(shape) == len(letters):
            for size, (times, letter) in zip(shape, letters):
                if letter not in self.sizes:
                    self.sizes[letter], self._since[letter] = size // times, name
        due = self.shape(axes)
        if shape == due and 0 in shape:
            letter = letters[shape.index(0)][1]
            raise ValueError(f"{name} has shape {shape}: {letter} = 0 but must be at least 1")
        if shape != due:
            want = f"have {len(letters)} axes:" if len(shape) != len(letters) else "be"
            known = f" = {due}{self._why(name, letters)}" if due else ""
            raise ValueError(f"{name} has shape {shape}; it must {want} {written(letters)}{known}")
        return value

    def _why(self, name, axes):
        """Which array fixed the sizes: ", d_h as in h0"."""
        letters = dict.fromkeys(letter for _, letter in axes)
        found = [f"{letter} as in {self._since[letter]}" for letter in letters
                 if self._since.get(letter, name) != name]
        return ", " + ", ".join(found) if found else ""


@cache
def parsed(shapes):
    """[(name, axes)] of "X: T d, W: d 4d_h"."""
    entries = [entry.partition(":") for entry in shapes.split(",")]
    return [(name.strip(), axes.strip()) for name, _, axes in entries]


@cache
def axes_of(axes):
    """[(times, letter)] of "d 4d_h"."""
    found = [re.fullmatch(r"(\d*)(\w+)", letter).groups() for letter in axes.split()]
    return [(int(times or 1), letter) for times, letter in found]


def written(axes):
    """Axes as a shape is written: (d, 4 d_h), (T,)."""
    parts = [f"{times} {letter}" if times > 1 else letter for times, letter in axes]
    return f"({', '.join(parts)}{',' * (len(parts) == 1)})"
