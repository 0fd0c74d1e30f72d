"""A translator restored from its weights says what the one that was trained said."""

import pytest
import torch

from nlpviz.pytorch.attention.bahdanau import BahdanauSeq2Seq
from nlpviz.pytorch.attention.restored import restored
from nlpviz.pytorch.attention.seq2seq import Seq2Seq, arrays_of

KINDS = [
    {}, {"score": None}, {"score": None, "context": "every"}, {"score": "general"},
    {"score": "additive", "cell": "lstm"}, {"score": "concat", "feed": True},
    {"bidirectional": False}, {"score": None, "cell": "lstm", "bidirectional": False},
    {"score": None, "feed": True, "context": "every"}, {"score": "additive", "local": "p"},
    {"feed": True, "context": "every", "cell": "lstm"},
    {"scale": False}, {"scale": False, "score": "general"},
]
UNTOLD = [{"context": "every"}, {"score": None, "feed": True},
          {"local": "m", "D": 1}, {"score": "general", "local": "p", "D": 2},
          {"local": "p", "D": 1, "context": "every"}]


def is_the_same_again(model, /, **told):
    source = torch.tensor([[4, 5, 6, 2], [7, 2, 0, 0]])
    target = torch.tensor([[1, 5, 4], [1, 7, 6]])
    again = restored(arrays_of(model), **told)
    assert not again.training
    return torch.equal(again(source, target), model(source, target))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: " ".join(map(str, kind.values())) or "dot")
def test_a_restored_model_is_the_model(kind):
    torch.manual_seed(1)
    assert is_the_same_again(Seq2Seq(9, 8, 6, 10, **kind).eval())


@pytest.mark.parametrize("kind", UNTOLD, ids=lambda kind: " ".join(map(str, kind.values())))
def test_what_the_weights_do_not_tell_can_be_told(kind):
    torch.manual_seed(1)
    told = {key: value for key, value in kind.items() if key != "score"}
    model = Seq2Seq(9, 8, 6, 10, **kind).eval()
    assert is_the_same_again(model, **told) and not is_the_same_again(model)


@pytest.mark.parametrize("kind", [{}, {"feed": True}, {"score": "dot", "cell": "lstm"}], ids=str)
def test_a_decoder_that_looks_first_is_restored_as_one(kind):
    torch.manual_seed(1)
    model = BahdanauSeq2Seq(9, 8, 6, 10, **kind).eval()
    assert is_the_same_again(model, model=BahdanauSeq2Seq, context="every")
    assert not is_the_same_again(model, context="every")


def test_what_is_missing_is_named():
    found = arrays_of(Seq2Seq(9, 8, 6, 10))
    del found["W_o"]
    with pytest.raises(ValueError, match="weights has no 'W_o'"):
        restored(found)


def test_what_does_not_fit_is_named():
    found = arrays_of(Seq2Seq(9, 8, 6, 10))
    found["b_c"] = found["b_c"][:1]
    with pytest.raises(ValueError, match=r"b_c has shape \(1,\) but .* needs \(10,\)"):
        restored(found)
    with pytest.raises(ValueError, match=r"W_x has shape \(6, 30\) but .* needs \(16, 30\)"):
        restored(arrays_of(Seq2Seq(9, 8, 6, 10)), feed=True)


@pytest.mark.parametrize("score", ["dot", "general"])
def test_weights_that_do_not_say_whether_scores_were_divided_are_refused(score):
    torch.manual_seed(1)
    model = Seq2Seq(9, 8, 6, 10, score=score, scale=False).eval()
    older = {key: w for key, w in arrays_of(model).items() if key != "scale"}
    with pytest.raises(ValueError, match="weights has no 'scale' .* pass scale=False"):
        restored(older)
    source, target = torch.tensor([[4, 5, 6, 2]]), torch.tensor([[1, 5, 4]])
    assert torch.equal(restored(older, scale=False)(source, target), model(source, target))
    with pytest.raises(ValueError, match=r"scale is True but weights\['scale'\] says False"):
        restored(arrays_of(model), scale=True)
