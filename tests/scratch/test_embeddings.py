"""word2vec by hand has the values and gradients of autograd; its batched twin has the same.

Values agree to 1e-10 and gradients to 1e-8 in float64; one step on "you say goodbye and I hello ."
is the one computed on paper. (Held to gensim: test_gensim.py; the counts: test_counts.py.)
"""

import inspect

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from nlpviz import pytorch, scratch
from nlpviz.scratch import counts, embeddings, factors
from tests.scratch.refusals import refused_by_name
from tests.scratch.test_gradients import agree, compare, draw

TOKENS = "you say goodbye and I hello .".split()
IDS = np.arange(7)
SIZES = [(1, 1), (2, 3), (7, 2), (11, 5)]           # n_vocab, d
LN2, LN3 = np.log(2), np.log(3)


def words(n_vocab, n, seed=5):
    """n words, some twice, of so small a vocabulary."""
    return np.random.default_rng(seed).integers(0, n_vocab, n)


def torch_negative(h, target, negatives, W_out):
    return -F.logsigmoid(h @ W_out[target]) - F.logsigmoid(-(W_out[negatives] @ h)).sum()


def torch_expected(W_in, W_out, C, k=3):
    """Levy & Goldberg's sum, pair by pair."""
    N, total = C.sum(), 0
    for w in range(len(C)):
        for c in range(len(C)):
            s = W_in[w] @ W_out[c]
            total = total - C[w, c] * F.logsigmoid(s)
            total = total - k * C[w].sum() * C[:, c].sum() / N * F.logsigmoid(-s)
    return total / N


def some_counts(n_vocab):
    return np.random.default_rng(6).integers(1, 9, (n_vocab, n_vocab)).astype(float)


# name: (ours, the formula in torch), both of W_in, W_out, and what has no gradient for n_vocab
TABLE = {
    "skipgram": (
        lambda I, O, a, c, n: scratch.skipgram(int(a[0]), c, I, O),
        lambda I, O, a, c, n: F.cross_entropy((O @ I[a[0]]).expand(len(c), -1), c)),
    "cbow": (
        lambda I, O, a, c, n: scratch.cbow(c, int(a[0]), I, O),
        lambda I, O, a, c, n: F.cross_entropy((O @ I[c].mean(0))[None], a)),
    "skipgram_negative": (
        lambda I, O, a, c, n: scratch.skipgram_negative(int(a[0]), int(c[0]), n, I, O),
        lambda I, O, a, c, n: torch_negative(I[a[0]], c[0], n, O)),
    "cbow_negative": (
        lambda I, O, a, c, n: scratch.cbow_negative(c, int(a[0]), n, I, O),
        lambda I, O, a, c, n: torch_negative(I[c].mean(0), a[0], n, O)),
    "subword_negative": (
        lambda I, O, a, c, n: scratch.subword_negative(c, int(a[0]), n, I, O),
        lambda I, O, a, c, n: torch_negative(I[c].sum(0), a[0], n, O)),
}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", TABLE)
def test_losses_and_gradients_are_those_of_autograd(name, size):
    fixed = [words(size[0], n, seed) for seed, n in enumerate((1, 4, 5))]
    agree(*TABLE[name], draw([size, size]), extra=fixed)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_expected_loss_has_the_gradients_of_autograd(size):
    compare(lambda I, O, C: scratch.expected_negative(C, 3, I, O), torch_expected,
            draw([size, size]), extra=[some_counts(size[0])])


def test_no_function_with_a_backward_is_left_out():
    inner = {"full_softmax", "negative_sampling", "through"}  # every loss is made of these
    for module in (embeddings, counts, factors):
        for name, f in inspect.getmembers(module, inspect.isfunction):
            if f.__module__ == module.__name__ and "backward" in inspect.getsource(f):
                elsewhere = {"expected_negative", "glove"}     # above, and test_glove.py
                assert name in TABLE.keys() | inner | elsewhere


