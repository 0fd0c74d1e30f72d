"""A long text for a model of characters: alphabet, split, baselines."""

import numpy as np

from ..check import row, string, whole
from ..text import Vocabulary

ALPHABET = "\n" + "".join(map(chr, range(32, 127)))
"""The new line and printable ASCII; all else is "<unk>"."""


def vocabulary():
    """The 96 characters and "<unk>": the same for every text."""
    return Vocabulary(list(ALPHABET))


def held_out(text, block=5000, every=20):
    """text -> (to train on, held out): every 20th block is held out.

    Blocks all over the text make the two alike; each part is its
    blocks one after the other.
    """
    text = string("text", text)
    block, every = whole("block", block, 1), whole("every", every, 2)
    blocks = [text[i:i + block] for i in range(0, len(text), block)]
    held = blocks[every - 1::every]
    kept = [b for i, b in enumerate(blocks) if i % every != every - 1]
    return "".join(kept), "".join(held)


def ngram_bits(train, test, n_vocab, n):
    """Bits a character that counting costs: P(id | the n - 1 before).

    train, test: ids (T,).  Counts of `train`, with Witten & Bell's
    (1991) mixture: the shorter context fills in what the longer has
    not seen, down to 1 / n_vocab.  n = 1: unigrams; 2: bigrams.
    """
    n, n_vocab = whole("n", n, 1, 4), whole("n_vocab", n_vocab, 1)
    train, test = (_ids(name, ids, n_vocab, n)
                   for name, ids in (("train", train), ("test", test)))
    P = np.full(len(test), 1 / n_vocab)
    for order in range(1, n + 1):
        P = _mix(P, train, test, n_vocab, order)
    return float(-np.log2(P[n - 1:]).mean())


def _ids(name, ids, n_vocab, n):
    """ids (T,), T at least n; one outside of the vocabulary would be
    counted as a run of other ids."""
    ids = row(name, ids)
    if len(ids) < n or ids.min() < 0 or ids.max() >= n_vocab:
        raise ValueError(
            f"{name} holds {len(ids)} ids; there must be at least {n}, all "
            f"of them in 0 … {n_vocab - 1}")
    return ids


def _mix(P, train, test, n_vocab, order):
    """(count + kinds · P_shorter) / (total + kinds), where defined."""
    seen, wanted = _grams(train, n_vocab, order), _grams(test, n_vocab, order)
    grams, counts = np.unique(seen, return_counts=True)
    contexts, first, kinds = np.unique(
        grams // n_vocab, return_index=True, return_counts=True)
    totals = np.add.reduceat(counts, first)
    count = _look_up(grams, counts, wanted)
    total = _look_up(contexts, totals, wanted // n_vocab)
    kind = _look_up(contexts, kinds, wanted // n_vocab)
    shorter, P = P[order - 1:], P.copy()
    known = total > 0
    mixed = (count + kind * shorter) / np.maximum(total + kind, 1)
    P[order - 1:] = np.where(known, mixed, shorter)
    return P


def _grams(ids, n_vocab, order):
    """The number of each run of `order` ids, in base n_vocab."""
    n = len(ids) - order + 1
    gram = np.zeros(n, int)
    for k in range(order):
        gram = gram * n_vocab + ids[k:k + n]
    return gram


def _look_up(keys, values, wanted):
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0)
