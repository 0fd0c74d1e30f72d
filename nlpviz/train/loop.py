"""fit, and what it returns."""

from numbers import Real

import numpy as np
import torch

from ..check import whole
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
        optimizer=torch.optim.Adam, carry=False, device="cpu"):
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

    ValueError and TypeError for wrong arguments and checkpoints,
    OSError if the checkpoint cannot be written; Diverged for a loss
    or gradient that is not finite. Random numbers outside of fit are
    left as they were.
    """
    _check(model, steps, lr, max_norm, every, seed)
    device = parallel.start(device)
    mode = model.training
    with untouched(device):
        run = Run(model.to(device).train(), loss, batches, optimizer,
                  lr, max_norm, seed, carry, device)
        try:
            run.train(steps, checkpoint, every, progress)
        except FloatingPointError as error:
            raise Diverged(str(error), run.step, History(
                run.losses, run.norms)) from None
        finally:
            model.train(mode)
    return History(run.losses, run.norms)


def _check(model, steps, lr, max_norm, every, seed):
    for name, value, least in (
            ("steps", steps, 1), ("every", every, 1), ("seed", seed, 0)):
        whole(name, value, least)
    rates = {"lr": lr} | ({} if max_norm is None else
                          {"max_norm": max_norm})
    for name, value in rates.items():
        if not isinstance(value, Real) or not 0 < value < np.inf:
            raise ValueError(
                f"{name} is {value!r}; it must be a number above 0")
    if not any(p.requires_grad for p in model.parameters()):
        raise ValueError("model has no weights to train")
