"""From the words of a piece to the tensors of its steps."""

from typing import NamedTuple

import numpy as np
import torch

BLOCK = 16  # neighbouring centers whose scores are one matrix product


class Batch(NamedTuple):
    """Centers in blocks of b neighbours, each block with w words to either side.

    centers (n, b) and around (n, b + 2w) hold ids; M[i, j, l] is 1 where
    around[i, l] is in the window of centers[i, j], else 0; negatives (K,)
    are shared by all.
    """

    centers: torch.Tensor
    around: torch.Tensor
    M: torch.Tensor
    negatives: torch.Tensor


def windows(ids, sentences, reach, window, block=BLOCK):
    """(centers, around, M) of a row of words.

    sentences: the number of each word's sentence; reach: how far its
    window goes to either side, at most `window`.
    """
    n = -(-len(ids) // block)
    wide = block + 2 * window
    padding = window, n * block - len(ids) + window
    ids = torch.from_numpy(np.pad(ids, padding))
    sentences = torch.from_numpy(np.pad(sentences, padding, constant_values=-1))
    reach = torch.from_numpy(np.pad(reach, (0, n * block - len(reach)))).view(n, block, 1)
    centers = ids[window:-window].view(n, block)
    own = sentences[window:-window].view(n, block, 1)
    far = (torch.arange(wide) - window - torch.arange(block)[:, None]).abs()
    M = (far <= reach) & (far > 0) & (sentences.unfold(0, wide, block)[:, None] == own)
    return centers, ids.unfold(0, wide, block), M.float()


def batches(ids, sentences, reach, window, size, noise, n_shared, rng):
    """Yield a Batch of `size` words at a time, each with its own n_shared negatives.

    Its blocks come from anywhere in the row: a text dwells on its words,
    and neighbouring blocks would change the same rows again and again.
    """
    if not len(ids):
        return
    made = windows(ids, sentences, reach, window)
    mixed = torch.from_numpy(rng.permutation(len(made[0])))
    parts = [part[mixed].split(size // BLOCK) for part in made]
    negatives = torch.from_numpy(
        np.searchsorted(noise, rng.random((len(parts[0]), n_shared)), side="right"))
    for centers, around, M, drawn in zip(*parts, negatives, strict=True):
        yield Batch(centers, around, M, drawn)
