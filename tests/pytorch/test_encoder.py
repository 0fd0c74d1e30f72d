"""The encoder refuses rows whose words it would miss: no word at all, or 0 before a word."""

import pytest
import torch

from nlpviz.pytorch.attention.encoder import Encoder


@pytest.mark.parametrize("row, what", [
    ([0, 0, 0], "holds no word"), ([4, 0, 2], "has a word behind a 0"),
    ([0, 4, 2], "has a word behind a 0")])
@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_padding_stands_at_the_end_of_a_row_or_the_row_is_named(cell, row, what):
    with pytest.raises(ValueError, match=rf"^source\[1\] {what}$"):
        Encoder(9, 4, 6, cell)(torch.tensor([[4, 5, 2], row, row]))
