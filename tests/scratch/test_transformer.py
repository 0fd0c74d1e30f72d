"""The parts of the Transformer, by hand, have the values and gradients of autograd.

Each function of `scratch.transformer` is held to PyTorch's own, or to its formula in torch: values
to 1e-10, gradients to 1e-8, float64, at sizes down to one. Whole blocks and the model:
test_transformer_blocks.py; what must hold whatever the numbers are:
test_transformer_properties.py.
"""

import importlib
import inspect
import pkgutil
from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from nlpviz import scratch
from nlpviz.scratch import transformer
from tests.scratch.test_gradients import agree, draw

SIZES = [(1, 1, 1, 1), (1, 4, 2, 1), (3, 1, 2, 3), (4, 5, 3, 2)]  # n, m, d_k, n_heads
IN_BLOCKS = {"look", "feed", "residual", "itself", "encoder_block", "decoder_block", "unembed",
             "decoder_only", "next_word"}  # in test_transformer_blocks.py
INSIDE = {"one_head"}  # by way of per_head


def mask_of(n, m, seed=3):
    """Half of it True, and at least one in each row."""
    mask = np.random.default_rng(seed).random((n, m)) < 0.5
    mask[np.arange(n), np.arange(n) % m] = True
    return mask


def apart(X, n_heads):
    return X.reshape(len(X), n_heads, -1).transpose(0, 1)


def formula_per_head(Q, K, V, n_heads, mask=None):
    O = F.scaled_dot_product_attention(*(apart(X, n_heads) for X in (Q, K, V)), mask)
    return O.transpose(0, 1).reshape(len(Q), -1)


def formula_multi_head(X, Y, W_Q, W_K, W_V, W_O, b_Q, b_K, b_V, b_O, n_heads):
    """torch's own, which asks for square matrices."""
    out, _ = F.multi_head_attention_forward(
        X[:, None], Y[:, None], Y[:, None], X.shape[1], n_heads,
        torch.cat([W_Q.T, W_K.T, W_V.T]), torch.cat([b_Q, b_K, b_V]), None, None, False, 0.0,
        W_O.T, b_O)
    return out[:, 0]


def our_multi_head(X, Y, W_Q, W_K, W_V, W_O, b_Q, b_K, b_V, b_O, n_heads):
    return scratch.multi_head(X, Y, W_Q, W_K, W_V, W_O, n_heads, b_Q=b_Q, b_K=b_K, b_V=b_V,
                              b_O=b_O)


def formula_wide(X, Y, W_Q, W_K, W_V, W_O, n_heads):
    return formula_per_head(X @ W_Q, Y @ W_K, Y @ W_V, n_heads) @ W_O


def formula_grouped(X, Y, W_Q, W_K, W_V, W_O, n_heads, n_kv_heads):
    O = F.scaled_dot_product_attention(
        apart(X @ W_Q, n_heads)[None], apart(Y @ W_K, n_kv_heads)[None],
        apart(Y @ W_V, n_kv_heads)[None], enable_gqa=True)[0]
    return O.transpose(0, 1).reshape(len(X), -1) @ W_O


def formula_rotary(X):
    """Pairs of numbers as one complex number, times e^{i ω t}."""
    T, d = X.shape
    omega = 10000.0 ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)
    angles = torch.arange(T)[:, None] * omega
    pairs = torch.view_as_complex(X.reshape(T, -1, 2))
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles)).reshape(T, d)


def formula_experts(X, W_g, W_1, b_1, W_2, b_2, k):
    rows = []
    for x in X:
        values, chosen = (x @ W_g).topk(k)
        rows.append(sum(g * (torch.relu(x @ W_1[e] + b_1[e]) @ W_2[e] + b_2[e])
                        for g, e in zip(torch.softmax(values, 0), chosen, strict=True)))
    return torch.stack(rows)


def formula_balance(S, k=1):
    load = torch.zeros_like(S).scatter(1, S.topk(k).indices, 1.0).mean(0) / k
    return S.shape[1] * load @ torch.softmax(S, 1).mean(0)


def smoothed(logits, f):
    return f(logits, np.random.default_rng(2).integers(0, logits.shape[1], len(logits)))


