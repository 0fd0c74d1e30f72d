"""nlpviz: deep learning for language, one living notebook a chapter.

Importing it is light: no torch, no matplotlib, no widgets until one is asked for.
"""

from . import language  # a chapter's set-up cell says nlpviz.language.use("ja")

__all__ = ["language"]
__version__ = "0.1.0"
