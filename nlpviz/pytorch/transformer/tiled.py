"""Attention in tiles: exact, and without ever holding all scores."""

import torch
from torch.utils.checkpoint import checkpoint

from ...check import tensors, whole
from ..attention.soft import of_rows


def tiles(n, size):
    """0 … n − 1 as slices of `size`, the last one perhaps shorter."""
    return [slice(i, min(i + size, n)) for i in range(0, n, size)]


def visible(mask, Q, m):
    """A function of two slices: what may be seen in their tile."""
    n = Q.shape[1]
    rows = torch.arange(n, device=Q.device)[:, None]
    keys = torch.arange(m, device=Q.device)
    if mask is None:
        return lambda i, j: keys[j] >= 0
    if not isinstance(mask, torch.Tensor):
        return lambda i, j: mask(rows[i], keys[j])
    mask = of_rows(mask, Q, m).expand(-1, n, -1)
    return lambda i, j: mask[:, i, j]


def online(q, K, V, seen, size):
    """softmax(S) V of some rows; scores come a few keys at a time.

    top is each row's greatest score so far, Z = Σ exp(S − top); when
    top rises, the sums so far shrink by exp(top − new) (Milakov &
    Gimelshein 2018, algorithm 3). A row that sees nothing is 0.
    """
    least = torch.finfo(q.dtype).min
    top = q.new_full((*q.shape[:2], 1), least)
    Z, O = 0 * top, 0.0
    for j in tiles(K.shape[1], size):
        S = q @ K[:, j].transpose(1, 2) / q.shape[-1] ** 0.5
        S = S.masked_fill(~seen(j), -torch.inf)
        new = torch.maximum(top, S.amax(-1, keepdim=True)).detach()
        shrink, A = torch.exp(top - new), torch.exp(S - new)
        Z = shrink * Z + A.sum(-1, keepdim=True)
        O = shrink * O + A @ V[:, j]
        top = new
    return O / torch.where(Z == 0, 1, Z)


def tiled_attention(Q, K, V, mask=None, size=64):
    """O = softmax(Q Kᵀ / √d_k) V, one tile of size × size at a time.

    (Rabe & Staats 2021; Dao et al. 2022.) What torch's fused kernel
    does, in the open: the memory grows like n + m instead of n m,
    because the scores of a row of tiles are computed again for the
    gradient. Q (B, n, d_k), K (B, m, d_k), V (B, m, d_v); mask (B, m),
    (B, n, m), or, to need no memory either, a function of rows i (…, 1)
    and keys j, such as lambda i, j: j <= i.
    """
    tensors("Q: B n d_k, K: B m d_k, V: B m d_v", Q, K, V)
    n, m, size = Q.shape[1], K.shape[1], whole("size", size)
    seen = visible(mask, Q, m)

    def rows(i):
        return checkpoint(
            lambda q, K, V: online(q, K, V, lambda j: seen(i, j), size),
            Q[:, i], K, V, use_reentrant=False,
            preserve_rng_state=False)

    return torch.cat([rows(i) for i in tiles(n, size)], 1)
