"""The agreement probe for a Transformer: which head finds the subject?

A decoder-only model on the sentences of `agreement`: the same words,
test sentences and seeds; pre-LN, learned positions, GELU, 2 layers of
4 heads, d = 64, d_ff = 256, 2,500 steps of 64 sentences with Adam.
The first seed's weights travel in 8 bits a number, one scale a row.
"""

import numpy as np
import torch

from nlpviz.pytorch.transformer import TransformerLM, arrays_of
from nlpviz.train import shuffled

from .. import recipe
from .. import table as growing
from ..common import BOOK, named, save
from ..training import Training

probe = recipe("agreement")
FILES = (growing.TABLE, BOOK / "models" / "07_transformer.npz")
SIZES = {"d": 64, "n_layers": 2, "n_heads": 4, "d_ff": 256}
N_MAX, BATCH = 80, 64
STAGES = ((0.001, 2000), (0.0001, 500))
JOBS = [{"seed": seed} for seed in probe.SEEDS]
CHECK = JOBS[:1]


class Probed(TransformerLM):
    """A TransformerLM that answers as the probe's recurrent models do: logits, state."""

    def forward(self, ids):
        return super().forward(ids), None


def training(seed):
    torch.manual_seed(seed)
    model = Probed(len(probe.WORDS), **SIZES, n_max=N_MAX)
    return Training(model, probe.next_word,
                    shuffled([probe.ids_of(probe.train_set())], BATCH, seed), STAGES, seed)


def run(seed):
    """One model -> its verdicts, its last loss, its weights."""
    own = training(seed)
    losses = own.run().losses
    return {"verdicts": probe.verdicts(own.model, probe.test_set()),
            "loss": losses[-100:].mean(), "weights": flat(arrays_of(own.model))}


def flat(nest, name=""):
    """{"blocks": [{"W_Q": …}]} -> {"blocks.0.W_Q": …}"""
    if isinstance(nest, np.ndarray):
        return {name: nest}
    parts = nest.items() if isinstance(nest, dict) else enumerate(nest)
    return {key: value for at, part in parts
            for key, value in flat(part, f"{name}.{at}".lstrip(".")).items()}


def rows_of(job, result):
    """The rows that one model adds to the table."""
    row = probe.rows_of({"cell": "rnn", "seed": job["seed"]}, result)
    return [r | {"chapter": 7, "model": "Transformer"} for r in row]


def store(done):
    """The table's rows of chapter 7, and the weights of the first seed."""
    growing.replace(7, [row for job, result in done for row in rows_of(job, result)])
    weights = next(r["weights"] for job, r in done if job["seed"] == probe.SEEDS[0])
    save("07_transformer", probe.SEEDS[0], "transformer", n_heads=SIZES["n_heads"],
         words=np.array(probe.WORDS.tokens), loss=[r["loss"] for _, r in done],
         **quantised(weights))


def quantised(weights, most=127):
    """Matrices as whole numbers from −most to most and a scale for each row, vectors as float16."""
    found = {}
    for name, W in named("weights", weights).items():
        if W.ndim == 1:
            found[name] = W.astype("float16")
            continue
        scale = np.abs(W).max(axis=1, keepdims=True) / most
        found[f"{name}.codes"] = np.rint(W / np.where(scale, scale, 1)).astype("int8")
        found[f"{name}.scale"] = scale[:, 0].astype("float32")
    return found


def failures(job, result):
    """Each accuracy stays in the range of the five seeds, 0.15 more or less."""
    return probe.strays(rows_of(job, result))
