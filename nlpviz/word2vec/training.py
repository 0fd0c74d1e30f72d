"""The training, as one function."""

from ..check import whole
from .corpus import open_corpus
from .helper import Crew
from .output import Output, refuse_same
from .result import Result
from .run import Run
from .saved import Saved
from .settings import Settings
from .vocabulary import Words

MOST_THREADS = 256


def train(corpus, d=100, window=5, negatives=5, epochs=5, min_count=5, sample=1e-3,
          model="skipgram", lr=None, seed=0, threads=2, batch=None, shared=None, progress=None,
          checkpoint=None, encoding="utf-8", output=None, table="in"):
    """Word vectors of a corpus: a Result with words, counts, W_in and W_out.

    corpus: the path of a text file (words parted by white space, a
    sentence a line), or sentences, lists of words. d: width; window: words
    to each side at most; negatives: k; sample: 0 keeps all words, 1e-3
    leaves out most occurrences of the most frequent; model: "skipgram" or
    "cbow"; lr: first rate (0.03; cbow 0.075), falling linearly.
    threads: with 1 the result is the same every time; more are processes
    that change the tables without waiting for each other (Recht et al.
    2011); where a system cannot share memory so, it stays one.
    batch: words a step (None: up to 256, as many as are stable);
    shared: negatives a batch (None: a third of the words, if window
    and negatives are 5). progress: True, False, None (on a terminal).
    checkpoint: a file to save to every minute and when stopped; a
    training that finds it goes on from there. output: a file to write
    the vectors to, tried out before the first epoch; table: which (see
    Result.save).
    ValueError or TypeError for arguments that cannot be, words that no
    file of vectors can hold, and files for which there is no place or
    no room, all before the first epoch; FloatingPointError if the
    vectors diverge. Words that are too long are left out, with a warning.
    """
    settings = Settings(d, window, negatives, epochs, min_count, sample, model, lr, seed, batch,
                        shared)
    return work(open_corpus(corpus, encoding), settings, threads, progress, Saved(checkpoint),
                Output(output, table))


def work(source, settings, threads, progress, saved, output):
    """The Result of a training whose arguments have been checked."""
    threads = whole("threads", threads, 1, MOST_THREADS)
    refuse_same({"corpus": getattr(source, "path", None), saved.name: saved.path,
                 output.name: output.path})
    crew = Crew(threads - 1)
    try:
        vocabulary = Words.of(source, settings.min_count)
        with saved.room(vocabulary.words, settings.d), output.room(vocabulary.words, settings.d):
            run = Run(source, vocabulary, settings, saved)
        line = run.go(crew, progress)
    finally:
        crew.close()
    result = Result(vocabulary.words, vocabulary.counts, run.W_in.numpy(), run.W_out.numpy(),
                    line.speed(run.done))
    output.write(result)
    return result
