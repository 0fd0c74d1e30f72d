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

import numpy as np
import torch
from torch.nn import functional as F

from nlpviz import word2vec
from nlpviz.data import stdlib, world
from nlpviz.pytorch.models import LanguageModel
from nlpviz.pytorch.recurrent import LSTM
from nlpviz.special import BOS, SPECIALS
from nlpviz.text import Vocabulary, pad
from nlpviz.train import fit, shuffled
from nlpviz.vectors import Vectors
from nlpviz.vectors.evaluate import accuracy, recall

from .common import BOOK, named, save

FILES = (BOOK / "models" / "02_words.npz",)
D, BATCH, SEED, N_SENTENCES, N_WORDS = 32, 64, 0, 40_000, 700
STEPS, EVERY = 2400, 400
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


def next_word(model, ids):
    logits, _ = model(ids[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=0)


def language_model(kind):
    """Judgements of E and of W_o every so many steps, and seconds."""
    text = world.sentences(N_SENTENCES, seed=1)
    words = Vocabulary(sorted({w for s in text for w in s}), specials=SPECIALS)
    ids = pad([np.concatenate([[BOS], words.encode(s)]) for s in text])[0]
    torch.manual_seed(SEED)
    model = kind(LSTM(D, D, peepholes=False), len(words), D)
    with torch.no_grad():
        model.E *= D**-0.5
    batches, found = shuffled([ids], BATCH, SEED), []
    own, start = list(words.tokens)[len(SPECIALS):], time.process_time()

    def batch(step):
        if step and step % EVERY == 0:
            found.append(judge(model))
        return batches(step)

    def judge(model):
        E = model.E.detach().numpy()[len(SPECIALS):]
        W = model.W_o.detach().numpy().T[len(SPECIALS):]
        return [*judged(own, E), *judged(own, W), time.process_time() - start]

    fit(model, next_word, batch, steps=STEPS, lr=0.004, seed=SEED, max_norm=1.0, progress=False)
    return np.array([*found, judge(model)])


def one_table(rounds=6):
    """Skip-gram with negatives, one table for both: judged after every pass."""
    text = world.sentences(N_SENTENCES, seed=1)
    words = Vocabulary(sorted({w for s in text for w in s}))
    ids = [words.encode(s) for s in text]
    pairs = np.array([(s[t], s[j]) for s in ids for t in range(len(s))
                      for j in range(max(0, t - world.WINDOW), min(len(s), t + world.WINDOW + 1))
                      if j != t])
    rng, found = np.random.default_rng(SEED), []
    W = torch.nn.Parameter(torch.tensor(rng.uniform(-0.5, 0.5, (len(words), D)) / D).float())
    optimizer = torch.optim.Adam([W], lr=0.003)
    q = np.bincount(pairs[:, 1], minlength=len(words)) ** 0.75
    for _ in range(rounds):
        for rows in np.array_split(rng.permutation(len(pairs)), len(pairs) // 8192):
            center, context = torch.tensor(pairs[rows]).T
            noise = torch.tensor(rng.choice(len(words), 64, p=q / q.sum()))
            h, u = W[center], W[context]
            loss = -F.logsigmoid((h * u).sum(1)) - 5 * F.logsigmoid(-h @ W[noise].T).mean(1)
            optimizer.zero_grad()
            loss.mean().backward()
            optimizer.step()
        found.append(judged(list(words.tokens), W.detach().numpy()))
    return np.array(found)


def run(what):
    if what == "one":
        return {"curve": one_table()}
    if what != "stdlib":
        return {"curve": language_model(Tied if what == "tied" else LanguageModel)}
    result = word2vec.train(documentation(), d=40, window=5, epochs=10, min_count=20, batch=128,
                            lr=0.025, seed=SEED, threads=1, progress=False)
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
    """list is near tuple, true near false: trained again, and as stored."""
    vectors = Vectors(result["words"].tolist(), result["W_in"].astype(float))
    found = []
    for word, near in (("list", "tuple"), ("true", "false")):
        if near not in [w for w, _ in vectors.neighbours(word, 10)]:
            found.append(f"{near} is not among the ten nearest of {word}")
    return found
