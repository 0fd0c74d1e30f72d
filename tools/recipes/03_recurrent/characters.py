"""A language model of characters on the standard library's own text.

LSTM without peepholes, 32 numbers a character, d_h 120; truncated
backpropagation through time: 64 streams, windows of 50, the state
carried on.  4,000 steps of Adam at 0.004, 1,500 at 0.0005, gradients
clipped at 1.  Every 20th block of 5,000 characters is held out.
"""

import numpy as np
import torch
from torch.nn import functional as F

from nlpviz.data import analogies as world
from nlpviz.data.characters import held_out, ngram_bits, vocabulary
from nlpviz.data.stdlib import stdlib_text
from nlpviz.pytorch.recurrent import LSTM
from nlpviz.pytorch.recurrent.models import LanguageModel
from nlpviz.scratch.functional import softmax
from nlpviz.scratch.recurrent import lstm
from nlpviz.stored import load
from nlpviz.text import streams

from ..common import BOOK, LICENCE, flat, save
from ..training import Training

FILES = (BOOK / "models" / "03_characters.npz",)
D, D_H, STREAMS, WINDOW, SEED = 32, 120, 64, 50, 0
EVERY = 25  # steps a point of the curve
REHEARSED, COUNTED = 20_000, ("unigram", "bigram", "trigram")
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


def training(seed, share, text=None):
    words = vocabulary()
    train, _ = held_out(stdlib_text() if text is None else text)
    torch.manual_seed(seed)
    return Training(LanguageModel(LSTM(D, D_H, peepholes=False), len(words), D), next_character,
                    streams(words.encode(train), STREAMS, WINDOW),
                    tuple((lr, int(steps * share)) for lr, steps in STAGES), seed, carry=True,
                    again=True)


def rehearsal(seed, share):
    """The same on a text that is the same in every Python: sentences of `data.world`."""
    text = "\n".join(" ".join(s) for s in world.sentences(REHEARSED, seed=1))
    return training(seed, share, text)


def counted():
    """What counting costs: bits a character, by name."""
    words = vocabulary()
    train, held = (words.encode(part) for part in held_out(stdlib_text()))
    return {name: ngram_bits(train, held, len(words), n)
            for n, name in enumerate(COUNTED, 1)}


def run(seed, share):
    """share: of the steps; also what counting costs."""
    own = training(seed, share)
    curve = own.run().losses.reshape(-1, EVERY).mean(axis=1) / np.log(2)
    _, held = held_out(stdlib_text())
    small = {key: value.astype("float16") for key, value in flat(own.model, "float32").items()}
    return counted() | {"bits": bits(own.model, vocabulary().encode(held)),
                        "curve": curve.astype("float32"), "weights": small}


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
         curve_steps=EVERY, quick=quick, sample=sample(small), **full, **small)


def failures(job, result):
    """A quarter of the training comes to within 0.1 bits of what it was."""
    stored = load("03_characters")
    return strays(result, stored | {"bits": stored["quick"]}, "bits", *COUNTED)


def bars():
    """The documentation of this Python costs counting to within 0.1 bits what it cost."""
    return strays(counted(), load("03_characters"), *COUNTED)


def strays(now, before, *keys):
    return [f"{key}: {now[key]:.3f} bits a character, stored {before[key]:.3f}"
            for key in keys if abs(now[key] - before[key]) > MARGIN]
