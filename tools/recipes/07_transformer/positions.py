"""What the model knows of places, inside and beyond the lengths it saw.

The agreement probe's model trained on sentences of at most 20 words,
with no positions and with four kinds of them; and one that was trained
on all lengths, as what could be had. Tested on new sentences of up to
70 words: the loss by a word's place, and main verbs by theirs.
"""

import numpy as np
import torch
from torch.nn import functional as F

from nlpviz.data.agreement import OTHER_FORM

from .. import measured, recipe
from ..common import BOOK

parts = recipe("parts")
probe = parts.probe
FILES = (BOOK / "measured" / "07_positions.json",)
KINDS = ("none", "sinusoidal", "learned", "rotary", "alibi")
SEEDS, LONGEST, ALL = (0, 1), 20, 60
PLACES = ((1, 20), (21, 30), (31, 40), (41, 80))  # of the word that is to be said
JOBS = [*({"kind": kind, "longest": LONGEST} for kind in KINDS),
        {"kind": "learned", "longest": ALL}]
CHECK, FIRST, MARGIN = JOBS[:1], 5, 0.1  # FIRST steps are compared


def training(kind, longest, seed=SEEDS[0]):
    """Sinusoidal waves go with inputs times √d, as published."""
    found = [s for s in probe.train_set() if len(s.words) <= longest]
    model = parts.built(seed, positions=None if kind == "none" else kind,
                        scale=kind == "sinusoidal")
    return parts.trained_on(model, seed, found=found)


@torch.no_grad()
def said(model, some):
    """(place, loss) of each word, and (place, right?) of each main verb."""
    ids = torch.tensor(probe.ids_of(some))
    logits = model(ids[:, :-1].clamp(min=0))[0]
    losses = F.cross_entropy(logits.transpose(1, 2), ids[:, 1:], ignore_index=-1,
                             reduction="none").numpy()
    words = [(t + 1, loss) for s, row in zip(some, losses, strict=True)
             for t, loss in enumerate(row[:len(s.words)])]
    verbs = []
    for s, row in zip(some, logits, strict=True):
        right, other = probe.WORDS.encode([s.words[s.verb], OTHER_FORM[s.words[s.verb]]])
        verbs.append((s.verb + 1, row[s.verb, right] > row[s.verb, other]))
    return words, verbs


def judged(model, found, at_once=100):
    """One row for each range of places; chance is 0.5 for a verb."""
    both = [said(model, found[i:i + at_once]) for i in range(0, len(found), at_once)]
    words, verbs = (np.array([pair for one in part for pair in one], float)
                    for part in zip(*both, strict=True))
    for low, high in PLACES:
        losses, right = (x[(low <= x[:, 0]) & (x[:, 0] <= high), 1] for x in (words, verbs))
        yield {"from": low, "to": high, "loss": round(float(losses.mean()), 4),
               "n_words": len(losses), "accuracy": round(float(right.mean()), 4),
               "n": len(right)}


def first(**job):
    return training(**job).first(FIRST)


def run(kind, longest):
    rows = []
    for seed in SEEDS:
        own = training(kind, longest, seed)
        own.run()
        rows += [{"positions": kind, "longest": longest, "seed": seed} | row
                 for row in judged(own.model, probe.test_set())]
    return rows


def store(done):
    measured.keep("07_positions", done,
                  "the agreement probe: trained on sentences of at most `longest` words,"
                  " tested on all; chance is 0.5")


def failures(job, result):
    """Held-out losses are about as stored."""
    return measured.strays("07_positions", result, ("positions", "longest", "seed", "from"),
                           "loss", MARGIN)
