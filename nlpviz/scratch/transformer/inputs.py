"""What a decoder-only model is given, each part checked by name."""

from collections.abc import Mapping

import numpy as np

from ...check import WrongKind, one_of
from .masks import causal
from .positions import sinusoidal
from .sublayers import shaped

SHAPES = {"E": "n_vocab d", "PE": "n_max d", "gamma": "d", "beta": "d",
          "W_o": "d n_vocab", "b_o": "n_vocab"}
POSITIONS = ("learned", "sinusoidal", "alibi", None)


def outer(W):
    """The dict W without its blocks: tables, last norm and output."""
    if isinstance(W, Mapping):
        W = {name: W[name] for name in W if name != "blocks"}
    W = shaped(W, SHAPES, optional={*SHAPES} - {"E"})
    if ("gamma" in W) != ("beta" in W):
        raise ValueError("W has one of gamma and beta; it must have "
                         "both, or neither for no norm at the end")
    return W


def blocks_of(W):
    """The list of the blocks' weights, one dict a layer."""
    if not isinstance(W.get("blocks"), (list, tuple)):
        raise WrongKind("W has no list of blocks; it must have one, "
                        "with a dict of weights for each layer")
    return W["blocks"]


def table(T, W, positions):
    """What is added to the T inputs for their positions, or 0."""
    positions = one_of("positions", positions, POSITIONS)
    if positions == "sinusoidal":
        return sinusoidal(T, W["E"].shape[1])
    if positions != "learned":
        return 0.0
    if "PE" not in W:
        raise ValueError("W has no PE but positions is 'learned'; it "
                         "must be an array of shape (n_max, d)")
    if T > len(W["PE"]):
        raise ValueError(f"ids has {T} words but PE must have as many "
                         f"positions; it has {len(W['PE'])}")
    return W["PE"][:T]


def factor(scale, W):
    """√d or 1; of None √d if E is the output too (tied)."""
    if scale is None:
        scale = "W_o" not in W
    scale = one_of("scale", scale, (True, False))
    return np.sqrt(W["E"].shape[1]) if scale else 1.0


def masks_of(masks, n_layers, n_heads, T):
    """The causal mask for each block, less the links that are cut."""
    masks = [None] * n_layers if masks is None else masks
    if len(masks) != n_layers:
        raise ValueError(f"masks has {len(masks)} entries; it must "
                         f"have one for each of {n_layers} blocks")
    return [causal(T) & allowed(f"masks[{l}]", mask, n_heads, T)
            for l, mask in enumerate(masks)]


def allowed(name, mask, n_heads, T):
    """mask as an array of bool that fits T words; None is all."""
    mask = np.asarray(True if mask is None else mask)
    if mask.dtype != bool:
        raise TypeError(f"{name} is {mask.dtype}; it must be bool, "
                        "True where a key may be seen")
    if mask.shape not in ((), (T,), (T, T), (n_heads, T, T)):
        raise ValueError(f"{name} has shape {mask.shape}; it must be "
                         f"{(T,)}, {(T, T)} or {(n_heads, T, T)}")
    return mask
