"""The training: threads that take turns at reading, and share the tables."""

import threading

import numpy as np
import torch

from .corpus import open_corpus
from .progress import Line
from .result import Result
from .saved import Saved
from .settings import Settings
from .steps import STEPS
from .vocabulary import Words
from .windows import batches, draw


def train(corpus, d=100, window=5, negatives=5, epochs=5, min_count=5, sample=1e-3,
          model="skipgram", lr=None, seed=0, threads=2, batch=None, shared=64, progress=None,
          checkpoint=None, encoding="utf-8"):
    """Word vectors of a corpus: a Result with words, counts, W_in and W_out.

    corpus: the path of a text file (words parted by white space, a
    sentence a line), or sentences, lists of words. d: width; window: words
    to each side at most; negatives: k; sample: 0 keeps all words, 1e-3
    leaves out most occurrences of the most frequent; model: "skipgram" or
    "cbow"; lr: first rate (0.025; cbow 0.05), falling linearly.
    threads: with 1 the result is the same every time; with more they
    change the tables without waiting for each other (Recht et al. 2011).
    batch: words a step (None: up to 512, as many as are stable);
    shared: negatives a batch. progress: True, False, None (on a terminal).
    checkpoint: a file to save to every minute and when stopped; a
    training that finds it goes on from there.
    ValueError or TypeError for arguments that cannot be; FloatingPointError
    if the vectors diverge.
    """
    settings = Settings(d, window, negatives, epochs, min_count, sample, model, lr, seed, batch,
                        shared)
    if not isinstance(threads, int) or threads < 1:
        raise ValueError(f"threads is {threads!r}; it must be a whole number >= 1")
    source = open_corpus(corpus, encoding)
    saved = Saved(checkpoint)
    run = Run(source, Words.of(source, min_count), settings, saved)
    line = run.go(threads, progress)
    words = run.vocabulary
    return Result(words.words, words.counts, run.W_in.numpy(), run.W_out.numpy(),
                  line.speed(run.done))


class Run:
    """Tables, place in the corpus, and what the threads share."""

    def __init__(self, source, vocabulary, settings, saved):
        self.source, self.vocabulary, self.settings, self.saved = (
            source, vocabulary, settings, saved)
        self.keep, self.noise = vocabulary.keep(settings.sample), vocabulary.noise()
        self.size = settings.size(vocabulary.counts, self.keep)
        self.total = vocabulary.total * settings.epochs
        self.W_in, self.W_out = start(len(vocabulary.words), settings.d, settings.seed)
        self.place, self.done = (0, 0), 0
        saved.restore(self)
        self.lock, self.open, self.failed = threading.Lock(), set(), None
        self.stop = False

    def go(self, threads, progress):
        """Work with so many threads, this one among them; returns the line of progress."""
        self.line = Line(self.total, self.settings.epochs, self.done, progress)
        self.todo = self.pieces(self.place)
        before = torch.get_num_threads()
        others = [threading.Thread(target=self.work, daemon=True) for _ in range(threads - 1)]
        try:
            for thread in others:
                thread.start()
            self.work()
            for thread in others:
                thread.join()
        finally:
            self.stop = True
            torch.set_num_threads(before)
            self.line.close()
            for thread in others:
                thread.join()
            if not isinstance(self.failed, FloatingPointError):
                self.saved.write(self)
        if self.failed:
            raise self.failed
        return self.line

    def pieces(self, place):
        """(epoch, number), piece from a place on, in all epochs."""
        for epoch in range(place[0], self.settings.epochs):
            for number, piece in enumerate(self.source.pieces()):
                if (epoch, number) >= place:
                    yield (epoch, number), piece

    def work(self):
        """What a thread does: take a piece, train on it, until there is none."""
        torch.set_num_threads(1)
        try:
            while not self.stop:
                with self.lock:
                    taken = next(self.todo, None)
                    if taken is None:
                        return
                    self.take(taken[0])
                n = self.learn(*taken)
                with self.lock:
                    self.finish(taken[0], n)
        except Exception as error:  # raised again in the thread that called
            self.failed, self.stop = error, True

    def take(self, place):
        """A piece is begun: who goes on from here begins with the first unfinished one."""
        self.open.add(place)
        self.place, self.next = min(self.open), (place[0], place[1] + 1)

    def finish(self, place, n):
        """Count a piece as done, and show and save how far we are."""
        self.open.discard(place)
        self.place = min(self.open, default=self.next)
        self.done += n
        self.line.show(self.done, self.settings.rate(self.done / self.total))
        self.saved.write_sometimes(self)

    def learn(self, place, piece):
        """Train on a piece; returns how many words were read."""
        s = self.settings
        rng = np.random.default_rng([s.seed, *place])
        *drawn, n = draw(self.vocabulary, self.source.words(piece), self.keep, s.window, rng)
        step, dH = STEPS[s.model], None
        steps = -(-len(drawn[0]) // self.size)
        for number, batch in enumerate(batches(
                *drawn, s.window, self.size, self.noise, s.shared, rng)):
            lr = s.rate((self.done + n * number / steps) / self.total)
            dH = step(self.W_in, self.W_out, batch, s.negatives, lr)
        if dH is not None and not torch.isfinite(dH.sum()):
            raise FloatingPointError(
                f"the vectors diverged in epoch {place[0] + 1}: batches of {self.size} words at "
                f"lr {s.lr} overshoot; give a smaller batch, or a smaller lr")
        return n


def start(n_vocab, d, seed):
    """W_in from U(-1/2d, 1/2d), W_out of zeros, as word2vec begins."""
    rng = np.random.default_rng(seed)
    W_in = rng.random((n_vocab, d), dtype=np.float32)
    W_in -= 0.5
    W_in /= d
    return torch.from_numpy(W_in), torch.zeros(n_vocab, d)
