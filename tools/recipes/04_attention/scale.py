"""What dividing by √d_h is for: the first steps of a translator with a long-tailed vocabulary.

The task is to copy a sentence of the documentation that this Python
carries: 5 to 16 words, nearly 4,000 different ones, most of them rare.
Seq2Seq with 128 numbers a word and d_h = 256, 240 steps of Adam at
0.003, batches of 64 of like length, gradients clipped at 1: dot and
general, each divided by √d_h and not, additive, and no attention.
200 sentences are held out. Two seeds.
"""

import re
from collections import Counter
from functools import cache

import numpy as np
import torch
from torch.nn import functional as F

from nlpviz import stored
from nlpviz.data import stdlib
from nlpviz.pytorch.attention.seq2seq import Seq2Seq, nll
from nlpviz.text import BOS, EOS, SPECIALS, Vocabulary
from nlpviz.train import bucketed
from nlpviz.train.pairs import padded

from .. import measured, recipe
from ..common import BOOK
from ..training import Training

crossing = recipe("crossing")
FILES = (BOOK / "measured" / "04_scale.json",)
SHORTEST, LONGEST, MIN_COUNT, N_HELD = 5, 16, 2, 200
D, D_H, BATCH, LR, SEEDS = 128, 256, 64, 0.003, (0, 1)
AT = (0, 5, 10, 20, 40, 60, 80, 120, 160, 200, 240)
SCORES = {"none": (None, True), "dot": ("dot", False), "dot / √d": ("dot", True),
          "general": ("general", False), "general / √d": ("general", True),
          "additive": ("additive", True)}
JOBS = [{"score": score, "seed": seed} for seed in SEEDS for score in SCORES]
CHECK, FIRST, MARGIN = [JOBS[1]], 3, 0.5  # of the loss: the text differs from Python to Python


@cache
def sentences():
    """Sentences of the documentation that end with a full stop, in an order of their own."""
    found = {}
    for paragraph in stdlib.stdlib_text().split("\n\n"):
        for said in re.split(r"(?<=[.!?])\s+", " ".join(paragraph.split())):
            words = tuple(re.findall(r"[a-z_]+|[.,;:!?]", said.lower()))
            if (said[:1].isupper() and SHORTEST <= len(words) <= LONGEST
                    and words[-1] == "."):
                found[words] = None
    found = list(found)
    return [found[i] for i in np.random.default_rng(0).permutation(len(found))]


@cache
def words():
    return Vocabulary((w for s in sentences() for w in s), MIN_COUNT, specials=SPECIALS)


@cache
def pairs():
    """(held out, trained on): each sentence to be copied, as ids."""
    ids = [words().encode(s) for s in sentences()]
    found = [(np.append(x, EOS), np.concatenate([[BOS], x, [EOS]])) for x in ids]
    return found[:N_HELD], found[N_HELD:]


def learner(score, seed, ids, n_source, n_target):
    batches = bucketed(ids, BATCH, seed)
    torch.manual_seed(seed)
    kind, scale = SCORES[score]
    model = Seq2Seq(n_source, n_target, D, D_H, score=kind, scale=scale)
    return Training(model, nll, batches, ((LR, AT[-1]),), seed)


def training(score, seed):
    return learner(score, seed, pairs()[1], len(words()), len(words()))


def first(score, seed):
    """On the crossing grammar, whose text is the same everywhere."""
    ids = crossing.train_ids()[:2000]
    return learner(score, seed, ids, len(crossing.SOURCE), len(crossing.TARGET)).first(FIRST)


def judged(model):
    """Of the held-out sentences: the loss of a word, and where its largest weight lies.

    top: the mean largest weight; token: where it lies most often, and
    on: in what share of the written words; alike: the length of the
    mean of all queries, each taken as of length 1.
    """
    with torch.no_grad():
        source, target = (torch.from_numpy(x) for x in padded(pairs()[0]))
        logits, seen = model(source, target[:, :-1], trace=True)
    real = target[:, 1:] != 0
    loss = F.cross_entropy(logits[real], target[:, 1:][real])
    said = {"loss": loss, "top": None, "token": None, "on": None, "alike": None}
    if model.attention:
        top, at = seen["A"].max(-1)
        (token, n), = Counter(source.gather(1, at)[real].tolist()).most_common(1)
        said |= {"top": top[real].mean(), "on": n / int(real.sum()),
                 "alike": F.normalize(seen["H"][real], dim=-1).mean(0).norm()}
    said = {key: None if x is None else round(float(x), 3) for key, x in said.items()}
    return said | {"token": words().tokens[token] if model.attention else None}


def run(score, seed):
    own, rows = training(score, seed), []

    def keep(step):
        rows.append({"score": score, "seed": seed, "step": step} | judged(own.model))

    def batches(step):
        if step in AT:
            keep(step)
        return own.batches(step)

    own._replace(batches=batches).run()
    keep(AT[-1])
    return rows


def store(done):
    measured.keep("04_scale", done, f"{len(sentences()):,} sentences of Python's documentation, "
                  f"{len(words()):,} words; loss of a held-out word; top: mean largest weight, on: "
                  "share of the written words that have it on token; alike: length of the mean "
                  "query, each taken as of length 1; whoever knows only how frequent each word is "
                  f"has a loss of {frequencies():.2f}")


def frequencies():
    """The held-out loss of who knows only how frequent each target word is (counts + 1)."""
    held, trained = ([t[1:] for _, t in part] for part in pairs())
    n = np.bincount(np.concatenate(trained), minlength=len(words())) + 1
    return -np.log(n / n.sum())[np.concatenate(held)].mean()


def failures(job, result):
    return measured.strays("04_scale", result, ("score", "seed", "step"), "loss", MARGIN)


def bars():
    """Undivided dot scores are nearly one-hot after 5 steps, and learn less than divided ones."""
    rows = {(r["score"], r["seed"], r["step"]): r for r in stored.measured("04_scale")["rows"]}
    return [f"04_scale, seed {seed}: undivided dot scores did no harm" for seed in SEEDS
            if rows["dot", seed, 5]["top"] < 0.9 or rows["dot", seed, AT[-1]]["loss"]
            < rows["dot / √d", seed, AT[-1]]["loss"]]
