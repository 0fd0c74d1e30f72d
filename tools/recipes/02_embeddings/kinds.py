"""Counting and predicting side by side, and GloVe between them, on the chapter's world.

skip-gram and CBOW as the chapter trains them; PPMI, whole and cut to d
numbers a word by its SVD; GloVe on the same counts, with the weighting
of the paper. GloVe again with one thing changed: neighbours that count
alike at any distance; the optimizer and the passes of the paper; pairs
that weigh alike however often they met (f = 1); and with something said
of the pairs that never met, which it leaves out: that they met a tenth
of a time, or as often as chance would have it. Three seeds each, where
something is drawn.
"""

import time
from functools import cache

import numpy as np
import torch

from nlpviz import pytorch, scratch, word2vec
from nlpviz.data import analogies as world
from nlpviz.text import Vocabulary
from nlpviz.train import shuffled

from .. import measured, recipe
from ..common import BOOK
from ..training import FIRST, Training

judged = recipe("words").judged
FILES = (BOOK / "measured" / "02_kinds.json",)
D, SEEDS, N_SENTENCES, EPOCHS = 32, (0, 1, 2), 40_000, 5
WORD2VEC = {"skip-gram": "skipgram", "CBOW": "cbow"}
WEIGHTS, FACTORS = ("1/distance", "equal"), (D, 100)
BATCH, X_MAX, TINY, POWER = 2048, 100, 1e-9, 0.75  # x_max = TINY: f is 1 for every pair
ADAM = {"name": "Adam", "rate": 0.01, "passes": (5, 10, 20)}
ADAGRAD = {"name": "Adagrad", "rate": 0.05, "passes": (20, 50)}
GLOVE = {"GloVe": {}, "GloVe, equal weights": {"weights": "equal"},
         "GloVe, AdaGrad": {"optimizer": ADAGRAD},
         "GloVe, zeros as 0.1": {"zeros": "0.1"}, "GloVe, zeros as chance": {"zeros": "chance"},
         "GloVe, f = 1": {"x_max": TINY},
         "GloVe, zeros as chance, f = 1": {"zeros": "chance", "x_max": TINY}}
REHEARSED = 2000
JOBS = [{"kind": kind} for kind in (*WORD2VEC, "PPMI", *GLOVE)]
CHECK, MARGIN = [{"kind": "PPMI"}, {"kind": "GloVe"}], 0.1


@cache
def sentences():
    return world.sentences(N_SENTENCES, seed=0)


@cache
def counted(weights):
    """(words, C): who stood near whom, sentence by sentence.

    A sentence is followed by as many gaps as a window is wide, which
    are counted as a word and left out.
    """
    words = Vocabulary(sorted({w for s in sentences() for w in s}), specials=())
    gap = [len(words)] * world.WINDOW
    ids = np.concatenate([[*words.encode(s), *gap] for s in sentences()]).astype(int)
    C = scratch.cooccurrence(ids, world.WINDOW, len(words) + 1, weights)
    return list(words.tokens), C[:-1, :-1]


def filled(C, zeros):
    """C, with something in place of the pairs that never met."""
    chance = np.outer(C.sum(1), C.sum(0)) / C.sum()
    return np.where(C > 0, C, {"left out": 0, "0.1": 0.1, "chance": chance}[zeros])


def training(kind, seed=SEEDS[0]):
    """GloVe's Training on the pairs of C that are not 0."""
    own = {"weights": WEIGHTS[0], "zeros": "left out", "optimizer": ADAM, "x_max": X_MAX}
    own |= GLOVE[kind]
    words, C = counted(own["weights"])
    C = filled(C, own["zeros"])
    pairs = np.argwhere(C)
    torch.manual_seed(seed)
    model = pytorch.GloVe(len(words), D, own["x_max"], POWER)
    batches = shuffled([*pairs.T, C[tuple(pairs.T)]], BATCH, seed)
    steps = max(own["optimizer"]["passes"]) * batches.steps_per_epoch
    return Training(model, lambda m, *batch: m(*batch).mean(), batches,
                    ((own["optimizer"]["rate"], steps),), seed, max_norm=None,
                    optimizer=getattr(torch.optim, own["optimizer"]["name"]))


def tables(W_in, W_out):
    return {"in": W_in, "out": W_out, "sum": W_in + W_out}


