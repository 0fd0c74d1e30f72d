"""What the tests of the command ask for: a folder with two small tasks of our own world."""

import pytest

from nlpviz.data.stories import stories, write

TASKS = {"qa1_one-fact": "one fact", "yes-no": "yes or no"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two tasks, 64 questions to learn from and 32 of the test, in the folder `data`."""
    (tmp_path / "data").mkdir()
    for name, task in TASKS.items():
        own = stories(task, 64, seed=0)
        write(own, tmp_path / "data" / f"{name}_train.txt")
        write(stories(task, 32, seed=1, without=own), tmp_path / "data" / f"{name}_test.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path
