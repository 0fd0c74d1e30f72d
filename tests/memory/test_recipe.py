"""The recipe of end-to-end memory networks: questions become numbers and back, time is noisy as the
paper says, what is learnt is learnt again from the same seed, and a small task is learnt."""

from collections import Counter

import numpy as np
import pytest
import torch

from nlpviz.data.stories import Question, stories
from nlpviz.memory.numbers import Words, times
from nlpviz.memory.recipe import Recipe, answered, error, loss, train

SHORT = Recipe(linear_epochs=1, epochs=2)


def sentences(data, words, row):
    """The story of a row, word by word, the first sentence first."""
    told = data.sentences[data.story[row, :data.told[row]]][::-1]
    return tuple(tuple(words.tokens[i] for i in ids if i) for ids in told)


def test_stories_come_back_from_their_numbers_and_a_sentence_is_kept_once():
    made = stories("two facts", 50)
    words = Words(made)
    data = words.number(made)
    assert len(data) == 50 and len(np.unique(data.sentences, axis=0)) == len(data.sentences)
    for row, q in enumerate(made):
        assert sentences(data, words, row) == q.story
        assert tuple(words.tokens[i] for i in data.sentences[data.question[row]] if i) == q.words
        assert words.tokens[data.answer[row]] == q.answer


def test_of_a_long_story_the_latest_sentences_are_kept():
    made = stories("one fact", 30)
    words = Words(made, n_places=4)
    data = words.number(made)
    assert data.story.shape == (30, 4)
    for row, q in enumerate(made):
        assert sentences(data, words, row) == q.story[-4:]


def test_an_unknown_word_is_0_and_a_sentence_that_is_too_long_is_named():
    words = Words(stories("one fact", 30))
    q = Question((("somebody", "went"),), ("where", "is", "somebody"), "nowhere")
    data = words.number([q])
    assert data.answer.tolist() == [0]
    assert np.count_nonzero(data.sentences[data.story[0, 0]]) == 1
    with pytest.raises(ValueError, match="'ken went to the far and quiet garden' has 8 words"):
        words.number([q._replace(story=(tuple("ken went to the far and quiet garden".split()),))])
    with pytest.raises(ValueError, match="questions is empty"):
        Words([])


def test_without_noise_the_last_sentence_was_said_one_moment_ago():
    assert times(np.array([3, 1, 0]), 4).tolist() == [[1, 2, 3, 0], [1, 0, 0, 0], [0] * 4]


def test_noise_keeps_the_order_and_draws_the_number_of_blanks_evenly():
    told = np.full(9000, 25)
    found = times(told, 40, 0.1, np.random.default_rng(0))
    assert (np.diff(found[:, :25], axis=1) > 0).all() and not found[:, 25:].any()
    assert found.min(axis=1).max() <= 4 and found.max() == 28
    blanks = Counter((found[:, 24] - 25).tolist())
    assert set(blanks) == {0, 1, 2, 3}
    # of 25 + b moments 25 are kept: the last blank is seen unless a blank stands at the very end
    exact = {b: sum(chance(25, n, b) for n in range(4)) / 4 for b in range(4)}
    for b, p in exact.items():
        assert abs(blanks[b] - 9000 * p) <= 5 * np.sqrt(9000 * p * (1 - p))
    assert times(np.array([4]), 3, 0.0).shape == (1, 3)


def chance(n, blanks, shift):
    """P(the oldest of n sentences is moved by `shift`) with so many blanks strewn in: the kept
    places are n of n + blanks, and the largest of them is n + shift."""
    from math import comb

    return comb(n + shift - 1, n - 1) / comb(n + blanks, n) if shift <= blanks else 0.0


def test_a_time_beyond_the_memory_counts_as_its_last():
    found = times(np.full(500, 20), 20, 0.5, np.random.default_rng(1))
    assert found.max() == 20 and (np.diff(found, axis=1) >= 0).all()


def test_the_same_seed_learns_the_same_bits_and_another_others():
    made = stories("one fact", 64)
    words = Words(made)
    data = words.number(made)
    first, again, other = (train(words, data, SHORT, seed).model for seed in (0, 0, 1))
    assert torch.equal(first.E, again.E) and torch.equal(first.T, again.T)
    assert not torch.equal(first.E, other.E)


def test_no_word_and_no_time_stay_no_vector_and_linear_epochs_come_first():
    made, seen = stories("one fact", 64), []
    words = Words(made)
    trained = train(words, words.number(made), SHORT, 0, seen.append)
    assert not trained.model.E[:, 0].any() and not trained.model.T[:, 0].any()
    assert [linear for linear, _ in trained.losses] == [True, False, False]
    assert seen == [1, 2, 3]


def test_a_step_too_large_is_told_and_not_gone_on_from():
    made = stories("one fact", 64)
    words = Words(made)
    with pytest.raises(FloatingPointError, match="not a number"):
        train(words, words.number(made),
              Recipe(linear_epochs=5, linear_lr=1e6, max_norm=1e30, epochs=1))


@pytest.mark.slow
def test_one_fact_is_learnt_and_an_order_without_time_is_not():
    own = stories("one fact", 1000, seed=0)
    test = stories("one fact", 500, seed=1, without=own)
    words = Words([*own, *test])
    data, held = words.number(own), words.number(test)
    trained = train(words, data, Recipe(n_hops=1, epochs=60))
    assert error(trained.model, held) <= 0.01 and trained.loss == loss(trained.model, data)
    timeless = train(words, data, Recipe(n_hops=1, epochs=60, timed=False))
    assert error(timeless.model, held) > 0.2
    assert answered(trained.model, held).shape == (500, len(words))
