"""Which learning rates train: the place of the norm, warm-up, batch size.

The agreement probe's model with six layers, shown 12,800 sentences (the
8,000 there are, 1.6 times over): post-LN, as published, and pre-LN, each
with and without warm-up, for rates from 0.0001 to 0.01; then batches of
16 and 256 instead of 32 sentences, as many in more or fewer steps.
Beside them, as the yardstick, the probe's LSTM on the same sentences.
Two seeds.
"""

from .. import measured, recipe
from ..common import BOOK

parts = recipe("parts")
probe = parts.probe
FILES = (BOOK / "measured" / "07_rates.json",)
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01)
SEEDS, LAYERS, SENTENCES, WARM = (0, 1), 6, 12_800, 100
JOBS = [*({"norm": norm, "warm_up": warm, "size": 32} for norm in ("post", "pre")
          for warm in (0, WARM)),
        *({"norm": "pre", "warm_up": 0, "size": size} for size in (16, 256)),
        {"norm": "LSTM", "warm_up": 0, "size": 32}]
CHECK, FIRST, MARGIN = JOBS[:1], 3, 0.1  # FIRST steps are compared


def training(norm, warm_up, size, rate=RATES[2], seed=SEEDS[0]):
    """warm_up: steps until the rate is reached; it stays there. norm: "LSTM" has none."""
    chain = norm == "LSTM"
    model = (probe.training("lstm", seed).model if chain
             else parts.built(seed, norm=norm, n_layers=LAYERS))
    own = parts.trained_on(model, seed, ((rate, SENTENCES // size),), size)
    return own._replace(schedule=lambda step: min(1, (step + 1) / max(1, warm_up)))


def first(**job):
    return training(**job).first(FIRST)


def run(norm, warm_up, size):
    return [{"norm": norm, "warm_up": warm_up, "size": size, "rate": rate, "seed": seed,
             "n_layers": 1 if norm == "LSTM" else LAYERS, "steps": SENTENCES // size}
            | parts.judged(training(norm, warm_up, size, rate, seed))
            for seed in SEEDS for rate in RATES]


def store(done):
    measured.keep("07_rates", done, "the agreement probe; loss of new sentences; chance is 0.5")


def failures(job, result):
    """Held-out losses are about as stored."""
    return measured.strays("07_rates", result, ("norm", "warm_up", "size", "rate", "seed"),
                           "loss", MARGIN)
