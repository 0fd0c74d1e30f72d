"""python -m nlpviz.word2vec CORPUS.txt"""

import os
import sys
import warnings

from ..check import told
from .options import NAMES, parse


def main(arguments=None):
    """The exit status: 0; 1 if the vectors diverge or a helper dies; 2 for a wrong input; 130
    after Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    options = parse(arguments)
    try:
        with warnings.catch_warnings():
            warnings.showwarning = say
            warnings.simplefilter("always", UserWarning)
            work(options)
    except KeyboardInterrupt:
        print("\n" + stopped(options.saved.path), file=sys.stderr)
        return 130
    except (ArithmeticError, OSError, RuntimeError, ValueError, LookupError) as error:
        print(f"nlpviz.word2vec: {told(error, NAMES)}", file=sys.stderr)
        return 1 if isinstance(error, (ArithmeticError, RuntimeError)) else 2
    return 0


def say(message, *_, **__):
    """Print a warning as a line of ours."""
    print(f"nlpviz.word2vec: {message}", file=sys.stderr)


def stopped(checkpoint):
    """What is said after Ctrl-C."""
    if checkpoint and os.path.exists(checkpoint):
        return f"stopped; {checkpoint} has what is learnt, the same command goes on"
    return "stopped; nothing was saved (--checkpoint FILE saves every minute, and when stopped)"


def work(options):
    from .corpus import open_corpus
    from .training import work

    result = work(open_corpus(options.corpus, options.encoding), options.settings,
                  options.threads, None, options.saved, options.to)
    print(f"{len(result.words):,} words, {result.speed:,.0f} words/s  {options.output}")
    if options.neighbours:
        show(result.vectors(options.table), options.neighbours)


def show(vectors, words):
    """Print each word with its nearest ones."""
    for word in words:
        near = vectors.neighbours(word) if word in vectors else []
        said = "  ".join(f"{other} {cosine:.2f}" for other, cosine in near)
        print(f"{word}:  {said or 'not among the words'}")


if __name__ == "__main__":
    sys.exit(main())
