"""python -m nlpviz.translate SOURCE.txt TARGET.txt"""

import os
import sys

from .options import names, none_of, parse


def say(line):
    print(line, flush=True)


def main(arguments=None):
    """The exit status; see the package's first lines."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    options, trainings = parse(arguments), []
    try:
        work(options, trainings)
    except KeyboardInterrupt:
        print("\n" + stopped(trainings), file=sys.stderr)
        return 130
    except FloatingPointError as error:
        for training in trainings:
            training.forget()  # from there the same command would diverge again
        print("\n".join([f"nlpviz.translate: {error}", *kept(trainings)]), file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        from ..check import told

        print(f"nlpviz.translate: {told(error, names(options))}", file=sys.stderr)
        return 2
    return 0


def stopped(trainings):
    """What is said after Ctrl-C."""
    found = "; ".join(kept(trainings))
    more = ("The same command goes on" if any(os.path.exists(t.run) for t in trainings) else
            "With --translate-only they are shown")
    return "stopped; " + (f"{found}. {more}" if found else
                          "nothing was saved before the first perplexity")


def kept(trainings):
    """What is where, one line each."""
    return [f"{t.path} has the best weights: perplexity {t.best[0]:.4g}, step {t.best[1]}"
            for t in trainings if t.best]


def work(options, trainings):
    from ..data.pairs import read_pairs
    from .corpus import prepare
    from .training import load

    corpus = prepare(read_pairs(options.source, options.target, options.encoding,
                                options.skip_empty), options)
    tell(corpus)
    if options.translate_only:
        model, saved = load(options.model)
        corpus = of_model(corpus, saved, options.model)
        look(saved["shape"]["score"] or "none", model, corpus)
    else:
        model = train(corpus, options, trainings)
    if options.show:
        present(model, corpus, options)


def of_model(corpus, saved, path):
    """The corpus in the numbers that the model knows."""
    from ..text import Vocabulary

    if tuple(saved["by"]) != corpus.by:
        raise ValueError(f"{path} knows {' and '.join(saved['by'])}; here it is "
                         f"{' and '.join(corpus.by)}: give --source-by and --target-by")
    for side in ("source", "target"):
        setattr(corpus, side, Vocabulary([], specials=saved[side]))
    return corpus


def tell(corpus):
    n = len(corpus.train) + len(corpus.held) + corpus.too_long
    for side, by in zip(("source", "target"), corpus.by, strict=True):
        say(f"{side}  {n:,} sentences by {by}, vocabulary {len(getattr(corpus, side)):,}")
    say(f"pairs   {len(corpus.train):,} to train, {len(corpus.held):,} held out, "
        f"{corpus.too_long:,} left out as too long")


def train(corpus, options, trainings):
    """Train what is asked for; returns the model of --score, with its best weights."""
    from .training import Training

    wanted = [(options.score, options.model)]
    wanted += [("none", none_of(options.model))] * options.compare
    for score, path in wanted:
        trainings.append(Training(corpus, options, score, path))
        trainings[-1].go(say)
    n = sum(len(target) - 1 for _, target in trainings[0].held)
    for t in trainings:
        t.forget()
        say(f"{t.score}  perplexity {t.best[0]:.2f} at step {t.best[1]}, over {n:,} held-out "
            f"tokens  {t.path}")
        look(t.score, t.model, corpus)
    return trainings[0].model


def look(score, model, corpus):
    """Say where attention looks in the held-out sentences, and whether it has collapsed."""
    from .looks import looks

    found = looks(model, corpus.ids(corpus.held), corpus.source.tokens)
    if found is None:
        return
    unscaled = model.attention.scale is False
    help_ = ("leave out --unscaled" if unscaled else "try another --score or a lower --lr, and "
             "--compare")
    say(f"{score}  attention {found}" + (f": {help_}" if found.collapsed else ""))


def present(model, corpus, options):
    """Translate held-out sentences, print them and write the page."""
    from .report import page, show, translate

    shown = []
    for number, pair in enumerate(corpus.held[:options.show], 1):
        shown.append((pair, *translate(model, corpus, pair[0], options.beam)))
        say("\n" + "\n".join(show(number, *shown[-1], corpus.by)))
    page(options.html, shown, corpus.by)
    say(f"\npage    {options.html}")


if __name__ == "__main__":
    sys.exit(main())
