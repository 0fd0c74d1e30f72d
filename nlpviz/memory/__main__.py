"""python -m nlpviz.memory --data FOLDER"""

import sys

from ..check import told
from ..command import begin, columns, fill
from ..language import speaker
from .options import OPTIONS, parse
from .results import Job, row
from .workers import trained

phrase = speaker(__file__)


def say(line):
    print(line, flush=True)


def main(arguments=None):
    """The exit status; see the package's first lines."""
    begin("memory")
    options, tasks, recipe = parse(arguments)
    try:
        run(options, tasks, recipe)
    except KeyboardInterrupt:
        print("\n" + phrase("stopped", path=options.out), file=sys.stderr)
        return 130
    except (ArithmeticError, OSError, RuntimeError, ValueError) as error:
        print(f"nlpviz.memory: {told(error, OPTIONS)}", file=sys.stderr)
        return 1 if isinstance(error, (ArithmeticError, RuntimeError)) else 2
    return 0


def run(options, tasks, recipe):
    """Train what has not been trained yet, and print the table."""
    jobs = [Job(task, k, recipe, options.places, options.out)
            for task in tasks for k in range(options.restarts)]
    saved = {job: done for job in jobs if (done := job.done()) is not None}
    if saved:
        say(phrase("there", n=len(saved), path=options.out))
    width = max(columns(str(task)) for task in tasks)
    todo = [job for job in jobs if job not in saved]
    for job, found, seconds in trained(todo, options.processes):
        saved[job] = found
        say(phrase("network", task=fill(str(job.task), width), restart=job.restart + 1,
                   restarts=options.restarts, loss=found["loss"], error=100 * found["error"],
                   seconds=seconds, n=len(saved), of=len(jobs)))
    say("\n".join(["", *table([row(task, [saved[job] for job in jobs if job.task is task])
                               for task in tasks], width)]))


def table(rows, width):
    """The lines of the table, the mean last."""
    label = phrase("task")
    width = max(width, columns(label), columns(phrase("mean", n=len(rows))))
    lines = [fill(label, width) + phrase("head")]
    for r in rows:
        lines.append(fill(str(r.task), width) + phrase(
            "row", error=r.error, median=r.median, least=min(r.errors), most=max(r.errors),
            paper="" if r.task.paper is None else f"{r.task.paper:.1f}"))
    known = [r.task.paper for r in rows if r.task.paper is not None]
    paper = f"{sum(known) / len(known):.1f}" if len(known) == len(rows) else ""
    lines.append(fill(phrase("mean", n=len(rows)), width) + phrase(
        "mean row", error=sum(r.error for r in rows) / len(rows), paper=paper))
    return lines


if __name__ == "__main__":
    sys.exit(main())
