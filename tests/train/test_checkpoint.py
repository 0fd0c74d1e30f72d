"""A training that was killed goes on to the same bits; a checkpoint that
is damaged, foreign or another's is refused by name and kept."""

import io
import os
import signal
import subprocess
import sys
from collections import OrderedDict
from functools import partial
from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from nlpviz import train
from nlpviz.pytorch.recurrent import RNN
from nlpviz.pytorch.recurrent.models import Regressor
from nlpviz.train import checkpoint as files
from nlpviz.train.batches import digest
from nlpviz.train.state import detached, packed, unpacked
from tests.train.training_runs import (
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


@pytest.mark.parametrize("at", [3, 24, 31])
def test_a_killed_run_goes_on_to_the_same_bits(tmp_path, at):
    command = [sys.executable, RUNS, "killed", str(tmp_path)]
    first = subprocess.run([*command, str(at)], env=ENVIRONMENT, capture_output=True)
    assert first.returncode == -signal.SIGKILL
    assert (tmp_path / "run.pt").exists() == (at > 7)
    second = subprocess.run(command, env=ENVIRONMENT, capture_output=True, encoding="utf-8")
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

    (tmp_path / "file").write_text("the letters", encoding="utf-8")
    for path, error in ((tmp_path, ValueError), (tmp_path / "file" / "run.pt", OSError)):
        never.calls = []
        with pytest.raises(error, match=f"checkpoint .*{tmp_path}"):
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


# What can be saved can be read


def test_numpys_numbers_are_numbers_and_a_training_with_them_goes_on(tmp_path):
    options = {"lr": np.float64(.01), "max_norm": np.float32(.5), "seed": np.int64(3),
               "every": np.int64(2), "checkpoint": tmp_path / "run.pt",
               "optimizer": partial(torch.optim.AdamW, weight_decay=np.float64(.1),
                                    betas=(np.float64(.9), np.float64(.5)))}
    for steps in (np.int64(3), np.int64(7)):
        model = made(Adder, dropout=0.3)
        train.fit(model, squared, sums(), steps=steps, **options)
    whole = made(Adder, dropout=0.3)
    train.fit(whole, squared, sums(), steps=7, **{**options, "checkpoint": None})
    assert same_bits(model.state_dict(), whole.state_dict())


class Pair(NamedTuple):
    """A state of the form that many models return."""

    hidden: object
    steps: int


STATES = {
    "named": lambda h: Pair(h, 3),
    "packed": lambda h: pack_padded_sequence(h, [2, 1], batch_first=True, enforce_sorted=False),
    "nested": lambda h: {"layers": [(h, None)], "at": OrderedDict(step=np.int64(3)), 2: "text"},
    "array": lambda h: (h, np.arange(6.0)[::-1]),
}


def hidden_of(state):
    """The tensor in a state of STATES."""
    if isinstance(state, PackedSequence):
        return pad_packed_sequence(state, batch_first=True)[0]
    return state[0] if isinstance(state, tuple) else state["layers"][0][0]


def with_state(make):
    """A loss whose state is made by `make`, and is looked at."""
    def loss(model, X, y, state):
        h = torch.ones(2, 2, 1) if state is None else hidden_of(state) * 0.9
        assert not h.requires_grad
        value = ((model(X) - y) ** 2).mean() * h.mean()
        return value, make(h + 0 * value)
    return loss


@pytest.mark.parametrize("kind", STATES)
def test_a_carried_state_of_any_plain_kind_goes_on_to_the_same_bits(tmp_path, kind):
    def run(steps, path=None):
        model = made(Adder, dropout=0.3)
        train.fit(model, with_state(STATES[kind]), sums(), steps=steps, carry=True,
                  checkpoint=path, lr=0.01)
        return model.state_dict()

    run(4, tmp_path / "run.pt")
    assert same_bits(run(9, tmp_path / "run.pt"), run(9))


def test_a_state_comes_back_as_the_kind_that_it_was():
    h = torch.ones(2, 2, 1)
    for make in STATES.values():
        state = make(h)
        again = unpacked(packed(detached(state)))
        assert type(again) is type(state)
        assert torch.equal(hidden_of(again), hidden_of(state))
    assert unpacked(packed(STATES["nested"](h)))["at"] == {"step": 3}


def test_a_state_that_no_file_can_hold_is_refused_before_step_1(tmp_path):
    class Local(NamedTuple):
        h: object

    class Own:
        def __init__(self, h):
            self.h = h

    for make, name in ((Local, "Local"), (Own, "Own"), (lambda h: [Own(h)], "Own"),
                       (lambda h: (h, np.array(["a"])), "array of <U1")):
        def batches(step):
            assert step == 0, "trained on before the state was tried"
            return sums()(step)

        with pytest.raises(TypeError, match=f"loss returned a state .*{name}"):
            train.fit(made(Adder), with_state(make), batches, steps=9, carry=True,
                      checkpoint=tmp_path / "run.pt", every=4)
    assert os.listdir(tmp_path) == []


def test_an_option_that_no_file_can_hold_is_refused_before_the_first_step(tmp_path):
    class Odd(torch.optim.SGD):
        def __init__(self, parameters, lr):
            super().__init__(parameters, lr)
            self.param_groups[0]["schedule"] = Adder()

    def never(*arguments):
        raise AssertionError("trained before the options were tried")

    with pytest.raises(ValueError, match="could not be read again: optimizer holds"):
        train.fit(made(Adder), lambda model, X, y: never(), sums(), steps=9, optimizer=Odd,
                  checkpoint=tmp_path / "run.pt")
    assert os.listdir(tmp_path) == []


class Remembering(Adder):
    """A model that keeps more than its weights."""

    def get_extra_state(self):
        return {"seen": 3}

    def set_extra_state(self, state):
        self.extra = state


def test_what_else_a_model_keeps_is_saved_and_put_back(tmp_path):
    for steps in (2, 4):
        model = made(Remembering)
        train.fit(model, squared, sums(), steps=steps, checkpoint=tmp_path / "c", every=1)
    assert model.extra == {"seen": 3}


def test_arrays_in_a_state_of_other_kinds_are_copied_or_named():
    swapped = np.arange(3, dtype=">f4")
    assert np.array_equal(unpacked(packed(swapped)), swapped)
    for wrong, says in ((np.zeros(2, np.longdouble), np.dtype(np.longdouble).name),
                        (np.ma.array([1, 2], mask=[0, 1]), "MaskedArray")):
        with pytest.raises(TypeError, match=f"loss returned a state .*{says}"):
            packed(wrong)


def test_carry_is_true_or_false(tmp_path):
    for steps in (2, 3):
        fit_adder(steps, checkpoint=tmp_path / "c", carry=np.bool_(False))
    for wrong in ("no", 1, None):
        with pytest.raises(TypeError, match="carry is"):
            fit_adder(2, carry=wrong)


def test_a_class_that_the_program_has_not_loaded_is_named():
    with pytest.raises(ValueError, match="state of the class gone.State.* import it"):
        unpacked(("named", "gone", "State", [("one", 1)]))


@pytest.mark.parametrize("wrong", [True, 1, 2.5, b"run.pt", ["run.pt"]])
def test_a_checkpoint_is_a_path_and_no_open_file(wrong):
    with pytest.raises(TypeError, match="checkpoint is"):
        fit_adder(3, checkpoint=wrong)
    assert os.fstat(1)


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for steps in (3, 5):
        fit_adder(steps, checkpoint="~/runs/c.pt")
    assert sorted(os.listdir(tmp_path)) == ["runs"]
    assert files.load("~/runs/c.pt")["step"] == 5


def test_a_link_keeps_its_place_and_a_device_is_refused(tmp_path):
    (tmp_path / "link.pt").symlink_to("there.pt")
    fit_adder(3, checkpoint=tmp_path / "link.pt")
    assert (tmp_path / "link.pt").is_symlink() and files.load(tmp_path / "there.pt")["step"] == 3
    with pytest.raises(ValueError, match="checkpoint is /dev/null, a device"):
        fit_adder(3, checkpoint="/dev/null")


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.bool, torch.complex64])
def test_a_batch_of_any_type_has_a_digest(dtype):
    x = torch.arange(6).reshape(2, 3)
    a, b, c = (digest([y.to(dtype)]) for y in (x, x.T.contiguous().T, x.flip(0) * 0))
    assert a == b != c
    assert digest([x.to(dtype).to_sparse()]) == a
