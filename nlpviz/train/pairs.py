"""Batches of pairs of sequences, so that little of a batch is padding."""

import numpy as np

from ..check import whole
from ..text import pad


def bucketed(ids, size, seed=0):
    """batches(step) of pairs of like length: source (B, m), target (B, T), 0 behind.

    Every epoch takes all pairs in a new order, sorts within fifty batches and shuffles the
    batches. The same step gives the same batch, whenever it is asked.
    """
    size, seed = whole("size", size, 1), whole("seed", seed, 0)
    if not hasattr(ids, "__len__"):
        raise TypeError(f"ids is a {type(ids).__name__}; it must be a list of pairs of rows")
    if not len(ids):
        raise ValueError("ids holds no pair; at least one is needed")
    for i, pair in enumerate(ids):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not (
                np.ndim(pair[0]) == np.ndim(pair[1]) == 1):
            raise ValueError(
                f"ids[{i}] is no pair of rows of whole numbers, source and target")
    n, cache = len(ids), {}

    def order(epoch):
        rng = np.random.default_rng([seed, epoch])
        rows, found = rng.permutation(n), []
        for at in range(0, n, 50 * size):
            part = sorted(rows[at:at + 50 * size], key=lambda r: tuple(map(len, ids[r][::-1])))
            found += [part[i:i + size] for i in range(0, len(part), size)]
        return [found[i] for i in rng.permutation(len(found))]

    def batches(step):
        epoch, at = divmod(whole("step", step, 0), batches.steps_per_epoch)
        if epoch not in cache:
            cache.clear()
            cache[epoch] = order(epoch)
        return padded([ids[r] for r in cache[epoch][at]])

    batches.steps_per_epoch = len(order(0))
    return batches


def padded(pairs):
    """Pairs of ids as two arrays: source (B, m), target (B, T)."""
    return tuple(pad(side)[0] for side in zip(*pairs, strict=True))
