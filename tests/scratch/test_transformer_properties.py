"""What must hold in a Transformer whatever its weights are.

No word hears of a later one; without positions order is nothing; sinusoidal positions move by a
rotation, and rotary ones tell distances only; what came after is the same as before where it must
be; and wrong arguments are refused by name.
"""

import tracemalloc
from itertools import product

import numpy as np
import pytest
import torch

from nlpviz import scratch
from tests.scratch.test_gradients import draw
from tests.scratch.test_transformer import mask_of


def random_block(d=4, d_ff=6, cross=False, seed=1):
    W = scratch.block_weights(d, d_ff, cross=cross)
    rng = np.random.default_rng(seed)
    return {name: w + rng.normal(size=w.shape) / 2 for name, w in W.items()}


def random_model(n_layers=2, n_max=32, **options):
    W = scratch.decoder_only_weights(9, 4, n_layers, 6, n_max, **options)
    return W | {"blocks": [random_block(seed=l) for l in range(n_layers)]}


# --- masks --------------------------------------------------------------------------------------

def test_a_causal_mask_shows_each_row_itself_and_all_before():
    assert scratch.causal(3).tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert scratch.causal(2, 4).tolist() == [[1, 1, 1, 0], [1, 1, 1, 1]]
    assert scratch.causal(1, 5).all() and scratch.causal(4).dtype == bool
    assert scratch.padding([5, 3, 0, 0]).tolist() == [True, True, False, False]
    assert scratch.padding([5, 3, 7], pad=7).tolist() == [True, True, False]


@pytest.mark.parametrize("T", range(1, 33))
def test_a_changed_word_changes_no_earlier_output_and_has_no_gradient_there(T):
    rng, W = np.random.default_rng(T), random_model()
    ids = rng.integers(0, 9, T)
    logits, _ = scratch.decoder_only(ids, W, 2)
    for t in range(1, T):
        other = np.concatenate([ids[:t], rng.integers(0, 9, T - t)])
        changed, trace = scratch.decoder_only(other, W, 2)
        np.testing.assert_array_equal(changed[:t], logits[:t])
    X, Y = rng.normal(size=(2, T, 4))
    t = T // 2
    for out, trace in (scratch.encoder_block(X, random_block(), 2, scratch.causal(T)),
                       scratch.decoder_block(X, Y, random_block(cross=True), 2)):
        dout = np.zeros((T, 4))
        dout[t] = 1.5
        assert (trace.backward(dout * rng.normal(size=4))[0][t + 1:] == 0).all()
        late = X.copy()
        late[t + 1:] += 1
        again = (scratch.encoder_block(late, random_block(), 2, scratch.causal(T))
                 if not hasattr(trace, "M") else
                 scratch.decoder_block(late, Y, random_block(cross=True), 2))[0]
        np.testing.assert_array_equal(again[:t + 1], out[:t + 1])


@pytest.mark.parametrize("seed", range(32))
def test_nothing_leaks_through_a_random_mask_of_any_length(seed):
    rng, n, m = np.random.default_rng(seed), seed + 1, 32 - seed
    mask = mask_of(n, m, seed)
    Q, K, V = rng.normal(size=(n, 4)), rng.normal(size=(m, 4)), rng.normal(size=(m, 4))
    O, trace = scratch.per_head(Q, K, V, 2, mask)
    assert (trace.A[:, ~mask] == 0).all()
    i = seed % n
    K_far, V_far = (X + np.where(mask[i], 0, 7.0)[:, None] for X in (K, V))
    for far in (scratch.per_head(Q, K_far, V_far, 2, mask)[0],
                scratch.per_head(Q, K, V, 2, np.stack([mask, mask]))[0]):
        np.testing.assert_array_equal(far[i], O[i])
    dO = np.zeros_like(O)
    dO[i] = 1
    for dX in trace.backward(dO)[1:]:
        assert (dX[~mask[i]] == 0).all()
    tiled, of_tiled = scratch.tiled_attention(Q, K, V, mask, size=5)
    np.testing.assert_allclose(scratch.tiled_attention(Q, K_far, V_far, mask, size=5)[0][i],
                               tiled[i], rtol=0, atol=1e-14)
    assert all((dX[~mask[i]] == 0).all() for dX in of_tiled.backward(dO)[1:])


