"""A translator from its stored weights: the way back of `arrays_of`."""

import torch

from .layer import PRODUCTS
from .seq2seq import Seq2Seq

CELLS = {3: "gru", 4: "lstm"}


def restored(weights, model=Seq2Seq, **kind):
    """A translator with these weights, in evaluation mode.

    weights: the nested dict that `seq2seq.arrays_of` gives. What kind
    of model it was is read from the names and shapes; these do not tell
    local="m", D, or which of g and the encoder's last state joins each
    word if one does: g with attention, the state without, unless kind
    says otherwise (local, D, feed, context, as Seq2Seq takes them).
    Nor do they tell a BahdanauSeq2Seq, which is asked for by model and
    context="every".
    scale stands among the weights, or in kind where they are older.
    ValueError says what is missing or does not fit.
    """
    for name in ("E_in", "E_out", "forward", "decoder", "W_o", "b_o"):
        if name not in weights:
            raise ValueError(f"weights has no {name!r} but "
                             f"{', '.join(weights)}")
    d, d_h = weights["E_out"].shape[1], len(weights["W_o"])
    model = model(
        len(weights["E_in"]), len(weights["E_out"]), d, d_h,
        cell=CELLS[len(weights["decoder"]["b"]) // d_h],
        score=score_of(weights), bidirectional="backward" in weights,
        **{"local": "p" if "W_p" in weights else None,
           **joined(weights, d, d_h, **kind), **kind,
           "scale": scale_of(weights, **kind)})
    own = dict(zip(["forward", "backward"], model.encoder.cells))
    put(model.decoder.named_parameters(), weights["decoder"])
    for way, cell in own.items():
        put(cell.named_parameters(), weights[way])
    put([("E_in", model.encoder.E), ("E_out", model.E)], weights)
    put(model.named_parameters(recurse=False), weights | {
        "E": weights["E_out"]})
    if model.attention:
        put(model.attention.named_parameters(), weights)
    return model.eval()


def score_of(weights):
    """The score function whose weights these are, or None."""
    if "W_c" not in weights:
        return None
    known = {("W_k", "W_q", "v"): "additive", ("W", "v"): "concat",
             ("W",): "general", (): "dot"}
    own = weights.keys() & {"W", "W_q", "W_k", "v"}
    return known[tuple(sorted(own))]


def scale_of(weights, scale=None, **_):
    """Whether the scores of this model were divided by √d_h."""
    own = bool(weights["scale"]) if "scale" in weights else scale
    if score_of(weights) not in PRODUCTS:
        return True
    if own is None:
        raise ValueError(
            f"weights has no 'scale' but {', '.join(weights)}: if it "
            "was saved before scores were divided by √d_h, pass "
            "scale=False")
    if scale not in (None, own):
        raise ValueError(f"scale is {scale!r} but weights['scale'] "
                         f"says {own}")
    return own


def joined(weights, d, d_h, feed=None, context=None, **_):
    """What joins each word: g_{t−1}, the encoder's last state."""
    n = (len(weights["decoder"]["W_x"]) - d) // d_h
    if feed is None:
        alone = "W_c" in weights and context != "every"
        feed = n == 2 or n == 1 and alone
    return {"feed": feed, "context": "every" if n > feed else "start"}


def put(parameters, weights):
    """Each parameter's numbers, by the last part of its name."""
    with torch.no_grad():
        for name, parameter in parameters:
            name = name.split(".")[-1]
            array = torch.as_tensor(weights[name])
            if array.shape != parameter.shape:
                raise ValueError(
                    f"{name} has shape {tuple(array.shape)} but this "
                    f"kind of model needs {tuple(parameter.shape)}")
            parameter.copy_(array)
