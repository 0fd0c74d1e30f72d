"""The Transformer's modules are torch's own with the same weights: attention, layers, the whole
model, masked and unmasked, the norm before and behind, with and without final norms; values to
1e-10, gradients to 1e-8, float64."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from nlpviz import pytorch, scratch
from nlpviz.pytorch.transformer import Decoder, Encoder
from tests.pytorch.transformer_peers import SOURCE, TARGET, close, give, shaken, translator

pytestmark = pytest.mark.filterwarnings("ignore:enable_nested_tensor")
D, HEADS, D_FF, B, N, M = 12, 3, 10, 3, 4, 5
MODES = pytest.mark.parametrize("norm, activation", [("post", "relu"), ("pre", "gelu")])
MASKS = ["none", "padding", "links", "both"]
masked = pytest.mark.parametrize("masked", MASKS)


def drawn(*shape, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float64).requires_grad_()


def masks(kind, n, m, seed=0):
    """What our function takes, and what torch's does: key padding and links, True is hidden."""
    generator = torch.Generator().manual_seed(seed)
    words = torch.arange(m) < torch.tensor([m, m - 2, 1])[:, None]
    links = torch.rand(n, m, generator=generator) < 0.5
    links[:, 0] = True
    if kind == "none":
        return None, None, None
    if kind == "padding":
        return words, ~words, None
    if kind == "links":
        return links[None], None, ~links
    return words[:, None] & links, ~words, ~links


def with_gradients(f, *inputs):
    out = f(*inputs)
    grads = torch.autograd.grad((out * drawn(*out.shape, seed=7).detach()).sum(), inputs)
    return [out, *grads]


@masked
@pytest.mark.parametrize("weights", [False, True])
def test_attention_is_torchs(masked, weights):
    ours = shaken(pytorch.MultiHead(D, HEADS))
    theirs = give(nn.MultiheadAttention(D, HEADS, batch_first=True, dtype=torch.float64), ours)
    mask, padding, links = masks(masked, N, M)
    X, Y = drawn(B, N, D), drawn(B, M, D, seed=1)

    def peer(X, Y):
        return theirs(X, Y, Y, key_padding_mask=padding, attn_mask=links)[0]

    def mine(X, Y):
        out = ours(X, Y, mask, weights=weights)
        return out[0] if weights else out

    for a, b in zip(with_gradients(mine, X, Y), with_gradients(peer, X, Y), strict=True):
        close(a, b)
    _, A = theirs(X, Y, Y, key_padding_mask=padding, attn_mask=links, average_attn_weights=False)
    close(ours(X, Y, mask, weights=True)[1], A)


@masked
@MODES
def test_the_encoder_block_is_torchs(masked, norm, activation):
    ours = shaken(pytorch.EncoderBlock(D, HEADS, D_FF, norm, activation))
    theirs = give(nn.TransformerEncoderLayer(
        D, HEADS, D_FF, 0.0, activation, batch_first=True, norm_first=norm == "pre",
        dtype=torch.float64), ours)
    mask, padding, links = masks(masked, N, N)
    for a, b in zip(with_gradients(lambda X: ours(X, mask), drawn(B, N, D)),
                    with_gradients(lambda X: theirs(X, links, padding), drawn(B, N, D)),
                    strict=True):
        close(a, b)


@masked
@MODES
def test_the_decoder_block_is_torchs_with_a_causal_mask(masked, norm, activation):
    ours = shaken(pytorch.DecoderBlock(D, HEADS, D_FF, norm, activation))
    theirs = give(nn.TransformerDecoderLayer(
        D, HEADS, D_FF, 0.0, activation, batch_first=True, norm_first=norm == "pre",
        dtype=torch.float64), ours)
    mask, padding, links = masks(masked, N, M)
    own, hidden = (None, nn.Transformer.generate_square_subsequent_mask(N, dtype=torch.float64))
    X, Y = drawn(B, N, D), drawn(B, M, D, seed=1)
    for a, b in zip(
            with_gradients(lambda X, Y: ours(X, Y, own, mask), X, Y),
            with_gradients(lambda X, Y: theirs(X, Y, hidden, links, None, padding), X, Y),
            strict=True):
        close(a, b)
    own = masks("links", N, N, seed=4)
    close(ours(X, Y, own[0], mask), theirs(X, Y, own[2], links, None, padding))


