"""Multi-head attention in batches: all heads in one product.

per_head       the heads side by side
multi_head     with the projections before and after
grouped_query  the same, where several heads share keys and values
"""

import torch
from torch.nn import functional as F

from ...check import tensors, whole
from . import masks


def split(X, n_heads):
    """(B, n, n_heads·d_k) -> (B, n_heads, n, d_k)."""
    return X.unflatten(-1, (n_heads, -1)).transpose(1, 2)


def join(X):
    """(B, n_heads, n, d_k) -> (B, n, n_heads·d_k)."""
    return X.transpose(1, 2).flatten(2)


def apart(Q, K, V, n_heads):
    """Q, K, V head by head; K and V may have fewer heads."""
    if Q.shape[-1] % n_heads:
        raise ValueError(f"n_heads is {n_heads}; it must divide the "
                         f"{Q.shape[-1]} columns of Q")
    d_k = Q.shape[-1] // n_heads
    n_kv, rest = divmod(K.shape[-1], d_k)
    if rest or not n_kv or n_heads % n_kv:
        raise ValueError(
            f"K has {K.shape[-1]} columns; with {d_k} a head, as in Q, "
            f"the number of heads must divide n_heads = {n_heads}")
    if V.shape[-1] % n_kv:
        raise ValueError(f"V has {V.shape[-1]} columns; it must have "
                         f"as many for each of {n_kv} heads, as K has")
    return split(Q, n_heads), split(K, n_kv), split(V, n_kv)


def fitting(bias, shape):
    """The bias, (n, m) or (n_heads, n, m), or an error that says so."""
    if bias is not None and bias.shape not in (shape[1:], shape[2:]):
        raise ValueError(f"bias has shape {tuple(bias.shape)}; it must "
                         f"be {shape[2:]} or, head by head, "
                         f"{shape[1:]}")
    return bias


def fused(Q, K, V, seen=None, bias=None, causal=False):
    """O alone, by torch's kernel, which never holds a whole S."""
    gqa = Q.shape[1] != K.shape[1]
    if seen is None:
        return F.scaled_dot_product_attention(
            Q, K, V, bias, is_causal=causal, enable_gqa=gqa)
    blind = ~seen.any(-1, keepdim=True)
    # Whether there are such rows is asked on the CPU alone: to ask a
    # GPU is to wait for it.
    some = seen.device.type != "cpu" or bool(blind.any())
    seen = seen | blind if some else seen   # no kernel meets them
    if bias is not None:
        seen = torch.where(seen, bias, -torch.inf)
    O = F.scaled_dot_product_attention(Q, K, V, seen, enable_gqa=gqa)
    return O.masked_fill(blind, 0) if some else O


def weighted(Q, K, V, seen=None, bias=None):
    """O and A (B, n_heads, n, m), by the formula."""
    group = Q.shape[1] // K.shape[1]
    if group > 1:
        K, V = (X.repeat_interleave(group, 1) for X in (K, V))
    S = Q @ K.transpose(2, 3) / K.shape[-1] ** 0.5
    S = S if bias is None else S + bias
    if seen is None:
        A = torch.softmax(S, -1)
    else:
        least = torch.finfo(S.dtype).min
        A = torch.softmax(S.masked_fill(~seen, least), -1) * seen
    return A @ V, A


def per_head(Q, K, V, n_heads, mask=None, bias=None, *, causal=False,
             weights=False):
    """O = [O_1, …]: head i attends with its own columns of Q, K, V.

    Q (B, n, n_heads d_k), K (B, m, n_kv_heads d_k), V (B, m,
    n_kv_heads d_v): heads of K and V are as many, or fewer, each for a
    group of Q's. mask as in `masks`: a row that sees no key has
    weights 0 and O = 0. bias (n, m) or (n_heads, n, m), a constant, is
    added to the scores (−∞: not seen). causal: no query sees a later
    key, the n queries being the last of m positions.
    -> O (B, n, n_heads d_v), and with weights=True A (B, n_heads, n,
    m); without, torch's fused kernel computes it.
    """
    tensors("Q: B n all_k, K: B m some_k, V: B m some_v", Q, K, V)
    Q, K, V = apart(Q, K, V, whole("n_heads", n_heads))
    shape = *Q.shape[:3], K.shape[2]        # (B, n_heads, n, m)
    seen = None if mask is None else masks.of_heads(mask, *shape)
    bias = fitting(bias, shape)
    plain = seen is None and bias is None and shape[2] == shape[3]
    if causal and shape[2] > 1 and (weights or not plain):
        past = masks.causal(*shape[2:], Q.device)
        seen = past if seen is None else seen & past
    if weights:
        O, A = weighted(Q, K, V, seen, bias)
        return join(O), A
    return join(fused(Q, K, V, seen, bias, causal and plain))


def multi_head(X, Y, W_Q, W_K, W_V, W_O, n_heads, mask=None, bias=None,
               *, b_Q=None, b_K=None, b_V=None, b_O=None, **how):
    """out = [O_1, …] W_O, O_i = attention(X W_Qi, Y W_Ki, Y W_Vi).

    (Vaswani et al. 2017, section 3.2.2.) X (B, n, d) asks, Y (B, m, d)
    is looked at. Weights as in scratch; how: causal, weights, as in
    `per_head`. -> out (B, n, d), and with weights=True A.
    """
    tensors("X: B n d, Y: B m d, W_Q: d all_k, W_K: d some_k, "
            "W_V: d some_v, W_O: all_v d", X, Y, W_Q, W_K, W_V, W_O)
    Q = F.linear(X, W_Q.T, b_Q)
    K, V = F.linear(Y, W_K.T, b_K), F.linear(Y, W_V.T, b_V)
    O = per_head(Q, K, V, n_heads, mask, bias, **how)
    if how.get("weights"):
        return F.linear(O[0], W_O.T, b_O), O[1]
    return F.linear(O, W_O.T, b_O)


def grouped_query(X, Y, W_Q, W_K, W_V, W_O, n_heads, n_kv_heads,
                  mask=None, bias=None, **how):
    """`multi_head` with fewer heads of keys and values than queries.

    (Ainslie et al. 2023.) Query head i looks with the keys and values
    of head i // (n_heads / n_kv_heads). W_K and W_V have n_kv_heads
    d_k (d_v) columns: the cache of K and V shrinks by as much.
    """
    n_kv, n_heads = (whole("n_kv_heads", n_kv_heads),
                     whole("n_heads", n_heads))
    if n_heads % n_kv:
        raise ValueError(f"n_kv_heads is {n_kv}; it must divide "
                         f"n_heads = {n_heads}")
    wide = W_Q.shape[1] // n_heads * n_kv
    if W_K.shape[1] != wide:
        raise ValueError(f"W_K has {W_K.shape[1]} columns; it must "
                         f"have {wide}, for n_kv_heads = {n_kv}")
    return multi_head(X, Y, W_Q, W_K, W_V, W_O, n_heads, mask, bias,
                      **how)
