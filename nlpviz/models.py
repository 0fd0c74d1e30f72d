"""`stored`, by the name that the chapters call it."""

from .stored import load, scores, table

__all__ = ["load", "scores", "table"]
