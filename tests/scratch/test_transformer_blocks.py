"""The blocks by hand, and a whole model, are PyTorch's layers with the same weights.

Values to 1e-10; the gradients of every weight, by name, to 1e-8, in float64. torch holds the
weights of ours as its parameters, so that its gradients flow back to ours.
"""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch.func import functional_call

from nlpviz import scratch
from nlpviz.scratch.transformer.sublayers import DECODER, ENCODER
from tests.scratch.test_gradients import agree, draw
from tests.scratch.test_transformer import mask_of

SIZES = [(1, 1, 1, 1, 1), (1, 3, 2, 2, 3), (4, 1, 4, 2, 3), (5, 3, 6, 3, 4)]  # n, m, d, heads, d_ff
FEED = {"linear1.weight": "W_1", "linear1.bias": "b_1", "linear2.weight": "W_2",
        "linear2.bias": "b_2"}
NORMS = {"encoder": "12", "decoder": "1x2"}


def look_of(W, x, theirs):
    """The parameters of nn.MultiheadAttention."""
    return {f"{theirs}.in_proj_weight": torch.cat([W[f"W_{i}{x}"].T for i in "QKV"]),
            f"{theirs}.in_proj_bias": torch.cat([W[f"b_{i}{x}"] for i in "QKV"]),
            f"{theirs}.out_proj.weight": W[f"W_O{x}"].T, f"{theirs}.out_proj.bias": W[f"b_O{x}"]}


def parameters(W, kind):
    """The parameters of torch's layer, from the dict of ours."""
    found = look_of(W, "", "self_attn") | {
        theirs: W[name].T if W[name].ndim == 2 else W[name] for theirs, name in FEED.items()}
    for k, x in enumerate(NORMS[kind], 1):
        found |= {f"norm{k}.weight": W[f"gamma_{x}"], f"norm{k}.bias": W[f"beta_{x}"]}
    return found | (look_of(W, "_x", "multihead_attn") if kind == "decoder" else {})


def torch_layer(kind, d, n_heads, d_ff, norm, activation):
    layer = {"encoder": torch.nn.TransformerEncoderLayer,
             "decoder": torch.nn.TransformerDecoderLayer}[kind]
    return layer(d, n_heads, d_ff, dropout=0.0, activation=activation, batch_first=True,
                 norm_first=norm == "pre", dtype=torch.float64)


def shapes_of(names, d, d_ff):
    sizes = {"d": d, "d_ff": d_ff}
    return [tuple(sizes.get(axis, d) for axis in names[name].split()) for name in names]


def flat(block, names, n_inputs):
    """A block as a function of arrays only, its gradients in their order."""
    def ours(*arguments):
        W = dict(zip(names, arguments[n_inputs:], strict=True))
        out, trace = block(*arguments[:n_inputs], W)

        def backward(dout):
            *inputs, dW = trace.backward(dout)
            assert set(dW) == set(names)
            return *inputs, *(dW[name] for name in names)

        return out, SimpleNamespace(backward=backward)

    return ours


MODES = pytest.mark.parametrize("norm, activation", [("post", "relu"), ("pre", "gelu")])


@MODES
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_encoder_block_is_torchs(size, masked, norm, activation):
    n, _, d, n_heads, d_ff = size
    mask = mask_of(n, n) if masked else None
    layer = torch_layer("encoder", d, n_heads, d_ff, norm, activation)

    def theirs(X, *weights):
        W = parameters(dict(zip(ENCODER, weights, strict=True)), "encoder")
        return functional_call(layer, W, (X[None],), {
            "src_mask": torch.tensor(~mask) if masked else None})[0]

    block = partial(scratch.encoder_block, n_heads=n_heads, mask=mask, norm=norm,
                    activation=activation)
    agree(flat(block, ENCODER, 1), theirs, draw([(n, d), *shapes_of(ENCODER, d, d_ff)]))


@MODES
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_decoder_block_is_torchs_with_a_causal_mask(size, masked, norm, activation):
    n, m, d, n_heads, d_ff = size
    mask_x = mask_of(n, m) if masked else None
    layer = torch_layer("decoder", d, n_heads, d_ff, norm, activation)

    def theirs(X, M, *weights):
        W = parameters(dict(zip(DECODER, weights, strict=True)), "decoder")
        masks = {"tgt_mask": torch.tensor(~scratch.causal(n)),
                 "memory_mask": torch.tensor(~mask_x) if masked else None}
        return functional_call(layer, W, (X[None], M[None]), masks)[0]

    block = partial(scratch.decoder_block, n_heads=n_heads, mask_x=mask_x, norm=norm,
                    activation=activation)
    agree(flat(block, DECODER, 2), theirs, draw([(n, d), (m, d), *shapes_of(DECODER, d, d_ff)]))


