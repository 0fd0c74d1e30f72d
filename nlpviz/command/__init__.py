"""What the commands have in common: how they begin, their help, and columns of a terminal.

A command's words stand in the words.json of its folder, and what all say
stands here.  Errors in the arguments stay English, as argparse has them.
"""

import argparse
import re
import shutil
import sys
import unicodedata
from functools import partial

from ..language import current, speaker

phrase = speaker(__file__)

# Between wide signs a line may end anywhere, but not before a closing sign or after an opening one.
PIECE = re.compile(
    r"\s+|[（「『]*(?:[^\s\u2e80-\uffef]+|[\u2e80-\uffef])[、。，．：；！？）」』ー…]*")


def begin(command):
    """Print whatever it is, and check the language: an exit with status 2 that names them all."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    try:
        current()
    except ValueError as error:
        print(f"nlpviz.{command}: {error}", file=sys.stderr)
        sys.exit(2)


def parser(command, says):
    """(parser, add) of a command; add(name, …) is add_argument, with help from the words.

    says: the command's speaker.  It has "description", the help of an
    option under its name, and that of another argument under its metavar.
    """
    made = argparse.ArgumentParser(
        prog=f"python -m nlpviz.{command}", description=says("description"), allow_abbrev=False,
        add_help=False, formatter_class=partial(Help, usage=phrase("usage")))
    given, options = map(made.add_argument_group, (phrase("arguments"), phrase("options")))
    options.add_argument("-h", "--help", action="help", help=phrase("help"))

    def add(name, **how):
        if name.startswith("-"):
            options.add_argument(name, help=says(name) + phrase("default"), **how)
        else:
            given.add_argument(name, help=says(how["metavar"]), **how)

    return made, add


class Help(argparse.HelpFormatter):
    """Help whose lines end by the columns that a terminal gives to a text."""

    def __init__(self, prog, usage):
        self.before = usage + " "
        self.wider = columns(self.before) - len(self.before)
        super().__init__(prog, width=shutil.get_terminal_size().columns - 2 - self.wider)

    def _format_usage(self, usage, actions, groups, prefix):
        text = super()._format_usage(usage, actions, groups, self.before)
        return re.sub(r"\n(?=.)", "\n" + " " * self.wider, text)

    def _split_lines(self, text, width):
        return wrapped(text, width) if is_wide(text) else super()._split_lines(text, width)

    def _fill_text(self, text, width, indent):
        return ("\n".join(indent + line for line in wrapped(text, width - len(indent)))
                if is_wide(text) else super()._fill_text(text, width, indent))


def columns(text):
    """How many columns a terminal gives to text: two for a wide sign, none for a mark on one."""
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def is_wide(text):
    """Whether a sign of it has another width than one column."""
    return columns(text) != len(text)


def fill(text, width):
    """The text, with blanks up to so many columns."""
    return text + " " * (width - columns(text))


def labelled(labels):
    """{key: label}, all as wide as the widest of them."""
    width = max(map(columns, labels.values()))
    return {key: fill(label, width) for key, label in labels.items()}


def wrapped(text, width):
    """Lines of at most so many columns, if no word is longer."""
    lines = [""]
    for piece in PIECE.findall(text):
        if columns((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        if lines[-1] or not piece.isspace():
            lines[-1] += piece
    return [line.rstrip() for line in lines]
