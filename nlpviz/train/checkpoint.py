"""A checkpoint file: written whole or not at all, refused by name.

The file is one line of text, the SHA-256 of the rest, and what
torch.save makes of a dictionary. Reading uses weights_only=True, so a
file cannot run code.
"""

import hashlib
import io
import os
import pickle

import torch

from .. import files
from ..check import Argument, ArgumentError

_FIRST_LINE = b"nlpviz checkpoint 1\n"


def save(path, content):
    """Write content to path: whole, or not at all."""
    payload = _payload(content)
    digest = hashlib.sha256(payload).digest()
    files.replace_file(path, _FIRST_LINE + digest + payload, "checkpoint")


def try_out(path, name="checkpoint"):
    """The path of a checkpoint, with ~ as the home folder; fails if save would fail later.

    Its folder is made. TypeError and ValueError name it,
    OSError has the folder's name.
    """
    path = files.path_of(name, path)
    folder = os.path.dirname(os.path.abspath(path))
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        said = f"the folder of {name} cannot be made: {error.strerror}"
        raise OSError(error.errno, said, folder) from error
    files.try_out(name, path)
    return path


def rehearse(content):
    """ValueError, naming the part, if save could write what load could not read."""
    for name, part in content.items():
        try:
            _read(_payload(part))
        except Exception as error:  # whatever pickling somebody's object raises
            raise ValueError(
                f"a checkpoint could not be read again: {name} holds "
                f"what no file takes ({str(error)[:200]}). Tensors, "
                "numbers and text can be saved, in lists, tuples and "
                "dictionaries") from error


def _payload(content):
    file = io.BytesIO()
    torch.save(content, file)
    return file.getvalue()


def _read(payload):
    return torch.load(
        io.BytesIO(payload), map_location="cpu", weights_only=True)


def load(path):
    """The content of the checkpoint at path.

    ValueError, naming the file, if it is not a checkpoint of nlpviz or
    not whole. The file is never changed.
    """
    path = files.path_of("checkpoint", path)
    if os.path.isdir(path):
        raise ArgumentError(f"{path} is a folder; give ",
                            Argument("checkpoint"), " the path of a file")
    with open(path, "rb") as file:
        data = file.read()
    start = len(_FIRST_LINE)
    if not (
            data.startswith(_FIRST_LINE) or _FIRST_LINE.startswith(data)):
        raise ArgumentError(
            f"{path} is not a checkpoint of nlpviz; it was left as it is. Give ",
            Argument("checkpoint"), " another path")
    digest, payload = data[start:start + 32], data[start + 32:]
    if hashlib.sha256(payload).digest() != digest:
        raise ValueError(
            f"{path} is a damaged checkpoint ({len(data):,} bytes, cut "
            "short or changed); it was left as it is. Delete it to "
            "start again")
    try:
        return _read(payload)
    except (RuntimeError, pickle.UnpicklingError) as error:
        raise ValueError(
            f"{path} is whole, but this torch ({torch.__version__}) "
            f"cannot read it: {error}") from error


def refuse_other(path, saved, ours):
    """ValueError unless the two configurations are the same.

    saved, ours: dictionaries; the message names every entry that
    differs, with both values.
    """
    names = [n for n in {**saved, **ours} if saved.get(n) != ours.get(n)]
    if names:
        lines = "; ".join(
            f"{n} was {_short(saved.get(n))}, is {_short(ours.get(n))}"
            for n in names)
        raise ArgumentError(
            f"{path} belongs to another training: {lines}. Give ",
            Argument("checkpoint"), " another path, or delete the file to "
            "start again")


def _short(value):
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