def test_large_scores_do_not_overflow():
    W = np.array([[40.0], [-40.0]])
    with np.errstate(all="raise", under="ignore"):
        found = [scratch.skipgram(0, [1], W, W), scratch.cbow([0, 0], 1, W, W),
                 scratch.skipgram_negative(0, 1, [0], W, W)]
        grads = [g for _, trace in found for g in trace.backward()]
    assert [L for L, _ in found] == [3200, 3200, 3200] and np.isfinite(grads).all()


# --- the twins ----------------------------------------------------------------------------------

def batch(seed=0, B=6, C=4, k=5, n_vocab=9, d=3):
    """Tables, centers (B,), contexts and mask (B, C), negatives (B, k); every row has a word."""
    rng = np.random.default_rng(seed)
    mask = rng.random((B, C)) < 0.6
    mask[:, 1] = True
    return (*rng.normal(size=(2, n_vocab, d)), rng.integers(0, n_vocab, B),
            rng.integers(0, n_vocab, (B, C)), mask, rng.integers(0, n_vocab, (B, k)))


def tensors(*arrays):
    return [torch.tensor(a, requires_grad=a.dtype == float) for a in arrays]


def by_hand(name, W_in, W_out, centers, contexts, mask, negatives):
    """The loss of each row and the gradients of their sum, from scratch."""
    f, found = getattr(scratch, name), []
    for a, c, m, n in zip(centers, contexts, mask, negatives, strict=True):
        if name == "skipgram_negative":   # the mean over contexts, all with these negatives
            each = [f(int(a), int(j), n, W_in, W_out) for j in c[m]]
            found.append((np.mean([L for L, _ in each]),
                          np.mean([t.backward() for _, t in each], axis=0)))
            continue
        given = (int(a), c[m]) if name == "skipgram" else (c[m], int(a))
        L, t = f(*given, *([n] if "negative" in name else []), W_in, W_out)
        found.append((L, t.backward()))
    return np.array([L for L, _ in found]), np.sum([g for _, g in found], axis=0)


def in_batch(name, W_in, W_out, centers, contexts, mask, negatives, **more):
    given = (centers, contexts) if "skipgram" in name else (contexts, centers)
    drawn = [negatives] if "negative" in name else []
    return getattr(pytorch, name)(*given, *drawn, W_in, W_out, mask, **more)


BATCHED = ["skipgram", "cbow", "skipgram_negative", "cbow_negative"]


@pytest.mark.parametrize("shared", [False, True], ids=["", "shared negatives"])
@pytest.mark.parametrize("name", BATCHED)
def test_the_batched_twin_agrees_row_by_row(name, shared):
    *arrays, negatives = batch()
    given = [*arrays, negatives[0]] if shared else [*arrays, negatives]
    L, dW = by_hand(name, *arrays, np.broadcast_to(given[-1], negatives.shape))
    W_in, W_out, *rest = tensors(*given)
    found = in_batch(name, W_in, W_out, *rest)
    np.testing.assert_allclose(found.detach().numpy(), L, rtol=0, atol=1e-10)
    for g, e in zip(torch.autograd.grad(found.sum(), [W_in, W_out]), dW, strict=True):
        np.testing.assert_allclose(g.numpy(), e, rtol=0, atol=1e-10)


