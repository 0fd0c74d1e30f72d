"""English to Japanese on the crossing grammar: three scores, and none.

40,000 sentences with up to two clauses besides the main one; batches
of 64 of like length. The same for all: a GRU decoder of 96 units, an
encoder of 48 each way, 32 numbers a word, 4,500 steps of Adam at
0.003, falling to a tenth at the end; gradients clipped at 1. (concat
is additive with its two matrices in one, and is not trained again.)
"""

import time
from functools import cache

import numpy as np
import torch

from nlpviz.data import crossing
from nlpviz.decode import greedy
from nlpviz.metrics import alignment_error_rate, exact_match
from nlpviz.pytorch.attention.seq2seq import Seq2Seq, arrays_of, nll
from nlpviz.stored import load
from nlpviz.text import BOS, EOS, SPECIALS, Vocabulary, pad
from nlpviz.train import bucketed

from ..common import BOOK, named, save
from ..training import Training
from .dates import flat

FILES = (BOOK / "models" / "04_crossing.npz",)
N_TRAIN, N_TEST, BATCH, D, D_H, DEPTH = 40_000, 500, 64, 32, 96, 2
STAGES = ((0.003, 3000), (0.001, 900), (0.0003, 600))
EVERY = 60  # steps a point of the curve
SCALE = True  # dot and general are divided by √d_h
SCORES = ("dot", "general", "additive", None)
SEEDS, MARGIN = (0, 1, 2), 0.02
JOBS = [{"score": score, "seed": seed} for score in SCORES for seed in SEEDS]
CHECK = JOBS[:1]
SOURCE = Vocabulary(crossing.VOCABULARY_EN, specials=SPECIALS)
TARGET = Vocabulary(crossing.VOCABULARY_JA, specials=SPECIALS)


def train_set():
    return crossing.pairs(N_TRAIN, DEPTH, seed=1)


def test_set(depth=DEPTH):
    return crossing.pairs(N_TEST, depth, seed=2, without=train_set())


def ids_of(pairs):
    """Pairs of ids, the source ended by EOS, the target between BOS and EOS."""
    return [(np.append(SOURCE.encode(p.source), EOS),
             np.concatenate([[BOS], TARGET.encode(p.target), [EOS]])) for p in pairs]


@cache
def train_ids():
    return ids_of(train_set())


def translated(model, sources):
    """What the model writes for rows of source ids."""
    with torch.no_grad():
        state = model.encode(torch.tensor(pad(sources)[0]))
        found = greedy(model.step, state, len(sources), max_length=60)
    return [tuple(TARGET.decode(h.ids)) for h in found]


def looks(model, pairs):
    """Alignment error rate: where the largest weight of each linked target word lies."""
    ids, wrong, n = ids_of(pairs), 0.0, 0
    with torch.no_grad():
        source, target = (torch.tensor(pad(side)[0]) for side in zip(*ids, strict=True))
        _, seen = model(source, target[:, :-1], trace=True)
    for A, p in zip(seen["A"].double().numpy(), pairs, strict=True):
        A = A[:len(p.target), :len(p.source) + 1]
        wrong += len(p.links) * alignment_error_rate(A, p.links)
        n += len(p.links)
    return wrong / n


def training(score, seed):
    batches = bucketed(train_ids(), BATCH, seed)
    torch.manual_seed(seed)
    model = Seq2Seq(len(SOURCE), len(TARGET), D, D_H, score=score, scale=SCALE)
    return Training(model, nll, batches, STAGES, seed)


def run(score, seed):
    """One model -> exact match, alignment error, losses, seconds a step, weights."""
    own = training(score, seed)
    start, model = time.process_time(), own.model
    losses = own.run().losses
    seconds, pairs = (time.process_time() - start) / len(losses), test_set()
    said = translated(model, [source for source, _ in ids_of(pairs)])
    return {"exact": exact_match(said, [p.target for p in pairs]),
            "error": looks(model, pairs) if score else np.nan, "seconds": seconds,
            "curve": losses.reshape(-1, EVERY).mean(axis=1),
            "weights": arrays_of(model)}


def store(done):
    """What was measured of all, and the weights of the first seed with dot scores."""
    arrays = {}
    for score in SCORES:
        own = [result for job, result in done if job["score"] == score]
        for key in ("exact", "error", "seconds", "curve"):
            found = np.array([r[key] for r in own])
            arrays |= named(key, {score or "none": found.astype("float16" if key == "curve"
                                                                else "float32")})
    save("04_crossing", SEEDS[0], "crossing", source=np.array(SOURCE.tokens),
         target=np.array(TARGET.tokens), **arrays, **flat(done[0][1]["weights"], "dot."))


def failures(job, result):
    """98 % exact, alignment error at most 5 % in what is stored, and about so again.

    Two percent less is let through: another processor rounds otherwise.
    """
    found = []
    if result["exact"] < 0.98 - MARGIN or result["error"] > 0.05 + MARGIN:
        found.append(f"{job}: exact {result['exact']:.3f}, error {result['error']:.3f}")
    return found + bars()


def bars():
    """98 % exact, alignment error at most 5 %, dot scores, every seed."""
    stored, found = load("04_crossing"), []
    if stored["exact"]["dot"].min() < 0.98 or stored["error"]["dot"].max() > 0.05:
        found.append(f"stored: exact {stored['exact']['dot']}, error {stored['error']['dot']}")
    return found
