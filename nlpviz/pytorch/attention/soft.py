"""Attention: weights and mixtures, the batched twins of scratch's.

Q is (B, n, d_q), K (B, m, d_k), V (B, m, d_v), S and A (B, n, m). A
mask is (B, m) or (B, n, m); True says: this key may be seen.
"""

import torch
from torch.nn import functional as F

from ...check import tensors
from .scores import dot, factor


def weights(S, mask=None):
    """A = softmax over the keys that may be seen, rows of S.

    A key that may not be seen has the weight 0, and a row without any
    key has only such weights.
    """
    tensors("S: B n m", S)
    if mask is None:
        return torch.softmax(S, -1)
    mask = of_rows(mask, S)
    least = torch.finfo(S.dtype).min
    return torch.softmax(S.masked_fill(~mask, least), -1) * mask


def attend(S, V, mask=None):
    """O = A V with A = softmax(S). Returns O (B, n, d_v) and A."""
    tensors("S: B n m, V: B m d_v", S, V)
    A = weights(S, mask)
    return A @ V, A


def attention(Q, K, V, mask=None, weights=False, *, scale=True):
    """O = softmax(Q Kᵀ / √d_k) V; with weights=True also A.

    scale=False: the inner product as it is, not divided by √d_k.

    Without the weights it is torch's fused kernel, which never holds
    a whole S; it exists for (B, n_heads, n, d) alone, so one head is
    named here.
    """
    tensors("Q: B n d_k, K: B m d_k, V: B m d_v", Q, K, V)
    if weights:
        return attend(dot(Q, K, scale=scale), V, mask)
    heads, seen = (x[:, None] for x in (Q, K, V)), None
    if mask is not None:
        seen = of_rows(mask, Q, len(K[0]))
        blind = ~seen.any(-1, keepdim=True)
        seen = (seen | blind)[:, None]   # no kernel meets a blind row
    O = F.scaled_dot_product_attention(
        *heads, seen, scale=factor(K.shape[-1], scale))[:, 0]
    return O if mask is None else O.masked_fill(blind, 0)


def of_rows(mask, S, m=None):
    """The mask as (B, 1, m) or (B, n, m), or an error that names it."""
    (B, n), m = S.shape[:2], m or S.shape[-1]
    if mask.dtype != torch.bool:
        raise TypeError(f"mask is {mask.dtype}; it must be torch.bool, "
                        "True where a key may be seen")
    if mask.shape not in ((B, m), (B, n, m)):
        raise ValueError(f"mask has shape {tuple(mask.shape)} but must "
                         f"have {(B, m)} or {(B, n, m)}")
    return mask[:, None] if mask.ndim == 2 else mask
