"""The small LSTM of `cell`, trained from the start with one gate open for ever.

What a trained network relies on is found by opening one of its gates
afterwards; what a network *needs*, only by training it without. "lone"
is the task of `cell`, one sentence and its main verb. "stream" reads
three sentences in a row and answers at each verb, so that the number
of an old subject must give way to that of a new one; it is judged on
the last verb of 24. Five seeds each.
"""

import numpy as np
import torch
from torch.nn import functional as F

from nlpviz.data.agreement import sentences
from nlpviz.pytorch.recurrent.cells import lstm
from nlpviz.train import shuffled

from .. import measured, recipe
from ..common import BOOK
from ..training import Training

cell = recipe("cell")
FILES = (BOOK / "measured" / "03_gates.json",)
SEEDS, DEPTHS, LENGTHS, N_TEST = range(5), (0, 1, 2, 4), (1, 3, 6, 24), 500
IN_TRAINING, N_STREAMS, OPEN = 3, 3000, 40.0
JOBS = [{"gate": gate, "task": task} for task in ("lone", "stream")
        for gate in ("none", "i", "f", "o")]
CHECK, FIRST, MARGIN = [JOBS[0], JOBS[6]], 5, 0.05  # FIRST steps are compared


class Open(cell.Number):
    """The logit of "plural" after each word, with one gate always at 1. ids (B, T) -> (B, T)."""

    def __init__(self, seed, gate):
        super().__init__(seed)
        n = len(self.W_o)
        held = torch.zeros(4 * n)
        if gate != "none":
            start = "ifzo".index(gate) * n
            held[start:start + n] = OPEN
        self.gate = gate
        self.register_buffer("held", held)

    def forward(self, ids):
        weights, free = dict(self.cell.layers[0]), (self.held == 0).to(self.W_o)
        weights |= {name: weights[name] * free for name in ("W_x", "W_h", "b")}
        weights["b"] = weights["b"] + self.held.to(self.W_o)
        if self.gate != "none":
            weights[f"p_{self.gate}"] = 0 * weights[f"p_{self.gate}"]
        zero = torch.zeros(len(ids), len(self.W_o), dtype=self.W_o.dtype)
        H, _ = lstm(F.embedding(ids, self.E), zero, zero, **weights)
        return H @ self.W_o + self.b_o


def rows_of(streams):
    """ids, where a verb comes next, and its number, all (n, T); each stream a list of sentences."""
    ids = [cell.WORDS.encode([w for s in row for w in s.words]) for row in streams]
    places = np.zeros((2, len(ids), max(map(len, ids))), np.float32)
    for row, (verbs, plural) in zip(streams, places.swapaxes(0, 1), strict=True):
        at = 0
        for s in row:
            verbs[at + s.verb - 1], plural[at + s.verb - 1] = 1, s.number == "pl"
            at += len(s.words)
    out = np.zeros(places.shape[1:], int)
    for line, found in zip(out, ids, strict=True):
        line[:len(found)] = found
    return out, *places


def in_rows(found, n):
    return [found[k:k + n] for k in range(0, len(found), n)]


def train_set(task):
    if task == "lone":
        return [[s] for s in cell.train_set()]
    return in_rows(sentences(IN_TRAINING * N_STREAMS, depth=(0, 1), seed=1), IN_TRAINING)


def loss(model, ids, verbs, plural):
    each = F.binary_cross_entropy_with_logits(model(ids), plural, reduction="none")
    return (each * verbs).sum() / verbs.sum()


def training(gate, task, seed=SEEDS[0]):
    return Training(Open(seed, gate), loss,
                    shuffled(rows_of(train_set(task)), cell.BATCH, seed),
                    ((cell.LR, cell.STEPS),), seed)


def first(**job):
    return training(**job).first(FIRST)


def right(model, streams):
    """Whose last verb gets the right number, as a share."""
    ids, verbs, plural = rows_of(streams)
    last = verbs.shape[1] - 1 - verbs[:, ::-1].argmax(axis=1)
    row = np.arange(len(ids))
    with torch.no_grad():
        said = model(torch.as_tensor(ids))[row, last].numpy() > 0
    return round(float((said == (plural[row, last] > 0)).mean()), 3)


def judged(model, task):
    """The share that is right at each depth, or after so many sentences: {at: share}."""
    if task == "lone":
        return {d: right(model, in_rows(sentences(N_TEST, depth=(d, d), seed=3), 1))
                for d in DEPTHS}
    found = in_rows(sentences(LENGTHS[-1] * N_TEST, depth=(0, 1), seed=3), LENGTHS[-1])
    return {n: right(model, [row[:n] for row in found]) for n in LENGTHS}


def run(gate, task):
    rows = []
    for seed in SEEDS:
        own = training(gate, task, seed)
        own.run()
        rows += [{"gate": gate, "task": task, "seed": seed, "at": at, "right": share}
                 for at, share in judged(own.model, task).items()]
    return rows


def store(done):
    measured.keep("03_gates", done, f"share of {N_TEST} main verbs that are right; at: the depth "
                  "of a lone sentence, or the sentences in a stream; chance 0.5")


def failures(job, result):
    return measured.strays("03_gates", result, ("gate", "task", "seed", "at"), "right", MARGIN)
