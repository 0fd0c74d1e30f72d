"""The blocks of the Transformer (Vaswani et al. 2017, figure 1).

W is a dict: W_Q W_K W_V W_O (and b_Q b_K b_V b_O, if there are any),
gamma_1 beta_1, W_1 b_1 W_2 b_2, gamma_2 beta_2; in a decoder also
W_Q_x … for the look at the encoder, and gamma_x beta_x. Shapes are
those of `multi_head`, `feed_forward` and `layer_norm`.
"""

from types import SimpleNamespace

from ...check import arrays, like
from .masks import causal
from .sublayers import DECODER, ENCODER, feed, look, residual, shaped


def encoder_block(X, W, n_heads, mask=None, bias=None, norm="post",
                  activation="relu", eps=1e-5):
    """Self-attention, then feed-forward, each with a way past it.

    norm "post" (as published) or "pre", see `residual`. mask and bias
    as in `multi_head`: with a causal mask this is the block of a
    decoder-only model. X (n, d) -> out (n, d); backward(dout) -> dX,
    and the dict dW.
    """
    (X,) = arrays("X: n d", X)
    W = shaped(W, ENCODER, d=X.shape[1])

    def attend(N):
        return itself(N, W, n_heads, mask, bias)

    def think(N):
        return feed(N, W, activation)

    Y, of_1 = residual(X, attend, W["gamma_1"], W["beta_1"], norm, eps)
    out, of_2 = residual(Y, think, W["gamma_2"], W["beta_2"], norm, eps)

    def backward(dout):
        dY, dgamma_2, dbeta_2, dfeed = of_2.backward(
            like("dout", dout, out))
        dX, dgamma_1, dbeta_1, dlook = of_1.backward(dY)
        return dX, dlook | dfeed | {
            "gamma_1": dgamma_1, "beta_1": dbeta_1,
            "gamma_2": dgamma_2, "beta_2": dbeta_2}

    return out, SimpleNamespace(
        X=X, W=W, attention=of_1.f, A=of_1.f.A, norm_1=of_1.norm, Y=Y,
        feed_forward=of_2.f, norm_2=of_2.norm, out=out,
        backward=backward)


def decoder_block(X, M, W, n_heads, mask=None, mask_x=None, norm="post",
                  activation="relu", eps=1e-5):
    """Self-attention, a look at the encoder, feed-forward.

    X (n, d): the words written so far; M (m, d): the encoder's output
    (its memory). mask (n, n): None is `causal`, no word sees a later
    one; mask_x (m,) or (n, m): what may be seen of M. -> out (n, d);
    backward(dout) -> dX, dM, and the dict dW.
    """
    X, M = arrays("X: n d, M: m d", X, M)
    W = shaped(W, DECODER, d=X.shape[1])
    mask = causal(len(X)) if mask is None else mask

    def attend(N):
        return itself(N, W, n_heads, mask)

    def attend_x(N):
        return look(N, M, W, n_heads, mask_x, x="_x")

    def think(N):
        return feed(N, W, activation)

    Y, of_1 = residual(X, attend, W["gamma_1"], W["beta_1"], norm, eps)
    Z, of_x = residual(Y, attend_x, W["gamma_x"], W["beta_x"], norm,
                       eps)
    out, of_2 = residual(Z, think, W["gamma_2"], W["beta_2"], norm, eps)

    def backward(dout):
        dZ, dgamma_2, dbeta_2, dfeed = of_2.backward(
            like("dout", dout, out))
        dY, dgamma_x, dbeta_x, dM, dlook_x = of_x.backward(dZ)
        dX, dgamma_1, dbeta_1, dlook = of_1.backward(dY)
        return dX, dM, dlook | dlook_x | dfeed | {
            "gamma_1": dgamma_1, "beta_1": dbeta_1,
            "gamma_x": dgamma_x, "beta_x": dbeta_x,
            "gamma_2": dgamma_2, "beta_2": dbeta_2}

    return out, SimpleNamespace(
        X=X, M=M, W=W, attention=of_1.f, A=of_1.f.A, norm_1=of_1.norm,
        Y=Y, cross=of_x.f, A_x=of_x.f.A, norm_x=of_x.norm, Z=Z,
        feed_forward=of_2.f, norm_2=of_2.norm, out=out,
        backward=backward)


def itself(X, W, n_heads, mask=None, bias=None):
    """`look` at oneself: X asks, and X is looked at."""
    out, trace = look(X, X, W, n_heads, mask, bias)

    def backward(dout):
        dX, dY, dW = trace.backward(dout)
        return dX + dY, dW

    return out, SimpleNamespace(**vars(trace) | {"backward": backward})
