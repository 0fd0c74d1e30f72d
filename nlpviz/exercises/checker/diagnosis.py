"""From wrong values to a sentence that helps: a fact, then a hint.

Trials and complaints are those of `form.py`.
"""

import numpy as np

from .form import FEW, TOLERANCE, apart, close, shapes
from .messages import Said


def explain(exercise, trials):
    """What to say about wrong values: a fact, then a hint."""
    for test in (_swapped, _typical, _precise, _simple, _sometimes):
        hint = test(exercise, trials)
        if hint:
            break
    fact = exercise.detail(trials) if exercise.detail else _entry(exercise, trials)
    return [fact, hint or (exercise.hint, {})]


def shaped(exercise, trial, complaint):
    """What a wrong shape often means: a list of at most one hint."""
    hint = complaint[0] == "shape" and _typical(exercise, [trial])
    return [hint] if hint else []


def _precise(exercise, trials):
    """Right in the first digits: computed in float32, or in less."""
    if all(close(t.got, t.expected, FEW) for t in trials):
        return "precision", {"output": trials[0].names[_wrong_output(trials)]}
    return None


def _swapped(exercise, trials):
    """The right results in a wrong order."""
    n = len(trials[0].names)
    if n != 2 or not all(close(t.got[::-1], t.expected) for t in trials):
        return None
    return "swapped", {"names": ", ".join(trials[0].names)}


def _typical(exercise, trials):
    """A mistake that gives exactly what the learner got."""
    first = _wrong_output(trials)
    for key, index, mistake in exercise.mistakes:
        if index in (None, first) and _explains(mistake, index, trials):
            return key, {"output": trials[0].names[first]}
    return None


def _explains(mistake, index, trials):
    for trial in trials:
        wrong = mistake(*trial.args)
        pair = (trial.got, wrong) if index is None else ([trial.got[index]], [wrong])
        if len(pair[0]) != len(pair[1]) or not close(*pair):
            return False
    return True


def _wrong_output(trials):
    """The last result that is wrong: the earlier ones follow from it."""
    for index in reversed(range(min(len(t.names) for t in trials))):
        if not all(close([t.got[index]], [t.expected[index]]) for t in trials):
            return index
    return 0


def _simple(exercise, trials):
    """Sign, constant factor, transposed, reversed: the first that fits."""
    index = _wrong_output(trials)
    pairs = [(t.got[index], np.asarray(t.expected[index])) for t in trials]
    blanks = {"output": trials[0].names[index]}
    factor = _factor(pairs)
    if factor is not None:
        key = "sign" if abs(factor + 1) < TOLERANCE else "factor"
        return key, blanks | {"factor": apart(factor, 1.0)[0]}
    square = all(b.ndim == 2 and b.shape[0] == b.shape[1] for _, b in pairs)
    if square and close([a.T for a, _ in pairs], [b for _, b in pairs]):
        return "transposed", blanks
    if pairs[0][1].ndim and close([a[::-1] for a, _ in pairs], [b for _, b in pairs]):
        return "reversed", blanks
    return None


def _factor(pairs):
    """c with got = c · expected in all trials, or None."""
    top = sum((a * b).sum() for a, b in pairs)
    bottom = sum((b * b).sum() for _, b in pairs)
    factor = top / bottom if bottom else 0.0
    if abs(factor) < 1e-3 or not np.isfinite(factor):
        return None
    fits = close([a for a, _ in pairs], [factor * b for _, b in pairs])
    return factor if fits else None


def _sometimes(exercise, trials):
    """Right exactly on the inputs with one label."""
    labels = {t.label for t in trials if t.right}
    if len(labels) == 1 and None not in labels:
        (label,) = labels
        if all(t.right == (t.label == label) for t in trials):
            name = trials[0].names[_wrong_output(trials)]
            return "only_some", {"label": Said(label, {}), "output": name}
    return None


def _entry(exercise, trials):
    """The entry that is furthest off, with what it should be."""
    trial = next(t for t in trials if not t.right)
    index = _wrong_output([trial])
    got, expected = trial.got[index], np.asarray(trial.expected[index])
    at = np.unravel_index(np.abs(got - expected).argmax(), got.shape)
    place = "[" + ", ".join(str(int(i)) for i in at) + "]" if at else ""
    was, wanted = apart(got[at], expected[at])
    blanks = {"entry": trial.names[index] + place, "got": was,
              "expected": wanted, "numeric": "", "shapes": shapes(trial)}
    if exercise.numeric:
        slope = exercise.numeric(*trial.args)[index][at]
        blanks["numeric"] = Said("numeric", {"numeric": f"{slope:.4g}"})
    return "value", blanks
