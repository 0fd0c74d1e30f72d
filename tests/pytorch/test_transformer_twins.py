"""The batched Transformer is scratch's, row by row: its parts, its blocks, the decoder-only model
and what came after. In both the names and the order of arguments are the same."""

import inspect

import numpy as np
import pytest
import torch

from nlpviz import pytorch, scratch
from nlpviz.pytorch import transformer
from nlpviz.pytorch.transformer.restored import arrays_of, restored
from nlpviz.scratch.transformer.heads import per_head
from tests.pytorch.transformer_peers import (
    KINDS,
    SOURCE,
    TARGET,
    close,
    shaken,
    speaker,
    translator,
)

B, N, M, D, HEADS, D_FF = 3, 4, 5, 8, 4, 6


def draw(*shapes, seed=0):
    rng = np.random.default_rng(seed)
    return [torch.tensor(rng.normal(size=shape)) for shape in shapes]


def mask_of(*shape, seed=3):
    mask = np.random.default_rng(seed).random(shape) < 0.5
    mask[..., 0] = True
    return torch.tensor(mask)


# name: (shapes of the arguments, the first `batched` of them in a batch; what follows them)
TABLE = {
    "per_head": ([(N, D), (M, D), (M, 2 * D)], 3, (HEADS,)),
    "multi_head": ([(N, D), (M, D), (D, 8), (D, 8), (D, 4), (4, D)], 2, (HEADS,)),
    "grouped_query": ([(N, D), (M, D), (D, 8), (D, 4), (D, 6), (12, D)], 2, (HEADS, 2)),
    "feed_forward": ([(N, D), (D, D_FF), (D_FF,), (D_FF, D), (D,)], 1, ("gelu",)),
    "swiglu": ([(N, D), (D, D_FF), (D, D_FF), (D_FF, D)], 1, ()),
    "layer_norm": ([(N, D), (D,), (D,)], 1, (1e-3,)),
    "rms_norm": ([(N, D), (D,)], 1, (1e-3,)),
    "rotary": ([(N, D)], 1, (torch.tensor([3, 0, 7, 1000]), 50)),
    "tiled_attention": ([(N, D), (M, D), (M, 2)], 3, (None, 2)),
    "mixture_of_experts": ([(N, D), (D, 3), (3, D, D_FF), (3, D_FF), (3, D_FF, D), (3, D)], 1,
                           (2, "gelu")),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_part_is_scratchs_row_by_row(name):
    shapes, batched, more = TABLE[name]
    inputs = draw(*[(B, *s) if i < batched else s for i, s in enumerate(shapes)])
    found = getattr(pytorch, name)(*inputs, *more)
    for b in range(B):
        row = [x[b] if i < batched else x for i, x in enumerate(inputs)]
        expected, _ = getattr(scratch, name)(*(x.numpy() for x in row), *(
            x.numpy() if isinstance(x, torch.Tensor) else x for x in more))
        close(found[b], torch.tensor(expected))


@pytest.mark.parametrize("name", [*TABLE, "causal", "padding", "sinusoidal", "alibi",
                                  "load_balance", "smoothed_cross_entropy"])
def test_a_part_has_scratchs_names_in_scratchs_order(name):
    theirs, ours = (list(inspect.signature(getattr(m, name)).parameters)
                    for m in (scratch, pytorch))
    assert set(theirs) <= set(ours)
    positional = [k for k, p in inspect.signature(getattr(scratch, name)).parameters.items()
                  if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert ours[:len(positional)] == positional


@pytest.mark.parametrize("axes", ["B m", "B n m", "B n_heads n m", "1 n m", "1 n_heads n m"])
@pytest.mark.parametrize("weights", [False, True])
@pytest.mark.parametrize("biased", [None, 2, 3])
def test_masks_and_biases_are_scratchs(axes, weights, biased):
    sizes = {"B": B, "1": 1, "n": N, "m": M, "n_heads": HEADS}
    mask = mask_of(*(sizes[a] for a in axes.split()))
    bias = None if biased is None else draw((HEADS, N, M)[3 - biased:], seed=9)[0]
    Q, K, V = draw((B, N, D), (B, M, D), (B, M, D))
    found = pytorch.per_head(Q, K, V, HEADS, mask, bias, weights=weights)
    for b in range(B):
        O, trace = per_head(*(X[b].numpy() for X in (Q, K, V)), HEADS, mask[b % len(mask)].numpy(),
                            None if bias is None else bias.numpy())
        close((found[0] if weights else found)[b], torch.tensor(O))
        if weights:
            close(found[1][b], torch.tensor(trace.A))


@pytest.mark.parametrize("n, m", [(1, 1), (4, 4), (2, 5), (1, 5)])
def test_positions_and_masks_are_scratchs(n, m):
    close(pytorch.causal(n, m)[0], torch.tensor(scratch.causal(n, m)))
    for n_heads in (1, 4, 6, 12):
        close(pytorch.alibi(n_heads, n, m), torch.tensor(scratch.alibi(n_heads, n, m)), 1e-14)
    close(pytorch.sinusoidal(m, 6), torch.tensor(scratch.sinusoidal(m, 6)), 1e-14)
    close(pytorch.sinusoidal(n, 6, start=m - n), pytorch.sinusoidal(m, 6)[m - n:], 0)
    ids = torch.tensor([[4, 5, 0], [4, 0, 0]])
    assert pytorch.padding(ids).tolist() == [scratch.padding(row).tolist() for row in ids.numpy()]


def test_smoothed_loss_is_scratchs_over_the_words():
    logits, targets = draw((2, 3, 7))[0], torch.tensor([[3, 1, 6], [2, 5, 0]])
    real = targets != 0
    expected, _ = scratch.smoothed_cross_entropy(logits[real].numpy(), targets[real].numpy(), 0.2)
    assert abs(pytorch.smoothed_cross_entropy(logits, targets, 0.2).item() - expected) < 1e-12
    every, _ = scratch.smoothed_cross_entropy(logits.flatten(0, 1).numpy(),
                                              targets.flatten().numpy(), 0.2)
    assert abs(pytorch.smoothed_cross_entropy(logits, targets, 0.2, pad=None).item()
               - every) < 1e-12


# Blocks and models


@pytest.mark.parametrize("norm, activation", [("post", "relu"), ("pre", "gelu")])
@pytest.mark.parametrize("biases", [True, False])
def test_blocks_are_scratchs_with_the_same_weights(norm, activation, biases):
    X, Y = draw((B, N, D), (B, M, D))
    mask, mask_x = mask_of(B, N, N), mask_of(B, M)
    make = {"norm": norm, "activation": activation, "biases": biases}
    encoder = shaken(pytorch.EncoderBlock(D, HEADS, D_FF, **make))
    decoder = shaken(pytorch.DecoderBlock(D, HEADS, D_FF, **make))
    out, seen = encoder(X, mask, trace=True)
    out_x, seen_x = decoder(X, Y, None, mask_x, trace=True)
    close(encoder(X, mask), out)
    close(decoder(X, Y, None, mask_x), out_x)
    W, W_x = block_arrays(encoder), block_arrays(decoder)
    for b in range(B):
        expected, trace = scratch.encoder_block(X[b].numpy(), W, HEADS, mask[b].numpy(), norm=norm,
                                                activation=activation)
        close(out[b], torch.tensor(expected))
        close(seen["A"][b], torch.tensor(trace.A))
        expected, trace = scratch.decoder_block(X[b].numpy(), Y[b].numpy(), W_x, HEADS,
                                                mask_x=mask_x[b].numpy(), norm=norm,
                                                activation=activation)
        close(out_x[b], torch.tensor(expected))
        close(seen_x["A"][b], torch.tensor(trace.A))
        close(seen_x["A_x"][b], torch.tensor(trace.A_x))


def block_arrays(block):
    """By hand, so that `restored` is held to it: every name of scratch's dict."""
    found = {}
    for part, x in (("attention", ""), ("cross", "_x")):
        if hasattr(block, part):
            found |= {f"{name}{x}": p for name, p in getattr(block, part).named_parameters()}
    for x in "1x2":
        if hasattr(block, f"around_{x}"):
            own = getattr(block, f"around_{x}").norm
            found |= {f"gamma_{x}": own.gamma, f"beta_{x}": own.beta}
    found |= dict(block.feed.named_parameters())
    return {name: p.detach().numpy() for name, p in found.items()}


SPOKEN = [{}, {"positions": "sinusoidal"}, {"positions": "alibi"}, {"positions": None},
          {"tied": True}, {"tied": True, "scale": False}, {"scale": True},
          {"norm": "post", "activation": "relu"}, {"final_norm": False, "biases": False}]
IDS = torch.tensor([[4, 1, 5, 0, 3], [2, 2, 8, 7, 6]])


@pytest.mark.parametrize("kind", SPOKEN, ids=str)
def test_the_language_model_is_scratchs_decoder_only(kind):
    model = speaker(kind)
    W = arrays_of(model)
    logits, A = model(IDS, trace=True)
    close(model(IDS), logits)
    options = {k: v for k, v in kind.items() if k in ("positions", "norm", "activation", "scale")}
    for b in range(len(IDS)):
        expected, trace = scratch.decoder_only(IDS[b].numpy(), W, 4, **options)
        close(logits[b], torch.tensor(expected))
        close(A[b], torch.tensor(trace.A))
        P, _ = scratch.next_word(IDS[b].numpy(), W, 4, **options)
        close(torch.softmax(logits[b], -1), torch.tensor(P))


def test_the_language_model_has_scratchs_gradients():
    model = speaker({})
    W = arrays_of(model)
    logits, trace = scratch.decoder_only(IDS[1].numpy(), W, 4)
    model(IDS[1:])[0].square().sum().backward()
    dW = trace.backward(2 * logits)
    close(model.read.E.grad, torch.tensor(dW["E"]), 1e-8)
    close(model.stack.blocks[0].attention.W_Q.grad, torch.tensor(dW["blocks"][0]["W_Q"]), 1e-8)


@pytest.mark.parametrize("grouped", [1, 2])
def test_rotary_and_grouped_heads_are_scratchs_parts_put_together(grouped):
    model = shaken(pytorch.MultiHead(D, HEADS // 2, HEADS // 2 // grouped, rotary=True))
    (X,) = draw((B, N, D))
    out, A = model(X, X, causal=True, weights=True)
    close(model(X, X, causal=True), out)
    W = {name: p.detach().numpy() for name, p in model.named_parameters()}
    for b in range(B):
        Q, K, V = (X[b].numpy() @ W[f"W_{i}"] + W[f"b_{i}"] for i in "QKV")
        heads = []
        for i in range(HEADS // 2):
            j = i // grouped
            q, k = (scratch.rotary(Y[:, 4 * h:4 * h + 4])[0] for Y, h in ((Q, i), (K, j)))
            O, trace = scratch.attention(q, k, V[:, 4 * j:4 * j + 4], scratch.causal(N))
            close(A[b, i], torch.tensor(trace.A))
            heads.append(O)
        close(out[b], torch.tensor(np.hstack(heads) @ W["W_O"] + W["b_O"]))


# Weights by the names of the notation


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_restored_from_its_arrays_a_model_is_the_same(kind):
    untold = {k: v for k, v in kind.items() if k in ("norm", "positions", "activation")}
    model = translator(kind)
    again = restored(arrays_of(model), 4, **untold).double()
    close(again(SOURCE, TARGET), model(SOURCE, TARGET), 1e-5)
    assert again.state_dict().keys() == model.state_dict().keys() and not again.training
    kind = {"positions": "learned"} | kind
    model, told = speaker(kind), untold | {"positions": kind["positions"]}
    close(restored(arrays_of(model), 4, **told).double()(IDS), model(IDS), 1e-5)


def test_arrays_hold_every_parameter_once_and_are_copies():
    model = translator({"positions": "learned"})
    found = arrays_of(model)
    assert {*found} == {"E_in", "E_out", "PE_in", "PE_out", "W_o", "b_o", "encoder", "decoder"}
    assert block_arrays(model.decoder.blocks[1]).keys() == found["decoder"]["blocks"][1].keys()

    def numbers(x):
        return sum(map(numbers, x.values() if isinstance(x, dict) else x)) if isinstance(
            x, dict | list) else x.size

    assert numbers(found) == sum(p.numel() for p in model.parameters())
    found["E_in"][:] = 0
    assert model.read.E.abs().min() > 0


def test_what_does_not_fit_is_named_by_its_place():
    found = arrays_of(speaker({}))
    found["blocks"][1]["W_1"] = found["blocks"][1]["W_1"][:, :1]
    with pytest.raises(ValueError, match=r"weights\['blocks'\]\[1\]\['W_1'\] has shape \(16, 1\) "
                                         r"but .* needs \(16, 12\)"):
        restored(found, 4)
    del found["blocks"][1]["W_1"]
    with pytest.raises(ValueError, match=r"weights\['blocks'\]\[1\] has no 'W_1' but W_Q, b_Q"):
        restored(found, 4)


# What came after


@pytest.mark.parametrize("mask", ["none", "B m", "B n m", "causal", "blind"])
@pytest.mark.parametrize("size", [1, 3, 64])
def test_tiled_attention_is_plain_attention_with_its_gradients(mask, size):
    Q, K, V = (X.requires_grad_() for X in draw((B, 7, D), (B, 7, D), (B, 7, 3)))
    seen = {"none": None, "B m": mask_of(B, 7), "B n m": mask_of(B, 7, 7),
            "causal": pytorch.causal(7).expand(B, -1, -1), "blind": mask_of(B, 7, 7)}[mask]
    if mask == "blind":
        seen[0, 2] = False
    given = (lambda i, j: j <= i) if mask == "causal" else seen
    found = pytorch.tiled_attention(Q, K, V, given, size)
    expected = pytorch.attention(Q, K, V, seen)
    close(found, expected, 1e-12)
    dO = draw((B, 7, 3), seed=5)[0]
    for a, b in zip(torch.autograd.grad(found, (Q, K, V), dO),
                    torch.autograd.grad(expected, (Q, K, V), dO), strict=True):
        close(a, b, 1e-12)


def kept_for_the_gradient(f, n):
    """How many numbers autograd keeps of f(Q, K, V) at length n."""
    Q, K, V = (X.requires_grad_() for X in draw((1, n, 4), (1, n, 4), (1, n, 4)))
    found = {}
    with torch.autograd.graph.saved_tensors_hooks(
            lambda x: found.setdefault(x.untyped_storage().data_ptr(), x), lambda x: x):
        f(Q, K, V)
    return sum(x.untyped_storage().nbytes() / 8 for x in found.values())


def test_tiled_attention_keeps_numbers_in_proportion_to_the_length_and_plain_to_its_square():
    tiled, plain = ([kept_for_the_gradient(f, n) for n in (128, 256, 512)] for f in (
        lambda *a: pytorch.tiled_attention(*a, size=32),
        lambda *a: pytorch.attention(*a, weights=True)))
    assert tiled[1] < 2.2 * tiled[0] and tiled[2] < 2.2 * tiled[1] < 0.2 * plain[2]
    assert plain[2] > 3.5 * plain[1]


def test_experts_have_scratchs_load_and_each_word_few_of_them():
    X, W_g, W_1, b_1, W_2, b_2 = draw(
        (B, N, D), (D, 3), (3, D, D_FF), (3, D_FF), (3, D_FF, D), (3, D))
    _, seen = pytorch.mixture_of_experts(X, W_g, W_1, b_1, W_2, b_2, 2, trace=True)
    _, trace = scratch.mixture_of_experts(*(x.numpy() for x in (
        X.flatten(0, 1), W_g, W_1, b_1, W_2, b_2)), 2)
    close(seen["load"].double(), torch.tensor(trace.load), 1e-6)
    close(seen["G"].flatten(0, 1), torch.tensor(trace.G))
    assert ((seen["G"] > 0).sum(-1) == 2).all()
    for k in (1, 2):
        expected, _ = scratch.load_balance(trace.S, k)
        assert abs(pytorch.load_balance(seen["S"], k).item() - expected) < 1e-6


def test_experts_stand_in_for_the_feed_forward_part_and_all_learn():
    model = speaker({})
    for block in model.stack.blocks:
        block.feed = shaken(transformer.Experts(16, 12, 4, k=2))
    model(IDS).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())
    close(model(IDS[:1]), model(IDS)[:1], 1e-12)
