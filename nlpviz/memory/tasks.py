"""A folder of files in the bAbI format -> tasks."""

import os
import re
from dataclasses import dataclass

from ..check import Argument, ArgumentError
from ..data.stories import read
from ..files import path_of

NAME = re.compile(r"(?:qa(\d+)_)?(.+)_train\.txt")
PAPER = (0.0, 8.3, 40.3, 2.8, 13.1, 7.6, 17.3, 10.0, 13.2, 15.1,
         0.9, 0.2, 0.4, 1.7, 0.0, 1.3, 51.0, 11.1, 82.8, 0.0)
"""Test error in per cent of tasks 1 to 20: Sukhbaatar et al. (2015), Table 1, 1,000 training
questions, 3 hops, position encoding + linear start + random noise, each task by itself."""


@dataclass(frozen=True)
class Task:
    """number: that of a bAbI file, else None; name; the paths of its two files."""

    number: int
    name: str
    train: str
    test: str

    def __str__(self):
        return self.name if self.number is None else f"{self.number} {self.name}"

    @property
    def key(self):
        """What its files in the folder of results begin with."""
        return self.name if self.number is None else f"{self.number:02d}"

    @property
    def paper(self):
        """The error that the paper has, in per cent, or None."""
        known = self.number is not None and 1 <= self.number <= len(PAPER)
        return PAPER[self.number - 1] if known else None

    def questions(self):
        """The questions to learn from, and those of the test."""
        return read(self.train), read(self.test)


def find(folder, wanted=None):
    """The tasks in a folder, by number and name; wanted: their numbers, None for all."""
    folder = path_of("data", folder)
    if not os.path.isdir(folder):
        raise ArgumentError(Argument("data"), f" is {folder}; there is no such folder")
    tasks = [task for entry in sorted(os.listdir(folder)) if (task := _task(folder, entry))]
    if not tasks:
        raise ArgumentError(Argument("data"), f" is {folder}, which holds no file that ends in "
                            "_train.txt, as qa1_single-supporting-fact_train.txt does")
    if wanted is not None:
        numbers = {task.number for task in tasks}
        missing = [n for n in wanted if n not in numbers]
        if missing:
            raise ArgumentError(Argument("tasks"), f" names task {missing[0]}, but {folder} holds "
                                f"no qa{missing[0]}_…_train.txt")
        tasks = [task for task in tasks if task.number in wanted]
    return sorted(tasks, key=lambda t: (t.number is None, t.number or 0, t.name))


def _task(folder, entry):
    match = NAME.fullmatch(entry)
    if not match:
        return None
    number, name = match.groups()
    train = os.path.join(folder, entry)
    test = train.removesuffix("_train.txt") + "_test.txt"
    if not os.path.isfile(test):
        raise ArgumentError(Argument("data"), f" holds {entry}, but {os.path.basename(test)} is "
                            "not beside it")
    return Task(number and int(number), name, train, test)
