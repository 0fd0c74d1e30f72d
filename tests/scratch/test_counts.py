"""What is counted is what the papers' formulas and examples say; its factors are word vectors.

One-hot, windows, noise, keeping, PPMI, SVD and n-grams on cases small enough for paper; and what
negative sampling learns, at its best and with room enough, is PMI − log k (Levy & Goldberg 2014).
"""

import numpy as np
import pytest
import torch

from nlpviz import scratch
from tests.scratch.refusals import refused_by_name
from tests.scratch.test_gradients import draw

TOKENS = "you say goodbye and I hello .".split()
rng = np.random.default_rng


def test_a_one_hot_row_times_a_matrix_is_a_row_of_it():
    (W,) = draw([(6, 4)])
    ids = np.array([3, 0, 3, 5])
    X = scratch.one_hot(ids, 6)
    assert X.shape == (4, 6) and X.sum() == 4 and np.array_equal(X.argmax(1), ids)
    assert np.array_equal(X @ W, W[ids]), "to the last bit"


def test_one_hot_rows_need_room_for_themselves_alone():
    X = scratch.one_hot([999_999, 0], 1_000_000)    # all words' rows would be 8 terabytes
    assert X.shape == (2, 1_000_000) and X[0, -1] == X[1, 0] == 1 and X.sum() == 2


def test_any_two_words_are_equally_far_as_one_hot_rows():
    X = scratch.one_hot(range(5), 5)
    far = np.linalg.norm(X[:, None] - X, axis=-1)
    assert np.array_equal(far, np.sqrt(2) * (1 - np.eye(5)))


def test_a_bag_has_the_counts_and_not_the_order():
    assert scratch.bag_of_words([1, 0, 1, 3], 5).tolist() == [1, 2, 0, 1, 0]
    assert np.array_equal(scratch.bag_of_words([3, 1, 1, 0], 5),
                          scratch.one_hot([1, 0, 1, 3], 5).sum(0))


def test_windows_reach_to_both_sides_and_are_cut_at_the_ends():
    assert scratch.windows(TOKENS[:4], 1) == [(0, [1]), (1, [0, 2]), (2, [1, 3]), (3, [2])]
    assert scratch.windows(range(4), 9)[1] == (1, [0, 2, 3])
    assert scratch.windows(["alone"], 2) == scratch.windows([], 2) == []