@pytest.mark.parametrize("make", ["encoder", "decoder"])
def test_a_block_without_projection_biases_is_one_whose_biases_are_zero(make):
    cross = make == "decoder"
    block = scratch.decoder_block if cross else scratch.encoder_block
    inputs = draw([(3, 4), (5, 4)])[:1 + cross]
    W = scratch.block_weights(4, 6, cross=cross, seed=1)
    bare = {name: w for name, w in W.items() if name.rstrip("_x") not in
            ("b_Q", "b_K", "b_V", "b_O")}
    none = W | {name: None for name in W if name not in bare}
    full, of_full = block(*inputs, W, 2)
    for less in (bare, none):
        out, trace = block(*inputs, less, 2)
        np.testing.assert_array_equal(out, full)
        grads, expected = trace.backward(out)[-1], of_full.backward(out)[-1]
        assert set(grads) == set(bare) and len(bare) < len(W)
        for name in bare:
            np.testing.assert_array_equal(grads[name], expected[name])


def test_one_projection_bias_alone_has_its_own_gradient():
    X, W = draw([(3, 4)])[0], scratch.block_weights(4, 6, seed=1)
    alone = {name: w for name, w in W.items() if name not in ("b_Q", "b_K", "b_V")}
    _, trace = scratch.encoder_block(X, alone, 2)
    grads, (_, expected) = trace.backward(X)[1], scratch.encoder_block(X, W, 2)[1].backward(X)
    np.testing.assert_array_equal(grads["b_O"], expected["b_O"])


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_the_way_past_has_the_gradient_of_autograd_for_any_sublayer(norm):
    def theirs(X, gamma, beta):
        if norm == "post":
            return F.layer_norm(X + torch.tanh(X), gamma.shape, gamma, beta)
        return X + torch.tanh(F.layer_norm(X, gamma.shape, gamma, beta))

    def tanh(X):
        y = np.tanh(X)
        return y, SimpleNamespace(backward=lambda dy: (dy * (1 - y**2),))

    agree(lambda X, gamma, beta: scratch.residual(X, tanh, gamma, beta, norm), theirs,
          draw([(3, 4), (4,), (4,)]))


# --- a whole model ------------------------------------------------------------------------------

MODELS = {  # positions, tied, final norm, norm, activation, scale
    "pilot": ("learned", False, True, "pre", "gelu", None),
    "published": ("sinusoidal", True, False, "post", "relu", None),
    "alibi": ("alibi", True, True, "pre", "relu", False),
    "none": (None, False, False, "post", "gelu", True),
}
MODEL_SIZES = [(1, 2, 1, 1), (5, 4, 2, 2), (6, 6, 3, 1)]  # T, d, heads, layers
N_VOCAB, N_MAX, D_FF = 7, 8, 3


def flattened(W):
    """The names of all arrays of a model, the blocks' with their number."""
    return {name: W[name] for name in W if name != "blocks"} | {
        f"{l}.{name}": w for l, W_l in enumerate(W["blocks"]) for name, w in W_l.items()}


def nested(flat, n_layers):
    W = {name: w for name, w in flat.items() if "." not in name}
    return W | {"blocks": [{name.split(".")[1]: w for name, w in flat.items()
                            if name.startswith(f"{l}.")} for l in range(n_layers)]}


def formula_bias(n_heads, T):
    """−∞ for what comes later; before, the slope of the head times the distance."""
    slope = {1: [2**-8], 2: [2**-4, 2**-8], 3: [2**-4, 2**-8, 2**-2]}[n_heads]
    return torch.tensor([[[-s * (i - j) if j <= i else -np.inf for j in range(T)]
                          for i in range(T)] for s in slope])


