"""Hard attention learns to copy: three baselines, no drawing, and soft attention.

Sequences of 5 to 15 words out of 20, copied one word a step; batches of
64, new ones at every step. GRUs of 64 units that read from left to
right, dot scores; 1,600 steps of Adam at 0.003, gradients clipped at 1.
The drawn models are rewarded for undecided weights (entropy) by 0.1,
falling to nothing over 1,200 steps.  Scores are not divided by √d_h
(scale=False).  Divided, their gradient is 8 times smaller, and the
place is not found: after the 1,600 steps 0.13 of the largest weights lie
where they should (moving average, seed 0), against 0.08 before the first.
Nor is it by the exact gradient, which draws nothing; with the scores'
gradient times 8 it is.
"""

import numpy as np
import torch

from nlpviz.data.copying import aligned
from nlpviz.pytorch.attention.hard import HardSeq2Seq, expected, reinforce
from nlpviz.pytorch.attention.seq2seq import Seq2Seq, arrays_of, nll
from nlpviz.stored import load
from nlpviz.text import SPECIALS

from ..common import BOOK, named, save
from ..training import Training
from .dates import flat

FILES = (BOOK / "models" / "04_hard.npz",)
N_WORDS, BATCH, STEPS, EVERY, N_TEST = 20, 64, 1600, 100, 500
LR, ENTROPY, FALL = 0.003, 0.1, 1200
SEEDS = (0, 1, 2)
VARIANTS = ("none", "average", "learned", "expected", "soft")
JOBS = [{"variant": variant, "seed": seed} for variant in VARIANTS for seed in SEEDS]
CHECK = [{"variant": "learned", "seed": SEEDS[0]}]
UNSEEN = 10**6


def loss_of(variant):
    """fit's loss; the reward for undecided weights falls from call to call."""
    if variant in ("soft", "expected"):
        return {"soft": nll, "expected": expected}[variant]
    shares = iter(np.linspace(1, 0, FALL))
    return lambda model, source, target: reinforce(model, source, target, variant,
                                                   ENTROPY * next(shares, 0))


def measured(model):
    """Of unseen sequences: copied as a whole; of their words: looked for at the right place."""
    source, target = map(torch.tensor, aligned(N_TEST, n_symbols=N_WORDS, seed=UNSEEN))
    model.eval()
    with torch.no_grad():
        logits, seen = model(source, target[:, :-1], trace=True)
    model.train()
    real = target[:, 1:] != 0
    right = (logits.argmax(-1) == target[:, 1:]) | ~real
    at = (seen["A"].argmax(-1) == torch.arange(real.shape[1])) & real
    return float(right.all(1).double().mean()), float(at.sum() / real.sum())


def training(variant, seed):
    torch.manual_seed(seed)
    n, kind = N_WORDS + len(SPECIALS), Seq2Seq if variant == "soft" else HardSeq2Seq

    def batch(step):
        new = aligned(BATCH, n_symbols=N_WORDS, seed=seed * 100_000 + step)
        return tuple(map(torch.tensor, new))

    model = kind(n, n, bidirectional=False, scale=False)
    return Training(model, loss_of(variant), batch, ((LR, STEPS),), seed)


def run(variant, seed):
    """One model -> losses, and every 100 steps how much it copies and where it looks."""
    own, found = training(variant, seed), []
    model = own.model

    def batch(step):
        if step % EVERY == 0:
            found.append(measured(model))
        return own.batches(step)

    history = own._replace(batches=batch).run()
    copied, looked = np.array([*found, measured(model)]).T
    return {"curve": history.losses.reshape(-1, 20).mean(axis=1), "copied": copied,
            "looked": looked, "weights": arrays_of(model)}


def store(done):
    """Curves of all, and the weights of the first seed with a learned baseline."""
    arrays = {}
    for variant in VARIANTS:
        own = [result for job, result in done if job["variant"] == variant]
        for key in ("curve", "copied", "looked"):
            arrays |= named(key, {variant: np.array([r[key] for r in own], "float32")})
        if variant == "learned":
            arrays |= flat(own[0]["weights"])
    save("04_hard", SEEDS[0], "hard", **arrays)


def failures(job, result):
    """95 % copied, looked for at the right place; and what is stored says so too."""
    found = [f"{job['variant']}, seed {job['seed']}: {key} {result[key][-1]:.3f}, less than 0.95"
             for key in ("copied", "looked") if result[key][-1] < 0.95]
    return found + bars()


def bars():
    """95 % copied with a learned baseline, every seed."""
    stored = load("04_hard")["copied"]["learned"][:, -1]
    return [f"stored: copied {x:.3f}" for x in stored if x < 0.95]
