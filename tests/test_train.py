"""A training is the same however it is run: again, after a kill, or on
two processes; and what it cannot go on with, it refuses by name."""

import io
import os
import random
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from training_runs import (
    Adder,
    Speaker,
    carried,
    killed,
    made,
    squared,
    stream,
    sums,
    together,
)

from nlpviz import train
from nlpviz.train import checkpoint as files
from nlpviz.train.progress import Bar

HERE = Path(__file__).parent
RUNS = str(HERE / "training_runs.py")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(HERE.parent), "OMP_NUM_THREADS": "1"}


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def same_bits(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[k], b[k]) for k in a)


def fit_adder(steps=12, **options):
    model = made(Adder, dropout=0.3)
    options = {"lr": 0.01, "seed": 4, **options}
    return model, train.fit(model, squared, sums(), steps=steps, **options)


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


# Checkpoints


@pytest.mark.parametrize("at", [3, 24, 31])
def test_a_killed_run_goes_on_to_the_same_bits(tmp_path, at):
    command = [sys.executable, RUNS, "killed", str(tmp_path)]
    first = subprocess.run([*command, str(at)], env=ENVIRONMENT, capture_output=True)
    assert first.returncode == -signal.SIGKILL
    assert (tmp_path / "run.pt").exists() == (at > 7)
    second = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True)
    assert (second.returncode, second.stderr) == (0, "")
    (tmp_path / "whole").mkdir()
    whole = killed(tmp_path / "whole").state_dict()
    assert same_bits(torch.load(tmp_path / "final.pt"), whole)
    assert sorted(os.listdir(tmp_path)) == ["final.pt", "run.pt", "whole"]


def test_a_kill_while_saving_keeps_the_old_checkpoint(tmp_path):
    fit_adder(7, checkpoint=tmp_path / "run.pt")
    code = (
        "import os, signal, sys; from nlpviz.train import checkpoint\n"
        "os.fsync = lambda number: os.kill(os.getpid(), signal.SIGKILL)\n"
        "checkpoint.save(sys.argv[1], {'step': 8})")
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path / "run.pt")], env=ENVIRONMENT)
    assert run.returncode == -signal.SIGKILL
    assert files.load(tmp_path / "run.pt")["step"] == 7
    fit_adder(9, checkpoint=tmp_path / "run.pt")
    assert os.listdir(tmp_path) == ["run.pt"]


def test_a_full_disk_keeps_the_old_checkpoint_and_leaves_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "run.pt"
    files.save(path, {"step": 7})

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.save(path, {"step": 8})
    assert files.load(path) == {"step": 7} and os.listdir(tmp_path) == ["run.pt"]


def test_file_and_folder_are_on_the_disk_before_save_returns(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(os.fstat(number).st_ino))
    files.save(tmp_path / "run.pt", {"step": 7})
    assert synced == [(tmp_path / "run.pt").stat().st_ino, tmp_path.stat().st_ino]


def test_a_finished_run_can_be_lengthened_and_not_shortened(tmp_path):
    path = tmp_path / "run.pt"
    whole, whole_history = fit_adder(20)
    fit_adder(12, checkpoint=path)
    longer, history = fit_adder(20, checkpoint=path)
    assert same_bits(longer.state_dict(), whole.state_dict())
    assert np.array_equal(history.losses, whole_history.losses)
    assert np.array_equal(history.grad_norms, whole_history.grad_norms)
    with pytest.raises(ValueError, match=r"run.pt holds step 20, beyond steps=15"):
        fit_adder(15, checkpoint=path)


def test_a_carried_state_is_part_of_the_checkpoint(tmp_path):
    def run(steps, path=None):
        model = made(Speaker, 11)
        train.fit(model, carried, stream(), steps=steps, lr=0.01, carry=True, checkpoint=path)
        return model.state_dict()

    run(7, tmp_path / "run.pt")
    assert same_bits(run(15, tmp_path / "run.pt"), run(15))


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


@pytest.mark.parametrize("part", [0, 5, 30, 0.5, 0.99, "flipped"])
def test_a_damaged_checkpoint_is_refused_by_name_and_kept(tmp_path, part):
    path = tmp_path / "run.pt"
    fit_adder(7, checkpoint=path)
    data = path.read_bytes()
    if part == "flipped":
        data = data[:900] + bytes([data[900] ^ 1]) + data[901:]
    else:
        data = data[:int(part * len(data)) if isinstance(part, float) else part]
    path.write_bytes(data)
    with pytest.raises(ValueError, match="run.pt is a damaged checkpoint"):
        fit_adder(9, checkpoint=path)
    assert path.read_bytes() == data


def test_a_foreign_file_is_refused_by_name_and_kept(tmp_path):
    path = tmp_path / "run.pt"
    buffer = io.BytesIO()
    torch.save(made(Adder).state_dict(), buffer)
    for data in (b"the letters from my sister", buffer.getvalue()):
        path.write_bytes(data)
        with pytest.raises(ValueError, match="run.pt is not a checkpoint of nlpviz"):
            fit_adder(checkpoint=path)
        assert path.read_bytes() == data


@pytest.mark.parametrize("options, difference", [
    ({"seed": 5}, "seed was 4, is 5"), ({"lr": 0.02}, "lr was 0.01, is 0.02"),
    ({"max_norm": 1.0}, "max_norm was None, is 1.0"),
    ({"optimizer": torch.optim.SGD}, "optimizer was 'Adam', is 'SGD'"),
    ({"carry": True}, "carry was False, is True"),
    ({"optimizer": partial(torch.optim.Adam, weight_decay=0.5)},
     "optimizer.weight_decay was '0', is '0.5'"),
])
def test_the_checkpoint_of_another_call_is_refused_by_name(tmp_path, options, difference):
    path = tmp_path / "run.pt"
    fit_adder(7, checkpoint=path)
    data = path.read_bytes()
    with pytest.raises(ValueError, match=f"run.pt belongs to another training: {difference}"):
        fit_adder(9, checkpoint=path, **options)
    assert path.read_bytes() == data


