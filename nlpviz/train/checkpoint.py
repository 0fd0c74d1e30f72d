"""A checkpoint file: written whole or not at all, refused by name.

The file is one line of text, the SHA-256 of the rest, and what
torch.save makes of a dictionary. Reading uses weights_only=True, so a
file cannot run code.
"""

import contextlib
import hashlib
import io
import os
import pickle

import torch

_FIRST_LINE = b"nlpviz checkpoint 1\n"


def save(path, content):
    """Write content to path: first beside it, then renamed onto it.

    The old file stays whole until the new one is on the disk, whatever
    happens in between.
    """
    payload = io.BytesIO()
    torch.save(content, payload)
    payload = payload.getvalue()
    temporary, folder = _beside(path)
    try:
        with open(temporary, "wb") as file:
            file.write(_FIRST_LINE + hashlib.sha256(payload).digest())
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def try_out(path):
    """Fail now if save would fail later: no such place, or no right.

    OSError from the operating system, with the name of the file.
    """
    temporary, _ = _beside(path)
    with open(temporary, "wb"):
        pass
    os.unlink(temporary)


def load(path):
    """The content of the checkpoint at path.

    ValueError, naming the file, if it is not a checkpoint of nlpviz or
    not whole. The file is never changed.
    """
    if os.path.isdir(path):
        raise ValueError(
            f"{path} is a folder; give checkpoint= the path of a file")
    with open(path, "rb") as file:
        data = file.read()
    start = len(_FIRST_LINE)
    if not (
            data.startswith(_FIRST_LINE) or _FIRST_LINE.startswith(data)):
        raise ValueError(
            f"{path} is not a checkpoint of nlpviz.train.fit; it was "
            "left as it is. Give checkpoint= another path")
    digest, payload = data[start:start + 32], data[start + 32:]
    if hashlib.sha256(payload).digest() != digest:
        raise ValueError(
            f"{path} is a damaged checkpoint ({len(data):,} bytes, cut "
            "short or changed); it was left as it is. Delete it to "
            "start again")
    try:
        return torch.load(
            io.BytesIO(payload), map_location="cpu", weights_only=True)
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
        raise ValueError(
            f"{path} belongs to another training: {lines}. Give "
            "checkpoint= another path, or delete the file to start again")


def _short(value):
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _beside(path):
    """The path of the file in the making, and its folder, made."""
    path = os.path.abspath(path)
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    return path + ".part", folder


def _sync_folder(folder):
    """Make the rename last through a power cut, where folders can."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
