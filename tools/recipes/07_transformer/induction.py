"""Induction heads: found, cut, and missing in a model of one layer.

Attention alone with rotary positions, no feed-forward parts. Different
letters by chance, said twice; how many is not told, 5 to 20. Of the
second copy all is known to who looks for where the present letter stood
before and at what came after it. Which heads do, and what if one is
cut, or all of its layer?
"""

import numpy as np
import torch
from torch.nn import functional as F

from nlpviz.pytorch.transformer import TransformerLM

from .. import measured, recipe
from ..common import BOOK
from ..training import Training

heads, parts = recipe("heads"), recipe("parts")
FILES = (BOOK / "measured" / "07_induction.json",)
N_LETTERS, LEAST, T, BATCH, N_TEST = 32, 5, 20, 64, 500
SEEDS, LAYERS, STAGES = (0, 1), (2, 1), ((0.003, 800), (0.0003, 200))
SIZES = {"d": 64, "n_heads": 4, "d_ff": 1, "positions": "rotary"}
CHANCE = float(np.log(N_LETTERS - np.arange(1, T)).mean())
LEFT = float(np.log(T - np.arange(1, T)).mean())
JOBS = [{"n_layers": n} for n in LAYERS]
CHECK, FIRST, MARGIN = JOBS[:1], 5, 0.3  # FIRST steps are compared


class Copying(TransformerLM):
    """A TransformerLM that answers as those of the probe: logits, state."""

    def forward(self, ids):
        return super().forward(ids), None


def twice(n, seed, least=T):
    """n rows of least to T different letters, as many in each, said twice."""
    rng = np.random.default_rng(seed)
    length = rng.integers(least, T + 1)
    first = rng.permuted(np.tile(np.arange(N_LETTERS), (n, 1)), axis=1)[:, :length]
    return torch.tensor(np.concatenate([first, first], 1))


def next_letter(model, ids):
    """Mean cross-entropy of the next letter."""
    logits, _ = model(ids[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())


def training(n_layers, seed=SEEDS[0]):
    torch.manual_seed(seed)
    model = parts.without(Copying(N_LETTERS, n_layers=n_layers, **SIZES), "feed-forward")
    return Training(model, next_letter, lambda step: (twice(BATCH, (seed, step), LEAST),),
                    STAGES, seed)


@torch.no_grad()
def copies(model, cut=()):
    """Loss in both copies, and how often the second is right, with some heads at zero."""
    ids = twice(N_TEST, 9)
    with heads.cut(model, cut, lambda O: 0 * O):
        logits = model(ids[:, :-1])[0]
    losses = F.cross_entropy(logits.transpose(1, 2), ids[:, 1:], reduction="none")
    right = (logits.argmax(-1) == ids[:, 1:]).float()
    return {"first": heads.rounded(losses[:, :T - 1].mean()),
            "second": heads.rounded(losses[:, T:].mean()),
            "right": heads.rounded(right[:, T:].mean())}


@torch.no_grad()
def looks(model):
    """(n_layers, n_heads): mean weights in the second copy on the letter before the present one,
    on where the present one stood in the first, and on the letter after that place."""
    A = TransformerLM.forward(model, twice(N_TEST, 9)[:, :-1], trace=True)[1].mean(0)
    q = torch.arange(T, 2 * T - 1)
    return {name: A[..., q, at].mean(-1) for name, at in (
        ("previous", q - 1), ("same", q - T), ("after", q - T + 1))}


def first(**job):
    return training(**job).first(FIRST)


def rows_of(model, n_layers, seed):
    """One row for no cut (layer 0), one for each layer (head 0) and each head that is cut."""
    seen, many = looks(model), range(SIZES["n_heads"])
    for layer, head in [(-1, -1), *((n, h) for n in range(n_layers) for h in (-1, *many))]:
        cut = [(layer, h) for h in many if layer >= 0 and head in (h, -1)]
        yield {"n_layers": n_layers, "seed": seed, "layer": layer + 1, "head": head + 1} | {
            name: heads.rounded(w[layer, head]) if head >= 0 else 0 for name, w in seen.items()
        } | copies(model, cut)


def run(n_layers):
    rows = []
    for seed in SEEDS:
        own = training(n_layers, seed)
        own.run()
        rows += rows_of(own.model, n_layers, seed)
    return rows


def store(done):
    measured.keep("07_induction", done,
                  f"{N_TEST} new rows of {T} letters of {N_LETTERS}, said twice; layer 0: no"
                  " head is cut; head 0: all of the layer. Who knows only that letters do"
                  f" not come again has {CHANCE:.2f} in the first copy, who knows which ones"
                  f" are still to come {LEFT:.2f} in the second")


def failures(job, result):
    """With no head cut, the second copy's loss is about as stored."""
    return measured.strays("07_induction", [row for row in result if not row["layer"]],
                           ("n_layers", "seed", "layer"), "second", MARGIN)
