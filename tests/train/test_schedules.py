"""A schedule multiplies the step size, step by step; a training goes on with its own schedule to
the same bits, and with another one not at all."""

import numpy as np
import pytest
import torch

from nlpviz import train
from nlpviz.train import checkpoint as files
from tests.train.training_runs import Adder, fit_adder, made, same_bits, squared, sums


def half(step):
    return 0.5


def test_a_warm_up_is_that_of_the_paper():
    d, n = 512, 4000
    schedule, lr = train.warm_up(n), (d * n) ** -0.5
    for step in (0, 1, 2000, 3999, 4000, 100_000):
        t = step + 1
        assert lr * schedule(step) == pytest.approx(d**-0.5 * min(t**-0.5, t * n**-1.5), rel=1e-12)
    factors = np.array([schedule(step) for step in range(9000)])
    assert factors.argmax() == 3999 and factors.max() == 1
    assert train.warm_up(1)(0) == 1
    with pytest.raises(ValueError, match="n is 0; it must be a whole number >= 1"):
        train.warm_up(0)


def test_with_an_end_it_goes_down_in_a_straight_line_to_one_step_before_nothing():
    found = np.array([train.warm_up(4, 14)(step) for step in range(20)])
    assert found[:4].tolist() == [0.25, 0.5, 0.75, 1]
    assert np.allclose(np.diff(found[3:15]), [0, *[-0.1] * 10]) and found[13] > 0
    assert (found[14:] == 0).all()
    with pytest.raises(ValueError, match="end is 4; it must be a whole number >= 5"):
        train.warm_up(4, 4)


def test_the_step_size_of_a_step_is_lr_times_its_factor():
    """Plain descent on a sum: each step is as long as its factor."""
    model = torch.nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        model.weight.zero_()
    walked = []

    def loss(model, X):
        walked.append(-float(model.weight.detach()))
        return model(X).mean()

    train.fit(model, loss, lambda step: (np.ones((1, 1)),), steps=5, lr=0.25,
              optimizer=torch.optim.SGD, schedule=lambda step: [1, 0, 4, np.float64(2), 8][step])
    assert np.diff(walked).tolist() == [0.25, 0, 1, 0.5]


def test_a_factor_of_one_half_is_half_the_step_size_and_none_is_no_schedule():
    models = [fit_adder(lr=lr, schedule=schedule)[0].state_dict()
              for lr, schedule in ((0.02, half), (0.01, None), (0.01, lambda step: 1))]
    assert same_bits(models[0], models[1]) and same_bits(models[1], models[2])
    assert same_bits(models[1], fit_adder()[0].state_dict())


def test_each_group_of_weights_keeps_its_own_step_size():
    def two(parameters, lr):
        first, *rest = parameters
        return torch.optim.SGD([{"params": [first], "lr": 10 * lr}, {"params": rest}], lr=lr)

    found = []
    for lr, schedule in ((0.02, half), (0.01, None)):
        model = made(Adder)
        train.fit(model, squared, sums(), steps=6, lr=lr, optimizer=two, schedule=schedule)
        found.append(model.state_dict())
    assert same_bits(*found)


def test_a_training_with_a_schedule_goes_on_to_the_same_bits_and_with_another_is_refused(tmp_path):
    path, schedule = tmp_path / "run.pt", train.warm_up(5)
    whole, _ = fit_adder(20, schedule=schedule)
    assert not same_bits(whole.state_dict(), fit_adder(20)[0].state_dict())
    fit_adder(7, checkpoint=path, schedule=schedule)
    data = path.read_bytes()
    for other, says in ((None, r"schedule\(0\) was 0.2, is None; schedule\(9"),
                        (train.warm_up(6), r"schedule\(0\) was 0.2, is 0.166")):
        with pytest.raises(ValueError, match=f"belongs to another training: {says}"):
            fit_adder(20, checkpoint=path, schedule=other)
        assert path.read_bytes() == data
    again, _ = fit_adder(20, checkpoint=path, schedule=train.warm_up(5))
    assert same_bits(again.state_dict(), whole.state_dict())
    fit_adder(7, checkpoint=tmp_path / "plain.pt")
    assert not [name for name in files.load(tmp_path / "plain.pt")["config"] if "sched" in name]


@pytest.mark.parametrize("schedule, says", [
    (0.5, "schedule is a float; it must be a function, called as schedule\\(step\\): warm_up"),
    (lambda: 1, "schedule must be called as schedule\\(step\\)"),
    (lambda step: -1, "schedule\\(0\\) is -1; it must be a number >= 0"),
    (lambda step: float("nan"), "schedule\\(0\\) is nan; it must be a number >= 0"),
    (lambda step: None, "schedule\\(0\\) is None; it must be a number >= 0"),
])
def test_what_is_no_schedule_is_named(schedule, says):
    model = made(Adder)
    before = {name: w.clone() for name, w in model.state_dict().items()}
    with pytest.raises((TypeError, ValueError), match=says):
        train.fit(model, squared, sums(), steps=2, schedule=schedule)
    assert same_bits(model.state_dict(), before)
