"""Run a learner's function on random inputs, and say what is wrong.

exercise   what an exercise is, and what checking one gives back
examine    run the function, and look at what came
form       the form of a result: count, kind, shapes
diagnosis  from wrong values to a fact and a hint
numeric    gradients by finite differences
messages   what is said, by key
"""

from .examine import checks, examine
from .exercise import Exercise, Result
from .form import apart
from .numeric import differences

__all__ = ["Exercise", "Result", "apart", "checks", "differences", "examine"]
