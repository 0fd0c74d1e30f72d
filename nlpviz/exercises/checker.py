"""Run a learner's function on random inputs and say what is wrong.

`examine` never raises because of what the learner wrote.
"""

import copy
import dis
import inspect
import linecache
import traceback
import warnings
from types import SimpleNamespace

import numpy as np

from . import form
from .diagnosis import explain, shaped
from .exercise import Result
from .messages import head, message

USES = ("LOAD_FAST", "LOAD_GLOBAL", "LOAD_DEREF", "STORE_FAST")


def checks(exercises):
    """check(name, function) for a chapter's exercises, {name: Exercise}."""
    def check(name, function):
        """Result of checking the learner's `function` in exercise `name`."""
        if name not in exercises:
            known = ", ".join(exercises)
            raise ValueError(f"name is {name!r}; the exercises are {known}")
        return examine(exercises[name], function)

    return check


def examine(exercise, function):
    """Result of trying `function` on all inputs of the exercise."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        kind, said = _verdict(exercise, function)
    body = " ".join(message(key, **blanks) for key, blanks in said)
    text = f"{head(kind, exercise.name)} {body}"
    return Result(exercise.name, kind, tuple(key for key, _ in said), text)


def _verdict(exercise, function):
    if is_blank(function):
        return "empty", [("empty", {})]
    if not callable(function):
        got = form.kind_of(function)
        return "wrong", [("not_callable", {"got": got})]
    trials = []
    for label, args in exercise.cases():
        trial, complaint = _try(exercise, function, label, args)
        if complaint:
            kind = "empty" if complaint[0] == "empty" else "wrong"
            return kind, [complaint, *shaped(exercise, trial, complaint)]
        trials.append(trial)
    if all(trial.right for trial in trials):
        key = "right_numeric" if exercise.numeric else "right"
        return "right", [(key, {"n": len(trials)})]
    return "wrong", explain(exercise, trials)


def _try(exercise, function, label, args):
    """One input -> (trial or None, what is wrong at once or None)."""
    trial = SimpleNamespace(label=label, args=args, names=exercise.names(args),
                            arguments=exercise.arguments)
    listed = callable(exercise.outputs)
    if not _takes(function, args):
        expected = ", ".join(exercise.arguments)
        return None, ("signature", {"arguments": expected, "n": len(args)})
    given = copy.deepcopy(args)
    try:
        value = function(*given)
        second = function(*copy.deepcopy(args))
    except NotImplementedError:
        return None, ("empty", {})
    except KeyboardInterrupt:  # a loop without end is stopped by hand
        raise
    except BaseException as error:  # noqa: BLE001 whatever the learner did
        if isinstance(error, TypeError) and "'ellipsis'" in str(error):
            return None, ("empty", {})
        return None, ("exception", _stopped(error, function, trial))
    if is_blank(value):
        forgot = value is None and _works(function)
        return None, ("no_return" if forgot else "empty", {})
    trial.got, complaint = form.arrays(value, trial.names, listed)
    if not complaint:
        again, complaint = form.arrays(second, trial.names, listed)
    if not complaint:
        trial.expected = exercise.reference(*args)
        complaint = form.complaint(trial, given, again)
    if complaint:
        return trial, complaint
    trial.right = form.close(trial.got, trial.expected) and (
        exercise.numeric is None
        or form.close(trial.got, exercise.numeric(*args), form.ROUGH))
    return trial, None


def is_blank(value):
    """None or ..., or a tuple or list of nothing but these."""
    items = value if isinstance(value, (tuple, list)) else [value]
    blanks = None, Ellipsis, NotImplemented
    return len(items) > 0 and all(any(item is blank for blank in blanks) for item in items)


def _takes(function, args):
    try:
        inspect.signature(function).bind(*args)
    except TypeError:
        return False
    except ValueError:  # a builtin without a signature
        return True
    return True


def _works(function):
    """True if the body does more than stand there: it uses a variable."""
    code = getattr(function, "__code__", None)
    steps = dis.get_instructions(code) if code else ()
    return any(step.opname.startswith(USES) for step in steps)


def _stopped(error, function, trial):
    said = _quoted("".join(traceback.format_exception_only(error)))
    where = _line_of(error, function)
    return {"error": said, "where": where, "shapes": form.shapes(trial)}


def _quoted(text):
    """Text on one line that cannot leave its code mark, cut at 200."""
    return " ".join(text.split())[:200].replace("`", "'")


def _line_of(error, function):
    """Where in the learner's own code it stopped, as a few words."""
    code = getattr(function, "__code__", None)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if code and frame.filename == code.co_filename]
    if not frames:
        return ""
    number = frames[-1].lineno
    line = _quoted(linecache.getline(code.co_filename, number))
    return message("where", number=number, line=line or "…")
