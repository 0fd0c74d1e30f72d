"""A training is the same however it is run: again or on two processes;
and what it cannot go on with, it refuses by name."""

import random
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from nlpviz import language, train
from tests.train.training_runs import (
    ENVIRONMENT,
    RUNS,
    Adder,
    Speaker,
    Terminal,
    carried,
    fit_adder,
    made,
    same_bits,
    squared,
    stream,
    sums,
    together,
)


def test_fit_is_the_plain_loop():
    model, history = made(Adder), []
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for step in range(12):
        optimizer.zero_grad()
        loss = squared(model, *sums()(step))
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        history.append((loss.item(), norm.item()))
    ours = made(Adder)
    h = train.fit(ours, squared, sums(), steps=12, lr=0.01, max_norm=0.5)
    assert same_bits(ours.state_dict(), model.state_dict())
    assert np.array_equal(np.stack([h.losses, h.grad_norms], 1), history)
    assert len(h) == 12


def test_training_lowers_the_loss():
    model = made(Adder, hidden_size=16)
    h = train.fit(model, squared, sums(40), steps=150, lr=0.02)
    assert h.losses[-1] < 0.25 * h.losses[0]


def test_clipping_cuts_the_step_and_not_the_record():
    model = made(Adder)
    before = nn.utils.parameters_to_vector(model.parameters()).detach().clone()
    h = train.fit(model, squared, sums(), steps=1, lr=1.0, max_norm=0.01,
                  optimizer=torch.optim.SGD)
    after = nn.utils.parameters_to_vector(model.parameters()).detach()
    assert float((after - before).norm()) == pytest.approx(0.01, rel=1e-3)
    assert h.grad_norms[0] > 0.1


def test_the_seed_decides_all_and_nothing_outside_is_touched():
    random.seed(0), np.random.seed(0), torch.manual_seed(0)
    wanted = random.random(), np.random.rand(), torch.rand(1)
    random.seed(0), np.random.seed(0), torch.manual_seed(0)
    weights = [made(Adder, dropout=0.3) for _ in range(3)]
    random.seed(0), np.random.seed(0), torch.manual_seed(0)
    for model, seed in zip(weights, (4, 4, 5), strict=True):
        train.fit(model, squared, sums(), steps=5, seed=seed)
    assert (random.random(), np.random.rand(), torch.rand(1)) == wanted
    a, b, c = (m.state_dict() for m in weights)
    assert same_bits(a, b) and not same_bits(a, c)


def test_the_seed_reaches_every_generator():
    def drawn(seed):
        found = []

        def batches(step):
            found.extend([random.random(), np.random.rand(), float(torch.rand(1))])
            return sums()(step)

        train.fit(made(Adder), squared, batches, steps=1, seed=seed)
        return found

    assert drawn(4) == drawn(4)
    assert all(a != b for a, b in zip(drawn(4), drawn(5), strict=True))


def test_the_model_is_left_in_the_mode_it_came_in():
    model = made(Adder).eval()
    train.fit(model, squared, sums(), steps=1)
    assert not model.training


def test_arrays_become_tensors_and_numbers_the_default_type():
    seen = []

    def loss(model, X, y):
        seen.extend([X.dtype, y.dtype])
        return squared(model, X, y)

    X, y = np.ones((4, 3, 2)), np.ones(4)
    train.fit(made(Adder), loss, lambda step: (X, y), steps=1)
    assert seen == [torch.float32, torch.float32]


def test_the_carried_state_is_the_one_the_last_window_ended_with():
    states = []

    def loss(model, inputs, targets, state):
        states.append(state)
        value, state = carried(model, inputs, targets, state)
        states.append(state)
        return value, state

    train.fit(made(Speaker, 11), loss, stream(), steps=3, carry=True)
    assert states[0] is None
    for left, taken in ((states[1], states[2]), (states[3], states[4])):
        assert torch.equal(left, taken) and left.requires_grad and not taken.requires_grad


# What it cannot go on with


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_loss_that_is_not_finite_names_the_step_and_the_remedy(bad):
    def loss(model, X, y):
        loss.calls += 1
        return squared(model, X, y) * (bad if loss.calls == 4 else 1)

    loss.calls = 0
    with pytest.raises(train.Diverged) as error:
        train.fit(made(Adder), loss, sums(), steps=9, lr=0.5)
    assert f"the loss is {bad} at step 3" in str(error.value)
    assert "lower lr (it is 0.5)" in str(error.value) and "max_norm=1.0" in str(error.value)
    assert (error.value.step, len(error.value.history)) == (3, 3)