def test_scores_that_are_one_where_they_should_be_hidden_leak():
    """Why −∞: a mask "filled with 1", as one sometimes reads, lets the future through."""
    S, V = draw([(4, 4), (4, 2)])
    filled, later = np.where(scratch.causal(4), S, 1.0), V + np.array([[0], [0], [0], [9.0]])
    wrong, changed = (scratch.attend(filled, X)[0] for X in (V, later))
    assert (abs(wrong - changed)[0] > 0.1).all()
    right, same = (scratch.attend(S, X, scratch.causal(4))[0] for X in (V, later))
    np.testing.assert_array_equal(right[:3], same[:3])


# --- order --------------------------------------------------------------------------------------

@pytest.mark.parametrize("norm", ["post", "pre"])
def test_without_positions_words_in_another_order_have_the_same_outputs_in_that_order(norm):
    X, order = draw([(6, 4)])[0], np.random.default_rng(0).permutation(6)
    out, trace = scratch.encoder_block(X, random_block(), 2, norm=norm)
    mixed, of_mixed = scratch.encoder_block(X[order], random_block(), 2, norm=norm)
    np.testing.assert_allclose(mixed, out[order], rtol=0, atol=1e-12)
    np.testing.assert_allclose(of_mixed.backward(X[order])[0], trace.backward(X)[0][order],
                               rtol=0, atol=1e-12)
    PE = scratch.sinusoidal(6, 4)
    there, _ = scratch.encoder_block(X[order] + PE, random_block(), 2, norm=norm)
    here, _ = scratch.encoder_block(X + PE, random_block(), 2, norm=norm)
    assert abs(there - here[order]).max() > 0.1


def test_a_model_of_one_layer_without_positions_reads_a_bag_of_words():
    W, ids = random_model(1), [3, 1, 4, 1, 5]
    last = scratch.decoder_only(ids, W, 2, positions=None)[0][-1]
    mixed = scratch.decoder_only([1, 4, 1, 3, 5], W, 2, positions=None)[0][-1]
    np.testing.assert_allclose(mixed, last, rtol=0, atol=1e-12)
    for positions in ("learned", "sinusoidal", "alibi"):
        a, b = (scratch.decoder_only(x, W, 2, positions=positions)[0][-1]
                for x in (ids, [1, 4, 1, 3, 5]))
        assert abs(a - b).max() > 1e-3


def test_words_meet_nowhere_but_in_attention():
    X = draw([(5, 4)])[0]
    W, other = random_block(), X.copy()
    other[2] += 1
    parts = [lambda X: scratch.feed_forward(X, W["W_1"], W["b_1"], W["W_2"], W["b_2"]),
             lambda X: scratch.layer_norm(X, W["gamma_1"], W["beta_1"]),
             lambda X: scratch.rms_norm(X, W["gamma_1"]),
             lambda X: scratch.swiglu(X, W["W_1"], W["W_1"], W["W_2"]),
             lambda X: scratch.rotary(X)]
    for part in parts:
        changed = (part(X)[0] != part(other)[0]).any(axis=1)
        assert changed.tolist() == [False, False, True, False, False]


# --- positions ----------------------------------------------------------------------------------

def test_sinusoidal_positions_are_those_of_the_paper():
    PE = scratch.sinusoidal(100, 512)
    assert PE.shape == (100, 512) and (PE[0, 0::2] == 0).all() and (PE[0, 1::2] == 1).all()
    for p, i in [(1, 0), (99, 3), (50, 255)]:
        angle = p / 10000 ** (2 * i / 512)
        np.testing.assert_allclose(PE[p, [2 * i, 2 * i + 1]], [np.sin(angle), np.cos(angle)],
                                   rtol=0, atol=1e-13)
    wavelengths = 2 * np.pi / np.arcsin(PE[1, 0::2])[[1, -1]]
    assert wavelengths[0] > 2 * np.pi and round(wavelengths[1] / (2 * np.pi)) == 9647


