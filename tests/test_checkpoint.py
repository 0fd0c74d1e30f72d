"""A training that was killed goes on to the same bits; a checkpoint that
is damaged, foreign or another's is refused by name and kept."""

import io
import os
import signal
import subprocess
import sys
from functools import partial

import numpy as np
import pytest
import torch
from training_runs import (
    ENVIRONMENT,
    RUNS,
    Adder,
    Speaker,
    carried,
    fit_adder,
    killed,
    made,
    same_bits,
    squared,
    stream,
    sums,
)

from nlpviz import train
from nlpviz.pytorch.models import Regressor
from nlpviz.pytorch.recurrent import RNN
from nlpviz.train import checkpoint as files


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
    train.fit(Regressor(RNN(2, 4, "tanh")), squared, sums(), steps=3, checkpoint=path)
    with pytest.raises(ValueError, match=r"training: model cell was 'RNN\(tanh\)', is 'RNN\(relu"):
        train.fit(Regressor(RNN(2, 4, "relu")), squared, sums(), steps=4, checkpoint=path)


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


def test_a_checkpoint_of_two_processes_is_refused_by_one(tmp_path):
    path = tmp_path / "run.pt"
    fit_adder(7, checkpoint=path)
    content = files.load(path)
    content["config"]["processes"] = 2
    files.save(path, content)
    with pytest.raises(ValueError, match="another training: processes was 2, is 1"):
        fit_adder(9, checkpoint=path)
