"""The translator of `crossing` with dot scores that are not divided by √d_h.

Does dot need more steps than general because it has nothing to learn,
or because it is divided? Sentences, sizes, batches, rate and seeds are
those of `crossing`; as there, the step is told at which the mean loss
of 60 steps is first below 0.1. The divided runs are taken again.
"""

import numpy as np
import torch

from nlpviz.pytorch.attention.seq2seq import Seq2Seq, nll
from nlpviz.train import bucketed

from .. import measured, recipe
from ..common import BOOK
from ..training import Training

crossing = recipe("crossing")
FILES = (BOOK / "measured" / "04_undivided.json",)
STEPS, BELOW = 780, 0.1
JOBS = [{"divided": divided, "seed": seed} for divided in (True, False) for seed in crossing.SEEDS]
CHECK, FIRST, MARGIN = JOBS[3:4], 5, 60  # FIRST steps are compared


def training(divided, seed):
    batches = bucketed(crossing.train_ids(), crossing.BATCH, seed)
    torch.manual_seed(seed)
    model = Seq2Seq(len(crossing.SOURCE), len(crossing.TARGET), crossing.D, crossing.D_H,
                    score="dot", scale=divided)
    return Training(model, nll, batches, ((crossing.STAGES[0][0], STEPS),), seed)


def first(**job):
    return training(**job).first(FIRST)


def run(divided, seed):
    """The steps until the loss is below BELOW."""
    losses = training(divided, seed).run().losses
    curve = losses.reshape(-1, crossing.EVERY).mean(axis=1)
    if curve.min() >= BELOW:
        raise ValueError(f"the loss of divided={divided}, seed={seed} is {curve.min():.3f} after "
                         f"{STEPS} steps and never below {BELOW}; take more STEPS")
    below = int(np.argmax(curve < BELOW) + 1) * crossing.EVERY
    return [{"divided": divided, "seed": seed, "below": below}]


def store(done):
    measured.keep("04_undivided", done, "the crossing grammar, dot scores; below: the steps until "
                  f"the mean loss of {crossing.EVERY} was below {BELOW}")


def failures(job, result):
    return measured.strays("04_undivided", result, ("divided", "seed"), "below", MARGIN)