@pytest.mark.parametrize("d", [2, 6, 64, 512])
@pytest.mark.parametrize("base", [10000, 50])
def test_a_shift_of_positions_is_a_rotation_whatever_the_position(d, base):
    PE = scratch.sinusoidal(60, d, base)
    np.testing.assert_allclose((PE**2).sum(1), d / 2, rtol=1e-13)
    for k in (0, 1, 7, 31):
        R = scratch.rotation(k, d, base)
        np.testing.assert_allclose(PE[k:], PE[: 60 - k] @ R, rtol=0, atol=1e-12)
        np.testing.assert_allclose(PE[: 60 - k], PE[k:] @ scratch.rotation(-k, d, base),
                                   rtol=0, atol=1e-12)
        np.testing.assert_allclose(R @ R.T, np.eye(d), rtol=0, atol=1e-14)
        np.testing.assert_allclose(R @ scratch.rotation(5, d, base),
                                   scratch.rotation(k + 5, d, base), rtol=0, atol=1e-13)


def test_the_product_of_two_positions_is_a_sum_of_cosines_of_their_distance():
    PE, omega = scratch.sinusoidal(40, 16), 10000.0 ** (-np.arange(0, 16, 2) / 16)
    distance = np.arange(40)[:, None] - np.arange(40)
    np.testing.assert_allclose(PE @ PE.T, np.cos(distance[..., None] * omega).sum(-1), atol=1e-12)


def test_rotary_scores_depend_on_distances_only_and_lengths_stay():
    q, k = draw([(1, 6), (1, 6)])

    def score(i, j):
        return (scratch.rotary(q, [i])[0] @ scratch.rotary(k, [j])[0].T).item()

    near = [score(i, i - 3) for i in (0, 3, 50, 1000)]
    np.testing.assert_allclose(near, near[0], rtol=0, atol=1e-11)
    assert abs(score(3, 1) - score(3, 0)) > 1e-3 and abs(score(0, 3) - score(3, 0)) > 1e-3
    X = draw([(7, 6)])[0]
    Y, trace = scratch.rotary(X)
    np.testing.assert_allclose((Y**2).sum(1), (X**2).sum(1), rtol=1e-13)
    np.testing.assert_array_equal(Y[0], X[0])
    np.testing.assert_allclose(trace.backward(Y), X, rtol=0, atol=1e-14)
    for t in range(7):
        np.testing.assert_allclose(Y[t], X[t] @ scratch.rotation(t, 6).T, rtol=0, atol=1e-14)


def test_rotary_attention_does_not_know_where_the_sentence_begins():
    Q, K, V = draw([(5, 4), (5, 4), (5, 3)])
    found = [scratch.attention(scratch.rotary(Q, at)[0], scratch.rotary(K, at)[0], V)[0]
             for at in (np.arange(5), np.arange(5) + 100)]
    np.testing.assert_allclose(*found, rtol=0, atol=1e-12)


def test_the_slopes_of_alibi_are_those_of_the_paper_and_of_the_authors_code():
    def authors(n):
        power = 2 ** int(np.floor(np.log2(n)))
        first = 2 ** (-8 / power)
        own = [first * first**i for i in range(power)]
        return own if n == power else own + authors(2 * power)[0::2][: n - power]

    np.testing.assert_allclose(-scratch.alibi(8, 2)[:, 1, 0], 0.5 ** np.arange(1, 9), rtol=1e-14)
    for n_heads in range(1, 21):
        np.testing.assert_allclose(-scratch.alibi(n_heads, 2)[:, 1, 0], authors(n_heads),
                                   rtol=1e-12)
    B = scratch.alibi(2, 2, 4)
    assert B.shape == (2, 2, 4) and B[0].tolist() == (-np.array([[2, 1, 0, 1], [3, 2, 1, 0]])
                                                       / 16).tolist()


