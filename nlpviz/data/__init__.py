"""Small worlds, and readers of the reader's own text.

agreement   sentences whose verb must find its noun (gold labels)
dates       dates in many formats, to ISO 8601
adding      the adding problem: remember two numbers, add them
copying     the copy task: remember ten symbols, repeat them
analogies   sentences of a small world in which analogies are true (gold lists)
stdlib      real text that every Python carries
files       text from a file

Every generator takes a seed and uses no other source of chance: the
same call gives the same data. NumPy and the standard library only.
"""

from . import adding, agreement, analogies, copying, dates, files, stdlib

world = analogies  # its name in chapter 2

__all__ = ["adding", "agreement", "analogies", "copying", "dates", "files",
           "stdlib", "world"]
