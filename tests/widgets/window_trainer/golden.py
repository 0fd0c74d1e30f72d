"""Golden numbers of WindowTrainer: 50 steps of training by nlpviz.scratch.

Each step is gradient descent by `skipgram`, `cbow` or their twins with negatives; the words that
are drawn, the mean loss of the whole text and the least that it can be are those of the figure's
steps.py.
"""


import numpy as np

from nlpviz.scratch.counts import noise, windows
from nlpviz.scratch.embeddings import (
    cbow,
    cbow_negative,
    skipgram,
    skipgram_negative,
)
from nlpviz.widgets.window_trainer.steps import STREAM, draw, generator, lowest_loss, mean_loss

TEXT = "you say goodbye and I say hello .".split()
WORDS = list(dict.fromkeys(TEXT))
STEPS = 50
TOLERANCE = {"due": (1e-9, 1e-12), "L": (1e-10, 0)}


def examples(ids, window, kind):
    """(words that give h, target), in order of the text."""
    for t, around in windows(ids, window):
        if kind == "cbow":
            yield ids[around].tolist(), int(ids[t])
        else:
            yield from (([int(ids[t])], int(ids[j])) for j in around)


def loss(kind, inputs, target, negatives, W_in, W_out):
    """The loss of one example and its trace, by nlpviz.scratch."""
    if kind == "cbow":
        given = (inputs, target)
        return (cbow(*given, W_in, W_out) if negatives is None
                else cbow_negative(*given, negatives, W_in, W_out))
    if negatives is None:
        return skipgram(inputs[0], [target], W_in, W_out)
    return skipgram_negative(inputs[0], target, negatives, W_in, W_out)


def train(ids, W_in, W_out, kind, window, k, lr, seed):
    """What the page is held to after 50 steps, and after the first, the tenth and the last."""
    steps = list(examples(ids, window, kind))
    q = noise(np.bincount(ids, minlength=len(W_in)))
    found = {"L": [], "negatives": [], "means": [mean_loss(W_in, W_out, steps, k, q)], "at": {}}
    for i in range(STEPS):
        inputs, target = steps[i % len(steps)]
        negatives = None
        if k:
            negatives = draw(generator(seed * STREAM + i), q, target, k)
        L, trace = loss(kind, inputs, target, negatives, W_in, W_out)
        dW_in, dW_out = trace.backward()
        W_in, W_out = W_in - lr * dW_in, W_out - lr * dW_out
        found["L"].append(L)
        found["negatives"].append(negatives)
        found["means"].append(mean_loss(W_in, W_out, steps, k, q))
        if i + 1 in (1, 10, STEPS):
            found["at"][i + 1] = {"W_in": W_in.ravel().tolist(), "W_out": W_out.ravel().tolist()}
    return found | {"steps": steps, "least": lowest_loss(steps, k, q)}


CASES = [  # kind, window, d, k, lr, seed
    ("skipgram", 1, 2, 0, 0.2, 0), ("cbow", 1, 2, 0, 0.2, 0), ("skipgram", 1, 2, 2, 0.2, 0),
    ("cbow", 1, 3, 2, 0.5, 7), ("skipgram", 2, 3, 5, 0.1, 1), ("cbow", 3, 2, 0, 1.0, 0),
]


def window_trainer():
    """Each case: where it starts, and what nlpviz.scratch makes of it."""
    rng, ids = np.random.default_rng(2), np.array([WORDS.index(word) for word in TEXT])
    cases = []
    for kind, window, d, k, lr, seed in CASES:
        W_in, W_out = rng.normal(size=(2, len(WORDS), d)).round(6)
        due = train(ids, W_in, W_out, kind, window, k, lr, seed)
        cases.append({"kind": kind, "window": window, "d": d, "k": k, "lr": lr, "seed": seed,
                      "ids": ids.tolist(), "W_in": W_in.ravel().tolist(),
                      "W_out": W_out.ravel().tolist(), "due": due})
    return {"cases": cases}


def cases():
    return {"window_trainer": window_trainer()}
