"""What both files of the command's tests ask for."""

import pytest

from nlpviz.translate import training
from tests.translate.small import lines, write


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The two files of the small world, in the folder where the test is."""
    write(tmp_path, lines())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def stop_at(monkeypatch):
    """stop_at(n): Ctrl-C comes once, after the n-th best weights have been saved."""
    save_best, calls = training.Training.save_best, []

    def stop_at(n):
        def interrupted(self, found, step):
            save_best(self, found, step)
            calls.append(step)
            if len(calls) == n:
                raise KeyboardInterrupt

        monkeypatch.setattr(training.Training, "save_best", interrupted)

    return stop_at
