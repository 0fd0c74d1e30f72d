"""Checks of arguments: the name first, the value returned.

    n, T = whole("n", n), whole("T", T, 2)
    X, W = arrays("X: T d, W: d 4d_h", X, W)

values  one number, one place, one of some choices
arrays  arrays of numbers; tensors are read without torch
shapes  how the sizes of several arrays hang together
texts   a text, a list of tokens
errors  an argument, as Python names it and as a command does

One rule for numbers: NumPy's are numbers as Python's are, and a bool is
none.  What is of the wrong kind is both a TypeError and a ValueError.
"""

from .arrays import array, as_array, indices, like, numbers, row, untied
from .errors import Argument, ArgumentError, WrongKind, brief, told
from .shapes import Shapes, arrays, tensors
from .texts import string, tokens
from .values import index, is_real, is_whole, number, one_of, seed_of, sizes, span, whole

__all__ = ["Argument", "ArgumentError", "Shapes", "WrongKind", "array", "arrays", "as_array",
           "brief", "index", "indices", "is_real", "is_whole", "like", "number", "numbers",
           "one_of", "row", "seed_of", "sizes", "span", "string", "tensors", "told", "tokens",
           "untied", "whole"]