# name: (ours, the formula in torch, shapes of the arguments for n, m, d_k, n_heads)
TABLE = {
    "gelu": (scratch.gelu, F.gelu, lambda n, m, d, h: [(n, m)]),
    "feed_forward": (scratch.feed_forward,
                     lambda X, W, b, V, c: F.relu(X @ W + b) @ V + c,
                     lambda n, m, d, h: [(n, d), (d, m), (m,), (m, d), (d,)]),
    "feed_forward gelu": (partial(scratch.feed_forward, activation="gelu"),
                          lambda X, W, b, V, c: F.gelu(X @ W + b) @ V + c,
                          lambda n, m, d, h: [(n, d), (d, m), (m,), (m, d), (d,)]),
    "swiglu": (scratch.swiglu, lambda X, W, V, W_2: (F.silu(X @ W) * (X @ V)) @ W_2,
               lambda n, m, d, h: [(n, d), (d, m), (d, m), (m, d)]),
    "layer_norm": (scratch.layer_norm, lambda X, g, b: F.layer_norm(X, g.shape, g, b),
                   lambda n, m, d, h: [(n, m), (m,), (m,)]),
    "rms_norm": (scratch.rms_norm, lambda X, g: F.rms_norm(X, g.shape, g, eps=1e-5),
                 lambda n, m, d, h: [(n, m), (m,)]),
    "rotary": (scratch.rotary, formula_rotary, lambda n, m, d, h: [(n, 2 * d)]),
    "per_head": (lambda *a: scratch.per_head(*a, a[0].shape[1] // 2),
                 lambda *a: formula_per_head(*a, a[0].shape[1] // 2),
                 lambda n, m, d, h: [(n, 2 * h), (m, 2 * h), (m, d * h)]),
    "multi_head": (lambda *a: our_multi_head(*a, n_heads=a[0].shape[1] // 2),
                   lambda *a: formula_multi_head(*a, n_heads=a[0].shape[1] // 2),
                   lambda n, m, d, h: [(n, 2 * h), (m, 2 * h), *[(2 * h, 2 * h)] * 4,
                                       *[(2 * h,)] * 4]),
    "multi_head, widths of its own": (
        lambda *a: scratch.multi_head(*a, a[2].shape[1] // 2),
        lambda *a: formula_wide(*a, a[2].shape[1] // 2),
        lambda n, m, d, h: [(n, d), (m, d), (d, 2 * h), (d, 2 * h), (d, 3 * h), (3 * h, d)]),
    "grouped_query": (
        lambda *a: scratch.grouped_query(*a, a[2].shape[1] // 2, a[3].shape[1] // 2),
        lambda *a: formula_grouped(*a, a[2].shape[1] // 2, a[3].shape[1] // 2),
        lambda n, m, d, h: [(n, d), (m, d), (d, 4 * h), (d, 2 * h), (d, 3 * h), (6 * h, d)]),
    "tiled_attention": (partial(scratch.tiled_attention, size=2), F.scaled_dot_product_attention,
                        lambda n, m, d, h: [(n, d), (m, d), (m, h)]),
    "mixture_of_experts": (
        lambda *a: scratch.mixture_of_experts(*a, k=min(2, a[1].shape[1])),
        lambda *a: formula_experts(*a, k=min(2, a[1].shape[1])),
        lambda n, m, d, h: [(n, d), (d, m), (m, d, h), (m, h), (m, h, d), (m, d)]),
    "load_balance": (scratch.load_balance, formula_balance, lambda n, m, d, h: [(n, m)]),
    "load_balance 2": (lambda S: scratch.load_balance(S, min(2, S.shape[1])),
                       lambda S: formula_balance(S, min(2, S.shape[1])),
                       lambda n, m, d, h: [(n, m)]),
    "dropout": (lambda X: scratch.dropout(X, mask_of(*X.shape), 0.3),
                lambda X: X * torch.tensor(mask_of(*X.shape)) / 0.7, lambda n, m, d, h: [(n, m)]),
    "smoothed_cross_entropy": (
        partial(smoothed, f=scratch.smoothed_cross_entropy),
        partial(smoothed, f=lambda S, t: F.cross_entropy(S, torch.tensor(t), label_smoothing=0.1)),
        lambda n, m, d, h: [(n, m)]),
}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", TABLE)
def test_values_and_gradients_are_those_of_autograd(name, size):
    ours, theirs, shapes = TABLE[name]
    agree(ours, theirs, draw(shapes(*size)))


@pytest.mark.parametrize("name", TABLE)
def test_backward_can_be_called_twice_and_is_linear(name):
    ours, _, shapes = TABLE[name]
    y, trace = ours(*draw(shapes(4, 5, 3, 2)))
    first, second = (trace.backward(c * np.ones_like(y)) for c in (1, 2))
    first, second = ((g,) if isinstance(g, np.ndarray) else g for g in (first, second))
    for a, b in zip(first, second, strict=True):
        np.testing.assert_allclose(2 * a, b, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", ["per_head", "tiled_attention"])
def test_with_a_mask_they_are_still_those_of_autograd(name, size):
    shapes = TABLE[name][2]
    mask = mask_of(*size[:2])
    if name == "per_head":
        ours = lambda Q, K, V: scratch.per_head(Q, K, V, size[3], mask)  # noqa: E731
    else:
        ours = partial(scratch.tiled_attention, mask=mask, size=2)
    theirs = partial(formula_per_head, n_heads=size[3] if name == "per_head" else 1,
                     mask=torch.tensor(mask))
    agree(ours, theirs, draw(shapes(*size)))


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("alike", [False, True])
def test_a_bias_is_added_to_the_scores_after_the_scale(size, alike):
    n, m, d, h = size
    bias = draw([(n, m) if alike else (h, n, m)], seed=5)[0]
    agree(lambda Q, K, V: scratch.per_head(Q, K, V, h, bias=bias),
          lambda Q, K, V: formula_per_head(Q, K, V, h, torch.tensor(bias)),
          draw(TABLE["per_head"][2](*size)))


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_a_mask_is_for_all_queries_for_each_or_for_each_head(axes):
    mask = np.stack([mask_of(4, 5, seed) for seed in (3, 4)])
    mask = {1: mask[0, 0], 2: mask[0], 3: mask}[axes]
    Q, K, V = draw([(4, 6), (5, 6), (5, 2)])
    wide = torch.tensor(np.broadcast_to(mask, (2, 4, 5)).copy())
    O, trace = scratch.per_head(Q, K, V, 2, mask)
    expected = formula_per_head(*map(torch.tensor, (Q, K, V)), 2, wide)
    np.testing.assert_allclose(O, expected, rtol=0, atol=1e-10)
    assert trace.A.shape == (2, 4, 5) and (trace.A[~wide.numpy()] == 0).all()


@pytest.mark.parametrize("epsilon", [0.0, 0.3, 1.0])
def test_label_smoothing_is_torchs_at_any_strength(epsilon):
    logits, targets = draw([(5, 4)])[0], np.array([0, 3, 1, 1, 2])
    L, trace = scratch.smoothed_cross_entropy(logits, targets, epsilon)
    S = torch.tensor(logits, requires_grad=True)
    expected = F.cross_entropy(S, torch.tensor(targets), label_smoothing=epsilon)
    expected.backward()
    assert abs(L - expected.item()) < 1e-10
    np.testing.assert_allclose(trace.backward(), S.grad, rtol=0, atol=1e-10)


def test_no_function_with_a_backward_is_left_out():
    held = {name.split()[0].strip(",") for name in TABLE} | IN_BLOCKS | INSIDE
    for found in pkgutil.iter_modules(transformer.__path__):
        module = importlib.import_module(f"{transformer.__name__}.{found.name}")
        for name, f in inspect.getmembers(module, inspect.isfunction):
            if f.__module__ == module.__name__ and "def backward" in inspect.getsource(f):
                assert name in held


def test_every_public_name_of_the_folder_is_one_of_scratch():
    for name in transformer.__all__:
        assert getattr(scratch, name) is getattr(transformer, name)
    assert set(transformer.__all__) < set(scratch.__all__)