def formula_model(W, ids, case, n_heads):
    positions, tied, final, norm, activation, scale = MODELS[case]
    T, d = len(ids), W["E"].shape[1]
    X = F.embedding(torch.tensor(ids), W["E"])
    X = X * d**0.5 if scale or (scale is None and tied) else X
    if positions == "learned":
        X = X + W["PE"][:T]
    if positions == "sinusoidal":
        X = X + torch.tensor([[(np.cos if i % 2 else np.sin)(p / 10000 ** (i // 2 * 2 / d))
                               for i in range(d)] for p in range(T)])
    mask = formula_bias(n_heads, T) if positions == "alibi" else torch.tensor(~scratch.causal(T))
    layer = torch_layer("encoder", d, n_heads, D_FF, norm, activation)
    for W_l in W["blocks"]:
        X = functional_call(layer, parameters(W_l, "encoder"), (X[None],), {"src_mask": mask})[0]
    X = F.layer_norm(X, (d,), W["gamma"], W["beta"]) if final else X
    return X @ W["E"].T if tied else X @ W["W_o"] + W["b_o"]


def model_of(case, d, n_layers):
    positions, tied, final, *_ = MODELS[case]
    W = scratch.decoder_only_weights(N_VOCAB, d, n_layers, D_FF,
                                     N_MAX if positions == "learned" else None, tied=tied,
                                     final_norm=final)
    names = flattened(W)
    return dict(zip(names, draw([w.shape for w in names.values()]), strict=True))


@pytest.mark.parametrize("size", MODEL_SIZES, ids=str)
@pytest.mark.parametrize("case", MODELS)
@pytest.mark.parametrize("probabilities", [False, True])
def test_the_model_has_the_logits_and_gradients_of_torchs_layers(case, size, probabilities):
    T, d, n_heads, n_layers = size
    positions, _, _, norm, activation, scale = MODELS[case]
    weights = model_of(case, d, n_layers)
    ids = np.random.default_rng(2).integers(0, N_VOCAB, T)
    names, f = list(weights), scratch.next_word if probabilities else scratch.decoder_only

    def ours(*arrays):
        out, trace = f(ids, nested(dict(zip(names, arrays, strict=True)), n_layers), n_heads,
                       positions=positions, norm=norm, activation=activation, scale=scale)
        return out, SimpleNamespace(backward=lambda dout: tuple(
            flattened(trace.backward(dout))[name] for name in names))

    def theirs(*tensors):
        W = nested(dict(zip(names, tensors, strict=True)), n_layers)
        logits = formula_model(W, ids, case, n_heads)
        return torch.softmax(logits, 1) if probabilities else logits

    agree(ours, theirs, list(weights.values()))


def test_the_trace_of_the_model_holds_every_tensor_and_each_follows_from_the_one_before():
    W = nested(model_of("pilot", 4, 2), 2)
    P, trace = scratch.next_word([3, 1, 4, 1], W, 2)
    np.testing.assert_array_equal(trace.embedded, W["E"][[3, 1, 4, 1]])
    np.testing.assert_array_equal(trace.X[0], trace.embedded + W["PE"][:4])
    for l, block in enumerate(trace.blocks):
        np.testing.assert_array_equal(block.X, trace.X[l])
        np.testing.assert_array_equal(block.out, trace.X[l + 1])
        np.testing.assert_array_equal(block.A, trace.A[l])
        look = block.attention
        np.testing.assert_allclose(look.A @ look.V, look.O, atol=1e-14)
        np.testing.assert_allclose(block.Y, block.X + look.out, atol=1e-14)
        np.testing.assert_allclose(block.out, block.Y + block.feed_forward.Y, atol=1e-14)
    assert trace.A.shape == (2, 2, 4, 4) and look.Q.shape == (2, 4, 2)
    np.testing.assert_array_equal(scratch.unembed(trace.X[-1], {
        k: w for k, w in W.items() if k != "blocks"})[0], trace.logits)
    np.testing.assert_allclose(np.exp(trace.logits) / np.exp(trace.logits).sum(1)[:, None], P,
                               atol=1e-14)


def test_a_head_that_is_cut_is_one_whose_rows_of_the_output_matrix_are_zero():
    W = nested(model_of("pilot", 4, 2), 2)
    ids, cut = [3, 1, 4, 1], W["blocks"][1]["W_O"].copy()
    cut[2:] = 0  # head 1 of 2, d_v = 2
    blocks = [W["blocks"][0], W["blocks"][1] | {"W_O": cut}]
    logits, trace = scratch.decoder_only(ids, W | {"blocks": blocks}, 2)
    whole = scratch.decoder_only(ids, W, 2)[1].blocks[1].attention
    np.testing.assert_allclose(trace.blocks[1].attention.out,
                               whole.O[0] @ cut[:2] + W["blocks"][1]["b_O"], atol=1e-14)


def test_a_link_that_is_cut_is_cut_in_its_block_and_head_only():
    W = nested(model_of("pilot", 4, 2), 2)
    links = np.ones((2, 4, 4), bool)
    links[1, 3, 0] = False
    _, trace = scratch.decoder_only([3, 1, 4, 1], W, 2, masks=[None, links])
    _, whole = scratch.decoder_only([3, 1, 4, 1], W, 2)
    np.testing.assert_array_equal(trace.A[0], whole.A[0])
    np.testing.assert_array_equal(trace.A[1, 0], whole.A[1, 0])
    assert trace.A[1, 1, 3, 0] == 0 < whole.A[1, 1, 3, 0]
    np.testing.assert_allclose(trace.A.sum(-1), 1, atol=1e-14)


def test_a_table_of_positions_that_is_not_used_has_no_gradient_and_no_say():
    W = nested(model_of("pilot", 4, 1), 1)
    bare = {name: w for name, w in W.items() if name != "PE"}
    logits, trace = scratch.decoder_only([3, 1], W, 2, positions=None)
    np.testing.assert_array_equal(logits, scratch.decoder_only([3, 1], bare, 2, positions=None)[0])
    assert (trace.backward(logits)["PE"] == 0).all()
    used = scratch.decoder_only([3, 1], W, 2)[1].backward(logits)["PE"]
    assert (used[:2] != 0).all() and (used[2:] == 0).all()
