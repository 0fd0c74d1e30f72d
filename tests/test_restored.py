"""A translator restored from its weights says what the one that was trained said."""

import pytest
import torch

from nlpviz.pytorch.restored import restored
from nlpviz.pytorch.seq2seq import Seq2Seq, weights

KINDS = [
    {}, {"score": None}, {"score": None, "context": "every"}, {"score": "general"},
    {"score": "additive", "cell": "lstm"}, {"score": "concat", "feed": True},
    {"bidirectional": False}, {"score": None, "cell": "lstm", "bidirectional": False},
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: " ".join(map(str, kind.values())) or "dot")
def test_a_restored_model_is_the_model(kind):
    torch.manual_seed(1)
    model = Seq2Seq(9, 8, 6, 10, **kind).eval()
    source = torch.tensor([[4, 5, 6, 2], [7, 2, 0, 0]])
    target = torch.tensor([[1, 5, 4], [1, 7, 6]])
    again = restored(weights(model))
    assert not again.training
    assert torch.equal(again(source, target), model(source, target))


def test_what_is_missing_is_named():
    found = weights(Seq2Seq(9, 8, 6, 10))
    del found["W_o"]
    with pytest.raises(ValueError, match="weights has no 'W_o'"):
        restored(found)
