"""The recorded tree holds all that searches look at: they find in it what the model gives them."""

import numpy as np
import pytest
import torch

from nlpviz import decode
from nlpviz.decode.tree import likeliest

BOS, EOS = 1, 2


def model(seed, n=8, sharp=1.5):
    """A step whose next word depends on all before it: the state is a random walk of numbers."""
    rng = np.random.default_rng(seed)
    W, E = sharp * rng.normal(size=(4, n)), rng.normal(size=(n, 4))

    def step(state, ids):
        state = np.tanh(0.8 * state + E[ids])
        S = state @ W
        S[:, :2] = -np.inf
        top = S.max(1, keepdims=True)
        return S - top - np.log(np.exp(S - top).sum(1, keepdims=True)), state

    return step, np.zeros((1, 4))


@pytest.mark.parametrize("seed", range(8))
def test_every_search_finds_in_the_tree_what_it_finds_in_the_model(seed):
    alphas = (0, 0.6, 1)
    tree = decode.tree(*model(seed), width=4, max_length=6, alphas=alphas)
    for width in (1, 2, 3, 4):
        for alpha in alphas:
            due = decode.beam_search(*model(seed), width=width, max_length=6, alpha=alpha)
            found = tree.search(width, alpha)
            assert [h.ids for h in found.best] == [h.ids for h in due.best]
            assert [[found.ids(t, i) for i in range(len(step))]
                    for t, step in enumerate(found.steps)] == [
                [due.ids(t, i) for i in range(len(step))] for t, step in enumerate(due.steps)]
            np.testing.assert_allclose([(h.logp, h.score) for h in found.best],
                                       [(h.logp, h.score) for h in due.best], rtol=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_greedys_line_is_that_of_the_model(seed):
    [due] = decode.greedy(*model(seed), max_length=6)
    found = decode.tree(*model(seed), width=2, max_length=6).greedy()
    assert (found.ids, found.finished) == (due.ids, due.finished)
    assert found.logp == pytest.approx(due.logp, rel=1e-5)


def test_where_all_words_are_alike_the_lower_tokens_are_kept_as_in_the_model():
    def step(state, ids):
        return np.full((len(ids), 9), -np.log(9)), state

    tree = decode.tree(step, np.zeros((1, 1)), width=3, max_length=3)
    for width in (1, 2, 3):
        due = decode.beam_search(step, np.zeros((1, 1)), width=width, max_length=3)
        assert [h.ids for h in tree.search(width).best] == [h.ids for h in due.best]


def test_a_state_of_tensors_is_searched_as_well():
    step, state = model(3)

    def tensors(state, ids):
        logP, state = step(state.numpy(), ids.numpy())
        return torch.from_numpy(logP), torch.from_numpy(state)

    found = decode.tree(tensors, torch.from_numpy(state), width=3, max_length=4)
    assert found == decode.tree(step, state, width=3, max_length=4)


def test_eos_and_the_likeliest_others_are_kept_from_the_lowest_token_and_nothing_impossible():
    row = np.log([0.1, 0.2, 0.05, 0.3, 0.3, 0.05])
    assert likeliest(row, 2, EOS)[0] == (2, 3, 4)
    assert likeliest(row, 3, EOS)[0] == (1, 2, 3, 4)
    with np.errstate(divide="ignore"):
        assert likeliest(np.log([0.0, 0, 0, 1, 0]), 3, EOS) == ((3,), (0.0,))


def test_numbers_are_those_of_float32():
    tree = decode.tree(*model(1), width=2, max_length=3)
    for _, values in tree.after.values():
        assert all(value == float(np.float32(value)) for value in values)


@pytest.mark.parametrize("change, error, says", [
    ({"step": 3}, TypeError, "step is int; it must be a function"),
    ({"width": 0}, ValueError, "width is 0"), ({"width": 7}, ValueError, "width is 7"),
    ({"max_length": 13}, ValueError, "max_length is 13"),
    ({"alphas": (-1,)}, ValueError, "alphas is -1"), ({"eos": -1}, ValueError, "eos is -1"),
])
def test_what_cannot_be_searched_is_refused_by_name(change, error, says):
    step, state = model(0)
    with pytest.raises(error, match=says):
        decode.tree(**{"step": step, "state": state, "max_length": 3} | change)


def test_a_search_that_is_not_on_offer_is_refused_with_those_that_are():
    tree = decode.tree(*model(0), width=2, max_length=3, alphas=(1,))
    assert tree.alphas == (0, 1)
    with pytest.raises(ValueError, match="alpha is 0.5; it must be one of 0.0, 1.0"):
        tree.search(1, 0.5)
    with pytest.raises(ValueError, match="width is 3"):
        tree.search(3)
