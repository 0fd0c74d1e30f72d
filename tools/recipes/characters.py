"""A language model of characters on the standard library's own text.

LSTM without peepholes, 32 numbers a character, d_h 120; truncated
backpropagation through time: 64 streams, windows of 50, the state
carried on.  4,000 steps of Adam at 0.004, 1,500 at 0.0005, gradients
clipped at 1.  Every 20th block of 5,000 characters is held out.
"""

import numpy as np
import torch
from torch.nn import functional as F

from nlpviz.data.characters import held_out, ngram_bits, vocabulary
from nlpviz.data.stdlib import stdlib_text
from nlpviz.models import load
from nlpviz.pytorch.models import LanguageModel
from nlpviz.pytorch.recurrent import LSTM
from nlpviz.scratch.functional import softmax
from nlpviz.scratch.recurrent import lstm
from nlpviz.text import windows
from nlpviz.train import fit

from .common import BOOK, LICENCE, flat, save

FILES = (BOOK / "models" / "03_characters.npz",)
D, D_H, STREAMS, WINDOW, SEED = 32, 120, 64, 50, 0
STAGES = ((0.004, 4000), (0.0005, 1500))
JOBS = [{"seed": SEED, "share": 1.0}]
CHECK = [{"seed": SEED, "share": 0.25}]
MARGIN = 0.1


def next_character(model, inputs, targets, state):
    """Mean cross-entropy in nats, and the state to go on from."""
    logits, state = model(inputs, state)
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten()), state


def bits(model, ids, stretch=500):
    """Bits a character over ids, read in stretches from a zero state."""
    n = (len(ids) - 1) // stretch * stretch
    inputs = torch.tensor(ids[:n]).view(-1, stretch)
    targets = torch.tensor(ids[1:n + 1]).view(-1, stretch)
    with torch.no_grad():
        loss, _ = next_character(model, inputs, targets, None)
    return float(loss / np.log(2))


def run(seed, share):
    """share: of the steps; with 1.0 also what counting costs."""
    words = vocabulary()
    train, held = (words.encode(part) for part in held_out(stdlib_text()))
    batches = windows(train, STREAMS, WINDOW)
    torch.manual_seed(seed)
    model = LanguageModel(LSTM(D, D_H, peepholes=False), len(words), D)
    curve = []
    for lr, steps in STAGES:
        history = fit(model, next_character, batches, steps=int(steps * share), lr=lr, seed=seed,
                      max_norm=1.0, carry=True, progress=False)
        curve.append(history.losses.reshape(-1, 25).mean(axis=1) / np.log(2))
    small = {key: value.astype("float16") for key, value in flat(model, "float32").items()}
    found = {"bits": bits(model, held), "curve": np.concatenate(curve).astype("float32")}
    for n, name in ((1, "unigram"), (2, "bigram"), (3, "trigram")):
        found[name] = ngram_bits(train, held, len(words), n)
    return found | {"weights": small}


def sample(weights, start="Return ", n=400, temperature=0.6, seed=0):
    """n characters that the stored model writes after `start`."""
    own = {key: np.asarray(value, float) for key, value in weights.items()}
    E, W_o, b_o = (own.pop(key) for key in ("E", "W_o", "b_o"))
    words, rng = vocabulary(), np.random.default_rng(seed)
    h = c = np.zeros(len(W_o))
    ids, read = list(words.encode(start)), 0
    while len(ids) < len(start) + n:
        H, trace = lstm(E[ids[read:]], h, c, **own)
        h, c, read = H[-1], trace.C[-1], len(ids)
        P = softmax((h @ W_o + b_o)[None, 1:] / temperature)[0][0]
        ids.append(1 + int(rng.choice(len(P), p=P)))
    return "".join(words.decode(ids))


def store(done):
    """The weights in float16, the alphabet and the bits a character."""
    (_, full), = done
    small = full.pop("weights")
    quick = run(SEED, CHECK[0]["share"])["bits"]
    save("03_characters", SEED, "characters", characters="".join(vocabulary().tokens[1:]),
         text=f"trained on the documentation in Python's standard library (PSF-2.0); {LICENCE}",
         curve_steps=25, quick=quick, sample=sample(small), **full, **small)


def failures(job, result):
    """A quarter of the training comes to within 0.1 bits of what it was."""
    stored = load("03_characters")
    found = []
    for key, was in (("bits", stored["quick"]), ("unigram", stored["unigram"]),
                     ("bigram", stored["bigram"]), ("trigram", stored["trigram"])):
        if abs(result[key] - was) > MARGIN:
            found.append(f"{key}: {result[key]:.3f} bits a character, stored {was:.3f}")
    return found
