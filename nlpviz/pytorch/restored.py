"""A translator from its stored weights: the way back of `weights`."""

import torch

from .seq2seq import Seq2Seq

CELLS = {3: "gru", 4: "lstm"}


def restored(weights):
    """A Seq2Seq with these weights, in evaluation mode.

    weights: the nested dict that `seq2seq.weights` gives. What kind of
    model it was is read from the names and shapes. Local attention has
    no names there and cannot be restored. ValueError says what is
    missing.
    """
    for name in ("E_in", "E_out", "forward", "decoder", "W_o", "b_o"):
        if name not in weights:
            raise ValueError(f"weights has no {name!r} but "
                             f"{', '.join(weights)}")
    d, d_h = weights["E_out"].shape[1], len(weights["W_o"])
    model = Seq2Seq(
        len(weights["E_in"]), len(weights["E_out"]), d, d_h,
        cell=CELLS[len(weights["decoder"]["b"]) // d_h],
        score=score_of(weights), bidirectional="backward" in weights,
        **joined(weights, d))
    own = dict(zip(["forward", "backward"], model.encoder.cells))
    put(model.decoder.named_parameters(), weights["decoder"])
    for way, cell in own.items():
        put(cell.named_parameters(), weights[way])
    put([("E_in", model.encoder.E), ("E_out", model.E)], weights)
    put(model.named_parameters(recurse=False), weights | {
        "E": weights["E_out"]})
    if model.attention:
        put(model.attention.weights.items(), weights)
    return model.eval()


def score_of(weights):
    """The score function whose weights these are, or None."""
    if "W_c" not in weights:
        return None
    known = {("W_k", "W_q", "v"): "additive", ("W", "v"): "concat",
             ("W",): "general", (): "dot"}
    own = weights.keys() & {"W", "W_q", "W_k", "v"}
    return known[tuple(sorted(own))]


def joined(weights, d):
    """What joins each word: g_{t−1}, or the encoder's last state."""
    if len(weights["decoder"]["W_x"]) == d:
        return {}
    return {"feed": True} if "W_c" in weights else {"context": "every"}


def put(parameters, weights):
    """Each parameter's numbers, by the last part of its name."""
    with torch.no_grad():
        for name, parameter in parameters:
            array = weights[name.split(".")[-1]]
            parameter.copy_(torch.as_tensor(array))
