"""What a file remembers of its training, and whether the recipe would make it again.

`settings`: the recipe's constants, as JSON. `first`: the losses of the
first steps of every training, in the order of JOBS. A recipe that has
changed in either is trained again, whole.
"""

import ast
import json
from types import ModuleType

import numpy as np

from nlpviz import stored as models
from nlpviz.check import brief

from . import measured
from .common import put

TOLERANCE = 1e-4
"""Of a loss. In double precision two processors differ by 1e-6 of it (relu) or less."""
JUDGES = {"FILES", "CHECK", "FIRST", "MARGIN", "SOLVED", "UNSOLVED"}
"""Constants that judge a training and do not change it."""


def first(recipe, job):
    """The losses of the first steps of one job, or what stands for them."""
    if hasattr(recipe, "first"):
        return recipe.first(**job)
    return getattr(recipe, "rehearsal", recipe.training)(**job).first()


def settings(recipe):
    """What a recipe's trainings are told, and that of a recipe that it leans on, as JSON."""
    return json.dumps(constants(recipe), sort_keys=True, ensure_ascii=False)


def constants(recipe):
    """The numbers and words, in lists and dicts too, that a recipe defines in capitals."""
    found = {name: getattr(recipe, name) for name in defined(recipe)
             if name.isupper() and name not in JUDGES and is_plain(getattr(recipe, name))}
    for other in vars(recipe).values():
        if isinstance(other, ModuleType) and hasattr(other, "JOBS"):
            found[f"recipes.{other.__name__.split('.')[-1]}"] = constants(other) | {"JOBS": None}
    return found


def defined(recipe):
    """The names that the source of a recipe assigns at its top, not those it imports."""
    with open(recipe.__file__, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    targets = [t for node in tree.body if isinstance(node, ast.Assign) for t in node.targets]
    return [node.id for t in targets for node in ast.walk(t) if isinstance(node, ast.Name)]


def is_plain(value):
    """Whether JSON can say it."""
    if isinstance(value, dict):
        return all(isinstance(k, str) for k in value) and all(map(is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    return value is None or isinstance(value, (str, int, float))


def remember(recipe, losses):
    """Put settings and first losses (jobs, steps) into the files of models and of what was
    measured."""
    for path in made_files(recipe):
        if path.suffix == ".json":
            first = [[round(float(x), 6) for x in row] for row in losses]
            measured.add(path, settings=json.loads(settings(recipe)), first=first)
            continue
        with np.load(path) as file:
            arrays = {key: file[key] for key in file.files}
        put(path, arrays | {"settings": settings(recipe),
                            "first": np.asarray(losses, "float32")})


def remembered(path):
    """Settings, first losses and the call that made it, of a file of either kind."""
    if path.suffix == ".json":
        found = models.measured(path.stem)
        told = json.dumps(found["settings"]) if "settings" in found else None
        return told, np.array(found.get("first", ())), found["command"]
    found = models.load(path.stem)
    return found.get("settings"), found["first"], found["call"]


def strays(recipe, losses):
    """Where a recipe is not the one that made its files, as sentences."""
    found = list(recipe.bars()) if hasattr(recipe, "bars") else []
    for path in made_files(recipe):
        before, first, call = remembered(path)
        said = changed(before, settings(recipe)) or apart(
            recipe.JOBS, first, np.asarray(losses))
        if said:
            found.append(f"{path.name}: {said}; train it again: {call}")
    return found


def changed(before, now):
    """Which settings are not what they were: "" if all are."""
    if before is None:
        return "it remembers no settings"
    before, now = json.loads(before), json.loads(now)
    names = sorted(name for name in before.keys() | now.keys()
                   if before.get(name) != now.get(name))
    return ", ".join(f"{name} was {brief(before.get(name))} and is {brief(now.get(name))}"
                     for name in names)


def apart(jobs, before, now):
    """The first loss that is not what it was: "" if all are."""
    if before.shape != now.shape:
        return f"it has {before.shape} first losses, and they are {now.shape}"
    wrong = ~(np.abs(now - before) <= TOLERANCE * np.abs(before))
    if not wrong.any():
        return ""
    job, step = np.argwhere(wrong)[0]
    return (f"step {step} of {jobs[job]} has the loss {now[job, step]:.6f},"
            f" which was {before[job, step]:.6f}")


def made_files(recipe):
    """Those that remember: of models, and of what was measured."""
    return [path for path in recipe.FILES if path.suffix in (".npz", ".json")]
