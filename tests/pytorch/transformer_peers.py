"""torch's own Transformer with the weights of ours, and small models of every kind."""

import torch

from nlpviz import pytorch

KINDS = [
    {}, {"norm": "pre"}, {"positions": "learned"}, {"positions": "rotary", "norm": "pre"},
    {"positions": "alibi"}, {"positions": None, "activation": "gelu"}, {"n_kv_heads": 1},
    {"positions": "rotary", "n_kv_heads": 2, "activation": "swiglu", "rms": True, "norm": "pre"},
    {"positions": "alibi", "n_kv_heads": 2, "final_norm": True}, {"tied": True, "biases": False},
]
SOURCE = torch.tensor([[4, 5, 2, 0, 0], [6, 7, 8, 5, 2], [7, 2, 0, 0, 0]])
TARGET = torch.tensor([[1, 5, 4, 6], [1, 7, 6, 4], [1, 4, 4, 5]])


def shaken(model, seed=1):
    """The model in float64 and evaluation mode, none of its weights 0 or 1."""
    generator = torch.Generator().manual_seed(seed)
    model = model.double().eval()
    with torch.no_grad():
        for p in model.parameters():
            p.add_(torch.randn(p.shape, generator=generator, dtype=p.dtype) / 3)
    return model


def translator(kind, **more):
    torch.manual_seed(3)
    return shaken(pytorch.Transformer(9, 8, **{"d": 16, "n_heads": 4, "n_layers": 2, "d_ff": 12}
                                      | kind | more))


def speaker(kind, **more):
    torch.manual_seed(3)
    return shaken(pytorch.TransformerLM(9, **{"d": 16, "n_heads": 4, "n_layers": 2, "d_ff": 12}
                                        | kind | more))


def look(theirs, ours):
    """nn.MultiheadAttention has the weights of a MultiHead."""
    theirs.in_proj_weight.copy_(torch.cat([ours.W_Q, ours.W_K, ours.W_V], 1).T)
    theirs.in_proj_bias.copy_(torch.cat([ours.b_Q, ours.b_K, ours.b_V]))
    theirs.out_proj.weight.copy_(ours.W_O.T)
    theirs.out_proj.bias.copy_(ours.b_O)


def norm(theirs, ours):
    theirs.weight.copy_(ours.gamma)
    theirs.bias.copy_(ours.beta)


def layer(theirs, ours):
    """torch's encoder or decoder layer has the weights of our block."""
    look(theirs.self_attn, ours.attention)
    for i in "12":
        linear = getattr(theirs, f"linear{i}")
        linear.weight.copy_(getattr(ours.feed, f"W_{i}").T)
        linear.bias.copy_(getattr(ours.feed, f"b_{i}"))
    around = [ours.around_1, ours.around_2]
    if hasattr(ours, "cross"):
        look(theirs.multihead_attn, ours.cross)
        around.insert(1, ours.around_x)
    for i, part in enumerate(around, 1):
        norm(getattr(theirs, f"norm{i}"), part.norm)


@torch.no_grad()
def give(theirs, ours):
    """torch's layer, stack or Transformer has the weights of ours."""
    if hasattr(ours, "encoder"):
        give(theirs.encoder, ours.encoder)
        give(theirs.decoder, ours.decoder)
    elif hasattr(ours, "blocks"):
        for one, block in zip(theirs.layers, ours.blocks, strict=True):
            layer(one, block)
        if ours.norm is None:
            theirs.norm = None
        else:
            norm(theirs.norm, ours.norm)
    elif isinstance(ours, pytorch.MultiHead):
        look(theirs, ours)
    else:
        layer(theirs, ours)
    return theirs


def close(ours, theirs, atol=1e-10):
    torch.testing.assert_close(ours, theirs, atol=atol, rtol=0)
