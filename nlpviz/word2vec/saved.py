"""The file from which a training goes on."""

import contextlib
import hashlib
import time

from .. import files
from ..check import Argument, ArgumentError
from ..train import checkpoint

EVERY = 60  # seconds


class Saved:
    """Writes and reads a checkpoint; without a path it does neither."""

    def __init__(self, path, name="checkpoint"):
        self.path, self.name, self.last = path, name, time.monotonic()
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

    def restore(self, run):
        """Take tables and place from the file, if there is one; ValueError if it is another's."""
        if self.path is None or not _exists(self.path):
            return
        content = checkpoint.load(self.path)
        if "word2vec" not in content:
            raise ArgumentError(f"{self.path} is a checkpoint, but not of nlpviz.word2vec; give ",
                                Argument("checkpoint"), " another path")
        checkpoint.refuse_other(self.path, content["word2vec"], self.about(run))
        run.W_in.copy_(content["W_in"])
        run.W_out.copy_(content["W_out"])
        run.place, run.done = tuple(content["place"]), content["done"]

    def about(self, run):
        """What must be the same for a training to go on."""
        v = run.vocabulary
        digest = hashlib.sha256("\n".join(v.words).encode("utf-8", "replace"))
        digest.update(v.counts.tobytes())
        return {**run.settings.named(), "words of the corpus": v.total,
                "vocabulary": digest.hexdigest()[:16]}

    def write(self, run):
        if self.path is not None:
            checkpoint.save(self.path, {
                "word2vec": self.about(run), "W_in": run.W_in, "W_out": run.W_out,
                "place": list(run.place), "done": run.done})
        self.last = time.monotonic()

    def write_sometimes(self, run):
        if self.path is not None and time.monotonic() - self.last > EVERY:
            self.write(run)


def _exists(path):
    try:
        with open(path, "rb"):
            return True
    except FileNotFoundError:
        return False
