"""`stored`, by the name that the chapters call it."""

from .stored import by_seed, load, measured, scores, table

__all__ = ["by_seed", "load", "measured", "scores", "table"]