# --- heads --------------------------------------------------------------------------------------

def test_one_head_is_attention_between_two_projections():
    X, Y, *W = draw([(3, 4), (5, 4), (4, 2), (4, 2), (4, 3), (3, 4)])
    out, trace = scratch.multi_head(X, Y, *W, 1)
    O, of_O = scratch.attention(X @ W[0], Y @ W[1], Y @ W[2])
    np.testing.assert_array_equal(out, O @ W[3])
    np.testing.assert_array_equal(trace.A[0], of_O.A)


def test_the_output_of_several_heads_is_the_sum_of_what_each_writes():
    X, *W = draw([(3, 4), (4, 6), (4, 6), (4, 9), (9, 4)])
    out, trace = scratch.multi_head(X, X, *W, 3)
    parts = [scratch.multi_head(X, X, W[0][:, 2 * i: 2 * i + 2], W[1][:, 2 * i: 2 * i + 2],
                                W[2][:, 3 * i: 3 * i + 3], W[3][3 * i: 3 * i + 3], 1)
             for i in range(3)]
    np.testing.assert_allclose(sum(part for part, _ in parts), out, rtol=0, atol=1e-13)
    for i, (_, one) in enumerate(parts):
        np.testing.assert_allclose(one.A[0], trace.A[i], rtol=0, atol=1e-14)


def test_the_number_of_parameters_does_not_depend_on_the_number_of_heads():
    counts = {scratch.n_parameters(2, 48, 96, n_heads) for n_heads in (1, 2, 3, 4, 6, 8, 12, 16)}
    assert len(counts) == 1
    assert scratch.block_parameters(48, 96, 4, d_k=6) < scratch.block_parameters(48, 96, 4)


def test_the_base_model_has_as_many_parameters_as_published():
    assert scratch.n_parameters() == 44_138_496
    count = sum(p.numel() for p in torch.nn.Transformer(
        24, 4, 2, 2, 40, batch_first=True).parameters())
    assert scratch.n_parameters(2, 24, 40, 4) == count - 4 * 24


@pytest.mark.parametrize("cross", [False, True])
def test_the_formula_counts_the_weights_that_there_are(cross):
    W = scratch.block_weights(6, 10, cross=cross)
    assert sum(w.size for w in W.values()) == scratch.block_parameters(6, 10, 3, cross=cross)
    bare = scratch.block_weights(6, 10, cross=cross, biases=False)
    assert set(W) - set(bare) == {n for n in W if n[:3] in ("b_Q", "b_K", "b_V", "b_O")}


# --- blocks -------------------------------------------------------------------------------------

def test_what_adds_nothing_leaves_a_pre_ln_block_the_identity_and_its_gradient_whole():
    X, W = draw([(3, 4)])[0], random_block()
    W |= {name: 0 * W[name] for name in ("W_O", "b_O", "W_2", "b_2")}
    out, trace = scratch.encoder_block(X, W, 2, norm="pre")
    np.testing.assert_array_equal(out, X)
    np.testing.assert_array_equal(trace.backward(2 * X)[0], 2 * X)
    out, trace = scratch.encoder_block(X, W, 2, norm="post")
    first, _ = scratch.layer_norm(X, W["gamma_1"], W["beta_1"])
    np.testing.assert_allclose(out, scratch.layer_norm(first, W["gamma_2"], W["beta_2"])[0])


