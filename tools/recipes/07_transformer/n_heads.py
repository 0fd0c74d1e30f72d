"""One to sixteen heads at equal width, and so at equal parameters.

The agreement probe's model with d = 64 as `parts` trains it: one head
of 64 columns, two of 32, … sixteen of 4. What is gained by looking at
several words at once, and what is lost by comparing them in fewer
dimensions? Two seeds each.
"""

from .. import measured, recipe
from ..common import BOOK

parts = recipe("parts")
FILES = (BOOK / "measured" / "07_n_heads.json",)
N_HEADS, SEEDS = (1, 2, 4, 8, 16), (0, 1)
JOBS = [{"n_heads": n} for n in N_HEADS]
CHECK, FIRST, MARGIN = JOBS[:1], 5, 0.1  # FIRST steps are compared


def training(n_heads, seed=SEEDS[0]):
    return parts.trained_on(parts.built(seed, n_heads=n_heads), seed)


def first(**job):
    return training(**job).first(FIRST)


def run(n_heads):
    return [{"n_heads": n_heads, "seed": seed} | parts.judged(training(n_heads, seed))
            for seed in SEEDS]


def store(done):
    measured.keep("07_n_heads", done, "the agreement probe; n sentences a depth, chance 0.5")


def failures(job, result):
    """Held-out losses are about as stored."""
    return measured.strays("07_n_heads", result, ("n_heads", "seed"), "loss", MARGIN)
