"""The corpus of topics as a file."""

import pytest

from tests.word2vec.corpora import topics


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text("".join(" ".join(s) + "\n" for s in topics()), encoding="utf-8")
    return path
