"""What the recipes share: where files go, and what every file says."""

import io
from pathlib import Path

import numpy as np

from nlpviz.files import replace_file
from nlpviz.pytorch.models import weights
from nlpviz.pytorch.recurrent import GRU, LSTM, RNN
from nlpviz.train import fit

BOOK = Path(__file__).resolve().parents[2] / "book"
LICENCE = "CC BY 4.0"
LIMIT = 200_000
CELLS = {"rnn": RNN, "gru": GRU, "lstm": LSTM}


def save(name, seed, only, **arrays):
    """book/models/name.npz with its seed, call and licence inside."""
    path = BOOK / "models" / f"{name}.npz"
    call = f"python tools/train.py {name[:2]} --only {only}"
    file = io.BytesIO()
    np.savez_compressed(file, seed=seed, call=call, licence=LICENCE, **arrays)
    size = file.tell()
    if size > LIMIT:
        raise ValueError(f"{path.name} has {size} bytes; at most {LIMIT}")
    path.parent.mkdir(exist_ok=True)
    replace_file(path, file.getvalue())


def flat(model, dtype):
    """All weights of a model in one dict, in a small type."""
    found = weights(model)
    found |= found.pop("cell")
    return {key: value.astype(dtype) for key, value in found.items()}


def staged(model, loss, batches, stages, seed):
    """Train through (rate, steps) after (rate, steps), batch after batch; all losses."""
    losses, at = [], 0
    for lr, steps in stages:
        history = fit(model, loss, lambda step, at=at: batches(step + at), steps=steps, lr=lr,
                      seed=seed, max_norm=1.0, progress=False)
        losses.append(history.losses)
        at += steps
    return np.concatenate(losses)


def named(cell, arrays):
    """{"W_x": …} -> {"lstm.W_x": …}"""
    return {f"{cell}.{key}": value for key, value in arrays.items()}
