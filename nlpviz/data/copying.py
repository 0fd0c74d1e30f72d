"""Two tasks of saying again what was read.

`copying`, the copy task (Hochreiter & Schmidhuber 1997; Arjovsky et
al. 2016): read ten symbols, then T - 1 blanks and a bell; then say the
ten symbols again. Symbols are 0 … 7, the blank is 8, the bell is 9.

`aligned`: read some words and say the same ones; where to look at each
step is known.
"""

import math

import numpy as np

from ..check import brief, seed_of, whole
from ..text import BOS, EOS, PAD, SPECIALS

LENGTH, N_SYMBOLS, BLANK, BELL = 10, 8, 8, 9


def copying(n, T, seed=0):
    """n sequences: ids, targets, both (n, T + 20), whole numbers."""
    n, T = whole("n", n, 1), whole("T", T, 1)
    rng = np.random.default_rng(seed_of("seed", seed))
    symbols = rng.integers(0, N_SYMBOLS, (n, LENGTH))
    ids = np.full((n, T + 2 * LENGTH), BLANK)
    targets = ids.copy()
    ids[:, :LENGTH] = symbols
    ids[:, -LENGTH - 1] = BELL
    targets[:, -LENGTH:] = symbols
    return ids, targets


def baseline(T):
    """Cross-entropy a step of the best answer without memory.

    Blanks are certain, the last ten are one in eight each:
    10 ln 8 / (T + 20) (Arjovsky et al. 2016, section 5.1).
    """
    return LENGTH * math.log(N_SYMBOLS) / (whole("T", T, 1) + 2 * LENGTH)


def aligned(n, lengths=(5, 15), n_symbols=20, seed=0):
    """n sequences of words to be copied one by one: source, target.

    source (n, m): the words, EOS, padding; target (n, m + 1): BOS, the
    same words, EOS, padding. Word numbers begin after the SPECIALS.
    Target word t is source word t: a model that looks must look there.
    """
    n, n_symbols = whole("n", n, 1), whole("n_symbols", n_symbols, 1)
    if not isinstance(lengths, (tuple, list)) or len(lengths) != 2:
        raise ValueError(f"lengths is {brief(lengths)}; it must be a pair (least, greatest)")
    low = whole("lengths[0]", lengths[0], 1)
    high = whole("lengths[1]", lengths[1], low)
    rng = np.random.default_rng(seed_of("seed", seed))
    first = len(SPECIALS)
    words = rng.integers(first, first + n_symbols, (n, high + 1))
    last = rng.integers(low, high + 1, (n, 1))
    t = np.arange(high + 1)
    source = np.where(t < last, words, np.where(t == last, EOS, PAD))
    return source, np.hstack([np.full((n, 1), BOS), source])