def test_drawn_windows_meet_near_words_more_often():
    ids, n, around = range(401), 5, np.zeros(6)
    for _, context in scratch.windows(ids, n, rng(0)):
        around[len(context) // 2] += 1
    # each reach of 1 … 5 has the chance 1/5; five standard errors are 40
    assert around[0] == 0 and abs(around[1:] - 401 / 5).max() < 40
    assert all(j != t and abs(j - t) <= n for t, c in scratch.windows(ids, n, rng(0)) for j in c)


def test_noise_lifts_the_rare_as_the_paper_says():
    q = scratch.noise([16, 1, 0, 81])
    np.testing.assert_allclose(q, np.array([8, 1, 0, 27]) / 36, atol=1e-15)  # 16^¾, 1, 0, 81^¾
    np.testing.assert_allclose(scratch.noise([6, 3, 1], 1), [0.6, 0.3, 0.1], atol=1e-15)
    assert scratch.noise([6, 0, 1], 0).tolist() == [0.5, 0, 0.5]
    assert scratch.noise([1e300, 1e-300], 2).tolist() == [1, 0]


def test_frequent_words_are_kept_as_the_program_keeps_them():
    counts = np.array([90_000, 9_000, 990, 10, 0])
    f = counts[:4] / 100_000
    p = scratch.keep(counts, 1e-3)
    # word2vec.c: (sqrt(cn / (sample · n)) + 1) · (sample · n) / cn, drawn against U(0, 1)
    program = (np.sqrt(f / 1e-3) + 1) * 1e-3 / f
    np.testing.assert_allclose(p[:4], np.minimum(1, program), atol=1e-15)
    assert p[3] == p[4] == 1 and 0.03 < p[0] < 0.04
    assert (p[:2] > np.sqrt(1e-3 / f[:2])).all(), "a little more than the paper keeps"


def test_cooccurrence_counts_each_pair_from_both_words():
    C = scratch.cooccurrence(range(7), 1, 7)
    assert np.array_equal(C, np.eye(7, k=1) + np.eye(7, k=-1))
    ids = rng(1).integers(0, 5, 40)
    slow = np.zeros((5, 5))
    for t, around in scratch.windows(ids, 3):
        np.add.at(slow, (ids[t], ids[around]), 1)
    C = scratch.cooccurrence(ids, 3, 5)
    assert np.array_equal(C, slow) and np.array_equal(C, C.T)
    assert scratch.cooccurrence([2], 3, 5).sum() == 0


def test_words_that_are_k_apart_may_count_for_a_kth():
    C = scratch.cooccurrence([0, 1, 2, 0], 3, 3, weights="1/distance")
    np.testing.assert_allclose(C, [[2 / 3, 3 / 2, 3 / 2], [3 / 2, 0, 1], [3 / 2, 1, 0]])
    ids = rng(1).integers(0, 5, 40)
    slow = np.zeros((5, 5))
    for t, around in scratch.windows(ids, 3):
        np.add.at(slow, (ids[t], ids[around]), 1 / abs(np.array(around) - t))
    np.testing.assert_allclose(scratch.cooccurrence(ids, 3, 5, "1/distance"), slow, atol=1e-12)
    assert np.array_equal(scratch.cooccurrence(ids, 1, 5, "1/distance"),
                          scratch.cooccurrence(ids, 1, 5))
    assert np.array_equal(scratch.cooccurrence(ids, 3, 5, weights="equal"),
                          scratch.cooccurrence(ids, 3, 5))


# Jurafsky & Martin, Speech and Language Processing (3rd ed. draft), the example of PPMI: words
# cherry, strawberry, digital, information near computer, data, result, pie, sugar; PPMI in bits
FRUIT = np.array([[2, 8, 9, 442, 25], [0, 0, 1, 60, 19], [1670, 1683, 85, 5, 4],
                  [3325, 3982, 378, 5, 13]])
BITS = np.array([[0, 0, 0, 4.38, 3.30], [0, 0, 0, 4.10, 5.51], [0.18, 0.01, 0, 0, 0],
                 [0.02, 0.09, 0.28, 0, 0]])


def test_ppmi_is_that_of_the_textbook():
    np.testing.assert_allclose(scratch.ppmi(FRUIT) / np.log(2), BITS, atol=0.0051)


def test_a_shift_lowers_what_is_above_it_and_leaves_nothing_below():
    M = scratch.ppmi(FRUIT)
    np.testing.assert_allclose(scratch.ppmi(FRUIT, np.log(5)), np.maximum(0, M - np.log(5)),
                               atol=1e-12)
    assert scratch.ppmi(FRUIT, 9).any() == 0
    C = np.outer([1, 2, 3], [2, 1, 4])              # independent words: no information
    np.testing.assert_allclose(scratch.ppmi(C), 0, atol=1e-14)
    assert not scratch.ppmi([[3, 0], [0, 0]])[:, 1].any(), "a word that is never met"


def test_svd_vectors_give_back_the_best_matrix_of_their_rank():
    (A,) = draw([(6, 6)])
    M = A @ A.T                                     # symmetric, no negative direction
    W = scratch.svd_vectors(M, 6)
    np.testing.assert_allclose(W @ W.T, M, atol=1e-12)
    W = scratch.svd_vectors(M, 2)
    least = np.sort(np.linalg.eigvalsh(M))[:-2]     # Eckart & Young 1936
    assert np.linalg.norm(M - W @ W.T) == pytest.approx(np.sqrt((least**2).sum()))
    assert (W[abs(W).argmax(0), [0, 1]] > 0).all()
    np.testing.assert_allclose(scratch.svd_vectors([[9, 0], [0, 4]], 2), [[3, 0], [0, 2]])


def test_ngrams_of_where_are_those_of_the_paper():
    assert scratch.subwords("where", 3, 3) == ["<wh", "whe", "her", "ere", "re>", "<where>"]
    assert scratch.subwords("a") == ["<a>"]
    grams = scratch.subwords("banana", 3, 4)
    assert grams == ["<ba", "ban", "ana", "nan", "na>", "<ban", "bana", "anan", "nana", "ana>",
                     "<banana>"]


def test_phrases_are_scored_as_in_the_paper():
    tokens = "new york is new york and york is new".split()
    assert scratch.phrases(tokens, 0)[("new", "york")] == 2 / (3 * 3)
    assert [*scratch.phrases(tokens, 1).items()] == [
        (("york", "is"), 1 / 6), (("is", "new"), 1 / 6), (("new", "york"), 1 / 9)]
    assert scratch.phrases([]) == {}


# --- what negative sampling factorises ----------------------------------------------------------

def at_its_best(C, k, d, seed=0):
    """The tables that minimise the expected loss; torch's search, with our gradients."""
    W = [torch.tensor(w, requires_grad=True) for w in rng(seed).normal(size=(2, len(C), d))]
    search = torch.optim.LBFGS(W, max_iter=1000, max_eval=2000, history_size=50,
                               tolerance_grad=1e-8, tolerance_change=0,
                               line_search_fn="strong_wolfe")

    def closure():
        L, trace = scratch.expected_negative(C, k, *(w.detach().numpy() for w in W))
        for w, g in zip(W, trace.backward(), strict=True):
            w.grad = torch.tensor(g)
        return torch.tensor(L, dtype=torch.float64)

    search.step(closure)
    return scratch.expected_negative(C, k, *(w.detach().numpy() for w in W))


def text(n_vocab=6, n=300):
    """A text in which all words meet, and some pairs more often than by chance."""
    random, ids = rng(3), [0]
    likely = random.dirichlet(np.ones(n_vocab), n_vocab) + 0.05
    for _ in range(n):
        ids.append(random.choice(n_vocab, p=likely[ids[-1]] / likely[ids[-1]].sum()))
    return np.array(ids)


@pytest.mark.parametrize("k", [1, 5])
def test_negative_sampling_at_its_best_is_pmi_minus_log_k(k):
    C = scratch.cooccurrence(text(), 2, 6)
    assert C.min() > 0
    PMI = np.log(C * C.sum() / np.outer(C.sum(0), C.sum(0)))
    _, trace = at_its_best(C, k, d=6)
    np.testing.assert_allclose(trace.S, PMI - np.log(k), atol=1e-5)
    np.testing.assert_allclose(np.maximum(0, trace.S), scratch.ppmi(C, np.log(k)), atol=1e-5)


def test_with_less_room_than_words_the_identity_is_an_approximation():
    C = scratch.cooccurrence(text(), 2, 6)
    losses = [at_its_best(C, 1, d)[0] for d in (1, 2, 6)]
    S = np.log(C * C.sum() / np.outer(C.sum(0), C.sum(0)))
    least, _ = scratch.expected_negative(C, 1, S, np.eye(6))
    assert losses[0] > losses[1] > losses[2] == pytest.approx(least, abs=1e-9)


def test_pairs_that_never_meet_are_pushed_apart_without_end():
    C = scratch.cooccurrence(range(7), 1, 7)        # you say goodbye and I hello .
    near = C > 0
    PMI = np.log(C[near] * C.sum() / np.outer(C.sum(0), C.sum(0))[near])
    _, trace = at_its_best(C, 1, d=7)
    np.testing.assert_allclose(trace.S[near], PMI, atol=1e-4)
    assert trace.S[~near].max() < -5


def test_the_expected_loss_is_the_mean_over_pairs_and_draws():
    C, k = scratch.cooccurrence(text(4, 60), 1, 4), 2
    W_in, W_out = draw([(4, 3), (4, 3)])
    q, total = C.sum(0) / C.sum(), 0
    for w in range(4):
        for c in range(4):
            for n in np.ndindex(4, 4):              # every draw of two negatives
                L, _ = scratch.skipgram_negative(w, c, n, W_in, W_out)
                total += C[w, c] * q[list(n)].prod() * L
    L, _ = scratch.expected_negative(C, k, W_in, W_out)
    assert L == pytest.approx(total / C.sum(), abs=1e-12)


WRONG = {
    "n_vocab 0": lambda: scratch.one_hot([0], 0),
    "ids 7 0 … 4": lambda: scratch.bag_of_words([1, 7], 5),
    "ids empty": lambda: scratch.cooccurrence([], 1, 3),
    "ids shape (1, 2) one row": lambda: scratch.one_hot([[0, 1]], 3),
    "window 0": lambda: scratch.windows(TOKENS, 0),
    "counts -1": lambda: scratch.noise([2, -1]),
    "counts 0 above": lambda: scratch.keep([0, 0]),
    "counts empty": lambda: scratch.noise([]),
    "counts shape": lambda: scratch.noise(np.ones((2, 2))),
    "t 0": lambda: scratch.keep([1], 0),
    "C -2": lambda: scratch.ppmi([[1, -2], [3, 4]]),
    "C axes": lambda: scratch.ppmi([1, 2]),
    "d 3 M (2, 4)": lambda: scratch.svd_vectors(np.ones((2, 4)), 3),
    "max_n 2 min_n 3": lambda: scratch.subwords("where", 3, 2),
    "C shape n_vocab": lambda: scratch.expected_negative(np.ones((2, 3)), 1, np.ones((2, 1)),
                                                         np.ones((2, 1))),
    "k 0": lambda: scratch.expected_negative(np.ones((1, 1)), 0, [[1.0]], [[1.0]]),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_refused_by_name(case):
    refused_by_name(case, WRONG[case])


NO_WORDS = {
    "ids": lambda: scratch.windows("you say", 1),
    "tokens": lambda: scratch.phrases("new york"),
    "word": lambda: scratch.subwords(["where"]),
    "rng": lambda: scratch.windows(TOKENS, 1, 0),
    "counts": lambda: scratch.noise("abc"),
}


@pytest.mark.parametrize("name", NO_WORDS)
def test_what_is_no_row_of_words_is_a_type_error_that_begins_with_its_name(name):
    with pytest.raises(TypeError, match=f"^{name} (is|must be) "):
        NO_WORDS[name]()


def test_the_defaults_are_those_of_the_program_word2vec():
    counts = np.array([1, 2, 3, 994, 0])
    assert np.array_equal(scratch.keep(counts), scratch.keep(counts, t=1e-3))
    share = counts[:4] / 1000
    wanted = np.minimum(1, np.sqrt(1e-3 / share) + 1e-3 / share)
    np.testing.assert_allclose(scratch.keep(counts)[:4], wanted, rtol=1e-12)
    with pytest.raises(ValueError, match="^t is 0; "):
        scratch.keep(counts, t=0)
    tokens = "a b c d".split() * 6 + "x y".split() * 6
    found = scratch.phrases(tokens)
    assert found == scratch.phrases(tokens, delta=5) != scratch.phrases(tokens, delta=4)


def test_the_rarest_words_are_kept_by_their_own_share():
    kept = scratch.keep(np.array([1, 999_999]), t=1e-7)
    assert kept[0] == pytest.approx(np.sqrt(0.1) + 0.1, rel=1e-9)
