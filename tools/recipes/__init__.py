"""What `tools/train.py` trains, chapter by chapter.

A recipe is a module with

    FILES             what it writes
    JOBS, CHECK       all trainings, and those that `--check --whole`
                      repeats; each the keyword arguments of `run`
    training(**job)   what is trained on what: a Training, whose first
                      steps `--check` repeats (or rehearsal(**job), where
                      its data differs from one Python to another, or
                      first(**job), the losses themselves)
    run(**job)        one training -> dict of arrays and numbers
    store(done)       writes FILES from [(job, result), …]
    failures(job, result)   what is not as stored, as sentences
    bars()            where there are any: which of its own bars a file
                      misses, as sentences

and with its settings as constants in capitals: whoever changes one
trains again (see `memory`).
"""

import importlib
from pathlib import Path

PLACES = {file.stem: f"{__name__}.{file.parent.name}.{file.stem}"
          for file in sorted(Path(__file__).parent.glob("[0-9][0-9]_*/*.py"))}
"""Where the recipe of each name is; a chapter's lie in the folder of its slug."""
CHAPTERS = {}
"""The names of a chapter's recipes, by its number."""
for name, place in PLACES.items():
    CHAPTERS.setdefault(place.split(".")[-2][:2], []).append(name)


def recipe(name):
    """The module of the recipe of this name; a folder's name is no name of Python's."""
    return importlib.import_module(PLACES[name])
