"""What a block is made of: a sublayer, the way past it, and a norm.

The weights of a block are a dict with the names of the notation; in
a decoder those of the look at the encoder end in _x.
"""

from collections.abc import Mapping
from types import SimpleNamespace

from ...check import Shapes, array, arrays, like, one_of
from .feedforward import feed_forward
from .heads import multi_head
from .norms import layer_norm

LOOK = {"W_Q": "d all_k", "W_K": "d all_k", "W_V": "d all_v",
        "W_O": "all_v d", "b_Q": "all_k", "b_K": "all_k",
        "b_V": "all_v", "b_O": "d"}
CROSS = {f"{name}_x": axes.replace("all_k", "all_k_x").replace(
    "all_v", "all_v_x") for name, axes in LOOK.items()}
FEED = {"W_1": "d d_ff", "b_1": "d_ff", "W_2": "d_ff d", "b_2": "d"}
ENCODER = LOOK | {"gamma_1": "d", "beta_1": "d"} | FEED | {
    "gamma_2": "d", "beta_2": "d"}
DECODER = ENCODER | CROSS | {"gamma_x": "d", "beta_x": "d"}
OPTIONAL = {f"{b}{x}" for b in ("b_Q", "b_K", "b_V", "b_O")
            for x in ("", "_x")}


def shaped(W, shapes, optional=OPTIONAL, **sizes):
    """The dict W, each of its arrays of the shape that it must have.

    What is optional may be missing or None; other names are refused.
    """
    if not isinstance(W, Mapping):
        raise TypeError(f"W is {type(W).__name__}; it must be a dict "
                        f"of arrays: {', '.join(shapes)}")
    strange = [name for name in W if name not in shapes]
    if strange:
        raise ValueError(f"W holds {strange[0]!r}; its names must be "
                         f"among {', '.join(shapes)}")
    known, found = Shapes(**sizes), {}
    for name, axes in shapes.items():
        if W.get(name) is not None:
            found[name] = known.fit(name, array(name, W[name]), axes)
        elif name not in optional:
            raise ValueError(f"W has no {name}; it must be an array of "
                             f"shape ({axes.replace(' ', ', ')})")
    return found


def look(X, M, W, n_heads, mask=None, bias=None, x=""):
    """`multi_head` with the weights in W, whose names end in x.

    backward -> dX, dM, and a dict of the weights' gradients.
    """
    own = {name: W[name + x] for name in LOOK if name + x in W}
    out, trace = multi_head(X, M, n_heads=n_heads, mask=mask,
                            bias=bias, **own)

    def backward(dout):
        dX, dM, *grads = trace.backward(dout)
        return dX, dM, {name + x: g for name, g in zip(LOOK, grads)
                        if name in own}

    return out, SimpleNamespace(**vars(trace) | {"backward": backward})


def feed(X, W, activation):
    """`feed_forward` with the weights in W."""
    Y, trace = feed_forward(X, *(W[name] for name in FEED), activation)

    def backward(dY):
        dX, *grads = trace.backward(dY)
        return dX, dict(zip(FEED, grads))

    return Y, SimpleNamespace(**vars(trace) | {"backward": backward})


def residual(X, f, gamma, beta, norm="post", eps=1e-5):
    """A sublayer f, with the way past it and its norm LN.

    norm "post": Y = LN(X + f(X)), as published (Vaswani et al. 2017,
    section 3.1). "pre": Y = X + f(LN(X)), where X itself reaches the
    end untouched, and so does the gradient (Xiong et al. 2020).
    f: X -> output, trace, whose backward gives dX and perhaps more;
    backward(dY) -> dX, dgamma, dbeta, and that.
    """
    X, gamma, beta = arrays("X: n d, gamma: d, beta: d", X, gamma, beta)
    norm = one_of("norm", norm, ("post", "pre"))
    if norm == "post":
        F, of_f = f(X)
        Y, of_norm = layer_norm(X + F, gamma, beta, eps)
    else:
        N, of_norm = layer_norm(X, gamma, beta, eps)
        F, of_f = f(N)
        Y = X + F

    def backward(dY):
        dY = like("dY", dY, Y)
        if norm == "post":
            dsum, dgamma, dbeta = of_norm.backward(dY)
            dX, *more = of_f.backward(dsum)
            return dsum + dX, dgamma, dbeta, *more
        dN, *more = of_f.backward(dY)
        dX, dgamma, dbeta = of_norm.backward(dN)
        return dY + dX, dgamma, dbeta, *more

    return Y, SimpleNamespace(X=X, F=F, Y=Y, f=of_f, norm=of_norm,
                              backward=backward)
