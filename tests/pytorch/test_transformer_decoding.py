"""Nothing leaks through a mask, a padded batch is its rows alone, and decoding with a cache says
word by word what the model says at once: greedily, by beam and by chance; the cache has the size
that is stated."""

import numpy as np
import pytest
import torch

from nlpviz import pytorch
from nlpviz.decode import beam_search, greedy, sample
from nlpviz.decode.steps import leaves, rows
from nlpviz.pytorch.transformer import nll
from tests.pytorch.transformer_peers import KINDS, SOURCE, TARGET, close, speaker, translator

each = pytest.mark.parametrize("kind", KINDS, ids=str)


# Masks


@pytest.mark.parametrize("T", range(1, 33))
def test_a_changed_word_changes_no_earlier_output(T):
    generator = torch.Generator().manual_seed(T)
    kind = KINDS[T % len(KINDS)]
    spoken, translated = speaker(kind), translator(kind)
    ids = torch.randint(3, 8, (2, T), generator=generator)
    for f in (spoken, lambda ids: translated(SOURCE[:2], ids)):
        before = f(ids)
        for t in {T // 3, T // 2, T - 1}:
            other = ids.clone()
            other[:, t] = (ids[:, t] - 2) % 5 + 3
            after = f(other)
            assert torch.equal(after[:, :t], before[:, :t])
            assert (after[:, t] != before[:, t]).any()


@pytest.mark.parametrize("seed", range(32))
@pytest.mark.parametrize("weights", [False, True])
def test_nothing_leaks_through_a_random_mask_nor_does_its_gradient(seed, weights):
    generator = torch.Generator().manual_seed(seed)
    n, m = seed + 1, 32 - seed
    mask = torch.rand(2, 4, n, m, generator=generator) < 0.3
    Q, K, V = (torch.randn(2, k, 8, generator=generator, dtype=torch.float64) for k in (n, m, m))
    b, i, h = seed % 2, seed % n, seed % 4
    mask[1 - b, :, 0] = False  # a row that sees nothing at all

    def head(K, V):
        O = pytorch.per_head(Q, K, V, 4, mask, weights=weights)
        return (O[0] if weights else O).unflatten(-1, (4, 2))

    K, V = K.requires_grad_(), V.requires_grad_()
    O = head(K, V)
    assert not O[1 - b, 0].any()
    hidden = ~mask[b, h, i]
    for grad in torch.autograd.grad(O[b, i, h].sum(), (K, V)):
        assert not grad[b, hidden].any() and not grad[1 - b].any()
    far = torch.zeros(2, m, 1, dtype=torch.float64)
    far[b, hidden] = 7
    close(head(K + far, V + far)[b, i, h], O[b, i, h], 1e-14)


@pytest.mark.parametrize("bias", [False, True])
def test_a_row_that_sees_nothing_has_weights_0_and_no_gradient_that_is_not_a_number(bias):
    Q, K, V = (torch.randn(2, 3, 8, requires_grad=True) for _ in range(3))
    mask = torch.tensor([[True, True, False], [False, False, False]])
    bias = torch.randn(4, 3, 3) if bias else None
    O, A = pytorch.per_head(Q, K, V, 4, mask, bias, weights=True)
    fast = pytorch.per_head(Q, K, V, 4, mask, bias)
    assert not A[1].any() and not O[1].any() and not fast[1].any() and A[0].sum() > 11
    for out in (O, fast):
        for grad in torch.autograd.grad(out.square().sum(), (Q, K, V), retain_graph=True):
            assert grad.isfinite().all() and not grad[1].any()


@each
def test_a_sentence_in_a_padded_batch_is_what_it_is_alone(kind):
    model = translator(kind)
    logits, seen = model(SOURCE, TARGET, trace=True)
    for b, m in enumerate((3, 5, 2)):
        alone, own = model(SOURCE[b:b + 1, :m], TARGET[b:b + 1], trace=True)
        close(logits[b:b + 1], alone, 1e-12)
        assert not seen["A_x"][b, ..., m:].any()
        close(seen["A_x"][b:b + 1, ..., :m], own["A_x"], 1e-12)
        close(seen["A_in"][b:b + 1, ..., :m, :m], own["A_in"], 1e-12)
    spoken = speaker(kind)
    close(spoken(SOURCE)[2:, :2], spoken(SOURCE[2:, :2]), 1e-12)


@each
def test_no_gradient_reaches_the_padding_and_all_parameters_learn(kind):
    model = translator(kind)
    target = TARGET.clone()
    target[2, 2:] = 0
    nll(model, SOURCE, target)[0].backward()
    assert not model.read.E.grad[0].any()
    for name, p in model.named_parameters():
        assert p.grad is not None and p.grad.abs().sum() > 0, name


def test_the_loss_is_the_mean_over_words_and_smoothed_if_that_is_asked_for():
    model, target = translator({}), TARGET.clone()
    target[1, 2:] = 0
    L, n = nll(model, SOURCE, target)
    logP = torch.log_softmax(model(SOURCE, target[:, :-1]), -1)
    real = target[:, 1:] != 0
    picked = -logP.gather(-1, target[:, 1:, None])[..., 0]
    assert n == int(real.sum()) == 7
    close(L, picked[real].mean(), 1e-12)
    even = -logP.mean(-1)
    close(nll(model, SOURCE, target, 0.1)[0], (0.9 * picked + 0.1 * even)[real].mean(), 1e-12)


def test_dropout_is_at_the_end_of_each_part_and_none_in_evaluation():
    torch.manual_seed(0)
    model = pytorch.Transformer(9, 8, 16, 2, 4, 12, dropout=0.5)
    assert not torch.equal(model(SOURCE, TARGET), model(SOURCE, TARGET))
    assert torch.equal(model.eval()(SOURCE, TARGET), model(SOURCE, TARGET))
    block = pytorch.EncoderBlock(16, 4, 12, "pre", dropout=0.999999)
    X = torch.randn(2, 3, 16)
    close(block(X), X)


# The cache


@each
def test_word_by_word_it_says_what_it_says_at_once(kind):
    model = translator(kind)
    expected = torch.log_softmax(model(SOURCE, TARGET), -1)
    state = model.encode(SOURCE)
    for t in range(TARGET.shape[1]):
        logP, state = model.step(state, TARGET[:, t])
        close(logP, expected[:, t], 1e-12)
    spoken = speaker(kind)
    expected = torch.log_softmax(spoken(TARGET), -1)
    state = spoken.begin(3)
    for t in range(TARGET.shape[1]):
        logP, state = spoken.step(state, TARGET[:, t])
        close(logP, expected[:, t], 1e-12)


@each
def test_a_cache_can_be_filled_with_several_words_at_once(kind):
    model, spoken = translator(kind), speaker(kind)
    for whole, state in ((model(SOURCE, TARGET), model.encode(SOURCE)),
                         (spoken(TARGET), spoken.begin(3))):
        f = model if "mask" in state else spoken
        first, _, state = f.advance(state, TARGET[:, :2])
        last, seen, _ = f.advance(state, TARGET[:, 2:], trace=True)
        close(torch.cat([first, last], 1), whole, 1e-12)
        assert seen["A"].shape == (3, 2, 4, 2, 4) and not seen["A"][..., 0, 3].any()


def test_a_state_is_left_as_it_is_by_a_step():
    model = translator({})
    state = model.encode(SOURCE)
    before = [leaf.clone() for leaf in leaves(state)]
    first, _ = model.step(state, TARGET[:, 0])
    model.step(model.step(state, TARGET[:, 1])[1], TARGET[:, 2])
    assert all(map(torch.equal, leaves(state), before))
    assert torch.equal(model.step(state, TARGET[:, 0])[0], first)
    assert {len(leaf) for leaf in leaves(state)} == {3}
    some = rows(state, np.array([2, 0]))
    close(model.step(some, TARGET[[2, 0], 0])[0], first[[2, 0]], 1e-14)


def uncached(f, B):
    """step(ids so far) without a cache: everything again for each word."""
    def step(state, ids):
        ids = torch.cat([state["ids"], ids[:, None]], 1)
        return torch.log_softmax(f(state, ids)[:, -1], -1), state | {"ids": ids}

    return step, {"ids": torch.zeros(B, 0, dtype=torch.long)}


@each
def test_decoding_with_a_cache_finds_what_decoding_without_one_finds(kind):
    model, spoken = translator(kind), speaker(kind)
    plain, none = uncached(lambda state, ids: model(state["source"], ids), 3)
    pairs = [(model.step, model.encode(SOURCE), plain, none | {"source": SOURCE}),
             (spoken.step, spoken.begin(3), *uncached(lambda state, ids: spoken(ids), 3))]
    for step, state, plain, empty in pairs:
        how = {"max_length": 7}
        one = [rows(s, np.array([1])) for s in (state, empty)]
        found = [[greedy(f, s, 3, **how), sample(f, s, 3, seed=4, **how),
                  sample(f, o, 5, seed=2, temperature=2.0, **how),
                  beam_search(f, o, width=3, alpha=0.6, **how).best]
                 for f, s, o in ((step, state, one[0]), (plain, empty, one[1]))]
        for a, b in zip(*found, strict=True):
            assert [h.ids for h in a] == [h.ids for h in b]
            np.testing.assert_allclose([h.logp for h in a], [h.logp for h in b], atol=1e-10)


@each
@pytest.mark.parametrize("T", [0, 1, 4])
def test_the_memory_of_the_cache_is_what_is_stated(kind, T):
    model, spoken = translator(kind), speaker(kind)
    state, own = model.encode(SOURCE), spoken.begin(3)
    if T:
        _, _, state = model.advance(state, TARGET[:, :T])
        _, _, own = spoken.advance(own, TARGET[:, :T])
    for f, s, m in ((model, state, SOURCE.shape[1]), (spoken, own, 0)):
        held = sum(leaf.numel() * leaf.element_size() for leaf in leaves(s["layers"]))
        assert pytorch.cache_memory(f, T, m, 3) == held
    n_kv = kind.get("n_kv_heads", 4)
    assert pytorch.cache_memory(spoken, T) == 2 * 2 * n_kv * 4 * T * 8


# What is refused


@pytest.mark.parametrize("make, says", [
    (lambda: pytorch.MultiHead(10, 3), "n_heads is 3; it must divide d = 10"),
    (lambda: pytorch.MultiHead(12, 4, 3), "n_kv_heads is 3; it must divide n_heads = 4"),
    (lambda: pytorch.MultiHead(12, 4, rotary=True), "d / n_heads = 3 must be even"),
    (lambda: pytorch.Transformer(9, 8, tied="all"), "n_source is 9 and n_target is 8"),
    (lambda: pytorch.Transformer(9, 8, norm="last"), "norm is 'last'; it must be one of post, pre"),
    (lambda: pytorch.Transformer(9, 8, dropout=1), "dropout is 1.0; it must be less than 1"),
    (lambda: pytorch.Transformer(9, 8, 15, n_heads=3), "d is 15; it must be even"),
    (lambda: pytorch.Transformer(9, 8, positions="relative"), "positions is 'relative'"),
    (lambda: pytorch.Transformer(9, 8, activation="tanh"), "activation is 'tanh'"),
    (lambda: pytorch.TransformerLM(9, n_max=3)(torch.ones(1, 4, dtype=torch.long)),
     "ids has 4 words but PE must have as many positions; it has 3 (n_max)"),
    (lambda: pytorch.per_head(*torch.ones(3, 2, 4, 8), 3), "n_heads is 3; it must divide the 8 "),
    (lambda: pytorch.per_head(torch.ones(1, 4, 8), *torch.ones(2, 1, 4, 6), 4), "K has 6 columns"),
    (lambda: pytorch.per_head(*torch.ones(3, 2, 4, 8), 2, torch.ones(4, 4, dtype=torch.bool)),
     "mask has shape (4, 4) but must have (2, 4), (2, 4, 4) or (2, 2, 4, 4)"),
    (lambda: pytorch.per_head(*torch.ones(3, 2, 4, 8), 2, torch.ones(2, 4)),
     "mask is torch.float32; it must be torch.bool"),
    (lambda: pytorch.per_head(*torch.ones(3, 2, 4, 8), 2, bias=torch.ones(3, 4)),
     "bias has shape (3, 4); it must be (4, 4) or, head by head, (2, 4, 4)"),
    (lambda: pytorch.rotary(torch.ones(3, 5)), "d is 5; it must be even"),
    (lambda: pytorch.causal(3, 2), "m is 2; it must be a whole number >= 3"),
    (lambda: pytorch.mixture_of_experts(torch.ones(1, 2, 3), torch.ones(3, 2), torch.ones(2, 3, 4),
                                        torch.ones(2, 4), torch.ones(2, 4, 3), torch.ones(2, 3), 3),
     "k is 3; it must be a whole number in 1 … 2"),
])
def test_wrong_arguments_are_refused_by_name(make, says):
    with pytest.raises((ValueError, TypeError)) as error:
        make()
    assert says in str(error.value)
