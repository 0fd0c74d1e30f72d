"""`stored`, by the name that the chapters call it."""

from .stored import load, measured, scores, table

__all__ = ["load", "measured", "scores", "table"]
