"""A decoder-only model: all words at once, each sees those before.

W is a dict: E (n_vocab, d), and blocks, a list of dicts as in
`encoder_block`. If they are there, also PE (n_max, d), learned
positions; gamma, beta, the norm at the end; W_o (d, n_vocab), without
which the output is tied, W_o = Eᵀ; and b_o.
"""

from types import SimpleNamespace

import numpy as np

from ...check import arrays, like, row, whole
from ..functional import embed, linear, softmax
from .blocks import encoder_block
from .inputs import blocks_of, factor, masks_of, outer, table
from .norms import layer_norm
from .positions import alibi


def unembed(X, W, eps=1e-5):
    """logits = LN(X) W_o + b_o: which word comes after each row.

    The rows may also be those between two blocks: then one reads what
    a layer would say if it were the last. X (T, d)
    -> logits (T, n_vocab); backward -> dX, and the dict dW.
    """
    W = outer(W)
    X, E = arrays("X: T d, E: n_vocab d", X, W["E"])
    N, of_norm = X, None
    if "gamma" in W:
        N, of_norm = layer_norm(X, W["gamma"], W["beta"], eps)
    W_o = W.get("W_o", E.T)                 # (d, n_vocab)
    b_o = W.get("b_o", np.zeros(len(E)))
    logits, of_o = linear(N, W_o, b_o)

    def backward(dlogits):
        dX, dW_o, db_o = of_o.backward(like("dlogits", dlogits, logits))
        dW = {"W_o": dW_o} if "W_o" in W else {"E": dW_o.T}
        if "b_o" in W:
            dW["b_o"] = db_o
        if of_norm:
            dX, dW["gamma"], dW["beta"] = of_norm.backward(dX)
        return dX, dW

    return logits, SimpleNamespace(X=X, N=N, logits=logits,
                                   backward=backward)


def decoder_only(ids, W, n_heads, masks=None, positions="learned",
                 norm="pre", activation="gelu", scale=None, eps=1e-5):
    """logits of each next word, given the words up to it.

    X = c E[ids] + PE, then the blocks with a causal mask, `unembed`.
    ids (T,). positions: "learned" (PE), "sinusoidal", "alibi" or None.
    scale: c = √d (True) or 1 (False); None is √d if the output is tied
    (Vaswani et al. 2017, section 3.4). masks: which links are left
    beside the causal mask, one entry a block, None or as in
    `multi_head`. -> logits (T, n_vocab); trace.X: what enters each
    block, at last what leaves the last one; trace.A
    (n_layers, n_heads, T, T); trace.blocks, the traces of the blocks.
    backward(dlogits) -> the dict dW, with the names of W.
    """
    own, blocks = outer(W), blocks_of(W)
    ids = row("ids", ids, len(own["E"]))
    T, n_heads = len(ids), whole("n_heads", n_heads)
    c, PE = factor(scale, own), table(T, own, positions)
    bias = alibi(n_heads, T) if positions == "alibi" else None
    masks = masks_of(masks, len(blocks), n_heads, T)
    embedded, of_ids = embed(ids, own["E"])
    X, traces = [c * embedded + PE], []
    for W_l, mask in zip(blocks, masks):
        out, trace = encoder_block(X[-1], W_l, n_heads, mask, bias,
                                   norm, activation, eps)
        X.append(out)
        traces.append(trace)
    logits, of_X = unembed(X[-1], own, eps)

    def backward(dlogits):
        dX, dW = of_X.backward(dlogits)
        dW["blocks"] = []
        for trace in reversed(traces):
            dX, dW_l = trace.backward(dX)
            dW["blocks"].insert(0, dW_l)
        dW["E"] = dW.get("E", 0) + of_ids.backward(c * dX)
        if "PE" in own:
            dW["PE"] = np.zeros_like(own["PE"])
            dW["PE"][:T] = dX if positions == "learned" else 0
        return dW

    return logits, SimpleNamespace(
        ids=ids, embedded=embedded, PE=PE, X=X, blocks=traces,
        A=np.array([trace.A for trace in traces]), N=of_X.N,
        logits=logits, backward=backward)


def next_word(ids, W, n_heads, **options):
    """P = softmax of `decoder_only`'s logits: P[t] after ids[: t + 1].

    The trace has all that its trace has; backward(dP) -> dW.
    """
    logits, trace = decoder_only(ids, W, n_heads, **options)
    P, of_logits = softmax(logits)

    def backward(dP):
        return trace.backward(of_logits.backward(dP))

    return P, SimpleNamespace(**vars(trace) | {
        "P": P, "backward": backward})
