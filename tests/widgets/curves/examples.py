"""Curves named by any texts, for the tests that every figure must pass."""

import numpy as np

from nlpviz.widgets import Curves


def example(words):
    y = {name: np.arange(12).reshape(3, 4) + k for k, name in enumerate(words[:7])}
    return Curves(range(4), y, words[0], words[1], title=words[2], reference={words[3]: 5.5})