def test_an_infinite_gradient_of_a_finite_loss_is_refused_and_not_applied():
    model = made(Adder)
    before = {k: v.clone() for k, v in model.state_dict().items()}

    def loss(model, X, y):
        return (squared(model, X, y) * 0).sqrt()

    with pytest.raises(train.Diverged, match="gradient's norm is nan at step 0.*smaller max_norm"):
        train.fit(model, loss, sums(), steps=1, max_norm=1.0)
    assert same_bits(model.state_dict(), before)


def test_what_went_wrong_is_told_in_the_language_in_use_and_with_both_remedies():
    def loss(model, X, y):
        return squared(model, X, y) * float("nan")

    for max_norm, said in ((None, "勾配をクリッピング"), (2.5, "max_norm（現在 2.5）")):
        with language.speaking("ja"), pytest.raises(train.Diverged) as error:
            train.fit(made(Adder), loss, sums(), steps=1, lr=0.5, max_norm=max_norm)
        assert str(error.value).startswith("ステップ 0 で損失が nan になりました")
        assert said in str(error.value)


@pytest.mark.parametrize("options, message", [
    ({"steps": 0}, "steps is 0"), ({"steps": 2.5}, "steps is 2.5"), ({"every": 0}, "every is 0"),
    ({"lr": 0}, "lr is 0"), ({"lr": float("nan")}, "lr is nan"), ({"lr": None}, "lr is None"),
    ({"max_norm": -1}, "max_norm is -1"), ({"seed": -1}, "seed is -1"),
    ({"seed": None}, "seed is None"),
])
def test_wrong_arguments_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        train.fit(made(Adder), squared, sums(), **{"steps": 1, **options})


def test_a_loss_that_is_not_one_number_is_refused():
    for wrong in (lambda m, X, y: m(X) - y, lambda m, X, y: 0.5):
        with pytest.raises(ValueError, match="loss must return a tensor that is one number"):
            train.fit(made(Adder), wrong, sums(), steps=1)


def test_a_model_without_weights_and_a_missing_gpu_are_named(monkeypatch):
    with pytest.raises(ValueError, match="model has no weights to train"):
        train.fit(nn.Tanh(), squared, sums(), steps=1)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match='device is \'cuda\', but .*device="cpu"'):
        train.fit(made(Adder), squared, sums(), steps=1, device="cuda")


@pytest.mark.parametrize("batch", [torch.ones(4, 2, 2), None, ()], ids=lambda b: type(b).__name__)
def test_a_batch_that_is_no_tuple_is_refused(batch):
    with pytest.raises(TypeError, match=r"batches\(0\) returned \w+; it must be a tuple"):
        train.fit(made(Adder), squared, lambda step: batch, steps=1)


def test_a_batch_of_unequal_rows_is_refused():
    with pytest.raises(ValueError, match=r"batch of step 0 holds tensors of \[4, 3\] rows"):
        train.fit(made(Adder), squared, lambda s: (torch.ones(4, 2, 2), torch.ones(3)), steps=1)


def test_what_is_no_function_is_named_with_the_call_that_is_right():
    loader = torch.utils.data.DataLoader(list(range(8)))
    model = made(Adder)
    made_already = torch.optim.Adam(model.parameters())
    right = {"model": model, "loss": squared, "batches": sums(), "optimizer": torch.optim.Adam}
    for wrong, message in (
            ({"batches": loader}, r"batches is a DataLoader; .* batches\(step\): shuffled\("),
            ({"batches": [sums()(0)]}, "batches is a list"),
            ({"batches": lambda: sums()(0)}, r"batches must be called as batches\(step\)"),
            ({"optimizer": made_already}, "made already; give the class, .*torch.optim.Adam"),
            ({"optimizer": "adam"}, "optimizer is a str"),
            ({"optimizer": torch.optim.LBFGS}, "optimizer is LBFGS"),
            ({"optimizer": lambda parameters: made_already}, "optimizer must be called as"),
            ({"optimizer": lambda parameters, lr: None}, "optimizer made a NoneType"),
            ({"loss": 0.5}, "loss is a float"), ({"model": squared}, "model is a function")):
        with pytest.raises(TypeError, match=message):
            train.fit(steps=1, **{**right, **wrong})


def test_a_loss_without_its_state_or_gradient_is_named():
    with pytest.raises(ValueError, match="carry=True loss must return a pair"):
        train.fit(made(Adder), lambda m, X, y, state: squared(m, X, y), sums(), steps=1, carry=True)
    with pytest.raises(ValueError, match="a number without a gradient"):
        train.fit(made(Adder), lambda m, X, y: squared(m, X, y).detach(), sums(), steps=1)
    with pytest.raises(ValueError, match="returned 3 values"):
        train.fit(made(Adder), lambda m, X, y: (squared(m, X, y), 1, 2), sums(), steps=1)


