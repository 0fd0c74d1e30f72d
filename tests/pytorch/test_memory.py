"""Memory networks, batched: the twins of scratch's, the same with sentences given by number."""

import numpy as np
import pytest
import torch

from nlpviz import scratch
from nlpviz.pytorch.memory import LayerWise, MemoryNetwork, encode, hop, position_encoding
from nlpviz.pytorch.memory.encoding import counts, encode_counts, places
from nlpviz.scratch import memory

N_VOCAB, D, J, N, B = 9, 6, 4, 5, 3
KINDS = ("program", "paper", "bag")


@pytest.fixture(autouse=True)
def double():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def batch():
    generator = torch.Generator().manual_seed(0)
    story = torch.randint(0, N_VOCAB, (B, N, J), generator=generator)
    story[0, 3:] = 0
    times = torch.tensor([[1, 2, 3, 0, 0], [1, 2, 3, 4, 5], [2, 2, 4, 5, 5]])
    return torch.randint(1, N_VOCAB, (B, J), generator=generator), story, times


def made(network, **options):
    torch.manual_seed(1)
    model = network(N_VOCAB, N, J, D, **options)
    for p in model.parameters():
        p.data *= 3  # so that the weights are not all alike
    return model


def table(kind):
    return None if kind == "bag" else memory.position_encoding(J, D, kind)


def arrays(model):
    return {name: p.detach().numpy() for name, p in model.named_parameters()}


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_every_row_of_a_batch_is_what_scratch_makes_of_it(kind, linear):
    model, given = made(MemoryNetwork, kind=kind), batch()
    logits, P = model(*given, linear=linear, weights=True)
    for b in range(B):
        ours, trace = memory.memory_network(
            *(x[b].numpy() for x in given), **arrays(model), l=table(kind), linear=linear)
        np.testing.assert_allclose(logits[b].detach(), ours, rtol=0, atol=1e-12)
        np.testing.assert_allclose(P[b].detach(), trace.P, rtol=0, atol=1e-12)


@pytest.mark.parametrize("linear", [False, True])
def test_the_layer_wise_twin_is_scratchs(linear):
    model, given = made(LayerWise), batch()
    logits, P = model(*given, linear=linear, weights=True)
    assert torch.equal(logits, model(*given, linear=linear))
    for b in range(B):
        ours, trace = memory.layer_wise(
            *(x[b].numpy() for x in given), **arrays(model), l=table("program"), n_hops=3,
            linear=linear)
        np.testing.assert_allclose(logits[b].detach(), ours, rtol=0, atol=1e-12)
        np.testing.assert_allclose(P[b].detach(), trace.P, rtol=0, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_sentences_by_number_have_the_logits_and_gradients_of_sentences_in_full(kind):
    model, (question, story, times) = made(MemoryNetwork, kind=kind), batch()
    told, number = torch.unique(torch.cat([question, story.flatten(0, 1)]), dim=0,
                                return_inverse=True)
    both = []
    for logits in (model(question, story, times),
                   model.of_sentences(model.count(told), number[:B], number[B:].view(B, N),
                                      times)):
        both.append((logits, *torch.autograd.grad(logits.pow(2).sum(), [model.E, model.T])))
    for full, by_number in zip(*both, strict=True):
        torch.testing.assert_close(by_number, full, rtol=0, atol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_two_counts_of_words_hold_all_that_the_encoding_knows(kind):
    ids = batch()[1].flatten(0, 1)
    E, where = torch.randn(N_VOCAB, D), places(J, D, kind)
    torch.testing.assert_close(encode_counts(counts(ids, N_VOCAB, where), E, where),
                               encode(ids, E, where.table), rtol=0, atol=1e-12)


def test_position_encodings_are_scratchs():
    for kind in ("paper", "program"):
        np.testing.assert_allclose(position_encoding(J, D, kind),
                                   scratch.memory.position_encoding(J, D, kind), atol=1e-14)


def test_rows_0_are_zero_and_without_time_the_order_of_the_story_says_nothing():
    model = made(MemoryNetwork, kind="bag", timed=False)
    assert not model.E[:, 0].any() and not model.T.any()
    question, story, times = batch()
    order = torch.tensor([4, 2, 0, 1, 3])
    torch.testing.assert_close(model(question, story, times),
                               model(question, story[:, order], times))
    timed = made(MemoryNetwork)
    assert not timed.T[:, 0].any()
    moved = timed(question, story[:, order], times) - timed(question, story, times)
    assert moved.abs().max() > 1e-6


def test_a_hop_of_what_does_not_fit_and_unknown_kinds_are_refused_by_name():
    with pytest.raises(ValueError, match="M_in"):
        hop(torch.ones(2, 3), torch.ones(2, 4, 5), torch.ones(2, 4, 5))
    with pytest.raises(ValueError, match="kind is 'sine'"):
        MemoryNetwork(N_VOCAB, N, J, kind="sine")
    with pytest.raises(ValueError, match="n_hops is 0"):
        MemoryNetwork(N_VOCAB, N, J, n_hops=0)
