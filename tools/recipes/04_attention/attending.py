"""The agreement probe for a language model that attends over its own states.

As in `agreement`: the same sentences, sizes, steps and seeds; the cell
is the RNN or the LSTM, and each word is predicted from the state and
from a mixture of the states before it, by inner products that are not
divided by √d_h.
"""

from functools import partial

import numpy as np

from nlpviz.pytorch.attention.language_model import AttendingLanguageModel

from .. import recipe
from .. import table as growing
from ..common import BOOK, named, save

probe = recipe("agreement")
FILES = (growing.TABLE, BOOK / "models" / "04_attending.npz")
NAMES = {"rnn": "RNN + attention", "lstm": "LSTM + attention"}
JOBS = [{"cell": cell, "seed": seed} for cell in NAMES for seed in probe.SEEDS]
CHECK = JOBS[:1]


def training(cell, seed):
    return probe.training(cell, seed, partial(AttendingLanguageModel, scale=False))


def run(cell, seed):
    """One language model -> its verdicts, its last loss, its weights."""
    own = training(cell, seed)
    result = probe.judged(own)
    return result | {"weights": result["weights"] | {"scale": float(own.model.attention.scale)}}


def rows_of(job, result):
    """The rows that one model adds to the table."""
    row = probe.rows_of({"cell": "rnn", "seed": job["seed"]}, result)
    return [r | {"chapter": 4, "model": NAMES[job["cell"]]} for r in row]


def store(done):
    """The table's rows of chapter 4, and the weights of the first seed."""
    growing.replace(4, [row for job, result in done for row in rows_of(job, result)])
    kept = {}
    for job, result in done:
        if job["seed"] == probe.SEEDS[0]:
            kept |= named(job["cell"], result["weights"])
    losses = [[r["loss"] for j, r in done if j["cell"] == cell] for cell in NAMES]
    save("04_attending", probe.SEEDS[0], "attending", cells=np.array(list(NAMES)),
         loss=losses, words=np.array(probe.WORDS.tokens), **kept)


def failures(job, result):
    """Each accuracy stays in the range of the five seeds, 0.15 more or less."""
    return probe.strays(rows_of(job, result))
