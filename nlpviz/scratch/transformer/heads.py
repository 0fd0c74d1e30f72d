"""Multi-head attention: several looks at the same words.

per_head    the heads side by side, each of them `attention`
multi_head  with the projections before and after
"""

from types import SimpleNamespace

import numpy as np

from ...check import array, arrays, like, whole
from ..attention import attend, attention, dot
from ..functional import linear


def split(name, X, n_heads):
    """(n, n_heads·d_k) -> (n_heads, n, d_k): d_k columns a head."""
    n, width = X.shape
    if width % n_heads:
        raise ValueError(f"n_heads is {n_heads}; it must divide the "
                         f"{width} columns of {name}")
    return X.reshape(n, n_heads, -1).swapaxes(0, 1)


def join(X):
    """(n_heads, n, d_k) -> (n, n_heads·d_k): the inverse of split."""
    return X.swapaxes(0, 1).reshape(X.shape[1], -1)


def one_head(Q, K, V, mask, bias):
    """`attention`; with a bias, softmax(Q Kᵀ / √d_k + bias) V."""
    if bias is None:
        return attention(Q, K, V, mask)
    S, of_QK = dot(Q, K)
    O, of_SV = attend(S + bias, V, mask)

    def backward(dO):
        dS, dV = of_SV.backward(dO)
        return *of_QK.backward(dS), dV

    return O, SimpleNamespace(S=of_SV.S, A=of_SV.A, backward=backward)


def one_each(name, value, shape):
    """What each head gets: its slice of (n_heads, n, m), or all."""
    if np.ndim(value) != 3:
        return [value] * shape[0]
    if np.shape(value) != shape:
        raise ValueError(f"{name} has shape {np.shape(value)}; for the "
                         f"heads one by one it must be {shape}")
    return list(np.asarray(value))


def bias_of(bias, shape):
    """The bias as (n_heads, n, m), or None."""
    if bias is None:
        return None
    bias = array("bias", bias)
    if bias.shape not in (shape, shape[1:]):
        raise ValueError(f"bias has shape {bias.shape}; it must be "
                         f"{shape[1:]} or, head by head, {shape}")
    return np.broadcast_to(bias, shape)


def per_head(Q, K, V, n_heads, mask=None, bias=None):
    """O = [O_1, …]: head i attends with its own columns of Q, K, V.

    Q (n, n_heads d_k), K (m, n_heads d_k), V (m, n_heads d_v): head i
    has the columns from i d_k (i d_v) on. mask (m,), (n, m) or
    (n_heads, n, m), True: may be seen; bias (n, m) or (n_heads, n, m),
    a constant, is added to the scores. -> O (n, n_heads d_v). The
    trace has Q, K, V, S, A and O head by head: A (n_heads, n, m).
    """
    Q, K, V = arrays("Q: n all_k, K: m all_k, V: m all_v", Q, K, V)
    n_heads = whole("n_heads", n_heads)
    shape = (n_heads, len(Q), len(K))
    Q, K, V = (split(name, X, n_heads)
               for name, X in (("Q", Q), ("K", K), ("V", V)))
    masks = one_each("mask", mask, shape)
    biases = one_each("bias", bias_of(bias, shape), shape)
    heads = [one_head(*head) for head in zip(Q, K, V, masks, biases)]
    O = np.stack([O_i for O_i, _ in heads])     # (n_heads, n, d_v)
    out = join(O)

    def backward(dO):
        dO = split("dO", like("dO", dO, out), n_heads)
        grads = [trace.backward(dO_i)
                 for dO_i, (_, trace) in zip(dO, heads)]
        return tuple(join(np.stack(g)) for g in zip(*grads))

    S, A = (np.stack([getattr(trace, name) for _, trace in heads])
            for name in "SA")
    return out, SimpleNamespace(Q=Q, K=K, V=V, S=S, A=A, O=O,
                                backward=backward)


def multi_head(X, Y, W_Q, W_K, W_V, W_O, n_heads, mask=None, bias=None,
               *, b_Q=None, b_K=None, b_V=None, b_O=None):
    """out = [O_1, …] W_O, O_i = attention(X W_Qi, Y W_Ki, Y W_Vi).

    (Vaswani et al. 2017, section 3.2.2.) X (n, d) asks, Y (m, d) is
    looked at; both are X in self-attention. W_Q and W_K
    (d, n_heads d_k), W_V (d, n_heads d_v), W_O (n_heads d_v, d): head
    i has its columns (of W_O: rows) as in `per_head`; so has the
    trace. With d_k = d_v = d / n_heads there are 4 d² weights, however
    many heads. Biases b_Q … (torch has them, the paper's formula has
    none): None is zero. -> out (n, d); backward(dout) -> dX, dY, dW_Q,
    dW_K, dW_V, dW_O, db_Q, db_K, db_V, db_O.
    """
    X, Y, W_Q, W_K, W_V, W_O = arrays(
        "X: n d, Y: m d, W_Q: d all_k, W_K: d all_k, W_V: d all_v, "
        "W_O: all_v d", X, Y, W_Q, W_K, W_V, W_O)
    b_Q, b_K, b_V, b_O = (
        bias_row(name, b, W) for name, b, W in (
            ("b_Q", b_Q, W_Q), ("b_K", b_K, W_K),
            ("b_V", b_V, W_V), ("b_O", b_O, W_O)))
    Q, of_Q = linear(X, W_Q, b_Q)
    K, of_K = linear(Y, W_K, b_K)
    V, of_V = linear(Y, W_V, b_V)
    O, heads = per_head(Q, K, V, n_heads, mask, bias)
    out, of_O = linear(O, W_O, b_O)

    def backward(dout):
        dO, dW_O, db_O = of_O.backward(like("dout", dout, out))
        dQ, dK, dV = heads.backward(dO)
        dX, dW_Q, db_Q = of_Q.backward(dQ)
        dY_K, dW_K, db_K = of_K.backward(dK)
        dY_V, dW_V, db_V = of_V.backward(dV)
        return (dX, dY_K + dY_V, dW_Q, dW_K, dW_V, dW_O,
                db_Q, db_K, db_V, db_O)

    return out, SimpleNamespace(**vars(heads) | {
        "X": X, "Y": Y, "out": out, "backward": backward})


def bias_row(name, b, W):
    """b, one number a column of W; None is zero."""
    b = np.zeros(W.shape[1]) if b is None else array(name, b)
    if b.shape != W.shape[1:]:
        raise ValueError(f"{name} has shape {b.shape}; it must be "
                         f"{W.shape[1:]}, one number a column")
    return b
