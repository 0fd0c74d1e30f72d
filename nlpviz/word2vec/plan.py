"""What every process of a training knows, and how it learns from a piece."""

from dataclasses import dataclass

import numpy as np
import torch

from .settings import Settings
from .steps import STEPS
from .windows import batches


@dataclass
class Plan:
    """settings; keep and noise of the vocabulary; total: words of all epochs."""

    settings: Settings
    keep: np.ndarray
    noise: np.ndarray
    counts: np.ndarray
    total: int

    @classmethod
    def of(cls, settings, vocabulary):
        return cls(settings, vocabulary.keep(settings.sample), vocabulary.noise(),
                   vocabulary.counts, vocabulary.total * settings.epochs)

    @torch.inference_mode()
    def learn(self, W_in, W_out, job):
        """Change the tables in place; whether all stayed finite.

        job: (place, ids, number of the sentence of each, words read,
        words of the corpus read before).
        """
        place, ids, sentences, n, done = job
        s, finite = self.settings, True
        rng = np.random.default_rng([s.seed, *place])
        kept = rng.random(len(ids)) < self.keep[ids]
        ids, sentences = ids[kept], sentences[kept]
        reach = rng.integers(1, s.window + 1, len(ids))
        size = s.size(self.counts, self.keep, self.noise)
        steps = -(-len(ids) // size)
        for number, batch in enumerate(batches(
                ids, sentences, reach, s.window, size, self.noise, s.drawn(size), rng)):
            lr = s.rate((done + n * number / steps) / self.total)
            dH = STEPS[s.model](W_in, W_out, batch, s.negatives, lr)
            finite = number < steps - 1 or bool(torch.isfinite(dH.sum()))
        return finite

    def diverged(self, epoch):
        """The error to raise when the tables are not finite any more."""
        size = self.settings.size(self.counts, self.keep, self.noise)
        return FloatingPointError(
            f"the vectors diverged in epoch {epoch + 1}: batches of {size} words at lr "
            f"{self.settings.lr} overshoot; give a smaller batch, or a smaller lr")
