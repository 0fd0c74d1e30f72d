"""Grouped-query attention: several heads share keys and values."""

from types import SimpleNamespace

from ...check import arrays, like, whole
from .heads import per_head


def repeated(X, n_kv_heads, group):
    """The columns of each head of K or V, once for each of a group."""
    heads = X.reshape(len(X), n_kv_heads, -1)
    return heads.repeat(group, axis=1).reshape(len(X), -1)


def summed(dX, n_kv_heads, group):
    """The gradients of a group's heads, added up."""
    heads = dX.reshape(len(dX), n_kv_heads, group, -1)
    return heads.sum(axis=2).reshape(len(dX), -1)


def grouped_query(X, Y, W_Q, W_K, W_V, W_O, n_heads, n_kv_heads,
                  mask=None, bias=None):
    """`multi_head` with fewer heads of keys and values than queries.

    (Ainslie et al. 2023.) Query head i looks with the keys and values
    of head i // (n_heads / n_kv_heads). n_kv_heads = n_heads is
    multi-head attention, n_kv_heads = 1 multi-query attention (Shazeer
    2019). What shrinks is the cache of K and V, by n_heads /
    n_kv_heads. X (n, d), Y (m, d), W_Q (d, n_heads d_k), W_K
    (d, n_kv_heads d_k), W_V (d, n_kv_heads d_v), W_O (n_heads d_v, d).
    -> out (n, d).
    """
    X, Y, W_Q, W_K, W_V, W_O = arrays(
        "X: n d, Y: m d, W_Q: d all_k, W_K: d few_k, W_V: d few_v, "
        "W_O: all_v d", X, Y, W_Q, W_K, W_V, W_O)
    n_heads, n_kv = sharing(n_heads, n_kv_heads, W_Q, W_K, W_V, W_O)
    group = n_heads // n_kv
    K, V = (repeated(Y @ W, n_kv, group) for W in (W_K, W_V))
    O, heads = per_head(X @ W_Q, K, V, n_heads, mask, bias)
    out = O @ W_O

    def backward(dout):
        dout = like("dout", dout, out)
        dQ, dK, dV = heads.backward(dout @ W_O.T)
        dK, dV = (summed(g, n_kv, group) for g in (dK, dV))
        return (dQ @ W_Q.T, dK @ W_K.T + dV @ W_V.T,
                X.T @ dQ, Y.T @ dK, Y.T @ dV, O.T @ dout)

    return out, SimpleNamespace(**vars(heads) | {
        "X": X, "Y": Y, "out": out, "backward": backward})


def sharing(n_heads, n_kv_heads, W_Q, W_K, W_V, W_O):
    """n_heads and n_kv_heads; each head must have its columns."""
    n_heads = whole("n_heads", n_heads)
    n_kv = whole("n_kv_heads", n_kv_heads)
    if n_heads % n_kv:
        raise ValueError(f"n_kv_heads is {n_kv}; it must divide "
                         f"n_heads = {n_heads}")
    for name, wide in (("columns of W_Q", W_Q.shape[1]),
                       ("rows of W_O", len(W_O))):
        if wide % n_heads:
            raise ValueError(f"n_heads is {n_heads}; it must divide "
                             f"the {wide} {name}")
    for name, W, wide in (("W_K", W_K, W_Q.shape[1]),
                          ("W_V", W_V, len(W_O))):
        need = wide // n_heads * n_kv
        if W.shape[1] != need:
            raise ValueError(
                f"{name} has {W.shape[1]} columns; it must have "
                f"{need}, for n_kv_heads = {n_kv} of {n_heads}")
    return n_heads, n_kv