def test_words_made_of_ngrams_agree_row_by_row():
    _, W_out, contexts, grams, mask, negatives = batch()
    (W_in,) = draw([(9, 3)])
    found = [scratch.subword_negative(g[m], int(c), n, W_in, W_out)
             for g, m, c, n in zip(grams, mask, contexts, negatives, strict=True)]
    given = tensors(grams, contexts, negatives, W_in, W_out, mask)
    L = pytorch.subword_negative(*given)
    np.testing.assert_allclose(L.detach().numpy(), [L for L, _ in found], rtol=0, atol=1e-10)
    dW = np.sum([t.backward() for _, t in found], axis=0)
    for g, e in zip(torch.autograd.grad(L.sum(), given[3:5]), dW, strict=True):
        np.testing.assert_allclose(g.numpy(), e, rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", BATCHED)
def test_one_context_a_row_needs_no_second_axis_and_no_mask(name):
    W_in, W_out, centers, contexts, _, negatives = tensors(*batch())
    flat = in_batch(name, W_in, W_out, centers, contexts[:, 0], None, negatives)
    wide = in_batch(name, W_in, W_out, centers, contexts[:, :1], None, negatives)
    assert torch.equal(flat, wide) and flat.shape == (6,)


@pytest.mark.parametrize("name", BATCHED)
def test_what_fills_up_and_a_row_without_context_leave_exactly_nothing(name):
    W_in, W_out, centers, contexts, mask, negatives = tensors(*batch())
    mask[2] = False
    L = in_batch(name, W_in, W_out, centers, contexts, mask, negatives)
    other = contexts.where(mask, (contexts + 1) % 9)
    assert torch.equal(L, in_batch(name, W_in, W_out, centers, other, mask, negatives))
    assert L[2] == 0
    for g in torch.autograd.grad(L[2], [W_in, W_out]):
        assert not g.any()


@pytest.mark.parametrize("name", BATCHED)
def test_what_is_seen_in_a_batch_is_what_the_trace_has(name):
    W_in, W_out, centers, contexts, _, negatives = batch()
    given = [W_in, W_out, centers, contexts[:, 0], None, negatives]
    L, seen = in_batch(name, *(None if a is None else torch.tensor(a) for a in given), trace=True)
    a, c = int(centers[3]), int(contexts[3, 0])
    first, second = (a, c) if "skipgram" in name else ([c], a)
    if name == "skipgram":
        second = [c]
    drawn = [negatives[3]] if "negative" in name else []
    _, trace = getattr(scratch, name)(first, second, *drawn, W_in, W_out)
    assert L.shape == (6,) and len(seen) == 3
    for key, value in seen.items():
        np.testing.assert_allclose(value[3].numpy(), getattr(trace, key), atol=1e-12)


@pytest.mark.parametrize("model", ["skipgram", "cbow"])
def test_sparse_gradients_are_the_dense_ones(model):
    grads = []
    for sparse in (False, True):
        torch.manual_seed(0)
        module = pytorch.Word2Vec(9, 3, model, sparse=sparse).double()
        with torch.no_grad():
            module.W_out.normal_()
        *_, centers, contexts, mask, negatives = tensors(*batch())
        for drawn in (negatives, negatives[0]):
            module(centers, contexts, drawn, mask).mean().backward()
        assert module.W_in.grad.is_sparse == module.W_out.grad.is_sparse == sparse
        grads.append([W.grad.to_dense() for W in module.parameters()])
    torch.testing.assert_close(*grads, atol=1e-14, rtol=0)


def test_the_module_starts_as_word2vec_does_and_learns():
    torch.manual_seed(0)
    centers, contexts, mask = pytorch.windows(torch.tensor(IDS), 1)
    for model in ("skipgram", "cbow"):
        module = pytorch.Word2Vec(7, 4, model)
        assert module.W_in.abs().max() <= 1 / 8 and not module.W_out.any()
        steps = torch.optim.Adam(module.parameters(), lr=0.1)
        for _ in range(60):
            L = module(centers, contexts, mask=mask).mean()
            steps.zero_grad()
            L.backward()
            steps.step()
        # skip-gram cannot fall below log 2 where a word has two neighbours, CBOW can
        floor = 5 / 7 * LN2 if model == "skipgram" else 0
        assert floor < L.item() < floor + 0.1


def test_windows_in_a_batch_are_the_windows():
    ids = words(20, 15)
    centers, contexts, mask = pytorch.windows(torch.tensor(ids), 3)
    assert torch.equal(centers, torch.tensor(ids)) and contexts.shape == mask.shape == (15, 6)
    for t, around in scratch.windows(ids, 3):
        assert contexts[t][mask[t]].tolist() == ids[around].tolist()
    _, short, narrow = pytorch.windows(torch.tensor(ids), 3, torch.Generator().manual_seed(0))
    assert torch.equal(short, contexts * narrow) and (narrow <= mask).all()
    assert set(narrow[3:-3].sum(1).tolist()) == {2, 4, 6}
    bags = pytorch.bag_of_words(contexts, 20, mask)
    expected = [scratch.bag_of_words(ids[around], 20) for _, around in scratch.windows(ids, 3)]
    np.testing.assert_array_equal(bags.numpy(), expected)
    np.testing.assert_array_equal(pytorch.one_hot(centers, 20).numpy(), scratch.one_hot(ids, 20))


def test_negatives_are_drawn_as_often_as_the_noise_says():
    q = scratch.noise([1000, 200, 0, 30])
    drawn = pytorch.draw_negatives(q, 100, 400, generator=torch.Generator().manual_seed(0))
    share = np.bincount(drawn.flatten().numpy(), minlength=4) / 40_000
    assert drawn.shape == (100, 400)
    assert (abs(share - q) <= 5 * np.sqrt(q * (1 - q) / 40_000)).all()


# --- one step on paper --------------------------------------------------------------------------

def tables():
    """W_in and W_out (7, 2) in which h = (1, 0) gives "say" twice the chance of any other."""
    W_in, W_out = np.zeros((2, 7, 2))
    W_in[:3] = [[2, 1], [1, 0], [0, -1]]            # you, say, goodbye
    W_out[1, 0], W_out[0, 1], W_out[6, 1] = LN2, 1, -1
    return W_in, W_out


def test_one_step_of_skip_gram_is_the_one_on_paper():
    W_in, W_out = tables()
    t, around = scratch.windows(TOKENS, 1)[1]
    L, trace = scratch.skipgram(IDS[t], IDS[around], W_in, W_out)
    assert (TOKENS[t], [TOKENS[j] for j in around]) == ("say", ["you", "goodbye"])
    np.testing.assert_allclose(trace.P, np.array([1, 2, 1, 1, 1, 1, 1]) / 8, atol=1e-15)
    assert L == pytest.approx(3 * LN2, abs=1e-14)   # both neighbours had the chance 1/8
    dW_in, dW_out = trace.backward()
    error = np.array([-3, 2, -3, 1, 1, 1, 1]) / 8   # P − a half for each neighbour
    np.testing.assert_allclose(dW_out, np.outer(error, [1, 0]), atol=1e-15)
    np.testing.assert_allclose(dW_in[1], [LN2 / 4, -1 / 2], atol=1e-15)
    assert not np.delete(dW_in, 1, axis=0).any(), "one row of W_in learns"


def test_one_step_of_cbow_is_the_one_on_paper():
    W_in, W_out = tables()
    L, trace = scratch.cbow([0, 2], 1, W_in, W_out)
    assert trace.h.tolist() == [1, 0] and L == pytest.approx(2 * LN2, abs=1e-14)
    dW_in, dW_out = trace.backward()
    error = np.array([1, -6, 1, 1, 1, 1, 1]) / 8
    np.testing.assert_allclose(dW_out, np.outer(error, [1, 0]), atol=1e-15)
    np.testing.assert_allclose(dW_in[[0, 2]], [[-3 / 8 * LN2, 0]] * 2, atol=1e-15)
    assert not dW_in[[1, 3, 4, 5, 6]].any(), "the rows of the neighbours learn"


def test_one_step_with_negatives_is_the_one_on_paper():
    W_in, W_out = tables()[0], np.zeros((7, 2))
    W_out[[2, 6], 0] = LN3, -LN3                    # goodbye: σ = 3/4; hello: 1/2; ".": 1/4
    L, trace = scratch.skipgram_negative(1, 2, [5, 6], W_in, W_out)
    assert L == pytest.approx(np.log(32 / 9), abs=1e-14)    # −log 3/4 − log 1/2 − log 3/4
    np.testing.assert_allclose(trace.sigmoids, [3 / 4, 1 / 2, 1 / 4], atol=1e-15)
    dW_in, dW_out = trace.backward()
    np.testing.assert_allclose(dW_out[[2, 5, 6], 0], [-1 / 4, 1 / 2, 1 / 4], atol=1e-15)
    np.testing.assert_allclose(dW_in[1], [-LN3 / 2, 0], atol=1e-15)
    assert np.flatnonzero(dW_out.any(axis=1)).tolist() == [2, 5, 6], "three rows of W_out learn"


def test_where_a_word_stands_in_the_window_makes_no_difference():
    W_in, W_out = draw([(7, 3), (7, 3)])
    one, other = (scratch.skipgram(1, c, W_in, W_out) for c in ([0, 2], [2, 0]))
    np.testing.assert_allclose(one[1].backward(), other[1].backward(), atol=1e-15)
    each = [scratch.skipgram(1, [c], W_in, W_out) for c in (0, 2)]
    assert one[0] == pytest.approx(np.mean([L for L, _ in each]), abs=1e-14)
    np.testing.assert_allclose(
        one[1].backward(), np.mean([t.backward() for _, t in each], axis=0), atol=1e-14)
    assert np.array_equal(each[0][1].P, each[1][1].P)


W_, T_ = np.zeros((3, 2)), torch.zeros(3, 2)
WRONG = {
    "W_out (4, 2) n_vocab W_in": lambda: scratch.skipgram(0, [1], W_, np.zeros((4, 2))),
    "W_out (3, 1) d W_in": lambda: scratch.cbow([1], 0, W_, np.zeros((3, 1))),
    "W_in[1, 0] nan": lambda: scratch.cbow([1], 0, [[0], [np.nan]], [[0], [0]]),
    "center 3 0 … 2": lambda: scratch.skipgram(3, [1], W_, W_),
    "contexts empty": lambda: scratch.cbow([], 0, W_, W_),
    "contexts one row": lambda: scratch.skipgram(0, [[1, 2]], W_, W_),
    "context -1": lambda: scratch.skipgram_negative(0, -1, [1], W_, W_),
    "negatives 5": lambda: scratch.cbow_negative([0], 1, [5], W_, W_),
    "negatives empty": lambda: scratch.skipgram_negative(0, 1, [], W_, W_),
    "grams 9": lambda: scratch.subword_negative([9], 1, [2], W_, W_),
    "contexts (3, 1) B = 2 centers": lambda: pytorch.skipgram(
        torch.tensor([0, 1]), torch.tensor([0, 1, 2]), T_, T_),
    "mask torch.float32 torch.bool (1, 1)": lambda: pytorch.cbow(
        torch.tensor([0]), torch.tensor([1]), T_, T_, torch.ones(1, 1)),
    "negatives (2, 4) B = 1": lambda: pytorch.cbow_negative(
        torch.tensor([0]), torch.tensor([1]), torch.zeros(2, 4, dtype=int), T_, T_),
    "centers -100 0 … 2": lambda: pytorch.cbow(
        torch.tensor([0]), torch.tensor([-100]), T_, T_),
    "negatives (0,) k = 1": lambda: pytorch.cbow_negative(
        torch.tensor([0]), torch.tensor([1]), torch.zeros(0, dtype=int), T_, T_),
    "mask torch.float32 torch.bool": lambda: pytorch.subword_negative(
        torch.tensor([[0, 1]]), torch.tensor([1]), torch.tensor([1]), T_, T_, torch.ones(1, 2)),
    "W_out (2, 2) n_vocab = 3": lambda: pytorch.skipgram(
        torch.tensor([0]), torch.tensor([1]), T_, T_[:2]),
    "model 'glove' skipgram cbow": lambda: pytorch.Word2Vec(3, 2, "glove"),
    "window 0": lambda: pytorch.windows(torch.tensor([0]), 0),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_refused_by_name(case):
    refused_by_name(case, WRONG[case])


def test_words_that_are_no_numbers_are_type_errors():
    with pytest.raises(TypeError, match="^center is 'say'"):
        scratch.skipgram("say", [0], W_, W_)
    with pytest.raises(TypeError, match="^contexts must be whole"):
        scratch.cbow([0.5], 0, W_, W_)
    with pytest.raises(TypeError, match="^contexts is torch.float32"):
        pytorch.cbow(torch.tensor([0.5]), torch.tensor([0]), T_, T_)
