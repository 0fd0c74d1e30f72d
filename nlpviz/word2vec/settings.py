"""What a training is asked for, checked by name."""

import math
from dataclasses import asdict, dataclass

from ..check import whole
from .steps import STEPS
from .windows import BLOCK

LARGEST, CROWD, SHARE = 256, 3.75, 100
RATES = {"skipgram": 0.03, "cbow": 0.05}  # word2vec's are 0.025, for single steps, and 0.05


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
        if self.model not in STEPS:
            raise ValueError(f"model is {self.model!r}; it must be one of {', '.join(STEPS)}")
        for name in ("d", "window", "negatives", "epochs", "min_count"):
            whole(name, getattr(self, name), 1)
        whole("seed", self.seed, 0)
        if self.lr is None:
            object.__setattr__(self, "lr", RATES[self.model])
        for name, least in (("sample", 0), ("lr", 1e-12)):
            value = getattr(self, name)
            if not (isinstance(value, (int, float)) and least <= value < math.inf):
                raise ValueError(f"{name} is {value!r}; it must be a number "
                                 f"{'>= 0' if least == 0 else '> 0'}")
        for name in ("batch", "shared"):
            if getattr(self, name) is not None:
                whole(name, getattr(self, name), 1)

    def pairs(self):
        """Pairs that a center has, on average: reach to each side, or one."""
        return self.window + 1 if self.model == "skipgram" else 1

    def size(self, counts, keep, noise):
        """Words a batch: as given, else as many as are stable, LARGEST at most.

        A batch adds up all its changes of a row before any of them is
        seen; too many of them overshoot. So for the word that occurs most,
        lr times its pairs in a batch, found or drawn, is CROWD at most.
        """
        if self.batch is not None:
            return -(-self.batch // BLOCK) * BLOCK
        kept = counts * keep
        often = self.pairs() * (kept.max() / kept.sum() + self.negatives * noise[0])
        return int(min(LARGEST, max(1, CROWD / self.lr / often // BLOCK) * BLOCK))

    def drawn(self, size):
        """Negatives a batch: as given, else each stands for SHARE pairs."""
        return self.shared or max(1, round(size * self.pairs() * self.negatives / SHARE))

    def rate(self, part):
        """The rate after a part of all words: it falls linearly to a ten-thousandth."""
        return self.lr * max(1e-4, 1 - part)

    def named(self):
        return asdict(self)
