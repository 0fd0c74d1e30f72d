"""From a data set to batches(step), and from arrays to tensors."""

import hashlib

import numpy as np
import torch

from ..check import is_whole, whole


def shuffled(arrays, batch_size, seed=0):
    """batches(step) from a data set: a new order in every epoch.

    arrays: arrays or tensors with as many rows each. The order of an
    epoch depends on seed and its number alone; the rows that do not
    fill a last batch are left out of that epoch.
    """
    arrays, n = _rows(arrays)
    seed = whole("seed", seed, 0)
    if not is_whole(batch_size) or not 1 <= batch_size <= n:
        raise ValueError(
            f"batch_size is {batch_size}; it must be 1 to {n}, the "
            "number of rows")
    batch_size = int(batch_size)
    per_epoch = n // batch_size
    order = {}

    def batches(step):
        epoch, at = divmod(whole("step", step, 0), per_epoch)
        if epoch not in order:
            order.clear()
            rng = np.random.default_rng([seed, epoch])
            order[epoch] = torch.from_numpy(rng.permutation(n))
        rows = order[epoch][at * batch_size:(at + 1) * batch_size]
        return tuple(a[rows] for a in arrays)

    batches.steps_per_epoch = per_epoch
    return batches


def _rows(arrays):
    """The arrays as tensors, and how many rows each of them has."""
    if not isinstance(arrays, (tuple, list)) or not arrays:
        raise TypeError(
            f"arrays is a {type(arrays).__name__}; it must be a tuple "
            "of arrays or tensors, (X,) for one")
    found = tuple(tensor(a, f"arrays[{i}]") for i, a in enumerate(arrays))
    n = [len(a) for a in found]
    if not n[0] or len(set(n)) > 1:
        raise ValueError(f"arrays have {n} rows; all must have as many, "
                         "and at least one")
    return found, n[0]


def tensors(batch, step):
    """What batches(step) gave, as a list of tensors."""
    if not isinstance(batch, (tuple, list)) or not batch:
        raise TypeError(
            f"batches({step}) returned {type(batch).__name__}; it must "
            "be a tuple of arrays or tensors, (X,) for one")
    return [tensor(x, f"batches({step})[{i}]")
            for i, x in enumerate(batch)]


def digest(batch):
    """Twelve letters that differ if a tensor, its type or shape does."""
    found = hashlib.sha256()
    for x in batch:
        x = x.detach().cpu()
        x = x.to_dense() if x.layout != torch.strided else x
        x = x.resolve_conj().resolve_neg().contiguous()
        found.update(repr((x.dtype, tuple(x.shape))).encode())
        found.update(x.flatten().view(torch.uint8).numpy().tobytes())
    return found.hexdigest()[:12]


def tensor(x, name="x"):
    """x as a tensor of rows; float arrays in torch's default type.

    Arrays that torch does not take as they are (turned round, not to be
    written, of another byte order) are copied.
    """
    if not isinstance(x, torch.Tensor):
        x = _array(x, name)
        x = torch.from_numpy(x)
        if x.is_floating_point():
            x = x.to(torch.get_default_dtype())
    if x.ndim == 0:
        raise ValueError(f"{name} is one number, {x.item()}; it must have "
                         "a row for each example")
    return x


def _array(x, name):
    """x as an array that torch can share; TypeError if it is no array of numbers."""
    try:
        if np.ma.is_masked(x):
            raise ValueError("it has masked entries")
        array = np.asarray(x)
        if array.dtype.kind not in "biufc":
            raise ValueError(f"it is of dtype {array.dtype}")
        if array.dtype.type in (np.longdouble, np.clongdouble):
            raise ValueError(f"it is of dtype {array.dtype}")
    except (ValueError, TypeError, RuntimeError) as error:
        raise TypeError(
            f"{name} is a {type(x).__name__} that is no array of numbers: "
            f"{error}") from None
    fit = (array.flags.writeable and array.dtype.isnative
           and all(s >= 0 for s in array.strides))
    native = array.dtype.newbyteorder("=")
    return array if fit else np.array(array, native, order="C")
