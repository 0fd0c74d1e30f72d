"""A language model that looks back sees what is behind it and nothing else."""

import pytest
import torch

from nlpviz.pytorch import GRU, LSTM, AttendingLanguageModel

IDS = torch.tensor([[3, 1, 4, 1, 5], [2, 6, 5, 3, 0]])


def build(cell):
    torch.manual_seed(2)
    return AttendingLanguageModel(cell(4, 6), 7, 4).double()


@pytest.mark.parametrize("cell", [GRU, LSTM])
def test_a_later_word_changes_no_earlier_logit(cell):
    model = build(cell)
    logits, _ = model(IDS)
    for t in range(1, 5):
        other = IDS.clone()
        other[:, t:] = 6 - other[:, t:]
        changed, _ = model(other)
        assert torch.equal(changed[:, :t], logits[:, :t])
        assert not torch.equal(changed[:, t:], logits[:, t:])


@pytest.mark.parametrize("cell", [GRU, LSTM])
def test_the_first_word_sees_nothing_and_the_others_only_what_is_behind(cell):
    model = build(cell)
    logits, _, A = model(IDS, trace=True)
    assert not A.triu().any() and not A[:, 0].any()
    torch.testing.assert_close(A[:, 1:].sum(-1), torch.ones(2, 4).double())
    H, _ = model.cell(model.E[IDS])
    first = torch.tanh(H[:, 0] @ model.W_c[6:] + model.b_c) @ model.W_o + model.b_o
    torch.testing.assert_close(logits[:, 0], first, atol=1e-12, rtol=0)


@pytest.mark.parametrize("cell", [GRU, LSTM])
def test_each_step_is_its_formula_and_a_batch_is_its_rows(cell):
    model = build(cell)
    logits, _, A = model(IDS, trace=True)
    H, _ = model.cell(model.E[IDS])
    for b in range(2):
        alone, _ = model(IDS[b:b + 1])
        torch.testing.assert_close(alone[0], logits[b], atol=1e-12, rtol=0)
        for t in range(1, 5):
            a = torch.softmax(torch.stack([H[b, t] @ H[b, k] for k in range(t)]) / 6**0.5, 0)
            torch.testing.assert_close(A[b, t, :t], a, atol=1e-12, rtol=0)
            g = torch.tanh(torch.cat([a @ H[b, :t], H[b, t]]) @ model.W_c + model.b_c)
            torch.testing.assert_close(logits[b, t], g @ model.W_o + model.b_o,
                                       atol=1e-12, rtol=0)


def test_the_gradient_reaches_all_parameters_and_holds_no_nan():
    model = build(GRU)
    torch.nn.functional.cross_entropy(model(IDS)[0].flatten(0, 1), IDS.flatten()).backward()
    for name, p in model.named_parameters():
        assert torch.isfinite(p.grad).all() and p.grad.any(), name


def test_the_scale_goes_with_the_weights_and_older_ones_compute_what_they_did():
    torch.manual_seed(2)
    was, now = (AttendingLanguageModel(GRU(4, 6), 7, 4, scale=scale) for scale in (False, True))
    state = was.state_dict()
    now.load_state_dict(state)
    assert torch.equal(now(IDS)[0], was(IDS)[0]) and now.attention.scale is False
    del state["attention._extra_state"], state._metadata["attention"]
    state._metadata[""]["version"] = 1
    now = AttendingLanguageModel(GRU(4, 6), 7, 4)
    now.load_state_dict(state)
    assert torch.equal(now(IDS)[0], was(IDS)[0])
    bare = {key: w for key, w in state.items() if "_extra_state" not in key}
    with pytest.raises(RuntimeError, match="Missing key.*attention._extra_state"):
        AttendingLanguageModel(GRU(4, 6), 7, 4).load_state_dict(bare)
