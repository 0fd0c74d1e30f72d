"""The command line."""

import argparse
import os

from .. import command
from ..check import told
from ..language import speaker
from .recipe import Recipe
from .tasks import find

OPTIONS = {"data": "--data", "tasks": "--tasks", "checkpoint": "--out"}
"""What the command line calls the arguments of functions."""


def parser():
    made, add = command.parser("memory", speaker(__file__))
    default = Recipe()
    add("--data", metavar="FOLDER", required=True)
    add("--tasks", type=numbers)
    add("--restarts", type=at_least(1), default=10)
    add("--hops", type=at_least(1), default=default.n_hops)
    add("--d", type=at_least(1), default=default.d)
    add("--encoding", choices=("program", "paper", "bag"), default=default.kind)
    add("--no-time", action="store_true")
    add("--linear-epochs", type=at_least(0), default=default.linear_epochs)
    add("--noise", type=share, default=default.noise)
    add("--epochs", type=at_least(1), default=default.epochs)
    add("--places", type=at_least(1), default=50)
    add("--out", metavar="RESULTS", default="memory-runs")
    add("--processes", type=at_least(1), default=os.cpu_count() or 1)
    return made


def numbers(text):
    """1,3,5-7 as [1, 3, 5, 6, 7]."""
    found = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        try:
            found += range(int(first), int(last if dash else first) + 1)
        except ValueError:
            raise argparse.ArgumentTypeError(
                f"{text!r} is no list of task numbers, as 1,3,5-7") from None
    return found


def at_least(least):
    def number(text):
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least} on")
        return value

    number.__name__ = "whole number"
    return number


def share(text):
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 0 to 1")
    return value


def parse(arguments=None):
    """(options, tasks, recipe), or an exit with status 2 that names the wrong option."""
    made = parser()
    options = made.parse_args(arguments)
    try:
        tasks = find(options.data, options.tasks)
        os.makedirs(options.out, exist_ok=True)
    except (OSError, ValueError) as error:
        made.error(told(error, OPTIONS))
    recipe = Recipe(n_hops=options.hops, d=options.d, kind=options.encoding,
                    timed=not options.no_time, linear_epochs=options.linear_epochs,
                    noise=options.noise, epochs=options.epochs)
    return options, tasks, recipe
