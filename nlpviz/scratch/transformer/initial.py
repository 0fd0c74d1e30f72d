"""Weights to begin with, as dicts, and how many there are."""

import numpy as np

from ...check import sizes, whole


def glorot(rng, n, m):
    """(n, m) of U(−a, a), a = √(6 / (n + m)) (Glorot & Bengio 2010)."""
    return rng.uniform(-1, 1, (n, m)) * np.sqrt(6 / (n + m))


def norm_weights(d, x):
    """γ and β of `layer_norm`, which at first change nothing."""
    return {f"gamma_{x}": np.ones(d), f"beta_{x}": np.zeros(d)}


def block_weights(d, d_ff, *, cross=False, biases=True, seed=0):
    """Weights of `encoder_block`; of `decoder_block` with cross=True.

    Matrices as in `glorot`, biases 0, γ = 1. Heads share the columns
    of W_Q, W_K and W_V: their number changes nothing here. biases:
    whether there are b_Q, b_K, b_V, b_O. seed: a number, or a NumPy
    Generator.
    """
    d, d_ff = sizes(d=d, d_ff=d_ff)
    rng, W = np.random.default_rng(seed), {}
    for x in ("", "_x") if cross else ("",):
        W |= {f"W_{i}{x}": glorot(rng, d, d) for i in "QKVO"}
        if biases:
            W |= {f"b_{i}{x}": np.zeros(d) for i in "QKVO"}
    W |= {"W_1": glorot(rng, d, d_ff), "b_1": np.zeros(d_ff),
          "W_2": glorot(rng, d_ff, d), "b_2": np.zeros(d)}
    for x in "1x2" if cross else "12":
        W |= norm_weights(d, x)
    return W


def decoder_only_weights(n_vocab, d, n_layers, d_ff, n_max=None, *,
                         tied=False, final_norm=True, seed=0):
    """Weights of `decoder_only`; a table PE of n_max positions.

    Entries of E and PE are N(0, 1/d). n_max None: no PE. final_norm:
    γ, β before the output, as a pre-LN model needs them.
    """
    n_vocab, d, n_layers, d_ff = sizes(
        n_vocab=n_vocab, d=d, n_layers=n_layers, d_ff=d_ff)
    rng = np.random.default_rng(seed)
    W = {"E": rng.normal(size=(n_vocab, d)) / np.sqrt(d)}
    if n_max is not None:
        n_max = whole("n_max", n_max)
        W["PE"] = rng.normal(size=(n_max, d)) / np.sqrt(d)
    W["blocks"] = [block_weights(d, d_ff, seed=rng)
                   for _ in range(n_layers)]
    if final_norm:
        W |= {"gamma": np.ones(d), "beta": np.zeros(d)}
    if not tied:
        W |= {"W_o": glorot(rng, d, n_vocab), "b_o": np.zeros(n_vocab)}
    return W


def block_parameters(d, d_ff, n_heads=1, *, d_k=None, d_v=None,
                     cross=False):
    """How many numbers there are in a block, biases and norms included.

    Attention: 2 (d + 1) n_heads d_k + (d + 1) n_heads d_v
    + (n_heads d_v + 1) d, which is 4 d² + 4 d for d_k = d_v =
    d / n_heads (None), however many heads; feed-forward:
    2 d d_ff + d_ff + d; each norm: 2 d.
    """
    d, d_ff, n_heads = sizes(d=d, d_ff=d_ff, n_heads=n_heads)
    if d % n_heads and None in (d_k, d_v):
        raise ValueError(f"n_heads is {n_heads}; it must divide d = "
                         f"{d} where d_k or d_v is not given")
    all_k, all_v = (n_heads * whole(name, d // n_heads if d_i is None
                                    else d_i)
                    for name, d_i in (("d_k", d_k), ("d_v", d_v)))
    attention = (d + 1) * (2 * all_k + all_v) + (all_v + 1) * d
    n_looks = 2 if cross else 1
    return (n_looks * (attention + 2 * d)
            + 2 * d * d_ff + d_ff + d + 2 * d)


def n_parameters(n_layers=6, d=512, d_ff=2048, n_heads=8, **widths):
    """How many numbers an encoder and a decoder have together.

    Without embeddings and output: 44,138,496 for the base model of
    Vaswani et al. (2017, table 3), biases of the projections included.
    torch.nn.Transformer has 4 d more: a last norm in the encoder and
    one in the decoder.
    """
    return whole("n_layers", n_layers) * sum(
        block_parameters(d, d_ff, n_heads, cross=cross, **widths)
        for cross in (False, True))
