"""Processes that train one network after another."""

import multiprocessing
import os
import queue
import time

from ..language import speaker

phrase = speaker(__file__)
SPAWN = multiprocessing.get_context("spawn")  # the one way that every system has
PATIENCE = 0.2  # seconds between two looks at whether a process still lives


class Orphaned(Exception):
    """The process that asked for the work is gone."""


def trained(jobs, n):
    """(job, what its file says, seconds) for each job, in the order in which they are done.

    n: how many processes share the jobs; 1 for this one alone. RuntimeError if one of them dies.
    """
    if n == 1 or len(jobs) == 1:
        for job in jobs:
            start = time.monotonic()
            yield job, job.run(), time.monotonic() - start
        return
    todo, done = SPAWN.Queue(), SPAWN.Queue()
    for k in [*range(len(jobs)), *[None] * n]:
        todo.put(k)
    workers = [SPAWN.Process(target=work, args=(jobs, todo, done, os.getpid()), daemon=True)
               for _ in range(min(n, len(jobs)))]
    for worker in workers:
        worker.start()
    try:
        for _ in jobs:
            k, saved, seconds = waited(done, workers)
            yield jobs[k], saved, seconds
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def waited(done, workers):
    """The next result, or the error of the process that met it."""
    while True:
        try:
            k, saved, seconds = done.get(timeout=PATIENCE)
        except queue.Empty:
            if all(w.exitcode is not None for w in workers) or any(w.exitcode for w in workers):
                raise RuntimeError(phrase("died")) from None
            continue
        if isinstance(saved, Exception):
            raise saved
        return k, saved, seconds


def work(jobs, todo, done, parent):
    """What a process does: one job after the other, while somebody waits for them."""
    import torch

    torch.set_num_threads(1)

    def alive(_):
        if os.getppid() != parent:
            raise Orphaned

    try:
        while (k := todo.get()) is not None:
            start = time.monotonic()
            saved = jobs[k].run(alive)
            done.put((k, {key: saved[key] for key in ("loss", "error")},
                      time.monotonic() - start))
    except (Orphaned, KeyboardInterrupt):
        done.cancel_join_thread()
    except (ArithmeticError, OSError, ValueError) as error:
        done.put((k, error, 0.0))
