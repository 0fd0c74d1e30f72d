"""What is held out of a text, and what counting says of it, is refused if it is something else."""

import numpy as np
import pytest

from nlpviz.data import characters


@pytest.mark.parametrize("arguments, kind, says", [
    ({"n": 5}, ValueError, "n is 5"), ({"n": True}, ValueError, "n is True"),
    ({"n_vocab": 0}, ValueError, "n_vocab is 0"), ({"n_vocab": 2}, ValueError, "train holds"),
    ({"test": [0, 9]}, ValueError, r"test holds 2 ids; .* in 0 … 2"),
    ({"test": [-1, 0]}, ValueError, "test holds"), ({"test": [1]}, ValueError, "at least 2"),
    ({"train": "ab"}, ValueError, "train has shape"), ({"test": [0.5]}, ValueError, "test has"),
])
def test_counting_refuses_what_would_be_counted_as_something_else(arguments, kind, says):
    good = {"train": [0, 1, 2, 0], "test": [0, 1, 2], "n_vocab": 3, "n": 2}
    assert characters.ngram_bits(**good) > 0
    assert characters.ngram_bits(**good | {"n": np.int64(2)}) == characters.ngram_bits(**good)
    with pytest.raises(kind, match=says):
        characters.ngram_bits(**good | arguments)


def test_only_a_text_is_parted_into_what_is_held_out_and_the_rest():
    with pytest.raises(TypeError, match="text is list"):
        characters.held_out(["a", "b"])
    with pytest.raises(ValueError, match="block is True"):
        characters.held_out("ab", block=True)
