"""python -m nlpviz.translate SOURCE.txt TARGET.txt"""

import os
import sys

from ..command import begin, labelled
from ..language import speaker
from .options import TRANSFORMER, beside, names, parse

phrase = speaker(__file__)


def say(line):
    print(line, flush=True)


def main(arguments=None):
    """The exit status; see the package's first lines."""
    begin("translate")
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
    found = phrase("between").join(kept(trainings))
    if not found:
        return phrase("stopped with nothing")
    goes_on = any(os.path.exists(t.run) for t in trainings)
    return phrase("stopped in training" if goes_on else "stopped after it", found=found)


def kept(trainings):
    """What is where, one line each."""
    return [phrase("kept", path=t.path, perplexity=t.best[0], step=t.best[1])
            for t in trainings if t.best]


def work(options, trainings):
    from ..data.pairs import read_pairs
    from .corpus import prepare
    from .models import score_of
    from .training import load

    corpus = prepare(read_pairs(options.source, options.target, options.encoding,
                                options.skip_empty), options)
    tell(corpus)
    if options.translate_only:
        model, saved = load(options.model)
        corpus = of_model(corpus, saved, options.model)
        report_attention(score_of(saved["shape"]), model, corpus)
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
    label = labels()
    for side, by in zip(("source", "target"), corpus.by, strict=True):
        size = len(getattr(corpus, side))
        say(f"{label[side]}  {phrase('side', n=n, by=phrase(by), vocabulary=size)}")
    say(f"{label['pairs']}  " + phrase("split", train=len(corpus.train), held=len(corpus.held),
                                      too_long=corpus.too_long))


def labels():
    """What the lines about files begin with, one as wide as the other."""
    return labelled({key: phrase(key) for key in ("source", "target", "pairs", "page")})


def train(corpus, options, trainings):
    """Train what is asked for; returns the first model, with its best weights."""
    from .training import Training

    own, other = ((TRANSFORMER, options.score) if options.kind == TRANSFORMER else
                  (options.score, "none"))
    wanted = [(own, options.model)] + [(other, beside(options))] * options.compare
    for score, path in wanted:
        trainings.append(Training(corpus, options, score, path))
        trainings[-1].go(say)
    n = sum(len(target) - 1 for _, target in trainings[0].held)
    for t in trainings:
        t.forget()
        say(phrase("end", score=t.score, perplexity=t.best[0], step=t.best[1], n=n, path=t.path))
        report_attention(t.score, t.model, corpus)
    return trainings[0].model


def report_attention(score, model, corpus):
    """Say where attention looks in the held-out sentences, and whether it has collapsed."""
    from .attention_spread import attention_spread

    found = attention_spread(model, corpus.ids(corpus.held), corpus.source.tokens)
    if found is None:
        return
    key = ("attention" if not found.collapsed else
           "attention of heads" if score == TRANSFORMER else
           "attention unscaled" if model.attention.scale is False else "attention collapsed")
    say(phrase(key, score=score, found=found))


def present(model, corpus, options):
    """Translate held-out sentences, print them and write the page."""
    from .report import page, show, translate

    shown = []
    for number, pair in enumerate(corpus.held[:options.show], 1):
        shown.append((pair, *translate(model, corpus, pair[0], options.beam)))
        say("\n" + "\n".join(show(number, *shown[-1], corpus.by)))
    page(options.html, shown, corpus.by)
    say(f"\n{labels()['page']}  {options.html}")


if __name__ == "__main__":
    sys.exit(main())
