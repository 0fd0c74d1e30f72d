"""Texts beside a map, places in it, and what a row of it is worth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...check import brief
from . import svg


def entropy(A) -> np.ndarray:
    """-Σ a log₂ a of each row, in bits; 0 log 0 is 0."""
    return -(A * np.log2(np.where(A > 0, A, 1))).sum(-1) + 0.0


def texts(name: str, labels) -> list[str]:
    """Labels as a list of str that can be seen, or an error that names them."""
    return [svg.visible(text) for text in as_given(name, labels)]


def named(name: str, given, count: int, other: str) -> list[str]:
    """Texts, one for each of ``count``, what ``other`` has; left out, their numbers."""
    found = texts(name, [str(j + 1) for j in range(count)] if given is None else given)
    if len(found) != count:
        raise ValueError(f"{name} has {len(found)} entries but {other} has {count}")
    return found


def glossed(glosses, tokens) -> dict[str, str]:
    """The glosses of these tokens, or an error that names the one that is no text."""
    if not isinstance(glosses or {}, Mapping):
        raise TypeError(f"glosses is {brief(glosses)}; it must be a dict from tokens to texts")
    for token, text in (glosses or {}).items():
        if not isinstance(token, str) or not isinstance(text, str):
            raise TypeError(f"glosses[{brief(token)}] is {brief(text)}; tokens and glosses must be "
                            "str")
    seen = {svg.visible(token): svg.visible(text) for token, text in (glosses or {}).items()}
    return {token: text for token, text in seen.items() if token in tokens}


def as_given(name: str, labels) -> list[str]:
    """Labels as a list of str, or an error that names them: one text, no texts, no order.

    A list, a tuple, an array, a generator, a Series, the keys of a dict: what gives texts one by
    one in an order of its own.
    """
    if isinstance(labels, Mapping) or not listed(labels) or getattr(labels, "ndim", 1) > 1:
        raise TypeError(f"{name} is one {kind(labels)}; it must be a list of texts"
                        f"{_remedy(labels, name)}")
    labels = list(labels)
    for i, text in enumerate(labels):
        if not isinstance(text, str):
            remedy = f": pass [t.text for t in {name}]" if hasattr(text, "text") else ""
            raise TypeError(
                f"{name}[{i}] is {brief(text)}, a {kind(text)}; it must be a str{remedy}")
    return [str(text) for text in labels]


def _remedy(labels, name: str) -> str:
    """What of a model, vectors or a vocabulary holds its words in the order of their numbers."""
    if getattr(labels, "ndim", 1) > 1:
        return f", but has shape {labels.shape}: pass one column of it"
    for other in ("index_to_key", "wv.index_to_key", "itos", "get_itos", "tokens", "words"):
        if hasattr(labels, other.partition(".")[0]):
            call = "()" if callable(getattr(labels, other, None)) else ""
            return f": pass {name}.{other}{call}"
    if hasattr(labels, "convert_ids_to_tokens"):
        return f": pass {name}.convert_ids_to_tokens(ids)"
    if isinstance(labels, Mapping):
        return f": pass list({name}) if its order is that of the rows"
    return ""


def listed(labels) -> bool:
    """Whether they come one by one and in an order of their own: no text, no set, no number."""
    unordered = isinstance(labels, (str, bytes, bytearray, set, frozenset))
    return hasattr(labels, "__iter__") and not unordered and getattr(labels, "ndim", 1) > 0


def kind(value) -> str:
    return type(value).__name__


def together(v) -> str:
    """A vector's numbers in one cell of a table."""
    return ", ".join(svg.number(x) for x in v)
