"""How the step size changes while a model is trained: step -> factor of lr."""

from ..check import number, whole

SOME = (0, 9, 99, 999, 9_999, 99_999)
"""The steps by which two schedules are told apart in a checkpoint."""


def warm_up(n, end=None):
    """From lr / n at step 0 up to lr at step n − 1, then down like 1 / √step.

    (Vaswani et al. 2017, eq. 3, whose lr is 1 / √(d n): 0.0007 for d = 512 and n = 4,000.)  Adam's
    first estimates are those of few gradients, and in a Transformer these are large.

    end: how many steps the whole training has, more than n; then it goes down in a straight line,
    to lr / (end − n) at the last of them, as if to 0 at the next.
    """
    n = whole("n", n)
    if end is not None:
        end = whole("end", end, n + 1)

    def schedule(step):
        t = step + 1
        if t <= n:
            return t / n
        return (n / t) ** 0.5 if end is None else max(0.0, (end - step) / (end - n))

    return schedule


def factor_at(schedule, step):
    """What lr is multiplied by, or an error that names the schedule and the step."""
    return number(f"schedule({step})", schedule(step), 0)


def fingerprint(schedule):
    """What a checkpoint tells of a schedule, so that another one is refused."""
    return {f"schedule({step})": factor_at(schedule, step)
            for step in (SOME if schedule is not None else ())}
