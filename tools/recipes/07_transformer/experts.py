"""A mixture of experts: who is busy, with and without a balance loss.

The agreement probe's model whose feed-forward parts are four experts,
each of the size of the one that they replace; a word goes to one or two
of them. The load is each expert's share of the choices in the test
sentences: 1/4 each if it is even. k = 0 is the plain part. Two seeds.
"""

import torch

from nlpviz.pytorch.transformer import Experts, load_balance
from nlpviz.pytorch.transformer.experts import top_k

from .. import measured, recipe
from ..common import BOOK

parts = recipe("parts")
probe = parts.probe
FILES = (BOOK / "measured" / "07_experts.json",)
N_EXPERTS, BALANCE, SEEDS = 4, 0.01, (0, 1)
JOBS = [{"k": 0, "balance": 0}, *({"k": k, "balance": balance} for k in (1, 2)
                                    for balance in (0, BALANCE))]
CHECK, FIRST, MARGIN = JOBS[:1], 5, 0.1  # FIRST steps are compared


class Watched(Experts):
    """Experts that remember the scores and the load of their last words."""

    def forward(self, X):
        Y, self.seen = super().forward(X, trace=True)
        return Y


def training(k, balance, seed=SEEDS[0]):
    model = parts.built(seed)
    if not k:
        return parts.trained_on(model, seed)
    for block in model.stack.blocks:
        block.feed = Watched(parts.base.SIZES["d"], parts.base.SIZES["d_ff"], N_EXPERTS, k, "gelu")

    def loss(model, ids):
        L, n = probe.next_word(model, ids)
        even = sum(load_balance(block.feed.seen["S"], k) for block in model.stack.blocks)
        return L + balance * even, n

    return parts.trained_on(model, seed)._replace(loss=loss)


@torch.no_grad()
def loads(model, k):
    """Each layer's share of the choices that went to each expert, the greatest first."""
    ids = torch.tensor(probe.ids_of([s for s in probe.test_set() if s.depth in parts.DEPTHS]))
    model(ids[:, :-1].clamp(min=0))
    words = ids[:, 1:] >= 0
    return [top_k(block.feed.seen["S"][words], k).float().mean(0).sort(descending=True)[0] / k
            for block in model.stack.blocks]


def first(**job):
    return training(**job).first(FIRST)


def run(k, balance):
    rows = []
    for seed in SEEDS:
        own = training(k, balance, seed)
        judged = parts.judged(own)
        for layer, load in enumerate(loads(own.model, k) if k else [torch.zeros(N_EXPERTS)], 1):
            rows.append({"k": k, "balance": balance, "seed": seed, "layer": layer if k else 0}
                        | {f"load_{i}": round(float(x), 4) for i, x in enumerate(load, 1)}
                        | judged)
    return rows


def store(done):
    measured.keep("07_experts", done,
                  "the agreement probe; load_1: the busiest expert's share of the choices;"
                  " k = 0: the plain feed-forward part; chance is 0.5")


def failures(job, result):
    """Held-out losses are about as stored."""
    return measured.strays("07_experts", result, ("k", "balance", "seed", "layer"), "loss", MARGIN)
