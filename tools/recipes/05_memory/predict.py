"""Do the offices of a state need parts of their own? Language models of equal size on real text.

The text is the documentation that this Python carries, by words: the
last tenth is held out, words seen fewer than 5 times are unknown. An
LSTM, and around the same cell attention over the last 5 states with
one, two and three offices (Daniluk et al. 2017: attention, key–value,
key–value–predict), and the 4-gram network of the same paper. 64
numbers a word; the cell is as large as it takes for all to have about
as many weights as the LSTM of 128. 32 streams, windows of 35, Adam at
0.002, gradients clipped at 1, three seeds, two epochs.
"""

from functools import cache, partial

import numpy as np
import torch
from torch.nn import functional as F

from nlpviz import stored, text
from nlpviz.data import agreement, stdlib
from nlpviz.pytorch.memory import KeyValuePredictLM, NGramRNN
from nlpviz.pytorch.recurrent import LSTM
from nlpviz.pytorch.recurrent.models import LanguageModel

from .. import measured
from ..common import BOOK
from ..training import Training

FILES = (BOOK / "measured" / "05_predict.json",)
D, D_H, WINDOW, MIN_COUNT, BATCH, T, LR, EPOCHS = 64, 128, 5, 5, 32, 35, 0.002, 2
SEEDS, HELD = (0, 1, 2), 0.1
KINDS = {"LSTM": (LanguageModel, 1), "attention": (partial(KeyValuePredictLM, parts=1), 1),
         "key–value": (partial(KeyValuePredictLM, parts=2), 2),
         "key–value–predict": (partial(KeyValuePredictLM, parts=3), 3),
         "4-gram": (partial(NGramRNN, n=4), 3)}
JOBS = [{"kind": kind, "seed": seed} for seed in SEEDS for kind in KINDS]
CHECK, FIRST, MARGIN = [JOBS[3]], 3, 0.1  # of the loss: the text differs from Python to Python


@cache
def corpus():
    """(words, ids to learn from, ids held out)."""
    tokens = [w.lower() for w in text.words(stdlib.stdlib_text(), spaces=False)]
    cut = round(len(tokens) * (1 - HELD))
    words = text.Vocabulary(tokens[:cut], MIN_COUNT, specials=("<unk>",))
    return words, words.encode(tokens[:cut]), words.encode(tokens[cut:])


def n_weights(model):
    return sum(p.numel() for p in model.parameters())


def made(kind, n_vocab, d_h, seed):
    """The model around a cell of d_h states; the text's window, not more, is looked back at."""
    torch.manual_seed(seed)
    build, _ = KINDS[kind]
    more = {"window": WINDOW} if getattr(build, "func", None) is KeyValuePredictLM else {}
    return build(LSTM(D, d_h), n_vocab, D, **more)


@cache
def size(kind, n_vocab):
    """The d_h with which it has as many weights as the LSTM, as nearly as its parts allow."""
    wanted, parts = n_weights(made("LSTM", n_vocab, D_H, 0)), KINDS[kind][1]
    return min(range(2 * parts, 4 * D_H, 2 * parts),
               key=lambda d_h: abs(n_weights(made(kind, n_vocab, d_h, 0)) - wanted))


def next_word(model, inputs, targets, state):
    logits, state = model(inputs, state)
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten()), state


def learner(kind, seed, ids, n_vocab, d_h, epochs):
    batches = text.streams(ids, BATCH, T)
    return Training(made(kind, n_vocab, d_h, seed), next_word, batches,
                    ((LR, epochs * batches.n_steps),), seed, carry=True)


def training(kind, seed):
    words, ids, _ = corpus()
    return learner(kind, seed, ids, len(words), size(kind, len(words)), EPOCHS)


def first(kind, seed):
    """On the sentences of our grammar, whose words are the same everywhere."""
    words = text.Vocabulary(list(agreement.VOCABULARY))
    ids = words.encode([w for s in agreement.sentences(600) for w in s.words])
    return learner(kind, seed, ids, len(words), 12 * KINDS[kind][1], 1).first(FIRST)


@torch.no_grad()
def held_out(model):
    """The mean loss of a held-out word, in nats."""
    batches = text.streams(corpus()[2], 8, T)
    state, losses = None, []
    for step in range(batches.n_steps):
        inputs, targets = map(torch.as_tensor, batches(step))
        loss, state = next_word(model, inputs, targets, state)
        losses.append(float(loss))
    return np.mean(losses)


def run(kind, seed):
    own = training(kind, seed)
    own.run()
    loss = held_out(own.model)
    return [{"kind": kind, "seed": seed, "d_h": own.model.cell.d_h, "weights": n_weights(own.model),
             "loss": round(float(loss), 4), "perplexity": round(float(np.exp(loss)), 1)}]


def store(done):
    words, ids, held = corpus()
    order = [job for job in JOBS for other, _ in done if other == job]
    done = sorted(done, key=lambda pair: order.index(pair[0]))
    measured.keep("05_predict", done, f"{len(ids):,} words of Python's documentation, "
                  f"{len(words):,} different ones; loss of the {len(held):,} held-out words that "
                  "follow, in nats; whoever knows only how frequent each word is has a perplexity "
                  f"of {frequencies():.0f}")


def frequencies():
    """The held-out perplexity of who knows only how frequent each word is (counts + 1)."""
    words, ids, held = corpus()
    n = np.bincount(ids, minlength=len(words)) + 1
    return float(np.exp(-np.log(n / n.sum())[held].mean()))


def failures(job, result):
    return measured.strays("05_predict", result, ("kind", "seed"), "loss", MARGIN)


def bars():
    """Every model knows far more than how frequent a word is."""
    rows = stored.measured("05_predict")["rows"]
    return [f"05_predict, {row['kind']}: perplexity {row['perplexity']}" for row in rows
            if row["perplexity"] > 200]
