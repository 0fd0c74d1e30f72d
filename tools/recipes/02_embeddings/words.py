"""Word vectors of the standard library, and vectors that other models make of the world.

`stdlib`: skip-gram, 40 numbers a word, window 5, on the documentation
that this Python carries; the 700 most frequent words are kept.
`lm`, `tied`: language models on the sentences of `data.world`, LSTM, 32
numbers a word and a state; `tied`: one table reads and writes (Press &
Wolf 2017). `one`: skip-gram with W_in = W_out. Each is judged on the
analogies and neighbours of the world as it learns.
"""

import re
import time
from collections import Counter

import numpy as np
import torch
from torch.nn import functional as F

from nlpviz import word2vec
from nlpviz.data import analogies as world
from nlpviz.data import stdlib
from nlpviz.pytorch.recurrent import LSTM
from nlpviz.pytorch.recurrent.models import LanguageModel
from nlpviz.stored import load
from nlpviz.text import BOS, SPECIALS, Vocabulary, pad
from nlpviz.train import shuffled
from nlpviz.vectors import Vectors
from nlpviz.vectors.evaluate import accuracy, recall

from ..common import BOOK, named, save
from ..training import FIRST, Training

FILES = (BOOK / "models" / "02_words.npz",)
D, BATCH, SEED, N_SENTENCES, N_WORDS = 32, 64, 0, 40_000, 700
STEPS, EVERY, LR = 2400, 400, 0.004
ROUNDS, ONE_BATCH, ONE_NOISE, ONE_LR = 6, 8192, 64, 0.003
STDLIB = {"d": 40, "window": 5, "epochs": 10, "min_count": 20, "batch": 128, "lr": 0.025,
          "seed": SEED}
REHEARSED = 2000
JOBS = [{"what": what} for what in ("stdlib", "lm", "tied", "one")]
CHECK = [{"what": "stdlib"}]


def documentation():
    """The paragraphs of the documentation as lower-case words."""
    parts = (re.findall(r"[a-z_]+", p) for p in stdlib.stdlib_text().lower().split("\n\n"))
    return [words for words in parts if len(words) > 2]


def judged(words, W):
    """The part of the world's analogies and neighbours that a table finds."""
    vectors = Vectors(words, np.asarray(W, float))
    right, n = map(sum, zip(*accuracy(vectors, world.analogies()).values(), strict=True))
    return right / n, recall(vectors, world.neighbours())


class Tied(LanguageModel):
    """A language model whose table of inputs is its table of outputs."""

    def forward(self, ids, state=None):
        H, state = self.cell(F.embedding(ids, self.E), state)
        return H @ self.E.T + self.b_o, state


KINDS = {"lm": LanguageModel, "tied": Tied}


