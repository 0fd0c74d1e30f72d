"""Adding and copying have the answers that they say; each task repeats with its seed and refuses
what is no size, no seed and no depth."""

import numpy as np
import pytest

from nlpviz.data import adding, copying, crossing, translation
from nlpviz.data import analogies as world
from nlpviz.data.agreement import sentences
from nlpviz.text import BOS, EOS, PAD


def test_adding_marks_one_value_in_each_half_and_adds_them():
    X, y = adding.adding(500, 11, seed=2)
    assert X.shape == (500, 11, 2) and y.shape == (500,)
    assert ((X[:, :, 0] >= 0) & (X[:, :, 0] < 1)).all()
    assert (X[:, :5, 1].sum(1) == 1).all() and (X[:, 5:, 1].sum(1) == 1).all()
    assert np.allclose(y, [sum(v for v, mark in row if mark) for row in X])
    assert set(X[:, :, 1].argmax(1)) == set(range(5))


def test_the_constant_answer_one_has_an_error_of_a_sixth():
    n = 100_000
    _, y = adding.adding(n, 2, seed=0)
    errors = (y - 1) ** 2
    assert abs(errors.mean() - 1 / 6) < 5 * errors.std() / n ** 0.5


def test_copying_repeats_the_ten_symbols_after_the_bell():
    ids, targets = copying.copying(50, 30, seed=1)
    assert ids.shape == targets.shape == (50, 50)
    assert (targets[:, 40:] == ids[:, :10]).all() and (targets[:, :40] == 8).all()
    assert (ids[:, 39] == 9).all() and ((ids == 9).sum(1) == 1).all()
    assert (ids[:, 10:39] == 8).all() and (ids[:, 40:] == 8).all()
    assert set(ids[:, :10].ravel()) == set(range(8))


def test_the_copy_baseline_is_the_entropy_of_ten_symbols():
    assert copying.baseline(100) == pytest.approx(10 * np.log(8) / 120)


def test_aligned_says_word_t_of_the_source_at_step_t():
    source, target = copying.aligned(400, (5, 15), 20, seed=1)
    assert source.shape == (400, 16) and target.shape == (400, 17)
    lengths = set()
    for read, said in zip(source, target, strict=True):
        m = int(np.flatnonzero(read == EOS)[0])
        lengths.add(m)
        assert said[0] == BOS and (said[1:] == read).all()
        assert (read[:m] >= 4).all() and (read[:m] < 24).all() and (read[m + 1:] == PAD).all()
    assert lengths == set(range(5, 16))
    assert set(source.ravel()) == {PAD, EOS, *range(4, 24)}


def test_aligned_repeats_with_the_seed_and_refuses_sizes():
    one, same, other = (copying.aligned(5, seed=seed) for seed in (3, 3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not np.array_equal(one[0], other[0])
    for n, lengths, n_symbols, name in (
            (0, (5, 15), 20, "n is 0"), (5, (0, 15), 20, r"lengths\[0\] is 0"),
            (5, (6, 5), 20, r"lengths\[1\] is 5"), (5, (5, 15), 0, "n_symbols is 0"),
            (5, 5, 20, "lengths is 5"), (5, (1, 2, 3), 20, "lengths is")):
        with pytest.raises(ValueError, match=name):
            copying.aligned(n, lengths, n_symbols)


@pytest.mark.parametrize("make", [adding.adding, copying.copying])
def test_tasks_repeat_with_the_seed_and_refuse_sizes(make):
    assert all(np.array_equal(a, b) for a, b in zip(make(5, 9, 3), make(5, 9, 3), strict=True))
    assert not np.array_equal(make(5, 9, 3)[0], make(5, 9, 4)[0])
    for n, T, name in ((0, 9, "n is 0"), (5, 0, "T is 0"), (5, 2.5, "T is 2.5")):
        with pytest.raises(ValueError, match=name):
            make(n, T)


TASKS = {
    "adding": lambda **more: adding.adding(**{"n": 4, "T": 6, **more}),
    "copying": lambda **more: copying.copying(**{"n": 4, "T": 6, **more}),
    "aligned": lambda **more: copying.aligned(**{"n": 4, **more}),
    "agreement": lambda **more: sentences(**{"n": 4, **more}),
    "crossing": lambda **more: crossing.pairs(**{"n": 4, **more}),
    "translation": lambda **more: translation.translations(**{"n": 4, **more}),
    "world": lambda **more: world.sentences(**{"n": 4, **more}),
}


@pytest.mark.parametrize("make", TASKS.values(), ids=TASKS)
def test_numpys_numbers_are_numbers_to_every_task_and_a_bool_is_none(make):
    one, other = make(n=3, seed=3), make(n=np.int64(3), seed=np.uint8(3))
    assert repr(one) == repr(other)
    assert repr(make(seed=[3, np.int64(1)])) == repr(make(seed=(3, 1))) != repr(make(seed=[3, 2]))
    with pytest.raises(ValueError, match=r"seed\[1\] is None"):
        make(seed=[3, None])
    for name in ("n", "seed"):
        for wrong in (True, 2.0, np.float64(2), None, "2", -1):
            with pytest.raises(ValueError, match=f"{name} is "):
                make(**{name: wrong})


@pytest.mark.parametrize("make", [TASKS["agreement"], TASKS["crossing"]])
def test_a_depth_is_a_whole_number_or_two_and_what_was_made_before_is_sentences(make):
    assert repr(make(depth=np.int64(1))) == repr(make(depth=(np.int8(0), 1)))
    for wrong in (True, (0, True), "01", 1.0, (0, 1, 2)):
        with pytest.raises(ValueError, match="depth is "):
            make(depth=wrong)
    with pytest.raises(TypeError, match=r"without\[0\] is 'the letters'; it must be a sentence"):
        make(without=["the letters"])
    for wrong in (None, 3, "the letters"):
        with pytest.raises(TypeError, match="without is .*, .. for none"):
            make(without=wrong)
