"""Importing is light, and all but training and the batched twins works without torch."""

import os
import subprocess
import sys

import pytest

from tests import ROOT

HEAVY = ("torch", "matplotlib", "ipywidgets", "anywidget", "IPython", "onnx", "pandas")
LIGHT = ("nlpviz", "nlpviz.scratch", "nlpviz.text", "nlpviz.data", "nlpviz.widgets",
         "nlpviz.show", "nlpviz.metrics", "nlpviz.exercises", "nlpviz.book")
FIGURE = """
import numpy as np
from nlpviz import data, scratch, text, widgets
from nlpviz.exercises.recurrent import check
weights = scratch.rnn_weights(3, 4)
H, trace = scratch.rnn(np.ones((5, 3)), np.zeros(4), **weights)
trace.backward(np.ones_like(H))
figure = widgets.AttentionMap(np.full((2, 2), 0.5), ["a", "b"], ["a", "b"])
assert "<figure" in figure.html()
assert figure._repr_mimebundle_()["text/html"]
assert check("rnn_step", None).kind == "empty"
assert data.adding.adding(2, 5)[0].shape == (2, 5, 2)
text.Vocabulary("to be or not to be".split())
"""


def run(code: str) -> str:
    """What a fresh Python prints; the test fails with its error if it fails."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8",
                          env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("module", LIGHT)
def test_importing_this_brings_nothing_heavy(module):
    loaded = run(f"import sys, {module}; print(*[m for m in {HEAVY} if m in sys.modules])")
    assert loaded == "", f"import {module} also imports {loaded}"


def test_importing_the_package_does_not_even_bring_numpy():
    assert run("import sys, nlpviz; print('numpy' in sys.modules)") == "False"


@pytest.mark.parametrize("absent", [("torch",), HEAVY], ids=["no torch", "nothing but numpy"])
def test_models_by_hand_and_figures_work_without(absent):
    run(f"import sys; sys.modules.update(dict.fromkeys({absent}))\n{FIGURE}")


def test_the_version_is_a_version():
    major, minor, patch = run("import nlpviz; print(nlpviz.__version__)").split(".")
    assert (major + minor + patch).isdecimal()
