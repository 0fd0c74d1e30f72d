"""Wrong arguments of the Transformer's parts are refused by name, with what would be right."""

import numpy as np
import pytest

from nlpviz import scratch
from tests.scratch.refusals import refused_by_name

X, SQUARE = np.ones((3, 4)), np.ones((4, 4))
LOOK = [SQUARE] * 4
BLOCK = scratch.block_weights(4, 6)
MODEL = scratch.decoder_only_weights(7, 4, 2, 6, 3)
EXPERTS = [np.ones((3, 2)), np.ones((2, 3, 5)), np.ones((2, 5)), np.ones((2, 5, 3)),
           np.ones((2, 3))]


def without(W, name):
    return {key: w for key, w in W.items() if key != name}


WRONG = {
    "n 0": lambda: scratch.causal(0),
    "m 2 >= 3": lambda: scratch.causal(3, 2),
    "ids filling": lambda: scratch.padding([0, 0]),
    "n_heads 3 divide Q": lambda: scratch.per_head(X, X, X, 3),
    "n_heads 2 divide V": lambda: scratch.per_head(X, X, np.ones((3, 3)), 2),
    "K shape all_k": lambda: scratch.per_head(X, np.ones((3, 2)), X, 2),
    "mask shape (3, 3, 3) (2, 3, 3)": lambda: scratch.per_head(
        X, X, X, 2, np.ones((3, 3, 3), bool)),
    "mask row 1 no key": lambda: scratch.per_head(X, X, X, 2, np.array(
        [[True] * 3, [False] * 3, [True] * 3])),
    "bias shape (3, 3) (2, 3, 3)": lambda: scratch.per_head(X, X, X, 2, bias=np.ones(3)),
    "W_O shape": lambda: scratch.multi_head(X, X, *LOOK[:3], np.ones((3, 4)), 2),
    "Y shape d": lambda: scratch.multi_head(X, np.ones((3, 5)), *LOOK, 2),
    "b_V shape (4,)": lambda: scratch.multi_head(X, X, *LOOK, 2, b_V=np.ones(3)),
    "dout shape": lambda: scratch.multi_head(X, X, *LOOK, 2)[1].backward(np.ones(4)),
    "b_2 shape": lambda: scratch.feed_forward(X, np.ones((4, 6)), np.ones(6), np.ones((6, 4)),
                                              np.ones(6)),
    "activation swish relu gelu": lambda: scratch.feed_forward(
        X, SQUARE, np.ones(4), SQUARE, np.ones(4), "swish"),
    "V shape": lambda: scratch.swiglu(X, SQUARE, np.ones((4, 5)), SQUARE),
    "gamma shape": lambda: scratch.layer_norm(X, np.ones(3), np.ones(3)),
    "beta shape": lambda: scratch.layer_norm(X, np.ones(4), np.ones(3)),
    "eps 0": lambda: scratch.rms_norm(X, np.ones(4), 0),
    "d 5 even": lambda: scratch.sinusoidal(3, 5),
    "T 0": lambda: scratch.sinusoidal(0, 4),
    "base -1": lambda: scratch.sinusoidal(3, 4, -1),
    "k nan": lambda: scratch.rotation(np.nan, 4),
    "X 3 columns even": lambda: scratch.rotary(np.ones((2, 3))),
    "positions shape (2,) 3": lambda: scratch.rotary(X, [0, 1]),
    "n_heads 0": lambda: scratch.alibi(0, 3),
    "m 1 >= 3": lambda: scratch.alibi(2, 3, 1),
    "norm middle post pre": lambda: scratch.encoder_block(X, BLOCK, 2, norm="middle"),
    "W gamma_1": lambda: scratch.encoder_block(X, without(BLOCK, "gamma_1"), 2),
    "W b_q among b_Q": lambda: scratch.encoder_block(X, BLOCK | {"b_q": np.ones(4)}, 2),
    "W_2 shape d_ff W_1": lambda: scratch.encoder_block(X, BLOCK | {"W_2": SQUARE}, 2),
    "W_Q_x": lambda: scratch.decoder_block(X, X, BLOCK, 2),
    "W_K_x shape": lambda: scratch.decoder_block(X, X, scratch.block_weights(
        4, 6, cross=True) | {"W_K_x": np.ones((4, 6))}, 2),
    "M shape d": lambda: scratch.decoder_block(X, np.ones((2, 5)), BLOCK, 2),
    "ids 7": lambda: scratch.decoder_only([7], MODEL, 2),
    "ids shape row": lambda: scratch.decoder_only([[1]], MODEL, 2),
    "ids empty": lambda: scratch.decoder_only([], MODEL, 2),
    "ids 4 PE 3": lambda: scratch.decoder_only([1, 2, 3, 4], MODEL, 2),
    "W PE learned": lambda: scratch.decoder_only([1], without(MODEL, "PE"), 2),
    "W E": lambda: scratch.decoder_only([1], without(MODEL, "E"), 2),
    "W gamma beta": lambda: scratch.decoder_only([1], without(MODEL, "beta"), 2),
    "W blocks": lambda: scratch.decoder_only([1], without(MODEL, "blocks"), 2),
    "W_o shape": lambda: scratch.decoder_only([1], MODEL | {"W_o": SQUARE}, 2),
    "positions rotary learned": lambda: scratch.decoder_only([1], MODEL, 2, positions="rotary"),
    "scale 2": lambda: scratch.decoder_only([1], MODEL, 2, scale=2),
    "masks 1 2": lambda: scratch.decoder_only([1], MODEL, 2, masks=[None]),
    "masks[1] shape": lambda: scratch.decoder_only(
        [1, 2], MODEL, 2, masks=[None, np.ones(3, bool)]),
    "n_heads 3": lambda: scratch.decoder_only([1], MODEL, 3),
    "X shape d": lambda: scratch.unembed(np.ones((2, 5)), MODEL),
    "size 0": lambda: scratch.tiled_attention(X, X, X, size=0),
    "mask row 2 no key": lambda: scratch.tiled_attention(X, X, X, lambda i, j: i < 2 + 0 * j, 2),
    "mask shape (3, 3)": lambda: scratch.tiled_attention(X, X, X, np.ones((3, 2), bool)),
    "n_kv_heads 3 divide n_heads": lambda: scratch.grouped_query(X, X, *LOOK, 4, 3),
    "n_heads 3 divide W_Q": lambda: scratch.grouped_query(X, X, *LOOK, 3, 1),
    "W_K 4 columns 2": lambda: scratch.grouped_query(X, X, *LOOK, 4, 2),
    "W_V 4 columns 2": lambda: scratch.grouped_query(X, X, SQUARE, np.ones((4, 2)), SQUARE,
                                                     SQUARE, 4, 2),
    "k 3": lambda: scratch.mixture_of_experts(np.ones((2, 3)), *EXPERTS, k=3),
    "W_g shape d": lambda: scratch.mixture_of_experts(X, *EXPERTS),
    "b_1 shape n_experts": lambda: scratch.mixture_of_experts(
        np.ones((2, 3)), *EXPERTS[:2], np.ones((3, 5)), *EXPERTS[3:]),
    "k 0": lambda: scratch.load_balance(np.ones((2, 3)), 0),
    "kept shape": lambda: scratch.dropout(X, np.ones(4, bool), 0.1),
    "kept float64": lambda: scratch.dropout(X, np.ones((3, 4)), 0.1),
    "p 1": lambda: scratch.dropout(X, X > 0, 1),
    "epsilon 2": lambda: scratch.smoothed_cross_entropy(X, [0, 1, 2], 2),
    "targets 4": lambda: scratch.smoothed_cross_entropy(X, [0, 1, 4]),
    "targets rows": lambda: scratch.smoothed_cross_entropy(X, [0]),
    "n_heads 3 divide d": lambda: scratch.block_parameters(4, 6, 3),
    "d_ff 0": lambda: scratch.block_weights(4, 0),
    "n_max 0": lambda: scratch.decoder_only_weights(7, 4, 2, 6, 0),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_refused_by_name(case):
    refused_by_name(case, WRONG[case])


@pytest.mark.parametrize("call", [
    lambda: scratch.per_head(X, X, X, 2, np.ones((3, 3))),
    lambda: scratch.encoder_block(X, BLOCK, 2, np.ones((3, 3))),
    lambda: scratch.tiled_attention(X, X, X, np.ones((3, 3))),
    lambda: scratch.tiled_attention(X, X, X, lambda i, j: 1.0 * i * j),
    lambda: scratch.decoder_only([1, 2], MODEL, 2, masks=[None, np.ones((2, 2))])])
def test_a_mask_of_numbers_is_refused(call):
    with pytest.raises(TypeError, match=r"^mask(s\[1\])? is float64; it must be bool"):
        call()


@pytest.mark.parametrize("call", [
    lambda: scratch.encoder_block(X, list(BLOCK.values()), 2),
    lambda: scratch.decoder_only([1], None, 2),
    lambda: scratch.decoder_only([1], MODEL | {"blocks": BLOCK}, 2)])
def test_weights_that_are_no_dict_are_refused(call):
    with pytest.raises(TypeError, match="^W (is|has) .*; it must (be|have)"):
        call()


def test_a_row_that_sees_nothing_is_an_error_everywhere():
    blind = np.array([[True] * 3, [False] * 3, [True] * 3])
    cross = scratch.block_weights(4, 6, cross=True)
    for call in (lambda: scratch.multi_head(X, X, *LOOK, 2, blind),
                 lambda: scratch.encoder_block(X, BLOCK, 2, blind),
                 lambda: scratch.decoder_block(X, X, cross, 2, blind),
                 lambda: scratch.decoder_block(X, X, cross, 2, mask_x=blind),
                 lambda: scratch.tiled_attention(X, X, X, blind),
                 lambda: scratch.grouped_query(X, X, *LOOK, 2, 2, blind)):
        with pytest.raises(ValueError, match="^mask lets row 1 see no key"):
            call()
