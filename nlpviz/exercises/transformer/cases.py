"""Random inputs for the exercises of chapter 7; the seed is fixed.

Each function returns a list of (label, args); a label is the key of a
message that says what is special about the input.
"""

import numpy as np

SEED = 7


def head_count():
    """n, d, n_heads: the same width with one head and with several, and n above d."""
    return [("one_head", (3, 4, 1)), (None, (3, 4, 2)), (None, (5, 4, 4)), (None, (2, 6, 3))]


def causal():
    """n, m: as many queries as keys, or the queries are the last of them."""
    return [("as_many", (4, 4)), (None, (2, 5)), (None, (1, 3)), (None, (3, 4))]


def scaled_attention():
    """d_k and d_v differ; the last row sees everything, the first one key."""
    rng, found = np.random.default_rng(SEED), []
    for n, d_k, d_v in ((3, 2, 5), (4, 3, 2), (2, 5, 3)):
        Q, K = rng.normal(size=(2, n, d_k))
        found.append((None, (Q, K, rng.normal(size=(n, d_v)), np.tri(n, dtype=bool))))
    Q, K = rng.normal(size=(2, 3, 4))
    everything = np.ones((3, 3), bool)
    return found + [("nothing_hidden", (Q, K, rng.normal(size=(3, 2)), everything))]


def heads():
    """Q, K, V before they are split, n queries and m keys; one case has one head."""
    rng, found = np.random.default_rng(SEED), []
    for n, m, d, n_heads in ((3, 3, 4, 2), (2, 4, 6, 3), (3, 2, 4, 1)):
        label = "one_head" if n_heads == 1 else None
        Q, K, V = (rng.normal(size=(rows, d)) for rows in (n, m, m))
        found.append((label, (Q, K, V, n_heads)))
    return found


def layer_norm():
    """Rows of different mean and scale; ε is large enough to be seen."""
    rng, found = np.random.default_rng(SEED), []
    for n, d in ((3, 4), (2, 3), (4, 6)):
        X = rng.normal(size=(n, d)) * rng.uniform(0.5, 2, (n, 1)) + rng.normal(size=(n, 1))
        found.append((None, (X, rng.normal(1, 0.5, d), rng.normal(size=d), 0.1)))
    return found


def sinusoidal():
    """T, d; with d = 2 there is one wave."""
    return [(None, (5, 6)), (None, (3, 8)), ("one_wave", (4, 2))]


def two_norms():
    rng = np.random.default_rng(SEED)
    found = [(None, (rng.normal(size=(n, d)), rng.normal(size=(d, d))))
             for n, d in ((3, 4), (2, 3))]
    return found + [("zero_weights", (rng.normal(size=(3, 3)), np.zeros((3, 3))))]


def n_parameters():
    """Small ones, where a single forgotten bias shows, and the paper's base model."""
    return [(None, args) for args in ((1, 1, 2), (1, 2, 3), (2, 2, 5), (6, 512, 2048))]


def cached_step():
    """One to four words have been read; d and d_k differ."""
    rng, found = np.random.default_rng(SEED), []
    for t, d, d_k in ((3, 4, 2), (1, 3, 4), (4, 3, 3)):
        K, V = rng.normal(size=(2, t, d_k))
        W = rng.normal(size=(3, d, d_k))
        found.append((None, (rng.normal(size=d), rng.normal(size=(t + 3, d)), K, V, *W)))
    return found


def smoothed_loss():
    """Logits of one word, the right one, and ε; in one case nothing is smoothed."""
    rng, found = np.random.default_rng(SEED), []
    for n_vocab, epsilon in ((4, 0.1), (6, 0.3), (5, 0.0)):
        label = None if epsilon else "no_smoothing"
        target = int(rng.integers(n_vocab))
        found.append((label, (rng.normal(size=n_vocab), target, epsilon)))
    return found
