"""Bahdanau's decoder beside Luong's, on the crossing grammar.

The sentences, sizes, batches, first rate and seeds are those of
`crossing`, the scores additive; there are 1,200 steps and not 4,500, so
that the two can still differ (after 4,500 Luong's has 99 % right). Only
the order is another: in Bahdanau's the state before the step looks, and
what it saw enters the cell, whose W_x has 96 rows more for it. Third,
Luong's with an encoder that reads on only, 96 units and not twice 48.
"""

import time
from functools import partial

import torch

from nlpviz.metrics import exact_match
from nlpviz.pytorch.attention.bahdanau import BahdanauSeq2Seq
from nlpviz.pytorch.attention.seq2seq import Seq2Seq, nll
from nlpviz.train import bucketed

from .. import measured, recipe
from ..common import BOOK
from ..training import Training

crossing = recipe("crossing")
FILES = (BOOK / "measured" / "04_decoders.json",)
DECODERS = {"Luong": Seq2Seq, "Bahdanau": BahdanauSeq2Seq,
            "Luong, reads on only": partial(Seq2Seq, bidirectional=False)}
STAGES = ((0.003, 900), (0.001, 300))
BELOW = 0.1  # the loss whose first step is told
JOBS = [{"decoder": decoder, "seed": seed} for decoder in DECODERS for seed in crossing.SEEDS]
CHECK, FIRST, MARGIN = JOBS[:1], 5, 0.05  # FIRST steps are compared


def training(decoder, seed):
    batches = bucketed(crossing.train_ids(), crossing.BATCH, seed)
    torch.manual_seed(seed)
    model = DECODERS[decoder](len(crossing.SOURCE), len(crossing.TARGET), crossing.D,
                              crossing.D_H, score="additive")
    return Training(model, nll, batches, STAGES, seed)


def first(**job):
    return training(**job).first(FIRST)


def run(decoder, seed):
    """Sentences right, alignment errors, the steps to a loss of BELOW, the last loss."""
    own, start = training(decoder, seed), time.process_time()
    losses = own.run().losses
    seconds, pairs = time.process_time() - start, crossing.test_set()
    said = crossing.translated(own.model, [source for source, _ in crossing.ids_of(pairs)])
    curve = losses.reshape(-1, crossing.EVERY).mean(axis=1)
    return [{"decoder": decoder, "seed": seed,
             "exact": round(exact_match(said, [p.target for p in pairs]), 3),
             "error": round(float(crossing.looks(own.model, pairs)), 3),
             "below": int((curve < BELOW).argmax() + 1) * crossing.EVERY,
             "loss": round(float(curve[-1]), 4), "seconds": round(seconds / len(losses), 4)}]


def store(done):
    measured.keep("04_decoders", done, "the crossing grammar, 500 unseen sentences; additive "
                  f"scores; below: the steps until the mean loss of {crossing.EVERY} was below "
                  f"{BELOW}; loss: the last such mean; seconds: a step, one thread")


def failures(job, result):
    return measured.strays("04_decoders", result, ("decoder", "seed"), "exact", MARGIN)
