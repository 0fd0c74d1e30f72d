"""What a training is asked for, checked by name."""

from dataclasses import asdict, dataclass
from functools import partial

from ..check import Argument, ArgumentError, brief, number, whole
from ..vectors.heading import WIDEST
from .steps import BLOCK, STEPS

MAX_BATCH = 256           # words
MAX_UPDATES = 3.75        # of a row in a batch, times lr: more of them overshoot
PAIRS_PER_NEGATIVE = 100  # that a shared negative stands for
LEARNING_RATES = {"skipgram": 0.03, "cbow": 0.075}
"""word2vec's are 0.025 and 0.05; CBOW's gradient has a factor 1/C here that word2vec leaves out."""
WHOLE_NUMBERS = (("d", 1, WIDEST), ("window", 1, None), ("negatives", 1, None),
                 ("epochs", 1, None), ("min_count", 1, None), ("seed", 0, None))


@dataclass(frozen=True)
class Settings:
    """The arguments of train that decide its result."""

    d: int = 100
    window: int = 5
    negatives: int = 5
    epochs: int = 5
    min_count: int = 5
    sample: float = 1e-3
    model: str = "skipgram"
    lr: float = None
    seed: int = 0
    batch: int = None
    shared: int = None

    def __post_init__(self):
        """Numbers become Python's own, so that a file holds nothing else."""
        if not (isinstance(self.model, str) and self.model in STEPS):
            raise ArgumentError(Argument("model"), f" is {brief(self.model)}; it must be one of "
                                f"{', '.join(STEPS)}")
        put = partial(object.__setattr__, self)
        put("model", str.__str__(self.model))
        for name, minimum, maximum in WHOLE_NUMBERS:
            put(name, whole(name, getattr(self, name), minimum, maximum))
        for name in ("batch", "shared"):
            if getattr(self, name) is not None:
                put(name, whole(name, getattr(self, name), 1))
        put("sample", number("sample", self.sample, 0))
        put("lr", number("lr", LEARNING_RATES[self.model] if self.lr is None else self.lr, above=0))

    def pairs_per_center(self):
        """On average: skip-gram has (window + 1)/2 to each side, CBOW one of them all."""
        return self.window + 1 if self.model == "skipgram" else 1

    def batch_size(self, counts, subsampling, negative_sampling):
        """Words a batch: as given, else as many as are stable, MAX_BATCH at most.

        A batch adds up all its changes of a row before any of them is
        seen; too many of them overshoot. So for the word that occurs most,
        lr times its pairs in a batch, positive or negative, is
        MAX_UPDATES at most.
        """
        if self.batch is not None:
            return -(-self.batch // BLOCK) * BLOCK
        kept = counts * subsampling
        updates = self.pairs_per_center() * (
            kept.max() / kept.sum() + self.negatives * negative_sampling[0])
        return int(max(1, min(MAX_BATCH, MAX_UPDATES / self.lr / updates) // BLOCK)) * BLOCK

    def n_shared(self, batch_size):
        """Negatives a batch: as given, else each stands for PAIRS_PER_NEGATIVE pairs."""
        pairs = batch_size * self.pairs_per_center() * self.negatives
        return self.shared or max(1, round(pairs / PAIRS_PER_NEGATIVE))

    def learning_rate(self, part):
        """The rate after a part of all words: it falls linearly to a ten-thousandth."""
        return self.lr * max(1e-4, 1 - part)

    def named(self):
        return asdict(self)
