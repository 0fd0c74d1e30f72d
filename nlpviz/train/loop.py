"""fit, and what it returns."""

import inspect

import numpy as np
import torch

from ..check import number, whole
from . import parallel
from .run import Run
from .state import untouched


class Diverged(FloatingPointError):
    """The loss or its gradient is infinite or not a number.

    step: the step at which it happened; history: the steps before it.
    """

    def __init__(self, message, step, history):
        super().__init__(message)
        self.step, self.history = step, history


class History:
    """What happened at every step.

    losses, grad_norms: arrays (steps,); the norms are those of the
    whole gradient, before clipping.
    """

    def __init__(self, losses=(), grad_norms=()):
        self.losses = np.array(losses, float)
        self.grad_norms = np.array(grad_norms, float)

    def __len__(self):
        return len(self.losses)

    def __repr__(self):
        return f"History({len(self)} steps)"


def fit(model, loss, batches, *, steps, lr=1e-3, seed=0, max_norm=None,
        checkpoint=None, every=100, progress=None,
        optimizer=torch.optim.Adam, carry=False, device="cpu",
        schedule=None):
    """Train model for so many steps; returns its History.

    loss(model, *batch): the mean over the rows of a batch, or a pair
        (mean, weight) if it was taken over something else, weight
        saying over how many (tokens without their padding, say). It
        must call model(...), and no other method of it. With
        carry=True it is called as loss(model, *batch, state) and
        returns (the former, state): the state goes, without its
        gradient, to the next step (truncated backpropagation through
        time); it is None at step 0.
    batches(step): the arrays or tensors of the global batch of that
        step; the same for the same step, whenever it is asked. Under
        torchrun each process takes its part of the rows.
    max_norm: longer gradients are cut to this length.
    checkpoint: a path. Written every so many steps and at the end; if
        it is there, training goes on from it, to the same bits. It is
        refused if it is damaged or if another call wrote it.
    progress: a bar on stderr; None shows it on a terminal only.
    optimizer(parameters, lr=lr): makes the optimizer.
    device: where model and batches go; under torchrun "cuda" is each
        process's own.
    schedule(step): what lr is multiplied by at any step, the same for
        the same step, as warm_up(4000) gives it; None is 1 always.

    ValueError and TypeError for wrong arguments and checkpoints,
    OSError if the checkpoint cannot be written; Diverged for a loss
    or gradient that is not finite. Random numbers outside of fit are
    left as they were.
    """
    steps, lr, max_norm, every, seed = _numbers(
        steps, lr, max_norm, every, seed)
    _check(model, loss, batches, optimizer, carry)
    if schedule is not None:
        _function("schedule", schedule, "schedule(step)",
                  "warm_up(4000)", 0)
    carry = bool(carry)
    device = parallel.start(device)
    mode = model.training
    with untouched(device):
        run = Run(model.to(device).train(), loss, batches, optimizer,
                  lr, max_norm, seed, carry, device, schedule)
        try:
            run.train(steps, checkpoint, every, progress)
        except FloatingPointError as error:
            raise Diverged(str(error), run.step, History(
                run.losses, run.norms)) from None
        finally:
            model.train(mode)
    return History(run.losses, run.norms)


def _numbers(steps, lr, max_norm, every, seed):
    """The five as Python's own numbers, or a ValueError that names one."""
    return (whole("steps", steps, 1), number("lr", lr, above=0),
            max_norm if max_norm is None else
            number("max_norm", max_norm, above=0),
            whole("every", every, 1), whole("seed", seed, 0, 2**63 - 1))


def _check(model, loss, batches, optimizer, carry):
    """TypeError or ValueError for what is not of the kind that it must be."""
    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"model is a {type(model).__name__}; it must be "
                        "a torch.nn.Module")
    if not isinstance(carry, (bool, np.bool_)):
        raise TypeError(f"carry is {carry!r}; it must be True or False")
    if not any(p.requires_grad for p in model.parameters()):
        raise ValueError("model has no weights to train")
    if isinstance(optimizer, torch.optim.Optimizer):
        name = type(optimizer).__name__
        raise TypeError(
            f"optimizer is a {name} that is made already; give the "
            f"class, optimizer=torch.optim.{name}, or functools.partial "
            "of it, so that fit can make it for the weights of model")
    _function("optimizer", optimizer, "optimizer(parameters, lr=lr)",
              "torch.optim.Adam")
    _function("batches", batches, "batches(step)",
              "shuffled(arrays, batch_size)", 0)
    _function("loss", loss, "loss(model, *batch"
              + (", state)" if carry else ")"), "a function of yours")


def _function(name, value, call, like, *arguments):
    """TypeError unless `value` can be called so."""
    if not callable(value):
        raise TypeError(
            f"{name} is a {type(value).__name__}; it must be a function, "
            f"called as {call}: {like}, for example")
    try:
        if arguments:
            inspect.signature(value).bind(*arguments)
    except TypeError as error:
        raise TypeError(f"{name} must be called as {call}: {error}") from None
    except ValueError:  # a built-in does not tell
        pass
