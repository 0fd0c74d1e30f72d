"""The command line: python -m nlpviz.word2vec CORPUS.txt"""

import argparse
import os
import sys
import warnings
from dataclasses import fields

from ..check import told
from .checkpoint import Checkpoint
from .corpus import open_corpus
from .result import TABLES, Output, refuse_same
from .settings import Settings
from .steps import STEPS
from .training import train_checked

OPTIONS = {name: "--" + name.replace("_", "-") for name in (
    *(field.name for field in fields(Settings)), "threads", "encoding", "checkpoint", "output",
    "table")}
"""What the command line calls the arguments of train."""


def parser():
    default = Settings()
    parser = argparse.ArgumentParser(
        prog="python -m nlpviz.word2vec", allow_abbrev=False,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="Train word vectors on a text file: words parted by spaces, a sentence a "
        "line. Ctrl-C keeps what is learnt if --checkpoint is given; the same command goes on.")
    add = parser.add_argument
    add("corpus", metavar="CORPUS.txt", help="the text")
    add("--output", default="vectors.txt", help="file for the vectors: .txt is word2vec's text "
        "format, .bin its binary one")
    add("--table", choices=TABLES, default="in", help="which vectors to write")
    add("--model", choices=tuple(STEPS), default=default.model, help="what predicts what")
    for name, kind, text in [
            ("d", int, "width of a vector"), ("window", int, "words to each side, at most"),
            ("negatives", int, "negatives a pair"), ("epochs", int, "how often the text is read"),
            ("min-count", int, "rarer words are left out"),
            ("sample", float, "frequent words are thinned out to about this part; 0: not"),
            ("seed", int, "decides every random draw")]:
        add(f"--{name}", type=kind, default=getattr(default, name.replace("-", "_")), help=text)
    add("--lr", type=float, help="first rate (None: 0.03; cbow 0.075)")
    add("--batch", type=int, help="words a step (None: up to 256, as many as are stable)")
    add("--shared", type=int, help="negatives that a batch shares (None: as many as are stable)")
    add("--threads", type=int, default=2, help="1: the same vectors every time")
    add("--checkpoint", help="file to save to every minute and to go on from")
    add("--encoding", default="utf-8", help="how the text was saved: utf-16, shift_jis, …")
    add("--neighbours", metavar="WORD", nargs="*", default=[], type=as_text,
        help="words to show with theirs")
    return parser


def as_text(word):
    """A word of the command line; Python has bytes for it where the locale knows ASCII only."""
    return os.fsencode(word).decode("utf-8", "surrogateescape")


def parse(arguments=None):
    """(options, settings, checkpoint, output), checked.

    An exit with status 2, which names the option, if one is wrong.
    """
    made = parser()
    options = made.parse_args(arguments)
    try:
        settings = Settings(**{f.name: getattr(options, f.name) for f in fields(Settings)})
        checkpoint = Checkpoint(options.checkpoint, "--checkpoint")
        output = Output(options.output, options.table, "--output")
        refuse_same({"corpus": options.corpus, "--checkpoint": checkpoint.path,
                     "--output": output.path})
    except (TypeError, ValueError, OSError) as error:
        made.error(told(error, OPTIONS))
    return options, settings, checkpoint, output


def main(arguments=None):
    """The exit status: 0; 1 if the vectors diverge or a worker dies; 2 for a wrong input; 130
    after Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    options, settings, checkpoint, output = parse(arguments)
    try:
        with warnings.catch_warnings():
            warnings.showwarning = print_warning
            warnings.simplefilter("always", UserWarning)
            run(options, settings, checkpoint, output)
    except KeyboardInterrupt:
        print("\n" + stopped(checkpoint.path), file=sys.stderr)
        return 130
    except (ArithmeticError, OSError, RuntimeError, ValueError, LookupError) as error:
        print(f"nlpviz.word2vec: {told(error, OPTIONS)}", file=sys.stderr)
        return 1 if isinstance(error, (ArithmeticError, RuntimeError)) else 2
    return 0


def run(options, settings, checkpoint, output):
    """Train, write the vectors and print what was asked for."""
    result = train_checked(open_corpus(options.corpus, options.encoding), settings,
                           options.threads, None, checkpoint, output)
    print(f"{len(result.words):,} words, {result.speed:,.0f} words/s  {options.output}")
    if options.neighbours:
        print_neighbours(result.vectors(options.table), options.neighbours)


def print_warning(message, *_, **__):
    """A warning as a line of ours."""
    print(f"nlpviz.word2vec: {message}", file=sys.stderr)


def stopped(checkpoint):
    """What is said after Ctrl-C."""
    if checkpoint and os.path.exists(checkpoint):
        return f"stopped; {checkpoint} has what is learnt, the same command goes on"
    return "stopped; nothing was saved (--checkpoint FILE saves every minute, and when stopped)"


def print_neighbours(vectors, words):
    """Each word with its nearest ones."""
    for word in words:
        near = vectors.neighbours(word) if word in vectors else []
        line = "  ".join(f"{other} {cosine:.2f}" for other, cosine in near)
        print(f"{word}:  {line or 'not among the words'}")


if __name__ == "__main__":
    sys.exit(main())
