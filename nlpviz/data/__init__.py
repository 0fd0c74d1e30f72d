"""Small worlds, and readers of the reader's own text.

agreement   sentences whose verb must find its noun (gold labels)
dates       dates in many formats, to ISO 8601
adding      the adding problem: remember two numbers, add them
copying     the copy task: remember ten symbols, repeat them
analogies   sentences of a small world in which analogies are true (gold lists)
crossing    English and Japanese whose word orders cross (gold links)
stories     questions over short stories, and files in the bAbI format
translation the agreement sentences, and the same in Japanese
stdlib      real text that every Python carries
characters  that text for a model of characters
files       text from a file
pairs       translations from two files, line by line

Every generator takes a seed and uses no other source of chance: the
same call gives the same data. NumPy and the standard library only.
"""

from . import (
    adding,
    agreement,
    analogies,
    copying,
    dates,
    files,
    stdlib,
    stories,
)

world = analogies  # its name in chapter 2

__all__ = ["adding", "agreement", "analogies", "copying", "dates", "files",
           "stdlib", "stories", "world"]
