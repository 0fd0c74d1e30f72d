"""Weights by the names of the notation, and the way back.

A block's dict is scratch's: W_Q … b_O, gamma_1 beta_1, W_1 … b_2,
gamma_2 beta_2, in a decoder also W_Q_x … and gamma_x beta_x (W, V, W_2
with SwiGLU, no beta with RMSNorm). A `TransformerLM` is a dict of E,
PE, blocks, gamma, beta, W_o, b_o, as `scratch.decoder_only` takes it,
a `Transformer` one of E_in, E_out, PE_in, PE_out, W_o, b_o, and
encoder and decoder, dicts of blocks, gamma and beta. What a model does
not have is not in it.
"""

import torch

from ...check import whole
from .language_model import TransformerLM
from .translator import Transformer

ENDS = {"attention": "", "cross": "_x", "feed": "", "around_1": "_1",
        "around_x": "_x", "around_2": "_2"}


def own(module, end=""):
    """The parameters of a module, by their last name and an end."""
    return {name.split(".")[-1] + end: p
            for name, p in module.named_parameters()}


def of_stack(stack):
    """blocks, a list of dicts, and gamma, beta of the last norm."""
    blocks = [
        {key: p for part, end in ENDS.items() if hasattr(block, part)
         for key, p in own(getattr(block, part), end).items()}
        for block in stack.blocks]
    return {"blocks": blocks} | (own(stack.norm) if stack.norm else {})


def parameters_of(model):
    """The parameters themselves, in the nest that `arrays_of` has."""
    tied = model.output.E is not None
    out = {} if tied else own(model.output)
    if isinstance(model, TransformerLM):
        return own(model.read) | of_stack(model.stack) | out
    tables = own(model.read, "_in") | own(model.write, "_out")
    return tables | out | {"encoder": of_stack(model.encoder),
                           "decoder": of_stack(model.decoder)}


def arrays_of(model):
    """All weights as float64 arrays under the names of the notation."""
    def arrays(x):
        if isinstance(x, dict):
            return {name: arrays(part) for name, part in x.items()}
        if isinstance(x, list):
            return [arrays(part) for part in x]
        return x.detach().cpu().double().numpy().copy()

    return arrays(parameters_of(model))


def restored(weights, n_heads, **kind):
    """A model with these weights, in evaluation mode.

    weights: the nested dict that `arrays_of` gives. Whether it is a
    `Transformer` or a `TransformerLM`, its sizes and its parts are
    read from the names and shapes. These do not tell n_heads, norm,
    activation (but SwiGLU), positions (but learned ones), scale, eps,
    dropout, nor tied="all": kind says them where they are not what the
    model has by default. ValueError says what is missing or does not
    fit.
    """
    both = "encoder" in weights
    E, stack = (("E_out", weights["encoder"]) if both else
                ("E", weights))
    found = told(weights, stack, whole("n_heads", n_heads))
    if f"PE{'_out' * both}" in weights:
        found |= {"positions": "learned",
                  "n_max": len(weights[f"PE{'_out' * both}"])}
    found |= {"d": weights[E].shape[1], "n_heads": n_heads} | kind
    if both:
        model = Transformer(len(weights["E_in"]), len(weights[E]),
                            **found)
    else:
        model = TransformerLM(len(weights[E]), **found)
    put("weights", parameters_of(model), weights)
    return model.eval()


def told(weights, stack, n_heads):
    """What names and shapes say of the model."""
    first = stack["blocks"][0]
    of_q, of_k = first["W_Q"].shape[1], first["W_K"].shape[1]
    return {"n_layers": len(stack["blocks"]),
            "d_ff": len(first["W_2"]),
            "n_kv_heads": max(1, n_heads * of_k // of_q),
            "biases": "b_Q" in first, "rms": "beta_1" not in first,
            "final_norm": "gamma" in stack,
            "tied": "W_o" not in weights,
            **({"activation": "swiglu"} if "V" in first else {})}


def put(name, parameters, weights):
    """Each parameter's numbers; `name` is where they stand."""
    if isinstance(parameters, torch.Tensor):
        array = torch.as_tensor(weights)
        if array.shape != parameters.shape:
            raise ValueError(
                f"{name} has shape {tuple(array.shape)} but this kind "
                f"of model needs {tuple(parameters.shape)}")
        with torch.no_grad():
            parameters.copy_(array)
        return
    keys = (parameters if isinstance(parameters, dict) else
            range(len(parameters)))
    for key in keys:
        if isinstance(key, str) and key not in weights:
            raise ValueError(f"{name} has no {key!r} but "
                             f"{', '.join(map(str, weights))}")
        put(f"{name}[{key!r}]", parameters[key], weights[key])
