"""Texts beside a map, places in it, and what a row of it is worth."""

from __future__ import annotations

import numpy as np

from . import svg, traces


def entropy(A) -> np.ndarray:
    """-Σ a log₂ a of each row, in bits; 0 log 0 is 0."""
    return -(A * np.log2(np.where(A > 0, A, 1))).sum(-1) + 0.0


def texts(labels, name: str) -> list[str]:
    """Labels as a list of str, or an error that names them."""
    if not traces.listed(labels):
        raise TypeError(f"{name} is one {type(labels).__name__}; it must be a list of texts")
    labels = list(labels)
    for i, text in enumerate(labels):
        if not isinstance(text, str):
            raise TypeError(f"{name}[{i}] is {text!r}, a {type(text).__name__}; it must be a str")
    return [svg.visible(str(text)) for text in labels]


def index(i, count: int, name: str) -> int:
    """A whole number in 0 … count - 1, or an error that names it."""
    if not isinstance(i, (int, np.integer)) or isinstance(i, bool):
        raise TypeError(f"{name} is {i!r}; it must be a whole number")
    if not 0 <= i < count:
        raise ValueError(f"{name} is {i}; A has {count}: 0 to {count - 1}")
    return int(i)
