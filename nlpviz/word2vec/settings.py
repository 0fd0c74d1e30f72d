"""What a training is asked for, checked by name."""

from dataclasses import asdict, dataclass
from functools import partial

from ..check import Argument, ArgumentError, number, shown, whole
from ..vectors.heading import WIDEST
from .steps import STEPS
from .windows import BLOCK

LARGEST, CROWD, SHARE = 256, 3.75, 100
RATES = {"skipgram": 0.03, "cbow": 0.075}
"""word2vec's are 0.025 and 0.05; CBOW's gradient has a factor 1/C here that word2vec leaves out."""
WHOLE = (("d", 1, WIDEST), ("window", 1, None), ("negatives", 1, None), ("epochs", 1, None),
         ("min_count", 1, None), ("seed", 0, None))


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
            raise ArgumentError(Argument("model"), f" is {shown(self.model)}; it must be one of "
                                f"{', '.join(STEPS)}")
        put = partial(object.__setattr__, self)
        put("model", str.__str__(self.model))
        for name, least, most in WHOLE:
            put(name, whole(name, getattr(self, name), least, most))
        for name in ("batch", "shared"):
            if getattr(self, name) is not None:
                put(name, whole(name, getattr(self, name), 1))
        put("sample", number("sample", self.sample, 0))
        put("lr", number("lr", RATES[self.model] if self.lr is None else self.lr, above=0))

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
        return int(max(1, min(LARGEST, CROWD / self.lr / often) // BLOCK)) * BLOCK

    def drawn(self, size):
        """Negatives a batch: as given, else each stands for SHARE pairs."""
        return self.shared or max(1, round(size * self.pairs() * self.negatives / SHARE))

    def rate(self, part):
        """The rate after a part of all words: it falls linearly to a ten-thousandth."""
        return self.lr * max(1e-4, 1 - part)

    def named(self):
        return asdict(self)
