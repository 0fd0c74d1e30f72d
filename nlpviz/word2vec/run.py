"""Threads that take turns at reading, and share the tables."""

import threading

import numpy as np
import torch

from .progress import Line
from .steps import STEPS
from .windows import batches, draw


class Run:
    """Tables, place in the corpus, and what the threads share."""

    def __init__(self, source, vocabulary, settings, saved):
        self.source, self.vocabulary, self.settings, self.saved = (
            source, vocabulary, settings, saved)
        self.keep, self.noise = vocabulary.keep(settings.sample), vocabulary.noise()
        self.size = settings.size(vocabulary.counts, self.keep, self.noise)
        self.n_shared = settings.drawn(self.size)
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
                *drawn, s.window, self.size, self.noise, self.n_shared, rng)):
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
