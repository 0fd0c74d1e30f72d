"""ReLU as a partial cure: plain and identity start, explosions counted.

Elman networks of 32 units on the adding problem of lag 100, 1,500
steps of Adam (0.003), batch 64, five seeds, with clipping at 1 and
without.  "identity" begins with W_h = 1 and b = 0 (Le, Jaitly & Hinton
2015); W_x is N(0, 0.1²) here and not their N(0, 0.001²), which wants
more steps than these.  A step explodes if its gradient, before
clipping, is longer than 100.
"""

import numpy as np
import torch

from nlpviz.pytorch.recurrent import RNN
from nlpviz.pytorch.recurrent.models import Regressor
from nlpviz.stored import load
from nlpviz.train import Diverged

from ..common import BOOK, save
from ..training import Training
from .adding import always_one, error, fresh, squared

FILES = (BOOK / "models" / "03_relu.npz",)
STARTS, CLIPS, SEEDS = ("tanh", "relu", "identity"), (0, 1), (0, 1, 2, 3, 4)
LAG, D_H, STEPS, LR, FAINT, BOUND = 100, 32, 1500, 0.003, 0.1, 100.0
JOBS = [{"start": start, "clip": clip, "seed": seed}
        for start in STARTS for clip in CLIPS for seed in SEEDS]
CHECK = [{"start": "tanh", "clip": 1, "seed": 0}, {"start": "identity", "clip": 0, "seed": 0},
         {"start": "identity", "clip": 1, "seed": 1}]
MARGIN = 0.05


def cell(start):
    """The network of a start; the identity's inputs are not so faint."""
    network = RNN(2, D_H, "tanh" if start == "tanh" else "relu", identity=start == "identity")
    if start == "identity":
        torch.nn.init.normal_(network.layers[0]["W_x"], std=FAINT)
    return network


def training(start, clip, seed):
    torch.manual_seed(seed)
    return Training(Regressor(cell(start)), squared, fresh(LAG, seed), ((LR, STEPS),), seed,
                    max_norm=clip or None)


def run(start, clip, seed):
    """One training -> mse, the steps that exploded, the longest gradient."""
    own = training(start, clip, seed)
    try:
        history, diverged = own.run(), False
    except Diverged as stop:
        history, diverged = stop.history, True
    norms = history.grad_norms
    return {"mse": np.inf if diverged else error(own.model, LAG), "diverged": diverged,
            "exploded": int((norms > BOUND).sum()), "longest": float(norms.max())}


def store(done):
    """Each array is (3, 2, 5): by start, clipping, seed."""
    shape = len(STARTS), len(CLIPS), len(SEEDS)
    arrays = {key: np.zeros(shape) for key in ("mse", "exploded", "diverged", "longest")}
    for job, result in done:
        at = STARTS.index(job["start"]), CLIPS.index(job["clip"]), SEEDS.index(job["seed"])
        for key, array in arrays.items():
            array[at] = result[key]
    save("03_relu", SEEDS[0], "relu", starts=STARTS, clips=CLIPS, seeds=SEEDS, lag=LAG,
         steps=STEPS, bound=BOUND, constant=error(always_one, LAG), **arrays)


def failures(job, result):
    """The error stays in the range of its five seeds, 0.05 more or less."""
    stored = load("03_relu")
    of_all = stored["mse"][STARTS.index(job["start"]), CLIPS.index(job["clip"])]
    low, high = of_all.min() - MARGIN, of_all.max() + MARGIN
    name = f"{job['start']}, clipping {job['clip']}, seed {job['seed']}"
    found = []
    if not low <= result["mse"] <= high:
        found.append(f"{name}: mean squared error {result['mse']:.4f},"
                     f" stored {low:.3f} to {high:.3f}")
    if job["start"] == "tanh" and result["exploded"]:
        found.append(f"{name}: {result['exploded']} explosions, stored none")
    return found
