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

_MADE = {
    "one fact": (moving.of_one_fact, "Where is somebody?"),
    "two facts": (moving.of_two_facts, "Where is a thing that somebody carries or put down?"),
    "three facts": (moving.of_three_facts, "Where was a thing before it came somewhere?"),
    "two arguments": (relations.two_arguments, "What is north of a place, or what is it north of?"),
    "three arguments": (relations.three_arguments, "Who gave or wrote what to whom?"),
    "yes or no": (moving.yes_or_no, "Is somebody somewhere?"),
    "counting": (moving.counting, "How many things is somebody carrying?"),
    "lists": (moving.lists, "Which things is somebody carrying?"),
    "negation": (moving.negation, "Is somebody somewhere, where some are no longer?"),
    "indefinite": (kinds.indefinite, "Is somebody somewhere: yes, no or maybe?"),
    "coreference": (moving.coreference, "Where is somebody who was called she or he?"),
    "conjunction": (moving.conjunction, "Where is one of two who went together?"),
    "compound coreference": (moving.compound_coreference, "Where is one of two called they?"),
    "time": (moving.time, "Where was somebody before, told in another order?"),
    "deduction": (kinds.deduction, "What is one afraid of, if all of its kind are?"),
    "induction": (kinds.induction, "What colour is one, if another of its kind has it?"),
    "positions": (relations.positions, "Is one shape left of another, over a third?"),
    "sizes": (relations.sizes, "Does one thing fit inside another, over a third?"),
    "path finding": (relations.path_finding, "How does one go from a place to another?"),
    "motivations": (kinds.motivations, "Why does somebody do something, or what comes next?"),
}
TASKS = {name: asks for name, (_, asks) in _MADE.items()}
"""name -> what it asks, in the order of the twenty of Weston et al."""

TRIES = 20_000  # to find one story that has not been told


def stories(task, n, seed=0, without=()):
    """n questions of a task, each over a story of its own, no two stories and questions the same.

        stories("two facts", 1000)[0].answer

    task: a name of TASKS. without: questions that must not come again (a training set). A smaller
    n gives the first of them. Where an answer is yes or no, half are yes; places, people, colours
    and ways are each as frequent as the next. Many things in one hand are rarer than few, and of
    yes, no and maybe two in five are no.

    ValueError for an unknown task (it names them all), for an argument out of range, and if the
    task has not enough different stories (each has more than 100,000); TypeError for `without`.
    """
    make, _ = _MADE[one_of("task", task, tuple(TASKS))]
    n, seed = whole("n", n), seed_of("seed", seed)
    chance = Chance(uniform(np.random.default_rng(seed)).__next__)
    asked, found = _asked(without), []
    while len(found) < n:
        found.append(_new(make, chance, asked, task))
    return found


def _asked(without):
    """(story, words) of each; read once, for it may be a generator."""
    if hasattr(without, "__iter__") and not isinstance(without, str):
        without = list(without)
    said_before("story", without)
    return {(q.story, q.words) for q in without}


def _new(make, chance, asked, task):
    """A question that has not been asked over this story; it has been from now on."""
    for _ in range(TRIES):
        question = make(chance)
        if (question.story, question.words) not in asked:
            asked.add((question.story, question.words))
            return question
    raise ValueError(f"found no further story for the task {task!r} in {TRIES:,} tries; ask for "
                     "fewer")
