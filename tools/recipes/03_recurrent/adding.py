"""Adding two marked numbers at growing lags: RNN, GRU, LSTM.

The same budget for all: 1,500 steps of Adam (0.01), batch 64, d_h 32,
gradients clipped at 1; every step sees new sequences.  The weights for
lag 50 are kept, for the probe of what a state still holds.
"""

import numpy as np
import torch

from nlpviz.data.adding import adding
from nlpviz.pytorch.recurrent.models import Regressor
from nlpviz.stored import load

from ..common import BOOK, CELLS, flat, named, save
from ..training import Training

FILES = (BOOK / "models" / "03_adding.npz",)
LAGS, SEEDS, KEPT = (10, 25, 50, 100, 200), (0, 1, 2), 50
D_H, STEPS, LR, BATCH = 32, 1500, 0.01, 64
TEST_SEED, AVERAGE = 12345, 25
JOBS = [{"cell": cell, "lag": lag, "seed": seed}
        for lag in sorted(LAGS, reverse=True) for cell in CELLS
        for seed in (SEEDS if lag < 200 else SEEDS[:1])]
CHECK = [{"cell": "gru", "lag": 100, "seed": 0}, {"cell": "rnn", "lag": 100, "seed": 0},
         {"cell": "lstm", "lag": 50, "seed": 0}]
SOLVED, UNSOLVED, MARGIN = 0.01, 0.1, 0.02


def squared(model, X, y):
    return ((model(X) - y) ** 2).mean()


def fresh(lag, seed, n=BATCH):
    """batches(step): new sequences at every step."""
    def batches(step):
        return [torch.tensor(a, dtype=torch.float32) for a in adding(n, lag, [seed, step])]
    return batches


def error(model, lag):
    """Mean squared error on 10,000 sequences never trained on."""
    draw = fresh(lag, TEST_SEED, 1000)
    with torch.no_grad():
        return sum(float(squared(model, *draw(part))) for part in range(10)) / 10


def always_one(X):
    """The constant answer, whose error is 1/6 but for the luck of the draw."""
    return torch.ones(len(X))


def training(cell, lag, seed):
    torch.manual_seed(seed)
    return Training(Regressor(CELLS[cell](2, D_H)), squared, fresh(lag, seed), ((LR, STEPS),), seed)


def run(cell, lag, seed):
    """One network at one lag -> mse, its learning curve, its weights."""
    own = training(cell, lag, seed)
    curve = own.run().losses.reshape(-1, AVERAGE).mean(axis=1)
    return {"mse": error(own.model, lag), "curve": curve, "weights": flat(own.model, "float32")}


def store(done):
    """mse (3, 5, 3) by cell, lag, seed; NaN where nothing was run."""
    mse = np.full((len(CELLS), len(LAGS), len(SEEDS)), np.nan)
    curves = np.full((*mse.shape, STEPS // AVERAGE), np.nan, "float32")
    kept = {}
    for job, result in done:
        at = list(CELLS).index(job["cell"]), LAGS.index(job["lag"]), SEEDS.index(job["seed"])
        mse[at], curves[at] = result["mse"], result["curve"]
        if job["lag"] == KEPT and job["seed"] == SEEDS[0]:
            kept |= named(job["cell"], result["weights"])
    save("03_adding", SEEDS[0], "adding", cells=list(CELLS), lags=LAGS, seeds=SEEDS, mse=mse,
         constant=[error(always_one, lag) for lag in LAGS],
         curves=curves, curve_steps=AVERAGE, lag=KEPT, **kept)


def failures(job, result):
    """Solved must stay solved, within 0.02 of the run; unsolved unsolved.

    Where an unsolved run happens to stand after its last step is noise
    around 1/6, and another processor gives another number: it must be
    within 0.02 of the range of all unsolved runs of the cell.
    """
    stored = load("03_adding")
    runs = stored["mse"][stored["cells"].index(job["cell"])]
    was, now = runs[LAGS.index(job["lag"]), SEEDS.index(job["seed"])], result["mse"]
    alike = np.array([was]) if was < UNSOLVED else runs[runs >= UNSOLVED]
    same = (was < SOLVED) == (now < SOLVED)
    if same and alike.min() - MARGIN <= now <= alike.max() + MARGIN:
        return []
    return [f"{job['cell']} at lag {job['lag']}: mean squared error {now:.4f}, stored {was:.4f}"]
