"""What the language model of `characters` writes while it is being trained.

The same training, stopped after so many steps: what the held-out text
costs it then, and what it writes, drawn with the same seed at the same
temperature. The last row is the stored model, after all its steps.
"""

from nlpviz.data.characters import held_out, vocabulary
from nlpviz.data.stdlib import stdlib_text
from nlpviz.stored import load

from .. import measured, recipe
from ..common import BOOK, flat

characters = recipe("characters")
FILES = (BOOK / "measured" / "03_samples.json",)
START, LETTERS, TEMPERATURE = "Return ", 60, 0.6
JOBS = [{"stops": (0, 20, 100, 500)}]
CHECK, MARGIN = JOBS, 0.1


def first(stops):
    """On a text that is the same in every Python."""
    return characters.rehearsal(characters.SEED, 1.0).first()


def written(weights):
    """What is drawn from a model, on one line."""
    found = characters.sample(weights, START, LETTERS, TEMPERATURE)
    return found.replace("\n", " ")


def run(stops):
    """A row for each number of steps; each begins anew, and goes the way of the one before."""
    _, held = held_out(stdlib_text())
    rows = []
    for steps in stops:
        own = characters.training(characters.SEED, 1.0)
        if steps:
            own._replace(stages=((characters.STAGES[0][0], steps),)).run()
        bits = characters.bits(own.model, vocabulary().encode(held))
        rows.append({"steps": steps, "bits": round(float(bits), 3),
                     "text": written(flat(own.model, "float32"))})
    return rows


def whole():
    """The row of the model that is shipped."""
    own = load("03_characters")
    weights = {key: own[key] for key in ("W_x", "W_h", "b", "E", "W_o", "b_o")}
    steps = sum(steps for _, steps in characters.STAGES)
    return {"steps": steps, "bits": round(float(own["bits"]), 3), "text": written(weights)}


def store(done):
    measured.keep("03_samples", [*done, ({}, [whole()])],
                  f"bits a character of the held-out text, and {LETTERS} characters drawn after "
                  f"{START!r} at temperature {TEMPERATURE}; documentation of the standard library")


def failures(job, result):
    return measured.strays("03_samples", result, ("steps",), "bits", MARGIN)
