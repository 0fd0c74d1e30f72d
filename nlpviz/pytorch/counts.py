"""Words as counts, in batches: the twins of scratch.counts."""

import torch
from torch.nn import functional as F

from ..check import sizes, tensors


def one_hot(ids, n_vocab):
    """X (…, n_vocab): 0 but for a 1 at each word number of ids (…)."""
    sizes(n_vocab=n_vocab)
    return F.one_hot(ids, n_vocab).to(torch.get_default_dtype())


def bag_of_words(ids, n_vocab, mask=None):
    """How often each word occurs: ids (B, T) -> (B, n_vocab)."""
    X = one_hot(ids, n_vocab)
    return (X if mask is None else X * mask[..., None]).sum(-2)


def windows(ids, window, generator=None):
    """Each word of ids (T,) and those around it, filled up with 0.

    -> centers (T,), contexts (T, 2 window), mask (T, 2 window). With
    a torch.Generator the reach is drawn for each t, from 1 … window.
    """
    sizes(window=window)
    tensors("ids: T", ids)
    t = torch.arange(len(ids), device=ids.device)[:, None]
    k = torch.arange(-window, window + 1, device=ids.device)
    k, reach = k[k != 0], torch.full_like(t, window)
    if generator is not None:
        reach.random_(1, window + 1, generator=generator)
    mask = (t + k >= 0) & (t + k < len(ids)) & (k.abs() <= reach)
    contexts = ids[(t + k).clamp(0, len(ids) - 1)]
    return ids, contexts.masked_fill(~mask, 0), mask


def draw_negatives(q, *shape, generator=None):
    """Word numbers of this shape, drawn from q (n_vocab,): `noise`."""
    n = torch.Size(shape).numel()
    return torch.multinomial(torch.as_tensor(q), n, replacement=True,
                             generator=generator).view(shape)
