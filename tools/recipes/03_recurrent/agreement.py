"""The agreement probe: does the network know the number of the subject?

Language models over the words of 8,000 sentences of our grammar, to
depth 2; then, for every clause of new sentences to depth 5, whether
the right form of the verb is more probable than the other form.  The
same for all: 32 numbers a word, d_h 64, batch 64, 1,500 steps of Adam
at 0.003 and 500 at 0.0003, gradients clipped at 1, five seeds.
"""

from functools import cache

import numpy as np
import torch
from torch.nn import functional as F

from nlpviz.data.agreement import OTHER_FORM, VOCABULARY, sentences
from nlpviz.pytorch.recurrent.models import LanguageModel
from nlpviz.stored import table
from nlpviz.text import Vocabulary, pad
from nlpviz.train import shuffled

from .. import table as growing
from ..common import BOOK, CELLS, flat, named, save
from ..training import Training

FILES = (growing.TABLE, BOOK / "models" / "03_agreement.npz")
SEEDS, D, D_H, BATCH = (0, 1, 2, 3, 4), 32, 64, 64
N_TRAIN, N_TEST, TRAIN_DEPTH, TEST_DEPTH = 8000, 500, 2, 5
STAGES = ((0.003, 1500), (0.0003, 500))
NAMES = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}
JOBS = [{"cell": cell, "seed": seed} for cell in ("gru", "lstm", "rnn") for seed in SEEDS]
CHECK = [{"cell": cell, "seed": SEEDS[0]} for cell in NAMES]
MARGIN = 0.15
DISTANCES = ((1, 4), (5, 8), (9, 12), (13, 16), (17, 24), (25, 99))
WORDS = Vocabulary(list(VOCABULARY), specials=("<s>",))


def ids_of(found):
    """Sentences as rows of ids, "<s>" first, filled up with -1."""
    return pad([[0, *WORDS.encode(s.words)] for s in found], value=-1)[0]


@cache
def train_set():
    return sentences(N_TRAIN, depth=TRAIN_DEPTH, seed=1)


def test_set():
    """500 sentences of each depth from 0 to 5, none of them trained on."""
    known = train_set()
    return [s for depth in range(TEST_DEPTH + 1)
            for s in sentences(N_TEST, (depth, depth), seed=2 + depth, without=known)]


def next_word(model, ids):
    """Mean cross-entropy of the next word, and over how many words."""
    ids = ids[:, : int((ids >= 0).sum(1).max())]
    targets = ids[:, 1:]
    logits, _ = model(ids[:, :-1].clamp(min=0))
    loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1)
    return loss, int((targets >= 0).sum())


def verdicts(model, found, at_once=100):
    """One row a clause: main?, depth, distance, distractors, right?"""
    rows = []
    for start in range(0, len(found), at_once):
        some = found[start:start + at_once]
        with torch.no_grad():
            logits = model(torch.tensor(ids_of(some)).clamp(min=0))[0].numpy()
        for s, scores in zip(some, logits, strict=True):
            for subject, verb in s.pairs:
                right = s.words[verb]
                a, b = WORDS.encode([right, OTHER_FORM[right]])
                rows.append((verb == s.verb, s.depth, verb - subject, s.distractors,
                             scores[verb, a] > scores[verb, b]))
    return np.array(rows, int)


def training(cell, seed, kind=LanguageModel):
    torch.manual_seed(seed)
    return Training(kind(CELLS[cell](D, D_H), len(WORDS), D), next_word,
                    shuffled([ids_of(train_set())], BATCH, seed), STAGES, seed, again=True)


def run(cell, seed):
    """One language model -> its verdicts, its last loss, its weights."""
    return judged(training(cell, seed))


def judged(own):
    """Train, and see what the model knows."""
    losses = own.run().losses
    return {"verdicts": verdicts(own.model, test_set()), "loss": losses[-100:].mean(),
            "weights": flat(own.model, "float16")}


def grouped(rows):
    """(clause, by, level, mask) for every row of the table."""
    main, depth, distance, distractors, _ = rows.T
    for clause, which in (("main", main == 1), ("inner", main == 0)):
        for level in range(TEST_DEPTH + 1):
            yield clause, "depth", level, which & (depth == level)
        for low, high in DISTANCES:
            said = f"{low}-{high}" if high < 99 else f"{low}+"
            yield clause, "distance", said, which & (distance >= low) & (distance <= high)
    for level in range(5):
        few = distractors == level if level < 4 else distractors >= 4
        yield "main", "distractors", level if level < 4 else "4+", (main == 1) & few


def rows_of(job, result):
    """The rows that one model adds to the table."""
    rows = result["verdicts"]
    for clause, by, level, mask in grouped(rows):
        if mask.any():
            share = rows[mask, -1].mean()
            yield {"chapter": 3, "model": NAMES[job["cell"]], "seed": job["seed"],
                   "clause": clause, "by": by, "level": level, "n": int(mask.sum()),
                   "accuracy": f"{share:.4f}"}


def store(done):
    """The table's rows of chapter 3, and the weights of the first seed."""
    done = sorted(done, key=lambda pair: list(NAMES).index(pair[0]["cell"]))
    growing.replace(3, [row for job, result in done for row in rows_of(job, result)])
    kept = {}
    for job, result in done:
        if job["seed"] == SEEDS[0]:
            kept |= named(job["cell"], result["weights"])
    losses = [[r["loss"] for j, r in done if j["cell"] == cell] for cell in NAMES]
    save("03_agreement", SEEDS[0], "agreement", cells=list(NAMES), loss=losses,
         words=list(WORDS.tokens), **kept)


def failures(job, result):
    """Each accuracy stays in the range of the five seeds, 0.15 more or less."""
    return strays(rows_of(job, result))


def strays(rows):
    """What is too far from the table's rows of the same kind, as sentences."""
    found = []
    for row in rows:
        same = [r["accuracy"] for r in table() if r["n"] >= 100 and all(
            str(r[key]) == str(row[key]) for key in ("model", "clause", "by", "level"))]
        if not same:
            continue
        low, high = min(same) - MARGIN, max(same) + MARGIN
        if not low <= float(row["accuracy"]) <= high:
            found.append(f"{row['model']} seed {row['seed']}, {row['clause']} clause by"
                         f" {row['by']} {row['level']}: accuracy {row['accuracy']},"
                         f" stored {low:.3f} to {high:.3f}")
    return found
