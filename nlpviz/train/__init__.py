"""Training: one loop for every model of the book.

    history = fit(model, loss, batches, steps=1000, max_norm=1.0)

It seeds, clips, shows its progress, saves, and goes on where it was
stopped. The same call runs on several processes:

    torchrun --nproc-per-node=2 my_training.py
"""

from .batches import shuffled
from .loop import Diverged, History, fit
from .pairs import bucketed
from .schedules import warm_up

__all__ = ["Diverged", "History", "bucketed", "fit", "shuffled", "warm_up"]
