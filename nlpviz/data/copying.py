"""The copy task (Hochreiter & Schmidhuber 1997; Arjovsky et al. 2016).

Read ten symbols, then T - 1 blanks and a bell; then say the ten
symbols again. Symbols are 0 … 7, the blank is 8, the bell is 9.
"""

import math

import numpy as np

from ..check import whole

LENGTH, N_SYMBOLS, BLANK, BELL = 10, 8, 8, 9


def copying(n, T, seed=0):
    """n sequences: ids, targets, both (n, T + 20), whole numbers."""
    whole("n", n, 1)
    whole("T", T, 1)
    rng = np.random.default_rng(seed)
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
    return LENGTH * math.log(N_SYMBOLS) / (T + 2 * LENGTH)
