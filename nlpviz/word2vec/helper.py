"""A second process on the same tables.

Threads of one Python wait for its lock at every operation; processes do
not. A helper has the two tables in shared memory and gets pieces of the
corpus, as numbers, through a pipe. It is a Python of its own, started by
name, so that scripts need no `if __name__ == "__main__"`.
"""

import contextlib
import mmap
import os
import pickle
import signal
import subprocess
import sys
import tempfile

import torch

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POSSIBLE = os.name == "posix"  # elsewhere the number of an open file cannot be handed on


def shared(number, n_vocab, d):
    """W_in and W_out (n_vocab, d) in the memory behind an open file."""
    memory = mmap.mmap(number, 8 * n_vocab * d)
    return torch.frombuffer(memory, dtype=torch.float32).view(2, n_vocab, d).unbind()


class Crew:
    """n helpers and the memory that they share with us; they start at once.

    Starting takes a second or two, in which the corpus is counted.
    """

    def __init__(self, n):
        self.number, self.helpers = None, []
        if n and POSSIBLE:
            self.number = memory()
            self.helpers = [Helper(self.number) for _ in range(n)]

    def tables(self, n_vocab, d):
        """W_in and W_out of zeros, (n_vocab, d); shared if there are helpers."""
        if self.number is None:
            return torch.zeros(2, n_vocab, d).unbind()
        os.ftruncate(self.number, 8 * n_vocab * d)
        return shared(self.number, n_vocab, d)

    def close(self):
        for each in self.helpers:
            each.close()
        if self.number is not None:
            os.close(self.number)


def memory():
    """The number of an open file, on no disk where that can be."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("nlpviz")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


class Helper:
    """The caller's side."""

    def __init__(self, number):
        path = os.pathsep.join(filter(None, (ROOT, os.environ.get("PYTHONPATH"))))
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from nlpviz.word2vec.helper import main; main()"],
            pass_fds=[number], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"})
        self.ready, self.number = False, number

    def prepare(self, shape, plan):
        """Wait until it has started, and tell it what it must know."""
        self.ready = self.ask((self.number, *shape, plan))

    def learn(self, job):
        """What Plan.learn does, over there."""
        return self.ask(job)

    def ask(self, content):
        try:
            pickle.dump(content, self.process.stdin)
            self.process.stdin.flush()
            return pickle.load(self.process.stdout)
        except (EOFError, BrokenPipeError):
            raise RuntimeError("a process that helped to train has ended, with status "
                               f"{self.process.wait()}; threads=1 needs none") from None

    def close(self):
        """End it: at once if it has not begun, else after what it does."""
        if not self.ready:
            self.process.kill()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def main():
    """The helper's side: answer each job until the pipe ends, as it does if the asker is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asked
    torch.set_num_threads(1)
    try:
        answer_all(sys.stdin.buffer, sys.stdout.buffer)
    except (EOFError, BrokenPipeError, pickle.UnpicklingError):
        os._exit(0)  # what is left to be written has nobody to read it


def answer_all(jobs, answers):
    """The first job says what must be known, each other one is learnt from."""
    *where, plan = pickle.load(jobs)
    tables, answer = shared(*where), True
    while True:
        pickle.dump(answer, answers)
        answers.flush()
        answer = plan.learn(*tables, pickle.load(jobs))