def claimed(model, C):
    """How often the pairs that never met have met, says GloVe: the median."""
    W_in, W_out, b_in, b_out = (p.detach().numpy().astype(float) for p in (
        model.W_in, model.W_out, model.b_in, model.b_out))
    log_counts = W_in @ W_out.T + b_in[:, None] + b_out
    return float(np.median(np.exp(log_counts[C == 0])))


def stages(kind, seed):
    """Train GloVe -> after so many passes: (passes, seconds, its tables, what is claimed)."""
    own, found, start = training(kind, seed), [], time.process_time()
    passes = GLOVE[kind].get("optimizer", ADAM)["passes"]
    _, C = counted(GLOVE[kind].get("weights", WEIGHTS[0]))

    def keep(step):
        n, rest = divmod(step, own.batches.steps_per_epoch)
        if not rest and n in passes:
            made = (W.detach().numpy().copy() for W in (own.model.W_in, own.model.W_out))
            found.append((n, time.process_time() - start, tables(*made), claimed(own.model, C)))

    def batch(step):
        keep(step)
        return own.batches(step)

    keep(len(own._replace(batches=batch).run()))
    return found


def predicted(kind, seed, text=None):
    """word2vec as the chapter trains it."""
    return word2vec.train(text or sentences(), d=D, window=world.WINDOW, epochs=EPOCHS,
                          min_count=1, model=WORD2VEC[kind], seed=seed, threads=1, progress=False)


def row(words, W, seconds, never_met=None, **said):
    """One row of the file; said: kind, seed, passes and table."""
    analogies, neighbours = judged(words, W)
    return said | {"d": W.shape[1], "analogies": round(analogies, 4),
                   "neighbours": round(neighbours, 4), "seconds": round(seconds, 2),
                   "never_met": None if never_met is None else round(never_met, 3)}


def rows_of_counts(weights):
    """PPMI with as many numbers a word as there are words, and cut to fewer."""
    words, C = counted(weights)
    M, kind = scratch.ppmi(C), "" if weights == WEIGHTS[0] else f", {weights} weights"
    found = [row(words, M, 0, kind=f"PPMI{kind}", seed=0, passes=0, table="in")]
    for d in FACTORS:
        start = time.process_time()
        W = scratch.svd_vectors(M, d)
        took = time.process_time() - start
        found.append(row(words, W, took, kind=f"PPMI + SVD{kind}", seed=0, passes=0, table="in"))
    return found


def first(kind):
    """The losses of the first steps, or what stands for them.

    word2vec shows none: of its training on some of the sentences, the
    lengths of the vectors of the twenty most frequent words. PPMI has
    none: its twenty largest singular values.
    """
    if kind in GLOVE:
        return training(kind).first(FIRST)
    if kind in WORD2VEC:
        W = predicted(kind, SEEDS[0], sentences()[:REHEARSED]).W_in[:FIRST].astype(float)
        return np.sqrt((W**2).sum(axis=1))
    return (scratch.svd_vectors(scratch.ppmi(counted(WEIGHTS[0])[1]), FIRST)**2).sum(axis=0)


def run(kind):
    if kind in GLOVE:
        words, _ = counted(WEIGHTS[0])
        return [row(words, W, took, claim, kind=kind, seed=seed, passes=passes, table=table)
                for seed in SEEDS for passes, took, made, claim in stages(kind, seed)
                for table, W in made.items()]
    if kind in WORD2VEC:
        return [found for seed in SEEDS for found in rows_of_word2vec(kind, seed)]
    return [found for weights in WEIGHTS for found in rows_of_counts(weights)]


def rows_of_word2vec(kind, seed):
    start = time.process_time()
    made = predicted(kind, seed)
    took = time.process_time() - start
    return [row(made.words, W, took, kind=kind, seed=seed, passes=EPOCHS, table=table)
            for table, W in tables(made.W_in, made.W_out).items()]


def store(done):
    measured.keep("02_kinds", done, (
        "the world's 40,000 sentences of seed 0, 644 words: the share of 2,280 analogies answered "
        "rightly and of the expected neighbours found among the ten nearest; PPMI draws nothing, "
        "its seed is 0; d: numbers a word; seconds: process time of training alone, one thread, "
        "a machine under load; never_met: how often pairs that never met have met, as GloVe fits "
        "it, the median"))


def failures(job, result):
    """The shares of right analogies are about as stored."""
    return measured.strays("02_kinds", result, ("kind", "seed", "passes", "table", "d"),
                           "analogies", MARGIN)