def test_a_normalised_row_has_mean_zero_and_unit_size_at_any_scale():
    X, one = draw([(5, 64)])[0], np.ones(64)
    for scale in (1.0, 1e6):
        N, trace = scratch.layer_norm(scale * X + 3, one, 0 * one)
        np.testing.assert_allclose(N.mean(1), 0, atol=1e-9)
        np.testing.assert_allclose((N**2).mean(1), 1, rtol=1e-4)
        dX, *_ = trace.backward(draw([(5, 64)], seed=4)[0])
        np.testing.assert_allclose(dX.sum(1) * scale, 0, atol=1e-9)
        R, _ = scratch.rms_norm(scale * X, one)
        np.testing.assert_allclose((R**2).mean(1), 1, rtol=1e-4)
    centred = X - X.mean(1, keepdims=True)
    np.testing.assert_allclose(scratch.rms_norm(centred, one)[0],
                               scratch.layer_norm(X, one, 0 * one)[0], rtol=0, atol=1e-12)


def test_gelu_is_exact_far_out_and_on_empty_and_single_numbers():
    y, trace = scratch.gelu([-40.0, -6.0, 0.0, 6.0, 40.0])
    np.testing.assert_allclose(y, [0, -6 * 9.865876e-10, 0, 6, 40], rtol=1e-6, atol=1e-300)
    np.testing.assert_allclose(trace.backward(np.ones(5)), [0, 0, 0.5, 1, 1], atol=1e-7)
    assert scratch.gelu(0.0)[0] == 0 and scratch.gelu(np.zeros((0, 3)))[0].shape == (0, 3)


# --- what came after ----------------------------------------------------------------------------

