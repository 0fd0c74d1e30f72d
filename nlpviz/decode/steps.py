"""A sequence, and one step of a model with all that is asked of it."""

from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np

from ..check import brief, numbers, whole


@dataclass(frozen=True)
class Hypothesis:
    """A sequence: ids without bos and eos, and the log of its
    probability, eos included if it is finished.

    score: logp / length**alpha, where length counts the eos.
    """

    ids: tuple[int, ...]
    logp: float
    finished: bool
    score: float


def score(logp, length, alpha):
    """logp / length**alpha: alpha 0 the probability, 1 the mean."""
    return logp / length**alpha


def check(step, bos, eos, max_length):
    if not callable(step):
        raise TypeError(
            f"step is {type(step).__name__}; it must be a function: "
            "step(state, ids) -> logP, state")
    whole("bos", bos, 0)
    whole("eos", eos, 0)
    whole("max_length", max_length, 1)


def leaves(state):
    """All arrays and tensors of a nest, from left to right."""
    if isinstance(state, dict):
        state = tuple(state.values())
    if isinstance(state, (tuple, list)):
        return [leaf for part in state for leaf in leaves(part)]
    if state is not None and not getattr(state, "shape", ()):
        raise TypeError(
            f"state holds {state!r}, a {type(state).__name__}; it must be "
            "a nest of arrays or tensors with the batch first")
    return [] if state is None else [state]


def rows(state, index):
    """The same nest with these rows of every array and tensor."""
    if isinstance(state, dict):
        return {k: rows(v, index) for k, v in state.items()}
    if isinstance(state, (tuple, list)):
        parts = [rows(v, index) for v in state]
        named = hasattr(state, "_fields")
        return type(state)(*parts) if named else type(state)(parts)
    return None if state is None else state[index]


def begin(state, n):
    """state for n sequences; that of one source is repeated."""
    sizes = {len(leaf) for leaf in leaves(state)}
    if sizes == {1} and n > 1:
        return rows(state, np.zeros(n, int))
    if sizes - {n}:
        raise ValueError(
            f"state has {' and '.join(map(str, sorted(sizes)))} rows in "
            f"its arrays, but there are {n} sequences to begin; the "
            "batch comes first in each")
    return state


def ask(step, state, ids):
    """step(state, ids) -> logP (B, n_vocab) in float64, state."""
    tensor = next(
        (x for x in leaves(state) if hasattr(x, "new_tensor")), None)
    quiet = nullcontext()
    if tensor is not None:
        import torch

        ids = torch.as_tensor(ids, device=tensor.device)
        quiet = torch.no_grad()
    with quiet:
        found = step(state, ids)
    if not isinstance(found, (tuple, list)) or len(found) != 2:
        raise TypeError(f"step returned {type(found).__name__} "
                        f"{brief(found)}; it must return a pair, logP, state")
    logP, state = found
    return checked(numbers("logP", logP, bools=False), len(ids)), state


def checked(logP, B):
    """logP, or an error that says what it is instead."""
    if logP.ndim != 2 or len(logP) != B or not logP.size:
        raise ValueError(
            f"logP has shape {logP.shape} but must be ({B}, n_vocab), "
            f"for there were {B} ids")
    best = logP.max(1)
    for wrong, what in (
            (np.isnan(best), "holds NaN"),
            (best > 1e-3, "holds {:.4g}, above log 1 = 0; take its log_softmax"),
            (best == -np.inf, "gives no token any probability")):
        if wrong.any():
            b = int(wrong.argmax())
            raise ValueError(f"logP[{b}] " + what.format(best[b]))
    return logP
