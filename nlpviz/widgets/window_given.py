"""What WindowTrainer is given, read and refused by name."""

import numpy as np

from . import encode, traces
from .attention_map import texts

MOST, WORDS = 24, 12  # tokens, different ones


def vocabulary(words, tokens):
    """The words, each once, all tokens among them; None: the tokens as they come."""
    if words is None:
        words = list(dict.fromkeys(tokens))
    words = list(words) if traces.listed(words) else words
    texts(words, "words")
    if len(set(words)) < len(words):
        raise ValueError(f"words has {next(w for w in words if words.count(w) > 1)!r} twice")
    for token in tokens:
        if token not in words:
            raise ValueError(f"tokens has {token!r}, which is not among the words")
    if not 2 <= len(tokens) <= MOST or len(set(tokens)) < 2 or len(words) > WORDS:
        raise ValueError(f"tokens has {len(tokens)} entries, {len(set(tokens))} of them different, "
                         f"in a vocabulary of {len(words)}; this figure shows 2 to {MOST} tokens, "
                         f"of 2 to {WORDS} different words")
    return words


def table(W, name, words):
    """W (n_vocab, d), d = 2 or 3."""
    W = encode.checked(W, name)
    if W.ndim != 2 or len(W) != len(words) or W.shape[1] not in (2, 3):
        raise ValueError(f"{name} has shape {W.shape}; it must be ({len(words)}, 2) or "
                         f"({len(words)}, 3): a row for each word")
    if np.abs(W).max() > 100:
        raise ValueError(f"{name} holds {W.flat[np.abs(W).argmax()]:g}; this figure starts from "
                         "numbers from -100 to 100")
    return W


def whole(value, name, low, high):
    """A whole number in low … high."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}")
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}; it must be in {low} .. {high}")
    return int(value)
