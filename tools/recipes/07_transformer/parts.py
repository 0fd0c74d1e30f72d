"""What each part of the Transformer is good for, by leaving it out.

The agreement probe's model (`transformer`) in half the steps, batches
of sentences of like length: whole, and without positions, the way past
the parts, layer norm, the feed-forward part, heads side by side, the
second layer; and without some of these in eight layers, where what two
forgive may not be forgiven. Two seeds each.
"""

import numpy as np
import torch
from torch import nn

from .. import measured, recipe
from ..common import BOOK
from ..training import Training

base = recipe("transformer")
probe = base.probe
FILES = (BOOK / "measured" / "07_parts.json",)
SEEDS, STAGES, DEEP_STAGES = (0, 1), ((0.001, 1000), (0.0001, 250)), ((0.001, 400),)
PARTS = ("nothing", "positions", "residual", "norm", "feed-forward", "heads")
DEEP = ("nothing", "residual", "norm", "residual and norm")
LAYERS, DEPTHS = 8, (0, 1, 2)
KINDS = {"positions": {"positions": None}, "heads": {"n_heads": 1}}
JOBS = [*({"part": part, "n_layers": 2} for part in PARTS), {"part": "nothing", "n_layers": 1},
        *({"part": part, "n_layers": LAYERS} for part in DEEP)]
CHECK, FIRST, MARGIN = JOBS[:1], 3, 0.1  # FIRST steps are compared


class Straight(nn.Module):
    """A block's part without a way past it: f(LN(X)), no X + …"""

    def __init__(self, around):
        super().__init__()
        self.norm = around.norm

    def forward(self, X, f):
        return f(self.norm(X))


class Nothing(nn.Module):
    """A part that adds nothing."""

    def forward(self, X):
        return torch.zeros_like(X)


def without(model, part):
    """The model with one part taken out of each block."""
    for block in model.stack.blocks:
        if "residual" in part:
            block.around_1, block.around_2 = map(Straight, (block.around_1, block.around_2))
        if "norm" in part:
            block.around_1.norm = block.around_2.norm = nn.Identity()
        if part == "feed-forward":
            block.feed = Nothing()
    if "norm" in part:
        model.stack.norm = None
    return model


def built(seed, **kind):
    """A model of the probe's sizes, but for what kind says."""
    torch.manual_seed(seed)
    return base.Probed(len(probe.WORDS), **base.SIZES | {"n_max": base.N_MAX} | kind)


def by_length(ids, size, seed):
    """batches(step) of rows of like length: little is computed for padding."""
    ids = torch.tensor(ids)
    lengths = (ids >= 0).sum(1).numpy()

    def batches(step):
        epoch, at = divmod(step, len(ids) // size)
        rng = np.random.default_rng([seed, epoch])
        order = np.argsort(lengths + rng.random(len(ids)))
        first = size * rng.permutation(len(ids) // size)[at]
        return (ids[order[first:first + size]],)

    return batches


def trained_on(model, seed, stages=STAGES, size=base.BATCH, found=None):
    """The model's Training on the probe's sentences, or on those found among them."""
    ids = probe.ids_of(found or probe.train_set())
    return Training(model, probe.next_word, by_length(ids, size, seed), stages, seed)


def training(part, n_layers, seed=SEEDS[0]):
    model = without(built(seed, n_layers=n_layers, **KINDS.get(part, {})), part)
    return trained_on(model, seed, DEEP_STAGES if n_layers == LAYERS else STAGES)


@torch.no_grad()
def held_out(model, found):
    """Mean cross-entropy of a word of new sentences of the depths trained on."""
    ids = torch.tensor(probe.ids_of([s for s in found if s.depth in DEPTHS]))
    losses, words = zip(*(probe.next_word(model, some) for some in ids.split(100)), strict=True)
    return float(np.average(losses, weights=words))


def judged(own):
    """Train -> loss on new sentences, and the main verb's accuracy by depth; chance is 0.5."""
    own.run()
    found = probe.test_set()
    main = (rows := probe.verdicts(own.model, found))[rows[:, 0] == 1]
    right = {f"depth_{d}": float(main[main[:, 1] == d, -1].mean().round(4))
             for d in range(probe.TEST_DEPTH + 1)}
    return {"parameters": sum(p.numel() for p in own.model.parameters()),
            "loss": round(held_out(own.model, found), 4), **right, "n": probe.N_TEST}


def first(**job):
    return training(**job).first(FIRST)


def run(part, n_layers):
    return [{"without": part, "n_layers": n_layers, "seed": seed} | judged(
        training(part, n_layers, seed)) for seed in SEEDS]


def store(done):
    measured.keep("07_parts", done, "the agreement probe; n sentences a depth, chance 0.5")


def failures(job, result):
    """Held-out losses are about as stored."""
    return measured.strays("07_parts", result, ("without", "n_layers", "seed"), "loss", MARGIN)
