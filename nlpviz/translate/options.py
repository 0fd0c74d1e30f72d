"""The command line."""

import argparse
import os
import sys

from .. import command
from ..files import path_of, try_out
from ..language import speaker

SCORES = ("general", "dot", "additive", "concat", "none")
PRODUCTS = SCORES[:2]
RNN, TRANSFORMER = "rnn", "transformer"
"""The kinds; the latter is also what stands for a score where a Transformer is trained, whose own
are always dot products, divided by √d_k."""
OTHERS = {RNN: ("--layers", "--heads"), TRANSFORMER: ("--score", "--unscaled")}
"""What says nothing to a model of a kind."""


def parser():
    made, add = command.parser("translate", speaker(__file__))
    add("source", metavar="SOURCE.txt")
    add("target", metavar="TARGET.txt")
    add("--encoding", default="utf-8")
    add("--skip-empty", action="store_true")
    for side in ("--source-by", "--target-by"):
        add(side, choices=("auto", "words", "characters"), default="auto")
    add("--epochs", type=above(0.0, float, 10**6), default=1.0)
    add("--kind", choices=(RNN, TRANSFORMER), default=RNN)
    add("--score", choices=SCORES, default="general")
    add("--unscaled", action="store_true")
    add("--d", type=above(0), default=128)
    add("--d-h", type=above(0), default=256)
    add("--layers", type=above(0), default=2)
    add("--heads", type=above(0), default=4)
    add("--batch", type=above(0), default=64)
    add("--lr", type=above(0.0, float), default=0.003)
    add("--seed", type=above(-1), default=0)
    add("--limit", type=above(0))
    add("--max-length", type=above(0), default=60)
    add("--max-vocab", type=above(4), default=8000)
    add("--min-count", type=above(0), default=2)
    add("--evaluations", type=above(0), default=10)
    add("--model", default="model.pt")
    add("--show", type=above(-1), default=5)
    add("--beam", type=above(0), default=4)
    add("--html", default="alignments.html")
    add("--compare", action="store_true")
    add("--translate-only", action="store_true")
    return made


def above(least, kind=int, most=None):
    """A number above `least`, `most` at most, for argparse."""
    most = most or (2**63 - 1 if kind is int else sys.float_info.max)

    def number(text):
        value = kind(text)
        if not least < value <= most:
            high = f", {most:,} at most" if value > most else ""
            raise argparse.ArgumentTypeError(f"{text} is not a number above {least}{high}")
        return value

    number.__name__ = "number" if kind is float else "whole number"
    return number


def parse(arguments=None):
    """The options, or an exit with status 2 that names the wrong one."""
    made = parser()
    options = made.parse_args(arguments)
    for wrong in of_the_model(options, made.get_default):
        made.error(wrong)
    if options.compare and options.translate_only:
        made.error("argument --compare: not allowed with --translate-only")
    try:
        for name in ("source", "target", "model", "html"):
            setattr(options, name, path_of(names(options)[name], getattr(options, name)))
        for name, path in written(options):
            try_out(name, path)
    except ValueError as error:
        made.error(str(error))
    given = [options.source, options.target]
    models = [path + end for path in (options.model, beside(options)) for end in ("", ".run")]
    for path in [*models, options.html]:
        if os.path.realpath(path) in map(os.path.realpath, given):
            made.error(f"{path} is read; it would be written over by --model or --html")
    if os.path.realpath(options.html) in map(os.path.realpath, models):
        made.error(f"argument --html: {options.html} is the file of a model")
    return options


def of_the_model(options, default):
    """What is wrong with the options of the model, or of the two that --compare trains."""
    transformer = options.kind == TRANSFORMER
    if options.d_h % 2 and (options.compare or not transformer):
        yield f"argument --d-h: {options.d_h} is odd; half of it reads in each direction"
    if options.compare and options.score == "none" and not transformer:
        yield "argument --compare: nothing to compare; --score is none already"
    if options.unscaled and options.score not in PRODUCTS:
        yield (f"argument --unscaled: {options.score} is never divided; it is for --score "
               f"{' and '.join(PRODUCTS)}")
    if transformer and (options.d % options.heads or options.d % 2):
        yield (f"argument --d: {options.d} must be even, and --heads {options.heads} must divide "
               "it")
    for name in () if transformer and options.compare else OTHERS[options.kind]:
        if getattr(options, name[2:]) != default(name[2:]):
            yield f"argument {name}: it says nothing to --kind {options.kind}"


def written(options):
    """(option, path) of every file that will be written."""
    models = [options.model, beside(options)][:1 + options.compare]
    trained = [] if options.translate_only else [
        ("--model", path + end) for path in models for end in ("", ".run")]
    return trained + [("--html", options.html)] * (options.show > 0)


def names(options):
    """{argument of a function: what this command calls it}, for check.told."""
    said = {name: f"--{name.replace('_', '-')}" for name in vars(options)}
    return said | {"source": "SOURCE.txt", "target": "TARGET.txt",
                   "checkpoint": "--model", "steps": "--epochs"}


def beside(options):
    """The file of the model to compare with: model.none.pt, or model.rnn.pt of a Transformer."""
    stem, end = os.path.splitext(options.model)
    return f"{stem}.{RNN if options.kind == TRANSFORMER else 'none'}{end}"
