"""Scores, weights, mixtures: the batched twins of scratch.attention.

Q is (B, n, d_q), K (B, m, d_k), V (B, m, d_v), S and A (B, n, m). A
mask is (B, m) or (B, n, m); True says: this key may be seen.
"""

import torch
from torch.nn import functional as F

from ...check import tensors


def factor(d_k, scale):
    """What an inner product is multiplied by: 1/√d_k, or 1.

    The product of d_k numbers with d_k others spreads like √d_k; a
    softmax of scores that far apart is one-hot, and its gradient 0.
    """
    if not isinstance(scale, bool):
        raise TypeError(f"scale is {scale!r} but must be True, to "
                        "divide by √d_k, or False")
    return d_k**-0.5 if scale else 1.0


def dot(Q, K, *, scale=True):
    """S = Q Kᵀ / √d_k: the larger, the more alike.

    Luong et al. (2015) do not divide (scale=False); Vaswani et al.
    (2017, section 3.2.1) do.
    """
    tensors("Q: B n d_k, K: B m d_k", Q, K)
    return factor(K.shape[-1], scale) * Q @ K.transpose(1, 2)


def general(Q, K, W, *, scale=True):
    """S = Q W Kᵀ / √d_k, W (d_q, d_k).

    Luong et al. (2015) do not divide (scale=False); see `dot`.
    """
    tensors("Q: B n d_q, K: B m d_k, W: d_q d_k", Q, K, W)
    return factor(K.shape[-1], scale) * Q @ W @ K.transpose(1, 2)


def additive(Q, K, W_q, W_k, v):
    """S_ij = v · tanh(q_i W_q + k_j W_k)    (Bahdanau et al. 2015).

    W_q (d_q, d_a), W_k (d_k, d_a), v (d_a,). Needs B n m d_a numbers
    at once.
    """
    tensors("Q: B n d_q, K: B m d_k, "
            "W_q: d_q d_a, W_k: d_k d_a, v: d_a",
          Q, K, W_q, W_k, v)
    a = (Q @ W_q)[:, :, None] + (K @ W_k)[:, None]  # (B, n, m, d_a)
    return torch.tanh(a) @ v


def concat(Q, K, W, v):
    """S_ij = v · tanh([q_i; k_j] W)    (Luong et al. 2015).

    W (d_q + d_k, d_a): the additive score with its W_q above its W_k.
    """
    d_q = Q.shape[-1]
    tensors("Q: B n d_q, K: B m d_k, W: d d_a, v: d_a", Q, K, W, v)
    if len(W) != d_q + K.shape[-1]:
        raise ValueError(f"W has shape {tuple(W.shape)} but d_q + d_k "
                         f"= {d_q + K.shape[-1]} rows are needed")
    return additive(Q, K, W[:d_q], W[d_q:], v)


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