@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8, 64, 1000])
@pytest.mark.parametrize("masked", ["not", "row", "random", "causal"])
def test_attention_in_tiles_is_attention_for_any_size_of_a_tile(size, masked):
    Q, K, V, dO = draw([(7, 3), (8, 3), (8, 2), (7, 2)])
    mask = {"not": None, "row": mask_of(1, 8)[0], "random": mask_of(7, 8),
            "causal": scratch.causal(7, 8)}[masked]
    tile = (lambda i, j: j <= i + 1) if masked == "causal" else mask
    O, trace = scratch.attention(5 * Q, K, V, mask)
    tiled, of_tiled = scratch.tiled_attention(5 * Q, K, V, tile, size)
    np.testing.assert_allclose(tiled, O, rtol=0, atol=1e-12)
    for found, expected in zip(of_tiled.backward(dO), trace.backward(dO), strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_scores_that_rise_and_fall_from_tile_to_tile_do_not_overflow():
    V = draw([(6, 2)])[0]
    Q, K = np.full((1, 1), 1.0), np.array([[-900.0], [0], [900], [-900], [905], [100]])
    with np.errstate(all="raise", under="ignore"):
        O, trace = scratch.tiled_attention(Q, K, V, size=1)
        trace.backward(O)
    np.testing.assert_allclose(O, scratch.attention(Q, K, V)[0], rtol=0, atol=1e-12)


def peak(f):
    tracemalloc.start()
    try:
        f()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_memory_of_tiles_grows_with_the_length_and_that_of_attention_with_its_square():
    def run(attend, n):
        X = np.ones((n, 4))
        return peak(lambda: attend(X).backward(X))

    tiled, plain = ([run(f, n) for n in (512, 1024)] for f in (
        lambda X: scratch.tiled_attention(X, X, X, lambda i, j: j <= i, 64)[1],
        lambda X: scratch.attention(X, X, X)[1]))
    assert tiled[1] < 2.2 * tiled[0] and tiled[1] < plain[1] / 20
    assert plain[1] > 3.8 * plain[0]


def test_grouped_queries_are_multi_head_attention_whose_heads_share_keys_and_values():
    X, Y, W_Q, W_K, W_V, W_O = draw([(3, 4), (5, 4), (4, 8), (4, 4), (4, 6), (12, 4)])
    out, trace = scratch.grouped_query(X, Y, W_Q, W_K, W_V, W_O, 4, 2)
    wide = [np.hstack([W[:, : n], W[:, : n], W[:, n:], W[:, n:]])
            for W, n in ((W_K, 2), (W_V, 3))]
    same, of_same = scratch.multi_head(X, Y, W_Q, *wide, W_O, 4)
    np.testing.assert_allclose(out, same, rtol=0, atol=1e-13)
    np.testing.assert_allclose(trace.A, of_same.A, rtol=0, atol=1e-14)
    np.testing.assert_array_equal(trace.K[0], trace.K[1])
    full = draw([(4, 8), (4, 8), (4, 12), (12, 4)])
    np.testing.assert_array_equal(scratch.grouped_query(X, Y, *full, 4, 4)[0],
                                  scratch.multi_head(X, Y, *full, 4)[0])


def experts_of(n_experts=4, d=3, d_ff=5):
    return draw([(6, d), (d, n_experts), (n_experts, d, d_ff), (n_experts, d_ff),
                 (n_experts, d_ff, d), (n_experts, d)])


def test_experts_that_are_all_alike_are_one_feed_forward_network():
    X, W_g, *W = experts_of()
    alike = [np.repeat(w[:1], 4, axis=0) for w in W]
    expected, _ = scratch.feed_forward(X, *(w[0] for w in W))
    for k in (1, 2, 4):
        Y, trace = scratch.mixture_of_experts(X, W_g, *alike, k=k)
        np.testing.assert_allclose(Y, expected, rtol=0, atol=1e-13)
        assert (trace.chosen.sum(1) == k).all() and abs(trace.load.sum() - 1) < 1e-14


def test_an_expert_that_nobody_chooses_has_no_load_and_no_gradient():
    X, W_g, *W = experts_of()
    X, W_g[0] = abs(X), [9, 9, 9, -99]
    Y, trace = scratch.mixture_of_experts(X, W_g, *W)
    counts = np.bincount(np.argsort(-X @ W_g, axis=1)[:, :2].ravel(), minlength=4)
    np.testing.assert_allclose(trace.load, counts / 12, rtol=1e-14)
    _, dW_g, *grads = trace.backward(Y)
    assert trace.load[3] == 0 and all((g[3] == 0).all() for g in grads) and (dW_g[:, 3] == 0).all()
    assert all((g[trace.load > 0] != 0).any() for g in grads)


def test_among_equal_logits_the_first_experts_are_chosen():
    X, _, *W = experts_of()
    _, trace = scratch.mixture_of_experts(X, np.zeros((3, 4)), *W)
    assert trace.load.tolist() == [0.5, 0.5, 0, 0]


def test_an_even_load_has_the_balance_one_and_a_collapse_costs_more():
    even = 9 * np.eye(4)
    assert scratch.load_balance(even)[0] == pytest.approx(1, abs=1e-12)
    assert scratch.load_balance(np.tile(even[:1], (4, 1)))[0] > 3.9


# --- regularisation -----------------------------------------------------------------------------

def test_the_mean_over_all_masks_of_dropout_is_the_input():
    X, p = draw([(2, 3)])[0], 0.3
    mean = 0
    for bits in product([False, True], repeat=6):
        kept = np.array(bits).reshape(2, 3)
        chance = np.prod(np.where(kept, 1 - p, p))
        mean = mean + chance * scratch.dropout(X, kept, p)[0]
    np.testing.assert_allclose(mean, X, rtol=0, atol=1e-14)


def test_without_smoothing_it_is_cross_entropy_and_with_it_certainty_does_not_pay():
    logits, targets = draw([(3, 4)])[0], [1, 0, 3]
    assert scratch.smoothed_cross_entropy(logits, targets, 0)[0] == pytest.approx(
        scratch.cross_entropy(logits, targets)[0], abs=1e-12)
    q = 0.9 * np.eye(4)[targets] + 0.025
    least, trace = scratch.smoothed_cross_entropy(np.log(q), targets)
    assert least == pytest.approx(-(q[0] * np.log(q[0])).sum(), abs=1e-12)
    np.testing.assert_allclose(trace.backward(), 0, atol=1e-15)
    assert scratch.smoothed_cross_entropy(99 * np.eye(4)[targets], targets)[0] > least + 1
