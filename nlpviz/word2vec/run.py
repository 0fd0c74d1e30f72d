"""Those who train, in turns at reading and at once on the tables."""

import threading

import numpy as np
import torch

from .interrupts import Interrupts
from .plan import Plan
from .progress import Line


class Run:
    """Tables, place in the corpus, and what the threads share.

    One thread trains here; every other one sends its pieces to a helper
    process and waits.
    """

    def __init__(self, source, vocabulary, settings, saved):
        self.source, self.vocabulary, self.settings, self.saved = (
            source, vocabulary, settings, saved)
        self.plan = Plan.of(settings, vocabulary)
        self.place, self.next, self.done = (0, 0), (0, 0), 0
        self.lock, self.open, self.failed, self.stop = threading.Lock(), set(), None, False

    def go(self, crew, progress):
        """Train, with the crew's helpers; returns the line of progress."""
        self.W_in, self.W_out = start(
            crew.tables(len(self.vocabulary.words), self.settings.d), self.settings.seed)
        self.saved.restore(self)
        self.line = Line(self.plan.total, self.settings.epochs, self.done, progress)
        self.todo = self.pieces(self.place)
        before = torch.get_num_threads()
        with Interrupts(self.halt) as interrupts:
            try:
                self.together(crew.helpers)
            finally:
                torch.set_num_threads(before)
                self.line.close()
                if not isinstance(self.failed, FloatingPointError):
                    self.saved.write(self)
        if self.failed:
            raise self.failed
        if interrupts.asked:
            raise KeyboardInterrupt
        return self.line

    def halt(self):
        """Begin no other piece."""
        self.stop = True

    def together(self, helpers):
        """Work here and with the helpers, until all have ended."""
        threads = [threading.Thread(target=self.work, args=(h,), daemon=True) for h in helpers]
        try:
            for thread in threads:
                thread.start()
            torch.set_num_threads(1)
            self.work()
        finally:
            self.stop = True
            for thread, each in zip(threads, helpers, strict=True):
                if not each.ready:
                    each.process.kill()
                thread.join()

    def pieces(self, place):
        """(epoch, number), piece from a place on, in all epochs."""
        for epoch in range(place[0], self.settings.epochs):
            some = False
            for number, piece in enumerate(self.source.pieces()):
                some = some or bool(piece)
                if (epoch, number) >= place:
                    yield (epoch, number), piece
            if not some:
                raise ValueError(f"corpus was empty when it was read again, in epoch {epoch + 1}; "
                                 "it must hold the same sentences each time")

    def work(self, by=None):
        """Take a piece, train on it, until there is none; by: the helper that does it."""
        try:
            if by is not None:
                by.prepare(self.W_in.shape, self.plan)
            while not self.stop:
                with self.lock:
                    taken = next(self.todo, None)
                    if taken is None:
                        return
                    self.take(taken[0])
                n = self.learn(*taken, by)
                with self.lock:
                    self.finish(taken[0], n)
        except Exception as error:  # raised again in the thread that called
            if not (by is not None and self.stop and not by.ready):
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
        self.line.show(self.done, self.settings.rate(self.done / self.plan.total))
        self.saved.write_sometimes(self)

    def learn(self, place, piece, by=None):
        """Train on a piece, here or by a helper; returns how many words were read."""
        ids, sentences, n = self.vocabulary.encode(self.source.words(piece))
        job = place, ids, sentences, n, self.done
        fine = by.learn(job) if by else self.plan.learn(self.W_in, self.W_out, job)
        if not fine:
            raise self.plan.diverged(place[0])
        return n


def start(tables, seed):
    """W_in from U(-1/2d, 1/2d), W_out of zeros, as word2vec begins."""
    W_in = np.random.default_rng(seed).random(tables[0].shape, dtype=np.float32)
    tables[0].copy_(torch.from_numpy((W_in - np.float32(0.5)) / W_in.shape[1]))
    return tables
