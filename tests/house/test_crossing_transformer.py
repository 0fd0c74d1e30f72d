"""The Transformer of the crossing grammar translates as it did when it was stored, and where its
heads look is judged against the grammar's links and two controls."""

import numpy as np
import pytest
import torch

from nlpviz.metrics import exact_match
from nlpviz.pytorch.transformer import Transformer, nll, restored
from nlpviz.stored import load
from nlpviz.text import pad
from tools.recipes import recipe

made, grammar = recipe("crossing_transformer"), recipe("crossing")


@pytest.fixture(scope="module")
def stored():
    return load("07_crossing")


@pytest.fixture(scope="module")
def model(stored):
    return restored(stored["weights"], stored["n_heads"], norm="pre", positions="rotary")


def test_what_is_stored_meets_its_bars(stored):
    assert made.bars() == []
    assert stored["exact"].shape == stored["error"].shape == (len(made.SEEDS),)


def test_the_stored_weights_translate_in_7_bits_as_they_did_in_32(model, stored):
    some = grammar.test_set()[:150]
    said = made.translated(model, [source for source, _ in grammar.ids_of(some)])
    assert exact_match(said, [p.target for p in some]) >= stored["exact"][0] - 0.02


def test_the_stored_weights_look_where_they_did(model, stored):
    found = made.errors(made.looks(model), [p.links for p in grammar.test_set()])
    assert np.abs(found - stored["heads"][0]).max() < 0.02
    assert stored["error"] == pytest.approx(stored["heads"][..., :-1].min((1, 2)))


def test_a_head_that_looks_at_the_links_has_no_error_and_one_that_looks_beside_them_has_all():
    links = [[(0, 1), (1, 0)], [(0, 2)]]
    A = np.zeros((2, 1, 2, 2, 3))
    for at, some in enumerate(links):
        for i, j in some:
            A[at, 0, 0, i, j] = 1
            A[at, 0, 1, i, (j + 1) % 3] = 0.9
    assert made.errors(A, links).tolist() == [[0, 1, 0]]
    A[0, 0, 0] = A[0, 0, 1]  # two of three linked words
    assert made.errors(A, links)[0, 0] == pytest.approx(2 / 3)


def test_shuffled_links_tie_the_same_words_otherwise():
    links = [p.links for p in grammar.test_set()[:20]]
    other = made.shuffled(links)
    assert other != [list(some) for some in links]
    for some, found in zip(links, other, strict=True):
        for side in zip(some, found, strict=True), :
            assert [i for (i, _), _ in side] == [i for i, _ in found]
        assert sorted(j for _, j in some) == sorted(j for _, j in found)


def test_the_loss_of_a_sentence_is_the_sum_over_its_words():
    torch.manual_seed(0)
    small = Transformer(9, 9, 8, 1, 2, 8)
    rows = [np.array([4, 5, 2]), np.array([6, 2])], [np.array([1, 4, 2]), np.array([1, 5, 6, 7, 2])]
    source, target = (torch.tensor(pad(side)[0]) for side in rows)
    each = [nll(small, source[i:i + 1], target[i:i + 1]) for i in range(2)]
    total = sum(loss * n for loss, n in each)
    assert float(made.per_sentence(small, source, target).detach()) == pytest.approx(
        float(total.detach()) / 2 / made.LENGTH, rel=1e-5)
