"""Small trainings, also started by the tests as programs of their own.

    python training_runs.py killed FOLDER [STEP]
    torchrun --nproc-per-node=2 training_runs.py together FOLDER
"""

import io
import os
import signal
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from nlpviz import text, train
from nlpviz.data import adding, agreement

torch.set_num_threads(1)
RUNS = __file__
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(RUNS).parents[2]), "OMP_NUM_THREADS": "1"}


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self):
        return True


class Adder(nn.Module):
    """An LSTM that reads two numbers; dropout makes it use chance."""

    def __init__(self, dropout=0.0, hidden_size=5):
        super().__init__()
        self.cell = nn.LSTM(2, hidden_size, batch_first=True)
        self.read = nn.Linear(hidden_size, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, X):
        return self.read(self.dropout(self.cell(X)[0][:, -1]))[:, 0]


class Speaker(nn.Module):
    def __init__(self, n_vocab):
        super().__init__()
        self.embed = nn.Embedding(n_vocab, 4)
        self.cell = nn.GRU(4, 5, batch_first=True)
        self.read = nn.Linear(5, n_vocab)

    def forward(self, ids, state=None):
        H, state = self.cell(self.embed(ids), state)
        return self.read(H), state


def made(kind, *arguments, **options):
    torch.manual_seed(1)
    return kind(*arguments, **options)


def squared(model, X, y):
    return ((model(X) - y) ** 2).mean()


def same_bits(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[k], b[k]) for k in a)


def sums(batch_size=8):
    """40 sums: five steps an epoch, unless asked otherwise."""
    return train.shuffled(adding.adding(40, 6), batch_size, seed=2)


def fit_adder(steps=12, **options):
    model = made(Adder, dropout=0.3)
    options = {"lr": 0.01, "seed": 4, **options}
    return model, train.fit(model, squared, sums(), steps=steps, **options)


def predicted(model, ids):
    """Cross-entropy over the words alone, and how many there are."""
    logits, _ = model(ids[:, :-1])
    targets = ids[:, 1:]
    mean = cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=0)
    return mean, (targets != 0).sum()


def carried(model, inputs, targets, state):
    logits, state = model(inputs, state)
    return cross_entropy(logits.flatten(0, 1), targets.flatten()), state


def padded_sentences():
    sentences = agreement.sentences(64)
    vocabulary = text.Vocabulary(
        (w for s in sentences for w in s.words), specials=("<pad>", "<unk>"))
    ids, _ = text.pad([vocabulary.encode(s.words) for s in sentences])
    return len(vocabulary), train.shuffled((ids,), 7)


def stream(B=6):
    ids = [i * i % 11 for i in range(401)]
    return text.streams(ids, B=B, T=5)


def killed(folder, at=None):
    """Train for 33 steps; at one of them the program kills itself."""
    batches = sums()

    def fatal(step):
        if at is not None and step == int(at):
            os.kill(os.getpid(), signal.SIGKILL)
        return batches(step)

    model = made(Adder, dropout=0.3)
    train.fit(model, squared, fatal, steps=33, lr=0.01, seed=4, max_norm=0.5,
              checkpoint=os.path.join(folder, "run.pt"), every=7)
    return model


def together(folder):
    """Several trainings, the same alone and under torchrun."""
    results = {}
    for name, batch_size in (("even", 8), ("uneven", 7)):
        model = made(Adder)
        history = train.fit(model, squared, sums(batch_size), steps=20, lr=0.01, max_norm=0.5)
        results[name] = model.state_dict(), history
    n_vocab, batches = padded_sentences()

    def half_empty(step):
        ids, = batches(step)
        return torch.cat([ids, torch.zeros_like(ids)]),

    for name, batches_of in (("padded", batches), ("half empty", half_empty)):
        model = made(Speaker, n_vocab)
        history = train.fit(model, predicted, batches_of, steps=20, lr=0.01)
        results[name] = model.state_dict(), history
    path = os.path.join(folder, "carried.pt")
    for name, legs in (("carried", (20,)), ("resumed", (13, 20))):
        for steps in legs:
            model = made(Speaker, 11)
            history = train.fit(
                model, carried, stream(), steps=steps, lr=0.01, carry=True, progress=True,
                checkpoint=path if name == "resumed" else None, every=4)
        results[name] = model.state_dict(), history
    try:
        train.fit(made(Adder), squared, sums(1), steps=1)
    except ValueError as error:
        results["one row"] = str(error)
    rank = os.environ.get("RANK", "0")
    torch.save({n: (r[0], r[1].losses.tolist(), r[1].grad_norms.tolist())
                if isinstance(r, tuple) else r for n, r in results.items()},
               os.path.join(folder, f"results{rank}.pt"))


if __name__ == "__main__":
    if sys.argv[1] == "killed":
        torch.save(killed(*sys.argv[2:]).state_dict(), os.path.join(sys.argv[2], "final.pt"))
    else:
        together(sys.argv[2])
