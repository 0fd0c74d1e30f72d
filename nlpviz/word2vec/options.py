"""The command line."""

import argparse
import os
from dataclasses import fields

from ..check import told
from .output import TABLES, Output, refuse_same
from .saved import Saved
from .settings import Settings
from .steps import STEPS

NAMES = {name: "--" + name.replace("_", "-") for name in (
    *(field.name for field in fields(Settings)), "threads", "encoding", "checkpoint", "output",
    "table")}
"""What the command line calls the arguments of train."""


def parser():
    usual = Settings()
    made = argparse.ArgumentParser(
        prog="python -m nlpviz.word2vec", allow_abbrev=False,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="Train word vectors on a text file: words parted by spaces, a sentence a "
        "line. Ctrl-C keeps what is learnt if --checkpoint is given; the same command goes on.")
    add = made.add_argument
    add("corpus", metavar="CORPUS.txt", help="the text")
    add("--output", default="vectors.txt", help="file for the vectors: .txt is word2vec's text "
        "format, .bin its binary one")
    add("--table", choices=TABLES, default="in", help="which vectors to write")
    add("--model", choices=tuple(STEPS), default=usual.model, help="what predicts what")
    for name, kind, said in [
            ("d", int, "width of a vector"), ("window", int, "words to each side, at most"),
            ("negatives", int, "negatives a pair"), ("epochs", int, "how often the text is read"),
            ("min-count", int, "rarer words are left out"),
            ("sample", float, "frequent words are thinned out to about this part; 0: not"),
            ("seed", int, "decides every random draw")]:
        add(f"--{name}", type=kind, default=getattr(usual, name.replace("-", "_")), help=said)
    add("--lr", type=float, help="first rate (None: 0.03; cbow 0.075)")
    add("--batch", type=int, help="words a step (None: up to 256, as many as are stable)")
    add("--shared", type=int, help="negatives that a batch shares (None: as many as are stable)")
    add("--threads", type=int, default=2, help="1: the same vectors every time")
    add("--checkpoint", help="file to save to every minute and to go on from")
    add("--encoding", default="utf-8", help="how the text was saved: utf-16, shift_jis, …")
    add("--neighbours", metavar="WORD", nargs="*", default=[], type=as_text,
        help="words to show with theirs")
    return made


def as_text(word):
    """A word of the command line; Python has bytes for it where the locale knows ASCII only."""
    return os.fsencode(word).decode("utf-8", "surrogateescape")


def parse(arguments=None):
    """The options, or an exit with status 2 that names the wrong one.

    settings, saved and to are what they say of the training, its
    checkpoint and its output, checked.
    """
    made = parser()
    options = made.parse_args(arguments)
    try:
        options.settings = Settings(**{f.name: getattr(options, f.name) for f in fields(Settings)})
        options.saved = Saved(options.checkpoint, "--checkpoint")
        options.to = Output(options.output, options.table, "--output")
        refuse_same({"corpus": options.corpus, "--checkpoint": options.saved.path,
                     "--output": options.to.path})
    except (TypeError, ValueError, OSError) as error:
        made.error(told(error, NAMES))
    return options
