"""What has been trained: a file for each network, and what is said of them all."""

import hashlib
import os
from dataclasses import asdict, dataclass
from statistics import median

import torch

from ..check import Argument, ArgumentError
from ..train import checkpoint
from .numbers import Words
from .recipe import error, train


@dataclass(frozen=True)
class Job:
    """One network: a task, a restart, a recipe, how many sentences are kept, and the folder."""

    task: object
    restart: int
    recipe: object
    n_places: int
    out: str

    @property
    def path(self):
        return os.path.join(self.out, f"{self.task.key}-{self.restart:02d}.pt")

    def config(self):
        """What must be the same for a file to be this job's."""
        return {"task": str(self.task), "restart": self.restart, "n_places": self.n_places,
                "train": digest(self.task.train), "test": digest(self.task.test),
                **asdict(self.recipe)}

    def done(self):
        """What its file says, or None if there is none; ValueError for another's or a damaged."""
        if not os.path.exists(self.path):
            return None
        saved = checkpoint.load(self.path)
        if not {"config", "loss", "error"} <= set(saved):
            raise ArgumentError(f"{self.path} holds another training; it was left as it is. Give ",
                                Argument("checkpoint"), " another path")
        checkpoint.refuse_other(self.path, saved["config"], self.config())
        return saved

    def run(self, progress=None):
        """Train the network and write its file; returns what it says."""
        own, test = self.task.questions()
        words = Words([*own, *test], self.n_places)
        trained = train(words, words.number(own), self.recipe, self.restart, progress)
        saved = {"config": self.config(), "model": trained.model.state_dict(),
                 "tokens": list(words.tokens), "J": words.J, "places": words.n_places,
                 "loss": trained.loss, "error": error(trained.model, words.number(test))}
        checkpoint.save(self.path, saved)
        return saved


def digest(path):
    """The SHA-256 of a file, so that a changed one is another."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Row:
    """A task's line in the table; errors in per cent."""

    task: object
    error: float
    errors: tuple
    chosen: int

    @property
    def median(self):
        return median(self.errors)


def row(task, saved):
    """The Row of a task from what its restarts say: the lowest training loss counts."""
    chosen = min(range(len(saved)), key=lambda k: (saved[k]["loss"], k))
    errors = tuple(100 * s["error"] for s in saved)
    return Row(task, errors[chosen], errors, chosen)


def load(path):
    """The network in a file of results, and its Words; for questions of one's own.

        model, words = load("memory-runs/01-00.pt")
    """
    from ..pytorch.memory import MemoryNetwork

    saved = checkpoint.load(path)
    made = saved["config"]
    words = Words.known(saved["tokens"], saved["J"], saved["places"])
    model = MemoryNetwork(len(words), words.n_places, words.J, made["d"], made["n_hops"],
                          made["kind"], timed=made["timed"])
    with torch.no_grad():
        model.load_state_dict(saved["model"])
    return model, words