def next_word(model, ids):
    logits, _ = model(ids[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=0)


def world_text(specials=()):
    """The sentences of the world as ids, and their vocabulary."""
    text = world.sentences(N_SENTENCES, seed=1)
    words = Vocabulary(sorted({w for s in text for w in s}), specials=specials)
    return [words.encode(s) for s in text], words


def language_model(kind):
    """(the training of a language model, its words)."""
    text, words = world_text(SPECIALS)
    ids = pad([np.concatenate([[BOS], s]) for s in text])[0]
    torch.manual_seed(SEED)
    model = kind(LSTM(D, D, peepholes=False), len(words), D)
    with torch.no_grad():
        model.E *= D**-0.5
    return Training(model, next_word, shuffled([ids], BATCH, SEED), ((LR, STEPS),), SEED), words


def language_model_curve(kind):
    """Judgements of E and of W_o every so many steps, and seconds."""
    own, words = language_model(kind)
    found, tokens, start = [], list(words.tokens)[len(SPECIALS):], time.process_time()

    def judge():
        E = own.model.E.detach().numpy()[len(SPECIALS):]
        W = own.model.W_o.detach().numpy().T[len(SPECIALS):]
        return [*judged(tokens, E), *judged(tokens, W), time.process_time() - start]

    def batch(step):
        if step and step % EVERY == 0:
            found.append(judge())
        return own.batches(step)

    own._replace(batches=batch).run()
    return np.array([*found, judge()])


class OneTable(torch.nn.Module):
    """W, which stands for W_in and for W_out."""

    def __init__(self, W):
        super().__init__()
        self.W = torch.nn.Parameter(torch.tensor(W).float())

    def forward(self, ids):
        return self.W[ids]


def negatives(model, center, context, noise):
    """Five negatives a pair, out of those that the batch shares (each row of noise)."""
    h, u, n = (model(ids) for ids in (center, context, noise[0]))
    return (-F.logsigmoid((h * u).sum(1)) - 5 * F.logsigmoid(-h @ n.T).mean(1)).mean()


def window_pairs(ids):
    """(center, context) (n, 2) of all windows of the world's width."""
    return np.array([(s[t], s[j]) for s in ids for t in range(len(s))
                     for j in range(max(0, t - world.WINDOW), min(len(s), t + world.WINDOW + 1))
                     if j != t])


def one_table():
    """(the training of skip-gram with one table for both, its words, steps a round).

    Pairs and noise are drawn as they are asked for, step after step.
    """
    text, words = world_text()
    pairs, rng = window_pairs(text), np.random.default_rng(SEED)
    W = rng.uniform(-0.5, 0.5, (len(words), D)) / D
    q = np.bincount(pairs[:, 1], minlength=len(words)) ** 0.75
    per_round, order = len(pairs) // ONE_BATCH, {}

    def batch(step):
        at = step % per_round
        if not at:
            order["rows"] = np.array_split(rng.permutation(len(pairs)), per_round)
        center, context = torch.tensor(pairs[order["rows"][at]]).T
        noise = torch.tensor(rng.choice(len(words), ONE_NOISE, p=q / q.sum()))
        return center, context, noise.expand(len(center), -1)

    own = Training(OneTable(W), negatives, batch, ((ONE_LR, ROUNDS * per_round),), SEED,
                   max_norm=None)
    return own, words, per_round


def one_table_curve():
    """Judged after every round."""
    own, words, per_round = one_table()
    found = []

    def judge():
        found.append(judged(list(words.tokens), own.model.W.detach().numpy()))

    def batch(step):
        if step and step % per_round == 0:
            judge()
        return own.batches(step)

    own._replace(batches=batch).run()
    judge()
    return np.array(found)


def documented(text):
    """word2vec on sentences, as on the documentation."""
    return word2vec.train(text, progress=False, threads=1, **STDLIB)


def first(what):
    """The losses of the first steps.

    word2vec shows none, and the documentation differs from one Python
    to another: of its training on sentences of the world, the lengths
    of the vectors of the twenty most frequent words.
    """
    if what != "stdlib":
        own, *_ = one_table() if what == "one" else language_model(KINDS[what])
        return own.first()
    W = documented(world.sentences(REHEARSED, seed=1)).W_in[:FIRST].astype(float)
    return np.sqrt((W**2).sum(axis=1))


def run(what):
    if what == "one":
        return {"curve": one_table_curve()}
    if what != "stdlib":
        return {"curve": language_model_curve(KINDS[what])}
    result = documented(documentation())
    return {"words": np.array(result.words[:N_WORDS]), "counts": result.counts[:N_WORDS],
            "W_in": result.W_in[:N_WORDS].astype("float16"),
            "W_out": result.W_out[:N_WORDS].astype("float16")}


def store(done):
    arrays = {}
    for job, result in done:
        arrays |= result if job["what"] == "stdlib" else named("curve", {
            job["what"]: result["curve"].astype("float32")})
    save("02_words", SEED, "words", steps=np.arange(EVERY, STEPS + 1, EVERY), **arrays)


def failures(job, result):
    """list is near tuple, true near false."""
    return distant(result["words"].tolist(), result["W_in"]) + bars()


def bars():
    """So it is in what is stored; and this Python's documentation is as it was.

    Nine of ten words are about as frequent: a factor of 1.5 is let through.
    """
    stored = load("02_words")
    counts = Counter(word for words in documentation() for word in words)
    other = [word for word, n in zip(stored["words"], stored["counts"], strict=True)
             if not n / 1.5 < counts[word] < 1.5 * n]
    found = distant(stored["words"], stored["W_in"])
    if len(other) > len(stored["words"]) / 10:
        found.append(f"{len(other)} of {len(stored['words'])} words of the documentation are not"
                     f" about as frequent as they were: {', '.join(other[:5])}, …")
    return found


def distant(words, W):
    """Which of two pairs of words are not near each other."""
    vectors, found = Vectors(words, np.asarray(W, float)), []
    for word, near in (("list", "tuple"), ("true", "false")):
        if near not in [w for w, _ in vectors.neighbours(word, 10)]:
            found.append(f"{near} is not among the ten nearest of {word}")
    return found
