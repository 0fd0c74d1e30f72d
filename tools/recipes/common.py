"""What the recipes share: where files go, and what every file says."""

import io
import zipfile
from pathlib import Path

import numpy as np

from nlpviz.files import replace_file
from nlpviz.pytorch.recurrent import GRU, LSTM, RNN
from nlpviz.pytorch.recurrent.models import arrays_of

BOOK = Path(__file__).resolve().parents[2] / "book"
LICENCE = "CC BY 4.0"
LIMIT = 200_000
CELLS = {"rnn": RNN, "gru": GRU, "lstm": LSTM}


def save(name, seed, only, **arrays):
    """book/models/name.npz with its seed, call and licence inside."""
    path = BOOK / "models" / f"{name}.npz"
    call = f"python tools/train.py {name[:2]} --only {only}"
    path.parent.mkdir(exist_ok=True)
    put(path, {"seed": seed, "call": call, "licence": LICENCE} | arrays)


def put(path, arrays):
    """An .npz as np.savez_compressed writes it, 40 bytes an array smaller: whole, or not at all."""
    draft = io.BytesIO()
    with zipfile.ZipFile(draft, "w") as archive:
        for key, value in arrays.items():
            file = io.BytesIO()
            np.lib.format.write_array(file, np.asanyarray(value), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{key}.npy"), file.getvalue(),
                             zipfile.ZIP_DEFLATED, 9)
    if draft.tell() > LIMIT:
        raise ValueError(f"{path.name} has {draft.tell()} bytes; at most {LIMIT}")
    replace_file(path, draft.getvalue())


def flat(model, dtype):
    """All weights of a model in one dict, in a small type."""
    found = arrays_of(model)
    found |= found.pop("cell")
    return {key: value.astype(dtype) for key, value in found.items()}


def named(cell, arrays):
    """{"W_x": …} -> {"lstm.W_x": …}"""
    return {f"{cell}.{key}": value for key, value in arrays.items()}
