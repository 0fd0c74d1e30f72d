"""What WindowTrainer is given, read and refused by name."""

import numpy as np

from ...check import brief
from ...scratch.factors import cooccurrence
from ..core import encode
from ..core.labels import as_given

MOST, WORDS = 24, 12  # tokens, different ones


def vocabulary(words, tokens):
    """The words, each once, all tokens among them; None: the tokens as they come."""
    words = list(dict.fromkeys(tokens)) if words is None else as_given("words", words)
    if len(set(words)) < len(words):
        twice = next(w for w in words if words.count(w) > 1)
        raise ValueError(f"words has {brief(twice)} twice")
    for token in tokens:
        if token not in words:
            raise ValueError(f"tokens has {brief(token)}, which is not among the words")
    if not 2 <= len(tokens) <= MOST or len(set(tokens)) < 2 or len(words) > WORDS:
        raise ValueError(f"tokens has {len(tokens)} entries, {len(set(tokens))} of them different, "
                         f"in a vocabulary of {len(words)}; this figure shows 2 to {MOST} tokens, "
                         f"of 2 to {WORDS} different words")
    return words


def table(W, name, words):
    """W (n_vocab, d), d = 2 or 3."""
    W = encode.checked(name, W)
    if W.ndim != 2 or len(W) != len(words) or W.shape[1] not in (2, 3):
        raise ValueError(f"{name} has shape {W.shape}; it must be ({len(words)}, 2) or "
                         f"({len(words)}, 3): a row for each word")
    if np.abs(W).max() > 100:
        raise ValueError(f"{name} holds {W.flat[np.abs(W).argmax()]:g}; this figure starts from "
                         "numbers from -100 to 100")
    return W


def compared(compare, ids, words, window):
    """Two pairs of words whose cosines are shown.  Left out: the two with the most alike company,
    and the first of them with the word that shares least of its company, but some."""
    if compare is not None:
        pairs = [[words.index(w) for w in pair if w in words] for pair in compare]
        if len(pairs) != 2 or any(len(pair) != 2 for pair in pairs):
            raise ValueError(f"compare is {brief(compare)}; it must be two pairs of the words")
        return pairs
    C = cooccurrence(np.array(ids), window, len(words))
    size = np.sqrt(np.maximum((C * C).sum(1), 1))
    alike = C @ C.T / size[:, None] / size
    a, b = np.unravel_index(np.triu(alike, 1).argmax(), alike.shape)
    others = [i for i in range(len(words)) if i not in (a, b)] or [b]
    some = [i for i in others if alike[a, i] > 0] or others
    return [[int(a), int(b)], [int(a), int(min(some, key=lambda i: alike[a, i]))]]
