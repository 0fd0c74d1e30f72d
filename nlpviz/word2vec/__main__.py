"""The command line: python -m nlpviz.word2vec CORPUS.txt"""

import os
import sys
import warnings
from dataclasses import fields

from .. import command
from ..check import told
from ..language import speaker
from .checkpoint import Checkpoint
from .corpus import open_corpus
from .result import TABLES, Output, refuse_same
from .settings import Settings
from .steps import STEPS
from .training import train_checked

phrase = speaker(__file__)

OPTIONS = {name: "--" + name.replace("_", "-") for name in (
    *(field.name for field in fields(Settings)), "threads", "encoding", "checkpoint", "output",
    "table")}
"""What the command line calls the arguments of train."""


def parser():
    default, (made, add) = Settings(), command.parser("word2vec", phrase)
    add("corpus", metavar="CORPUS.txt")
    add("--output", default="vectors.txt")
    add("--table", choices=TABLES, default="in")
    add("--model", choices=tuple(STEPS), default=default.model)
    for name, kind in [("d", int), ("window", int), ("negatives", int), ("epochs", int),
                       ("min-count", int), ("sample", float), ("seed", int)]:
        add(f"--{name}", type=kind, default=getattr(default, name.replace("-", "_")))
    add("--lr", type=float)
    add("--batch", type=int)
    add("--shared", type=int)
    add("--threads", type=int, default=2)
    add("--checkpoint")
    add("--encoding", default="utf-8")
    add("--neighbours", metavar="WORD", nargs="*", default=[], type=as_text)
    return made


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
    command.begin("word2vec")
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
    print(phrase("end", words=len(result.words), speed=result.speed, path=options.output))
    if options.neighbours:
        print_neighbours(result.vectors(options.table), options.neighbours)


def print_warning(message, *_, **__):
    """A warning as a line of ours."""
    print(f"nlpviz.word2vec: {message}", file=sys.stderr)


def stopped(checkpoint):
    """What is said after Ctrl-C."""
    if checkpoint and os.path.exists(checkpoint):
        return phrase("stopped", path=checkpoint)
    return phrase("stopped with nothing")


def print_neighbours(vectors, words):
    """Each word with its nearest ones."""
    for word in words:
        near = vectors.neighbours(word) if word in vectors else []
        line = "  ".join(f"{other} {cosine:.2f}" for other, cosine in near)
        print(f"{word}:  {line or phrase('unknown')}")


if __name__ == "__main__":
    sys.exit(main())
