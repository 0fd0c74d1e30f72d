"""The training: one function, and the loop behind it."""

import signal
import threading
import time

import numpy as np
import torch
from tqdm import tqdm

from ..check import whole
from ..language import speaker
from .checkpoint import Checkpoint
from .corpus import open_corpus
from .result import Output, Result, refuse_same
from .settings import Settings
from .steps import SGD, Piece
from .vocabulary import Vocabulary
from .workers import Workers

phrase = speaker(__file__)
MAX_THREADS = 256


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
    2011); where these cannot be shared it stays one, with a warning.
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
    return train_checked(open_corpus(corpus, encoding), settings, threads, progress,
                         Checkpoint(checkpoint), Output(output, table))


def train_checked(corpus, settings, threads, progress, checkpoint, output):
    """The Result of a training whose arguments have been checked."""
    threads = whole("threads", threads, 1, MAX_THREADS)
    refuse_same({"corpus": getattr(corpus, "path", None), checkpoint.name: checkpoint.path,
                 output.name: output.path})
    vocabulary = Vocabulary.of(corpus, settings.min_count)
    size = vocabulary.words, settings.d
    with checkpoint.room(*size), output.room(*size):
        training = Training(corpus, vocabulary, settings, checkpoint)
    training.run(threads - 1, progress)
    result = Result(vocabulary.words, vocabulary.counts, training.W_in.numpy(),
                    training.W_out.numpy(), training.speed)
    output.write(result)
    return result


class Training:
    """Tables, position in the corpus, and what the threads share.

    One thread trains here; every other one sends its pieces to a worker
    process and waits. done: words read so far, over all epochs.
    """

    def __init__(self, corpus, vocabulary, settings, checkpoint):
        self.corpus, self.vocabulary, self.settings, self.checkpoint = (
            corpus, vocabulary, settings, checkpoint)
        self.sgd = SGD.of(settings, vocabulary)
        self.position, self.next, self.done = (0, 0), (0, 0), 0
        self.lock, self.begun, self.error, self.stop = threading.Lock(), set(), None, False

    def run(self, n_workers, progress):
        """Train to the end of the last epoch, here and with so many workers."""
        workers = Workers(n_workers, len(self.vocabulary.words), self.settings.d)
        try:
            self.run_with(workers, progress)
        finally:
            workers.close()

    def run_with(self, workers, progress):
        self.W_in, self.W_out = initial(workers.tables, self.settings.seed)
        self.checkpoint.restore(self)
        self.bar, self.speed = self.progress_bar(progress), float("nan")
        self.pieces = self.pieces_from(self.position)
        n_threads, start, before = torch.get_num_threads(), time.monotonic(), self.done
        with Interrupts(self.halt) as interrupts:
            try:
                self.run_threads(workers)
            finally:
                torch.set_num_threads(n_threads)
                self.speed = (self.done - before) / max(time.monotonic() - start, 1e-9)
                self.bar.close()
                if not isinstance(self.error, FloatingPointError):
                    self.checkpoint.write(self)
        if self.error:
            raise self.error
        if interrupts.asked:
            raise KeyboardInterrupt

    def progress_bar(self, on):
        """on: True, False, or None for "if stderr is a terminal"."""
        return tqdm(total=self.sgd.total, initial=self.done, unit=phrase("unit"), unit_scale=True,
                    mininterval=0.2, dynamic_ncols=True, disable=None if on is None else not on)

    def halt(self):
        """Begin no other piece."""
        self.stop = True

    def run_threads(self, workers):
        """Train here and with the workers, until all have ended."""
        threads = [threading.Thread(target=self.train, args=(w,), daemon=True) for w in workers]
        try:
            for thread in threads:
                thread.start()
            torch.set_num_threads(1)
            self.train()
        finally:
            self.stop = True
            for thread, worker in zip(threads, workers, strict=True):
                if not worker.ready:
                    worker.process.kill()
                thread.join()

    def pieces_from(self, position):
        """(epoch, number), piece from a position on, in all epochs."""
        for epoch in range(position[0], self.settings.epochs):
            some = False
            for number, piece in enumerate(self.corpus.pieces()):
                some = some or bool(piece)
                if (epoch, number) >= position:
                    yield (epoch, number), piece
            if not some:
                raise ValueError(f"corpus was empty when it was read again, in epoch {epoch + 1}; "
                                 "it must hold the same sentences each time")

    def train(self, worker=None):
        """Take a piece, train on it, until there is none; worker: the one that does it."""
        try:
            if worker is not None:
                worker.prepare(self.sgd)
            while not self.stop:
                with self.lock:
                    piece = next(self.pieces, None)
                    if piece is None:
                        return
                    self.begin(piece[0])
                n_words = self.train_piece(*piece, worker)
                with self.lock:
                    self.finish(piece[0], n_words)
        except Exception as error:  # raised again in the thread that called
            if not (worker is not None and self.stop and not worker.ready):
                self.error, self.stop = error, True

    def begin(self, position):
        """A piece is begun: who goes on from here begins with the first unfinished one."""
        self.begun.add(position)
        self.position, self.next = min(self.begun), (position[0], position[1] + 1)

    def finish(self, position, n_words):
        """Count a piece as done, and show and save how far we are."""
        self.begun.discard(position)
        self.position = min(self.begun, default=self.next)
        self.done += n_words
        lr = self.settings.learning_rate(self.done / self.sgd.total)
        self.bar.set_postfix_str(phrase("bar", epoch=position[0] + 1, lr=lr,
                                        epochs=self.settings.epochs), refresh=False)
        self.bar.update(n_words)
        self.checkpoint.write_if_due(self)

    def train_piece(self, position, piece, worker=None):
        """Train on a piece, here or by a worker; returns how many words were read."""
        ids, sentences, n_words = self.vocabulary.encode(self.corpus.words(piece))
        piece = Piece(position, ids, sentences, n_words, self.done)
        finite = (worker.learn(piece) if worker else
                  self.sgd.learn(self.W_in, self.W_out, piece))
        if not finite:
            raise self.sgd.diverged(position[0])
        return n_words


def initial(tables, seed):
    """W_in from U(-1/2d, 1/2d), W_out of zeros, as word2vec begins."""
    W_in = np.random.default_rng(seed).random(tables[0].shape, dtype=np.float32)
    tables[0].copy_(torch.from_numpy((W_in - np.float32(0.5)) / W_in.shape[1]))
    return tables


class Interrupts:
    """In its block, Ctrl-C calls `halt` instead of raising; a second one raises at once.

    A training that stops between two pieces goes on from there as if
    it had never stopped; within one, the piece would be learnt again by
    tables that have learnt a part of it. asked: whether there was one.
    Elsewhere than in the main thread, or where somebody else handles
    Ctrl-C, nothing is changed.
    """

    def __init__(self, halt):
        self.halt, self.asked, self.before = halt, False, None

    def __enter__(self):
        if (threading.current_thread() is threading.main_thread()
                and signal.getsignal(signal.SIGINT) is signal.default_int_handler):
            self.before = signal.signal(signal.SIGINT, self.note)
        return self

    def note(self, *_):
        self.asked = True
        self.halt()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def __exit__(self, *_):
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)
