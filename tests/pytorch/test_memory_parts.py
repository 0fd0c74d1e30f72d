"""A batch of stories of different lengths: each is answered as if it were alone.

The loss is the mean of scratch's, the gradients too; what fills a story up is never looked at; the
order of the rows does not matter to a network that knows which memory is older.
"""

import numpy as np
import pytest
import torch

from nlpviz.pytorch.memory.four_parts import FourParts
from nlpviz.scratch.memory.four_parts import look_up, respond
from nlpviz.scratch.memory.supervised import supervised

N_VOCAB, D, J, LENGTHS = 9, 4, 3, (5, 2, 3)
NAMES = ("E_x", "E_m", "E_y", "T", "R_x", "R_m", "R_y")


@pytest.fixture(autouse=True)
def double():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def network(k, seed=0):
    torch.manual_seed(seed)
    model = FourParts(N_VOCAB, D, k)
    for p in model.parameters():
        p.data *= 10
    return model, [getattr(model, name).detach().numpy() for name in NAMES]


def told(seed):
    """(question, story, ago, facts, answer) of each; the latest sentence stands first."""
    rng = np.random.default_rng(seed)
    return [(rng.integers(1, N_VOCAB, J), rng.integers(1, N_VOCAB, (n, J)), np.arange(1, n + 1),
             rng.permutation(n)[:2], rng.integers(1, N_VOCAB)) for n in LENGTHS]


def batch(questions, filler=0):
    """All as tensors, filled up; an empty place has ago 0 and may hold anything."""
    story = np.full((len(questions), max(LENGTHS), J), filler)
    ago = np.zeros(story.shape[:2], int)
    for row, when, (_, sentences, since, _, _) in zip(story, ago, questions, strict=True):
        row[:len(sentences)], when[:len(sentences)] = sentences, since
    question, facts, answer = (np.array([q[i] for q in questions]) for i in (0, 3, 4))
    return [torch.tensor(x) for x in (question, story, ago, facts, answer)]


@pytest.mark.parametrize("filler", [0, 7])
def test_the_loss_of_a_batch_and_its_gradients_are_the_means_of_scratchs(filler):
    model, tables = network(2)
    questions = told(0)
    loss = model.loss(*batch(questions, filler), margin=0.7)
    loss.backward()
    alone = [supervised(*q, *tables, margin=0.7) for q in questions]
    assert loss.item() == pytest.approx(np.mean([L for L, _ in alone]), abs=1e-10)
    means = [sum(g) / len(questions)
             for g in zip(*(trace.backward() for _, trace in alone), strict=True)]
    for name, mean in zip(NAMES, means, strict=True):
        np.testing.assert_allclose(getattr(model, name).grad, mean, rtol=0, atol=1e-8,
                                   err_msg=name)


@pytest.mark.parametrize("filler", [0, 7])
@pytest.mark.parametrize("k", [1, 2, 3])
def test_a_story_in_a_batch_is_answered_as_alone_and_no_empty_place_is_chosen(k, filler):
    for seed in range(20):
        model, (E_x, E_m, E_y, T, R_x, R_m, R_y) = network(k, seed)
        questions = told(seed)
        answers, found = model(*batch(questions, filler)[:3])
        for (question, story, ago, _, _), answer, chosen in zip(questions, answers, found,
                                                                strict=True):
            facts = look_up(question, story, ago, E_x, E_m, E_y, T, k=k)
            scores, _ = respond(question, story[facts], R_x, R_m, R_y)
            assert chosen.tolist() == facts and answer == scores.argmax()


def test_the_loss_knows_no_order_of_the_rows():
    model, _ = network(2)
    question, story, ago, facts, answer = batch(told(0))
    turned = story.flip(1), ago.flip(1), max(LENGTHS) - 1 - facts
    one, other = model.loss(question, story, ago, facts, answer), model.loss(question, *turned,
                                                                             answer)
    assert one.item() == pytest.approx(other.item(), abs=1e-12)


def test_of_two_memories_with_the_same_words_only_time_can_choose():
    """T = 0: neither is better; t for "younger": the latest, however the rows stand."""
    model, _ = network(1)
    model.T.data.zero_()
    question, story = torch.tensor([[1, 2, 3]]), torch.tensor([[[4, 5, 6]] * 4])
    ago = torch.tensor([[2, 4, 1, 3]])
    nothing = torch.empty(1, 0, dtype=torch.long)
    assert not model.scores(question, story, ago, nothing).any()
    q = model.query(question, story[:, :0], model.E_x, model.E_m)
    model.T.data[2] = -q[0]
    for rows in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]):
        _, found = model(question, story[:, rows], ago[:, rows])
        assert ago[0, rows][found[0, 0]] == 1