@MODES
@pytest.mark.parametrize("final_norm", [False, True])
def test_encoder_and_decoder_are_torchs_with_and_without_final_norms(norm, activation, final_norm):
    more = {"activation": activation, "final_norm": final_norm}
    encoder = shaken(Encoder(2, D, HEADS, D_FF, norm, **more))
    decoder = shaken(Decoder(2, D, HEADS, D_FF, norm, **more))
    peers = nn.Transformer(D, HEADS, 2, 2, D_FF, 0.0, activation, batch_first=True,
                           norm_first=norm == "pre", dtype=torch.float64).eval()
    give(peers.encoder, encoder)
    give(peers.decoder, decoder)
    mask, padding, _ = masks("padding", M, M)
    X, Y = drawn(B, N, D), drawn(B, M, D, seed=1)
    hidden = nn.Transformer.generate_square_subsequent_mask(N, dtype=torch.float64)

    def mine(X, Y):
        return decoder(X, encoder(Y, mask), None, mask)

    def peer(X, Y):
        M = peers.encoder(Y, src_key_padding_mask=padding)
        return peers.decoder(X, M, hidden, memory_key_padding_mask=padding)

    for a, b in zip(with_gradients(mine, X, Y), with_gradients(peer, X, Y), strict=True):
        close(a, b)


@MODES
@pytest.mark.parametrize("final_norm", [False, True])
@pytest.mark.parametrize("tied", [False, True])
def test_the_whole_model_is_torchs_between_embedding_and_output(norm, activation, final_norm, tied):
    ours = translator({"norm": norm, "activation": activation, "final_norm": final_norm,
                       "tied": tied})
    theirs = give(nn.Transformer(16, 4, 2, 2, 12, 0.0, activation, batch_first=True,
                                 norm_first=norm == "pre", dtype=torch.float64).eval(), ours)
    PE = torch.tensor(scratch.sinusoidal(5, 16))
    X = 4 * F.embedding(SOURCE, ours.read.E) + PE
    Y = 4 * F.embedding(TARGET, ours.write.E) + PE[:4]
    out = theirs(X, Y, tgt_mask=nn.Transformer.generate_square_subsequent_mask(
        4, dtype=torch.float64), src_key_padding_mask=SOURCE == 0,
        memory_key_padding_mask=SOURCE == 0)
    logits = out @ ours.write.E.T if tied else out @ ours.output.W_o + ours.output.b_o
    close(ours(SOURCE, TARGET), logits)
    close(ours(SOURCE, TARGET, trace=True)[0], logits)


def count(model):
    return sum(p.numel() for p in model.parameters())


def test_the_base_model_has_as_many_parameters_as_published_and_torch_two_norms_more():
    with torch.device("meta"):
        base = {"d": 512, "n_heads": 8, "n_layers": 6, "d_ff": 2048}
        ours = pytorch.Transformer(9, 9, **base)
        normed = pytorch.Transformer(9, 9, **base, final_norm=True)
        theirs = nn.Transformer()
    assert count(ours.encoder) + count(ours.decoder) == 44_138_496 == scratch.n_parameters()
    assert count(normed.encoder) + count(normed.decoder) == 44_140_544 == count(theirs)
    assert count(ours) == 44_138_496 + 2 * 9 * 512 + 512 * 9 + 9


@pytest.mark.parametrize("n_heads", [1, 2, 4, 8, 16])
def test_the_number_of_parameters_does_not_depend_on_the_number_of_heads(n_heads):
    assert count(pytorch.MultiHead(16, n_heads)) == 4 * 16 * 16 + 4 * 16
    assert count(pytorch.MultiHead(16, n_heads, 1)) == (
        2 * (16 * 16 + 16) + 2 * (16 * 16 + 16) // n_heads)
