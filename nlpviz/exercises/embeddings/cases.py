"""Random inputs for the exercises of chapter 2; the seed is fixed.

Each function returns a list of (label, args); a label is the key of a
message that says what is special about the input.
"""

import numpy as np

SEED = 2


def pairs():
    """A text of word numbers and a window; a short one, and one of two words."""
    rng, found = np.random.default_rng(SEED), []
    for T, window in ((9, 2), (8, 1), (6, 3)):
        found.append((None, (rng.integers(7, size=T), window)))
    return found + [("two_words", (np.array([4, 2]), 1))]


def tables(rng, n_vocab, d):
    return rng.normal(size=(n_vocab, d)), rng.normal(size=(n_vocab, d))


def skipgram_gradient():
    """One pair of words, and both tables."""
    rng, found = np.random.default_rng(SEED), []
    for n_vocab, d in ((7, 2), (5, 3), (4, 4)):
        center, context = (int(i) for i in rng.choice(n_vocab, 2, replace=False))
        found.append((None, (center, context, *tables(rng, n_vocab, d))))
    return found


def negative_loss():
    """A pair with 1 to 5 negatives, of which two may be the same word."""
    rng, found = np.random.default_rng(SEED), []
    for n_vocab, d, k in ((7, 2, 3), (6, 3, 5), (9, 4, 2)):
        center, context, *others = (int(i) for i in rng.permutation(n_vocab))
        negatives = rng.choice(others, k)
        found.append((None, (center, context, negatives, *tables(rng, n_vocab, d))))
    one = rng.choice(others, 1)
    return found + [("one_negative", (center, context, one, *tables(rng, n_vocab, d)))]


def noise():
    """Counts of words; in one text all words are alike, in one a word never occurs."""
    rng = np.random.default_rng(SEED)
    found = [(None, (rng.integers(1, 200, n),)) for n in (5, 8, 3)]
    return found + [("all_alike", (np.full(4, 6),)), (None, (np.array([90, 0, 7, 1]),))]


def analogy():
    """Three words of a table whose rows have all lengths."""
    rng, found = np.random.default_rng(SEED), []
    for n_vocab, d in [(30, 3)] * 5 + [(40, 4)] * 5:
        a, b, c = (int(i) for i in rng.choice(n_vocab, 3, replace=False))
        W = rng.normal(size=(n_vocab, d)) * rng.uniform(0.3, 3, (n_vocab, 1))
        found.append((None, (a, b, c, W)))
    return found


def ppmi():
    """Symmetric counts with zeros among them; and a table that is not square."""
    rng, found = np.random.default_rng(SEED), []
    for n in (4, 6):
        C = rng.poisson(2, (n, n))
        found.append((None, (C + C.T + np.eye(n, dtype=int),)))
    C = rng.poisson(1.5, (3, 5))
    C[:, 0] += 1
    C[0] += 1
    return found + [(None, (C,)), ("independent", (np.outer([1, 2, 3], [4, 1, 2]),))]


def keep():
    """Counts and t; some words are rare enough to be kept always."""
    rng, found = np.random.default_rng(SEED), []
    for n, t in ((6, 1e-3), (4, 1e-2), (8, 1e-4)):
        counts = np.append(rng.integers(20, 3000, n), 1)
        found.append((None, (counts, t)))
    return found + [("all_rare", (np.full(5, 7), 0.2))]
