"""How a query is compared with a key: the twins of scratch's scores.

Q is (B, n, d_q), K (B, m, d_k), S (B, n, m).
"""

import torch

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
