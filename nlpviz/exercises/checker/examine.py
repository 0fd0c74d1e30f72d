"""Run a learner's function on random inputs and say what is wrong.

`examine` never raises because of what the learner wrote.
"""

import copy
import dis
import inspect
import linecache
import traceback
import warnings
from types import CodeType, SimpleNamespace

import numpy as np

from . import form
from .diagnosis import explain, shaped
from .exercise import Result
from .messages import Said

USES = ("LOAD_FAST", "LOAD_GLOBAL", "LOAD_DEREF", "STORE_FAST")


def checks(exercises, folder):
    """check(name, function) for a chapter's exercises, {name: Exercise}.

    folder: the chapter's, where its sentences stand.
    """
    def check(name, function):
        """Result of checking the learner's `function` in exercise `name`."""
        if name not in exercises:
            known = ", ".join(exercises)
            raise ValueError(f"name is {name!r}; the exercises are {known}")
        return examine(exercises[name], function, folder)

    return check


def examine(exercise, function, folder):
    """Result of trying `function` on all inputs of the exercise."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        kind, said = _verdict(exercise, function)
    return Result(exercise.name, kind, tuple(said), folder)


def _verdict(exercise, function):
    if is_blank(function):
        return "empty", [("empty", {})]
    if not _is_function(function):
        got = form.kind_of(function)
        return "wrong", [("not_callable", {"got": got})]
    trials = []
    for label, args in exercise.cases():
        trial = SimpleNamespace(label=label, args=args, names=exercise.names(args),
                                arguments=exercise.arguments,
                                expected=exercise.reference(*args))
        complaint = _guarded(exercise, function, trial)
        if complaint:
            kind = "empty" if complaint[0] == "empty" else "wrong"
            return kind, [complaint, *shaped(exercise, trial, complaint)]
        trial.right = _right(exercise, trial)
        trials.append(trial)
    if all(trial.right for trial in trials):
        key = "right_numeric" if exercise.numeric else "right"
        return "right", [(key, {"n": len(trials)})]
    return "wrong", explain(exercise, trials)


def _right(exercise, trial):
    """Whether the values agree with the book's own, and with finite differences."""
    return form.close(trial.got, trial.expected, trial.tolerance) and (
        exercise.numeric is None
        or form.close(trial.got, exercise.numeric(*trial.args), form.ROUGH))


def _guarded(exercise, function, trial):
    """What `_try` says; objects that cannot be looked at are a complaint too."""
    try:
        return _try(exercise, function, trial)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 whatever the learner returned or raised
        return "odd", {"got": form.kind_of(getattr(trial, "value", None))}


def _try(exercise, function, trial):
    """One input: sets what came, and returns what is wrong at once, or None."""
    args, listed = trial.args, callable(exercise.outputs) or len(trial.names) > 1
    if not _takes(function, args):
        expected = ", ".join(exercise.arguments)
        return "signature", {"arguments": expected, "n": len(args)}
    given = copy.deepcopy(args)
    try:
        value = trial.value = function(*given)
        second = function(*copy.deepcopy(args))
    except NotImplementedError:
        return "empty", {}
    except KeyboardInterrupt:  # a loop without end is stopped by hand
        raise
    except BaseException as error:  # noqa: BLE001 whatever the learner did
        if type(error) is TypeError and "'ellipsis'" in str(error):
            return "empty", {}
        return "exception", _stopped(error, function, trial)
    if is_blank(value):
        forgot = value is None and _works(function)
        return "no_return" if forgot else "empty", {}
    trial.got, complaint = form.arrays(value, trial.names, listed)
    if not complaint:
        again, complaint = form.arrays(second, trial.names, listed)
    if complaint:
        return complaint
    trial.tolerance = form.SINGLE if form.single(value, listed) else form.TOLERANCE
    return form.complaint(trial, given, again)


def is_blank(value):
    """None or ..., or a tuple or list of nothing but these."""
    items = value if type(value) in (tuple, list) else [value]
    blanks = None, Ellipsis, NotImplemented
    return len(items) > 0 and all(any(item is blank for blank in blanks) for item in items)


def _is_function(value):
    try:
        return callable(value)
    except BaseException:  # noqa: BLE001 an object that hides its class
        return False


def _takes(function, args):
    try:
        inspect.signature(function).bind(*args)
    except TypeError:
        return False
    except BaseException:  # noqa: BLE001 a builtin, or an object, that does not tell
        return True
    return True


def _works(function):
    """True if the body does more than stand there: it uses a variable."""
    code = _code(function)
    steps = dis.get_instructions(code) if code else ()
    return any(step.opname.startswith(USES) for step in steps)


def _code(function):
    """The code of a function that was written in Python, else None."""
    code = getattr(function, "__code__", None)
    return code if isinstance(code, CodeType) else None


def _stopped(error, function, trial):
    said = _quoted("".join(traceback.format_exception_only(error)))
    where = _line_of(error, function)
    return {"error": said, "where": where, "shapes": form.shapes(trial)}


def _quoted(text):
    """Text on one line that cannot leave its code mark, cut at 200."""
    return " ".join(text.split())[:200].replace("`", "'")


def _line_of(error, function):
    """Where in the learner's own code it stopped."""
    code = _code(function)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if code and frame.filename == code.co_filename]
    if not frames:
        return ""
    number = frames[-1].lineno
    line = _quoted(linecache.getline(code.co_filename, number))
    return Said("where", {"number": number, "line": line or "…"})