def test_the_checkpoint_of_another_model_or_data_is_refused_by_name(tmp_path):
    path = tmp_path / "run.pt"
    fit_adder(7, checkpoint=path, seed=0, lr=1e-3)
    with pytest.raises(ValueError, match=r"model.read.weight was '\(1, 5\) .*is '\(1, 6\)"):
        train.fit(made(Adder, hidden_size=6), squared, sums(), steps=9, checkpoint=path)
    with pytest.raises(ValueError, match=r"batches\(0\) was"):
        train.fit(made(Adder), squared, sums(4), steps=9, checkpoint=path)
    with pytest.raises(ValueError, match=r"model dropout was 'Dropout\(p=0.3, .*p=0.5"):
        train.fit(made(Adder, dropout=0.5), squared, sums(), steps=9, checkpoint=path)


def test_a_model_of_the_same_shapes_but_another_kind_is_refused_by_name(tmp_path):
    path = tmp_path / "run.pt"
    for slope in (nn.Tanh, nn.ReLU):
        model = nn.Sequential(nn.Flatten(), nn.Linear(12, 1), slope(), nn.Flatten(0))
        if slope is nn.Tanh:
            train.fit(model, squared, sums(), steps=3, checkpoint=path)
    with pytest.raises(ValueError, match=r"training: model 2 was 'Tanh\(\)', is 'ReLU\(\)'\."):
        train.fit(model, squared, sums(), steps=4, checkpoint=path)


def test_a_place_that_cannot_hold_a_checkpoint_is_refused_before_the_first_step(tmp_path):
    def never(step):
        assert step == 0 and not never.calls, "trained before the place was tried"
        never.calls.append(step)
        return sums()(step)

    (tmp_path / "file").write_text("the letters")
    for path, error in ((tmp_path, ValueError), (tmp_path / "file" / "run.pt", OSError)):
        never.calls = []
        with pytest.raises(error, match=str(tmp_path)):
            train.fit(made(Adder), squared, never, steps=9, checkpoint=path)
    assert os.listdir(tmp_path) == ["file"]


def test_a_folder_that_is_not_there_yet_is_made(tmp_path):
    fit_adder(checkpoint=tmp_path / "a" / "b" / "run.pt")
    assert os.listdir(tmp_path / "a" / "b") == ["run.pt"]


def test_a_checkpoint_cannot_run_code(tmp_path):
    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "evil"),)

    files.save(tmp_path / "run.pt", {"step": Evil()})
    with pytest.raises(ValueError, match="run.pt"):
        files.load(tmp_path / "run.pt")
    assert not (tmp_path / "evil").exists()


def test_an_interrupt_is_passed_on_and_says_where_to_go_on(tmp_path):
    path = tmp_path / "run.pt"

    def interrupted(step):
        if step == 10:
            raise KeyboardInterrupt
        return sums()(step)

    with pytest.raises(KeyboardInterrupt) as stopped:
        train.fit(made(Adder, dropout=0.3), squared, interrupted, steps=12, lr=0.01, seed=4,
                  checkpoint=path, every=4)
    assert "run.pt holds step 8; the same call goes on" in stopped.value.__notes__[0]
    assert same_bits(fit_adder(checkpoint=path)[0].state_dict(), fit_adder()[0].state_dict())


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


# Progress and batches


def test_nothing_is_written_where_nobody_watches(capfd):
    fit_adder()
    assert capfd.readouterr() == ("", "")


def test_on_a_terminal_one_line_tells_how_far_it_is():
    stream = io.StringIO()
    stream.isatty = lambda: True
    bar = Bar(4, stream=stream)
    for step in range(1, 5):
        bar.show(step, 0.5 / step, 2.0)
    bar.close()
    last = stream.getvalue().split("\r")[-1]
    assert last.startswith("4/4 ━") and "loss 0.125  |g| 2" in last and last.endswith("\n")


def test_the_line_is_drawn_at_most_ten_times_a_second(monkeypatch):
    stream, now = io.StringIO(), [5.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    bar = Bar(100, on=True, stream=stream)
    for step in range(1, 101):
        now[0] += 0.01
        bar.show(step, 0.5, 2.0)
    assert 9 <= stream.getvalue().count("\r") <= 11


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


# Two processes


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """What one process makes of the trainings, and what two make."""
    alone, pair = tmp_path_factory.mktemp("alone"), tmp_path_factory.mktemp("pair")
    together(str(alone))
    run = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2",
         RUNS, "together", str(pair)], env=ENVIRONMENT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return (torch.load(alone / "results0.pt"), torch.load(pair / "results0.pt"),
            torch.load(pair / "results1.pt"), run.stderr)


@pytest.mark.parametrize("name", ["even", "uneven", "padded", "carried"])
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
    assert two[3].count("20/20 ") == 2


def test_a_checkpoint_of_two_processes_is_refused_by_one(tmp_path):
    path = tmp_path / "run.pt"
    fit_adder(7, checkpoint=path)
    content = files.load(path)
    content["config"]["processes"] = 2
    files.save(path, content)
    with pytest.raises(ValueError, match="another training: processes was 2, is 1"):
        fit_adder(9, checkpoint=path)
