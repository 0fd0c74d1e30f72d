"""From a data set to batches(step), and from arrays to tensors."""

import hashlib

import numpy as np
import torch


def shuffled(arrays, batch_size, seed=0):
    """batches(step) from a data set: a new order in every epoch.

    arrays: arrays or tensors with as many rows each. The order of an
    epoch depends on seed and its number alone; the rows that do not
    fill a last batch are left out of that epoch.
    """
    arrays = tuple(tensor(a) for a in arrays)
    n = len(arrays[0]) if arrays else 0
    if not n or any(len(a) != n for a in arrays):
        raise ValueError(
            f"arrays have {[len(a) for a in arrays]} rows; all must "
            "have as many, and at least one")
    if not 1 <= batch_size <= n:
        raise ValueError(
            f"batch_size is {batch_size}; it must be 1 to {n}, the "
            "number of rows")
    per_epoch = n // batch_size
    order = {}

    def batches(step):
        epoch, at = divmod(step, per_epoch)
        if epoch not in order:
            order.clear()
            rng = np.random.default_rng([seed, epoch])
            order[epoch] = torch.from_numpy(rng.permutation(n))
        rows = order[epoch][at * batch_size:(at + 1) * batch_size]
        return tuple(a[rows] for a in arrays)

    batches.steps_per_epoch = per_epoch
    return batches


def tensors(batch, step):
    """What batches(step) gave, as a list of tensors."""
    if not isinstance(batch, (tuple, list)) or not batch:
        raise TypeError(
            f"batches({step}) returned {type(batch).__name__}; it must "
            "be a tuple of arrays or tensors, (X,) for one")
    return [tensor(x) for x in batch]


def digest(batch):
    """Twelve letters that differ if a tensor, its type or shape does."""
    found = hashlib.sha256()
    for x in batch:
        x = x.detach().cpu().contiguous()
        found.update(repr((x.dtype, tuple(x.shape))).encode())
        found.update(x.numpy().tobytes())
    return found.hexdigest()[:12]


def tensor(x):
    """x as a tensor; float arrays in torch's default type."""
    if isinstance(x, torch.Tensor):
        return x
    x = torch.as_tensor(x)
    return x.to(torch.get_default_dtype()) if x.is_floating_point() else x
