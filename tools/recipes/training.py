"""A training as data, so that its first steps can be taken alone.

A model file remembers the losses of the first steps of each of its
trainings. Taken again from the recipe as it stands, they tell whether
data, model, start, loss or optimizer are what they were: in seconds,
and for every training, not for a few.
"""

from typing import NamedTuple

import numpy as np
import torch

from nlpviz.train import History, fit

FIRST = 20


class Training(NamedTuple):
    """What is trained on what: all that `fit` is told.

    stages: (rate, steps) after (rate, steps), each with a new
    optimizer; batches go on from stage to stage, or with again=True
    begin again. optimizer, schedule: as `fit` takes them, anew in each
    stage.
    """

    model: torch.nn.Module
    loss: object
    batches: object
    stages: tuple
    seed: int
    max_norm: float | None = 1.0
    carry: bool = False
    again: bool = False
    optimizer: object = torch.optim.Adam
    schedule: object = None

    def run(self):
        """Train through all stages; their History as one."""
        done, at = [], 0
        for lr, steps in self.stages:
            done.append(self._fit(self.model, self.batches, lr, steps, at))
            at += 0 if self.again else steps
        return History(*(np.concatenate([getattr(part, key) for part in done])
                         for key in ("losses", "grad_norms")))

    def first(self, n=FIRST):
        """The losses of the first n steps, in double precision: the same on any processor.

        The weights begin as they do in `run`, in single precision.
        """
        def batches(step):
            return [x.double() if x.is_floating_point() else x
                    for x in map(torch.as_tensor, self.batches(step))]

        usual = torch.get_default_dtype()
        torch.set_default_dtype(torch.float64)
        try:
            return self._fit(self.model.double(), batches, self.stages[0][0], n).losses
        finally:
            torch.set_default_dtype(usual)

    def _fit(self, model, batches, lr, steps, at=0):
        return fit(model, self.loss, lambda step: batches(step + at), steps=steps, lr=lr,
                   seed=self.seed, max_norm=self.max_norm, carry=self.carry, progress=False,
                   schedule=self.schedule, optimizer=self.optimizer)