@pytest.mark.parametrize("options, message", [
    ({"lr": True}, "lr is True"), ({"steps": True}, "steps is True"), ({"lr": "0.1"}, "lr is '0"),
    ({"seed": 2**63}, "seed is"), ({"max_norm": float("inf")}, "max_norm is inf"),
    ({"device": "gpu"}, "device is 'gpu'"), ({"every": 2.5}, "every is 2.5")])
def test_a_bool_or_a_text_is_no_number(options, message):
    with pytest.raises(ValueError, match=message):
        train.fit(made(Adder), squared, sums(), **{"steps": 1, **options})


def test_arrays_that_torch_does_not_take_are_copied():
    X, y = np.random.default_rng(0).random((4, 3, 2)), np.ones(4)
    readonly = X.copy()
    readonly.flags.writeable = False
    wanted = train.fit(made(Adder), squared, lambda s: (X, y), steps=2).losses
    for same in (X[::-1].copy()[::-1], X.astype(">f8"), readonly, X.tolist(), np.asfortranarray(X)):
        h = train.fit(made(Adder), squared, lambda s, same=same: (same, y), steps=2)
        assert np.array_equal(h.losses, wanted)
    batches = train.shuffled((X[::-1], y), 2)
    epoch = torch.cat([batches(0)[0], batches(1)[0]])
    assert sorted(map(tuple, epoch.flatten(1).tolist())) == sorted(
        map(tuple, torch.tensor(X).float().flatten(1).tolist()))


@pytest.mark.parametrize("wrong, error", [
    (np.array(["a", "b"]), TypeError), (["a", "b"], TypeError), (None, TypeError),
    (np.array([1, None]), TypeError), ([[1, 2], [3]], TypeError), (3.0, ValueError),
    (torch.tensor(3.0), ValueError), (np.longdouble([1, 2]), TypeError),
    (np.ma.masked_array([1, 2], [True, False]), TypeError)])
def test_what_is_no_array_of_rows_is_named_with_its_place(wrong, error):
    with pytest.raises(error, match=r"batches\(0\)\[1\] is"):
        train.fit(made(Adder), squared, lambda s: (np.ones((2, 3, 2)), wrong), steps=1)
    with pytest.raises(error, match=r"arrays\[0\] is"):
        train.shuffled((wrong,), 1)


def test_an_array_alone_is_not_taken_for_its_rows():
    for wrong in (np.ones((4, 2)), torch.ones(4, 2), {"X": 1}, ()):
        with pytest.raises(TypeError, match=r"arrays is a .* \(X,\) for one"):
            train.shuffled(wrong, 2)
    for size in (True, 2.0, "2"):
        with pytest.raises(ValueError, match="batch_size is"):
            train.shuffled((np.ones(4),), size)
    assert len(train.shuffled((np.ones(4),), np.int64(2), np.int64(1))(0)[0]) == 2


def test_what_the_mean_was_taken_over_is_a_number():
    for wrong in (None, "a", float("nan"), -1, torch.ones(2), torch.tensor(-1.0)):
        with pytest.raises(ValueError, match="over how much its mean was taken as a number"):
            train.fit(made(Adder), lambda m, X, y, w=wrong: (squared(m, X, y), w), sums(), steps=1)
    for right in (0, 3, np.int64(3), torch.tensor(3), 2.5):
        train.fit(made(Adder), lambda m, X, y, w=right: (squared(m, X, y), w), sums(), steps=1)


def test_a_step_is_a_whole_number():
    for batches in (train.shuffled((np.ones(4),), 2), train.bucketed([([1], [1])] * 4, 2)):
        for wrong in (-1, 1.0, "1", None):
            with pytest.raises(ValueError, match="^step is"):
                batches(wrong)
    for wrong in (None, iter([([1], [1])])):
        with pytest.raises(TypeError, match="^ids is a "):
            train.bucketed(wrong, 1)


def test_pairs_that_are_none_are_named():
    for wrong in ([1], [([1], [1]), [1, 2, 3]], [([1], 2)], ["ab"]):
        with pytest.raises(ValueError, match="is no pair"):
            train.bucketed(wrong, 1)


# Progress and batches


def test_nothing_is_written_where_nobody_watches(capfd):
    fit_adder()
    assert capfd.readouterr() == ("", "")


