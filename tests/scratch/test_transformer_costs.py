"""The costs of a Transformer are those that torch counts in our own modules, and grow as they say.

Oracles: torch's FlopCounterMode (two operations a multiply-add), the sizes of the modules' own
matrices, `cache_memory` of a cache that has been filled.
"""

import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from nlpviz.pytorch import RNN, TransformerLM, cache_memory
from nlpviz.scratch.transformer import costs

SIZES = [(8, 1, 2, 16), (32, 3, 4, 96)]  # d, n_layers, n_heads, d_ff


def flops(run):
    """Multiply-adds of a call, as torch counts them; its fused kernel for CPUs is not counted."""
    with FlopCounterMode(display=False) as counter, torch.no_grad(), sdpa_kernel(SDPBackend.MATH):
        run()
    return counter.get_total_flops() / 2


def language_model(d, n_layers, n_heads, d_ff):
    torch.manual_seed(0)
    return TransformerLM(5, d, n_layers, n_heads, d_ff, positions="sinusoidal").eval()


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("T", [1, 7, 40])
def test_reading_a_text_takes_the_multiply_adds_that_torch_counts(sizes, T):
    d, n_layers, _, d_ff = sizes
    model, X = language_model(*sizes), torch.randn(1, T, d)
    counted = sum(costs.text_work(T, d, n_layers, d_ff).values())
    assert flops(lambda: model.stack(X)) == counted
    assert sum(costs.next_word_work(T, d, n_layers, d_ff, cache=False).values()) == counted


@pytest.mark.parametrize("sizes", SIZES)
def test_the_next_word_with_a_cache_takes_the_multiply_adds_that_torch_counts(sizes):
    d, n_layers, _, d_ff = sizes
    model, ids = language_model(*sizes), torch.ones(1, 12, dtype=int)
    output = d * 5
    with torch.no_grad():
        _, _, state = model.advance(model.begin(), ids[:, :11])
    counted = sum(costs.next_word_work(12, d, n_layers, d_ff).values())
    assert flops(lambda: model.step(state, ids[:, 11])) == counted + output


def test_more_heads_take_no_more_work_and_more_kept_weights():
    X = torch.randn(1, 9, 32)
    counts = {flops(lambda n=n: language_model(32, 2, n, 64).stack(X)) for n in (1, 2, 8, 32)}
    assert counts == {sum(costs.text_work(9, 32, 2, 64).values())}
    for n_heads in (1, 8):
        _, A = language_model(32, 2, n_heads, 64)(torch.ones(1, 9, dtype=int), trace=True)
        assert A.numel() == costs.weights_numbers(9, n_heads, 2)


@pytest.mark.parametrize("sizes", SIZES)
def test_a_cache_and_the_weights_hold_as_many_numbers_as_those_of_the_modules(sizes):
    d, n_layers, _, d_ff = sizes
    model = language_model(*sizes)
    assert 4 * costs.cache_numbers(13, d, n_layers) == cache_memory(model, 13)
    _, _, state = model.advance(model.begin(), torch.ones(1, 13, dtype=int))
    held = sum(x.numel() for layer in state["layers"] for x in layer.values())
    assert held == costs.cache_numbers(13, d, n_layers)
    matrices = sum(p.numel() for p in model.stack.parameters() if p.ndim == 2)
    assert matrices == costs.block_weights_kept(d, n_layers, d_ff)


def test_attention_overtakes_the_feed_forward_where_it_is_said():
    for d, d_ff in ((8, 32), (64, 100)):
        at = costs.overtakes(d, d_ff)
        for T, more in ((at - 1, False), (at, True)):
            work = costs.text_work(T, d, 2, d_ff)
            assert (work["attention"] > work["feed_forward"]) is more


def test_an_rnn_of_as_many_weights_does_the_same_work_at_every_word():
    n_weights = costs.block_weights_kept(256, 3, 1024)
    d_h = costs.recurrent_width(n_weights, 256)
    cell = RNN(256, d_h)
    weights = sum(p.numel() for p in cell.parameters() if p.ndim == 2)
    assert weights == costs.recurrent_work(256, d_h)
    assert weights == pytest.approx(n_weights, rel=1e-3)
    assert flops(lambda: cell(torch.randn(1, 6, 256))) == 6 * weights


def test_the_longest_path_is_the_length_of_a_chain_and_one_step_of_attention():
    T, kinds = 6, {"chain": [[t - 1] for t in range(6)], "attention": [range(t) for t in range(6)]}
    for kind, reads in kinds.items():
        steps = [1]  # from the first word to what is said at each
        for t in range(1, T):
            steps.append(1 if kind == "attention" else 1 + min(steps[j] for j in reads[t]))
        assert costs.longest_path(T, kind) == steps[-1]


@pytest.mark.parametrize("call, says", [
    (lambda: costs.block_work(0, 4, 4), "n is 0"),
    (lambda: costs.block_work(1, 4, 4, 0), "m is 0"),
    (lambda: costs.next_word_work(3, 4, 0, 4), "n_layers is 0"),
    (lambda: costs.next_word_work(3, 4, 1, 4, cache="no"), "cache is 'no'"),
    (lambda: costs.longest_path(3, "tree"), "kind is 'tree'"),
    (lambda: costs.recurrent_width(0, 4), "n_weights is 0"),
])
def test_what_cannot_be_counted_is_refused_by_name(call, says):
    with pytest.raises(ValueError, match=says):
        call()
