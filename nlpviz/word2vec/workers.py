"""Processes that train on the same tables.

Threads of one Python wait for its lock at every operation; processes do
not. A worker has the tables in memory that multiprocessing shares, and
gets pieces of the corpus, as numbers, through a pipe of it.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import types
import warnings
from multiprocessing import resource_tracker

import torch

from ..language import speaker

phrase = speaker(__file__)
SPAWN = multiprocessing.get_context("spawn")  # the one way that every system has


class Workers(list):
    """n worker processes. tables: W_in and W_out of zeros, (n_vocab, d), which they share."""

    def __init__(self, n, n_vocab, d):
        shape = 2, n_vocab, d
        memory = shared_memory(2 * n_vocab * d) if n else None
        self.tables = (torch.zeros(shape) if memory is None else tables(memory, shape)).unbind()
        super().__init__(Worker(memory, shape) for _ in range(n if memory is not None else 0))

    def close(self):
        for worker in self:
            worker.close()


def shared_memory(size):
    """So many float32 of zeros; None, with a warning, where processes cannot share them."""
    if multiprocessing.current_process().daemon:
        why = phrase("daemon")
    else:
        try:
            return SPAWN.RawArray("f", size)
        except OSError as error:
            why = str(error)
    warnings.warn(phrase("one process", why=why), stacklevel=6)


def tables(memory, shape):
    """Shared memory as a tensor."""
    return torch.frombuffer(memory, dtype=torch.float32).view(shape)


class Worker:
    """The caller's side of a process. ready: whether it has started and knows what to do."""

    def __init__(self, memory, shape):
        self.ready = False
        self.connection, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(target=serve, args=(theirs, memory, shape), daemon=True)
        with unnoticed():
            self.process.start()
        theirs.close()

    def prepare(self, sgd):
        """Wait until it has started, and give it what it must know."""
        self.ready = self.ask(sgd)

    def learn(self, piece):
        """What SGD.learn does, over there."""
        return self.ask(piece)

    def ask(self, content):
        try:
            self.connection.send(content)
            return self.connection.recv()
        except (EOFError, OSError):
            self.process.join()
            raise RuntimeError(phrase("worker", status=self.process.exitcode)) from None

    def close(self):
        """End it: at once if it has not begun, else after what it does."""
        if not self.ready:
            self.process.kill()
        self.connection.close()
        self.process.join()


@contextlib.contextmanager
def unnoticed():
    """For the start of a process that sees neither Ctrl-C nor the script that we are in.

    Ctrl-C is for the one who asked, also while the process imports
    torch: it inherits our blocked signals. And multiprocessing has it
    import the main module again, unless that has no file: scripts that
    train then need an `if __name__ == "__main__"`, and ours need none.
    """
    main, mask = sys.modules["__main__"], getattr(signal, "pthread_sigmask", None)
    sys.modules["__main__"] = types.ModuleType("__main__")
    if mask:
        resource_tracker.ensure_running()  # else the start does, and takes the block away
        before = mask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if mask:
            mask(signal.SIG_SETMASK, before)


def serve(connection, memory, shape):
    """The worker's side: answer each request until the pipe ends, as when the asker is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(1)
    W_in, W_out = tables(memory, shape).unbind()
    requests = received(connection)
    for sgd in requests:
        send(connection, True)
        for piece in requests:
            send(connection, sgd.learn(W_in, W_out, piece))
    os._exit(0)  # Python takes half a second to leave torch in order, and the caller waits


def received(connection):
    """What comes through the pipe; a message that is cut short is none."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            yield connection.recv()


def send(connection, answer):
    with contextlib.suppress(OSError):  # the asker is gone: then no other request comes
        connection.send(answer)
