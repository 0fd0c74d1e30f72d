"""The file from which a training goes on."""

import contextlib
import hashlib
import time

from .. import files
from ..check import Argument, ArgumentError
from ..train import checkpoint

INTERVAL = 60  # seconds


class Checkpoint:
    """Writes and reads the file of a Training; without a path it does neither."""

    def __init__(self, path, name="checkpoint"):
        self.path, self.name, self.written = path, name, time.monotonic()
        if path is not None:
            self.path = checkpoint.try_out(path, name)

    def room(self, words, d):
        """Holds what a file and the one that replaces it need; ValueError if there is less."""
        if self.path is None:
            return contextlib.nullcontext()
        with contextlib.ExitStack() as rooms:
            for _ in range(1 if _exists(self.path) else 2):
                rooms.enter_context(files.room(self.name, self.path, 8 * d * len(words) + 8192))
            return rooms.pop_all()

    def restore(self, training):
        """Take tables and position from the file, if there is one.

        ValueError if it is another training's.
        """
        if self.path is None or not _exists(self.path):
            return
        content = checkpoint.load(self.path)
        if "word2vec" not in content:
            raise ArgumentError(f"{self.path} is a checkpoint, but not of nlpviz.word2vec; give ",
                                Argument("checkpoint"), " another path")
        checkpoint.refuse_other(self.path, content["word2vec"], configuration(training))
        training.W_in.copy_(content["W_in"])
        training.W_out.copy_(content["W_out"])
        training.position, training.done = tuple(content["place"]), content["done"]

    def write(self, training):
        if self.path is not None:
            checkpoint.save(self.path, {
                "word2vec": configuration(training), "W_in": training.W_in,
                "W_out": training.W_out, "place": list(training.position),
                "done": training.done})
        self.written = time.monotonic()

    def write_if_due(self, training):
        if self.path is not None and time.monotonic() - self.written > INTERVAL:
            self.write(training)


def configuration(training):
    """What must be the same for a training to go on."""
    v = training.vocabulary
    digest = hashlib.sha256("\n".join(v.words).encode("utf-8", "replace"))
    digest.update(v.counts.tobytes())
    return {**training.settings.named(), "words of the corpus": v.total,
            "vocabulary": digest.hexdigest()[:16]}


def _exists(path):
    try:
        with open(path, "rb"):
            return True
    except FileNotFoundError:
        return False
