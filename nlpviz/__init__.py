"""nlpviz: deep learning for language, one living notebook a chapter.

Importing it is light: no torch, no matplotlib, no widgets until one is asked for.
"""

__version__ = "0.1.0"
