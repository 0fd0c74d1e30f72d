"""Train what takes longer than a cell of a chapter may.

    python tools/train.py 03                  all of chapter 3, into book/
    python tools/train.py 03 --only adding    one of it
    python tools/train.py 02 03 --check       would they come out again?
    python tools/train.py 03 --check --whole  train a part again and compare

A model file remembers its recipe's settings and the losses of the first
steps of each training: --check compares the settings and takes those
steps again, for all trainings (seconds); --whole trains some of them to
the end (minutes). Every training is one process with one thread, as
many at a time as there are processors: the same files come out on any
number of them.
"""

import argparse
import multiprocessing
import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tools.recipes import CHAPTERS, memory, recipe  # noqa: E402


def one_thread():
    import torch
    torch.set_num_threads(1)


def train(order):
    """(name, job) -> (name, job, result, seconds), in a process of its own."""
    name, job = order
    start = time.monotonic()
    result = recipe(name).run(**job)
    return name, job, result, time.monotonic() - start


def begin(order):
    """(name, jobs) -> (name, {}, the first losses of all jobs, seconds), likewise."""
    name, jobs = order
    start = time.monotonic()
    return name, {}, [memory.first(recipe(name), job) for job in jobs], time.monotonic() - start


def results(orders, processes, work=train):
    """Yield the results as they come, a line on the terminal for each."""
    start = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, one_thread) as pool:
        for n, done in enumerate(pool.imap_unordered(work, orders), 1):
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
        (_, _, first, _), = results([(name, module.JOBS)], 1, begin)
        module.store([done[str(job)] for job in module.JOBS])
        memory.remember(module, first)
        for path in module.FILES:
            print(f"wrote {path.relative_to(HERE.parent)}, {path.stat().st_size / 1000:.0f} kB")
    return 0


def check(names, processes):
    """Settings and first steps of all; 1 if a recipe is not the one that made its files."""
    wrong, n = [], 0
    for name, _, first, _ in results([(name, recipe(name).JOBS) for name in names], processes,
                                     begin):
        wrong += [f"{name}: {said}" for said in memory.strays(recipe(name), first)]
        n += len(first)
    print("\n".join(wrong) or f"{n} trainings begin as those that are stored")
    return 1 if wrong else 0


def check_whole(names, processes):
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
    parser.add_argument("chapter", choices=CHAPTERS, nargs="+")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--whole", action="store_true", help="with --check: train to the end")
    parser.add_argument("--only", metavar="NAME", help="one recipe of the chapter")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    given = parser.parse_args(arguments)
    names = [name for chapter in given.chapter for name in CHAPTERS[chapter]]
    if given.whole and not given.check:
        parser.error("--whole is a way of --check; give both")
    if given.only:
        if given.only not in names:
            parser.error(f"--only is {given.only!r}; chapter {' '.join(given.chapter)} has"
                         f" {', '.join(names)}")
        names = [given.only]
    work = (check_whole if given.whole else check) if given.check else make
    return work(names, given.processes)


if __name__ == "__main__":
    sys.exit(main())
