"""Stories with questions, as memory networks answer them.

    stories("two facts", 1000)     questions of our own world, drawn by chance
    read(path)                     a file in the bAbI format
    write(questions, path)

The tasks ask for what the twenty of Weston et al. (2015, "Towards AI-complete question
answering") ask for; people, places and sentences are our own.
"""

import numpy as np

from ...check import one_of, seed_of, whole
from ..draws import said_before, uniform
from . import kinds, moving, relations
from .files import read, write
from .question import Question
from .world import Chance

__all__ = ["Question", "TASKS", "read", "stories", "write"]

TASKS = {
    "one fact": moving.one_fact,
    "two facts": moving.two_facts,
    "three facts": moving.three_facts,
    "two arguments": relations.two_arguments,
    "three arguments": relations.three_arguments,
    "yes or no": moving.yes_or_no,
    "counting": moving.counting,
    "lists": moving.lists,
    "negation": moving.negation,
    "indefinite": kinds.indefinite,
    "coreference": moving.coreference,
    "conjunction": moving.conjunction,
    "compound coreference": moving.compound_coreference,
    "time": moving.time,
    "deduction": kinds.deduction,
    "induction": kinds.induction,
    "positions": relations.positions,
    "sizes": relations.sizes,
    "path finding": relations.path_finding,
    "motivations": kinds.motivations,
}
"""name -> what makes one question of that kind from a Chance, in the order of bAbI's twenty."""

TRIES = 20_000  # to find one story that has not been told


def stories(task, n, seed=0, without=()):
    """n questions of a task, each over a story of its own, no two stories and questions the same.

    task: a name of TASKS. without: questions that must not come again (a training set). A smaller
    n gives the first of them.

    ValueError for an unknown task and for an argument out of range, and if the task has not enough
    different stories.
    """
    make = TASKS[one_of("task", task, tuple(TASKS))]
    n, seed = whole("n", n), seed_of("seed", seed)
    chance = Chance(uniform(np.random.default_rng(seed)).__next__)
    asked = said_before("words", without) and {(q.story, q.words) for q in without}
    found = []
    while len(found) < n:
        found.append(_new(make, chance, asked, task))
    return found


def _new(make, chance, asked, task):
    """A question that has not been asked over this story; it has been from now on."""
    for _ in range(TRIES):
        question = make(chance)
        if (question.story, question.words) not in asked:
            asked.add((question.story, question.words))
            return question
    raise ValueError(f"found no further story for the task {task!r} in {TRIES:,} tries; ask for "
                     "fewer")
