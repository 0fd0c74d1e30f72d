"""Train what takes longer than a cell of a chapter may.

    python tools/train.py 03                  all of chapter 3, into book/
    python tools/train.py 03 --only adding    one of it
    python tools/train.py 03 --check          train a part again and compare

Every training is one process with one thread, as many at a time as
there are processors: the same files come out on any number of them.
"""

import argparse
import importlib
import multiprocessing
import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from recipes import CHAPTERS  # noqa: E402


def one_thread():
    import torch
    torch.set_num_threads(1)


def train(order):
    """(name, job) -> (name, job, result, seconds), in a process of its own."""
    name, job = order
    start = time.monotonic()
    result = recipe(name).run(**job)
    return name, job, result, time.monotonic() - start


def recipe(name):
    return importlib.import_module(f"recipes.{name}")


def results(orders, processes):
    """Yield the results as they come, a line on the terminal for each."""
    start = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, one_thread) as pool:
        for n, done in enumerate(pool.imap_unordered(train, orders), 1):
            name, job, _, seconds = done
            said = " ".join(str(value) for value in job.values())
            passed = time.monotonic() - start
            print(f"{n:3}/{len(orders)}  {passed:4.0f} s  {name} {said}  ({seconds:.0f} s)",
                  flush=True)
            yield done


def make(names, processes):
    """Train everything of these recipes and write their files."""
    for name in names:
        module = recipe(name)
        orders = [(name, job) for job in module.JOBS]
        done = {str(job): (job, result) for _, job, result, _ in results(orders, processes)}
        module.store([done[str(job)] for job in module.JOBS])
        for path in module.FILES:
            print(f"wrote {path.relative_to(HERE.parent)}, {path.stat().st_size / 1000:.0f} kB")
    return 0


def check(names, processes):
    """Train a part again; 1 if a figure is not as stored."""
    longest_first = reversed(names)
    orders = [(name, job) for name in longest_first for job in recipe(name).CHECK]
    wrong = []
    for name, job, result, _ in results(orders, processes):
        found = recipe(name).failures(job, result)
        wrong += [f"{name}: {said}" for said in found]
    print("\n".join(wrong) or f"{len(orders)} trainings agree with what is stored")
    return 1 if wrong else 0


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapter", choices=CHAPTERS)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--only", metavar="NAME", help="one recipe of the chapter")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    given = parser.parse_args(arguments)
    names = CHAPTERS[given.chapter]
    if given.only:
        if given.only not in names:
            parser.error(f"--only is {given.only!r}; chapter {given.chapter} has"
                         f" {', '.join(names)}")
        names = (given.only,)
    return (check if given.check else make)(names, given.processes)


if __name__ == "__main__":
    sys.exit(main())