def test_on_a_terminal_one_line_tells_how_far_it_is(monkeypatch, tmp_path):
    how = {"steps": 4, "checkpoint": tmp_path / "c", "every": 1}
    fit_adder(**how)
    monkeypatch.setattr("sys.stderr", watched := Terminal())
    _, history = fit_adder(**{**how, "steps": 6})
    first, *_, last = watched.getvalue().split("\r")[1:]
    assert " 4/6 " in first, "a resumed training begins where the other ended"
    assert " 6/6 " in last and last.endswith("\n") and watched.getvalue().count("\n") == 1
    assert f"loss {history.losses[-1]:.4g}, |g| {history.grad_norms[-1]:.3g}]" in last
    monkeypatch.setattr("sys.stderr", unasked := Terminal())
    fit_adder(steps=2, progress=False)
    assert unasked.getvalue() == ""


def test_an_epoch_holds_every_row_once_in_a_new_order():
    X = np.arange(10)
    batches = train.shuffled((X, X * 2), 5, seed=1)
    epochs = [torch.cat([batches(s)[0] for s in (2 * e, 2 * e + 1)]) for e in range(3)]
    assert all(sorted(e.tolist()) == X.tolist() for e in epochs)
    assert len({tuple(e.tolist()) for e in epochs}) == 3
    assert all(torch.equal(2 * x, y) for x, y in map(batches, range(6)))


def test_a_batch_depends_on_its_step_alone():
    steps = [7, 0, 3, 7, 1]
    asked = train.shuffled((np.arange(12),), 5, seed=1)
    assert all(torch.equal(asked(s)[0], train.shuffled((np.arange(12),), 5, seed=1)(s)[0])
               for s in steps)


def test_unequal_arrays_and_impossible_batches_are_refused():
    with pytest.raises(ValueError, match=r"arrays have \[3, 4\] rows"):
        train.shuffled((np.ones(3), np.ones(4)), 2)
    for size in (0, 4):
        with pytest.raises(ValueError, match=f"batch_size is {size}; it must be 1 to 3"):
            train.shuffled((np.ones(3),), size)


def test_an_epoch_of_batches_holds_every_pair_once_with_little_padding():
    rng = np.random.default_rng(0)
    ids = [(rng.integers(4, 9, size=rng.integers(1, 40)), np.array([1, i + 4, 2]))
           for i in range(1003)]
    batches = train.bucketed(ids, 10, seed=1)
    assert batches.steps_per_epoch == 101
    epochs = [[batches(s) for s in range(e * 101, (e + 1) * 101)] for e in (0, 1)]
    for epoch in epochs:
        assert sorted(i for _, t in epoch for i in t[:, 1]) == list(range(4, 1007))
    assert epochs[0][0][1].tolist() != epochs[1][0][1].tolist()
    size = sum(s.size for s, _ in epochs[0])
    assert size < 1.1 * sum(len(s) for s, _ in ids)
    again = train.bucketed(ids, 10, seed=1)
    for step in (150, 3, 150):
        assert all(np.array_equal(a, b)
                   for a, b in zip(again(step), batches(step), strict=True))


def test_pairs_that_fill_no_batch_are_refused():
    for ids, size, message in (([], 4, "ids holds no pair"), ([([1], [1])], 0, "size is 0")):
        with pytest.raises(ValueError, match=message):
            train.bucketed(ids, size)


# Two processes


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """What one process makes of the trainings, and what two make."""
    alone, pair = tmp_path_factory.mktemp("alone"), tmp_path_factory.mktemp("pair")
    together(str(alone))
    run = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2",
         RUNS, "together", str(pair)], env=ENVIRONMENT, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return (torch.load(alone / "results0.pt"), torch.load(pair / "results0.pt"),
            torch.load(pair / "results1.pt"), run.stderr)


@pytest.mark.parametrize("name", ["even", "uneven", "padded", "half empty", "carried"])
def test_two_processes_find_the_weights_of_one(two, name):
    alone, first, second, _ = two
    for rank in (first, second):
        assert all(torch.allclose(w, alone[name][0][k], rtol=0, atol=1e-6)
                   for k, w in rank[name][0].items())
        assert np.allclose(rank[name][1:], alone[name][1:], rtol=0, atol=1e-6)
    assert same_bits(first[name][0], second[name][0])


def test_two_processes_go_on_to_the_same_bits(two):
    for results in two[:3]:
        assert same_bits(results["resumed"][0], results["carried"][0])


def test_fewer_rows_than_processes_are_refused(two):
    assert "1 rows for 2 processes; each needs at least one" in two[1]["one row"]


def test_one_process_alone_draws_the_bar(two):
    assert two[3].count(" 0/20 [") == 1
