"""A translator in a batch is what it is alone, step by step what it is at once, and what NumPy
says by hand; its encoder is torch's own."""

import numpy as np
import pytest
import torch

from nlpviz import scratch
from nlpviz.decode import greedy
from nlpviz.pytorch.attention.bahdanau import BahdanauSeq2Seq
from nlpviz.pytorch.attention.encoder import Encoder
from nlpviz.pytorch.attention.seq2seq import Seq2Seq, arrays_of, nll
from nlpviz.scratch.recurrent import gru, lstm

KINDS = [
    {}, {"cell": "lstm"}, {"bidirectional": False}, {"score": "general"},
    {"score": "additive", "cell": "lstm"}, {"score": "concat"}, {"feed": True},
    {"score": None}, {"score": None, "context": "every", "cell": "lstm"},
    {"feed": True, "context": "every", "score": "additive"},
    {"local": "m", "D": 1}, {"local": "p", "D": 2, "score": "general"},
    {"scale": False}, {"scale": False, "score": "general", "cell": "lstm"},
    {"looks": "first"}, {"looks": "first", "score": "dot", "cell": "lstm"},
    {"looks": "first", "feed": True, "score": "general"}, {"looks": "first", "local": "m", "D": 1},
]
each = pytest.mark.parametrize("kind", KINDS, ids=str)
SOURCE = torch.tensor([[4, 5, 2, 0, 0], [6, 7, 8, 5, 2], [7, 2, 0, 0, 0]])
TARGET = torch.tensor([[1, 5, 4, 6], [1, 7, 6, 4], [1, 4, 4, 5]])


def build(kind):
    torch.manual_seed(3)
    more = {name: value for name, value in kind.items() if name != "looks"}
    return (BahdanauSeq2Seq if "looks" in kind else Seq2Seq)(9, 8, 5, 6, **more).double()


@each
def test_a_sentence_in_a_padded_batch_is_what_it_is_alone(kind):
    model = build(kind)
    logits, seen = model(SOURCE, TARGET, trace=True)
    for b, m in enumerate((3, 5, 2)):
        alone, own = model(SOURCE[b:b + 1, :m], TARGET[b:b + 1], trace=True)
        torch.testing.assert_close(logits[b:b + 1], alone, atol=1e-12, rtol=0)
        if seen["A"] is not None:
            assert not seen["A"][b, :, m:].any()
            torch.testing.assert_close(seen["A"][b, :, :m], own["A"][0], atol=1e-12, rtol=0)


@each
def test_no_gradient_reaches_the_padding(kind):
    model = build(kind)
    state = model.encode(SOURCE)
    K = state["K"].detach().requires_grad_()
    (model.advance(state | {"K": K}, TARGET[:, :1])[0] ** 2).sum().backward()
    assert K.grad is None or not K.grad[SOURCE == 0].any()
    model.zero_grad()
    nll(model, SOURCE, TARGET)[0].backward()
    assert not model.encoder.E.grad[0].any()


@each
def test_word_by_word_it_says_what_it_says_at_once(kind):
    model = build(kind)
    expected = torch.log_softmax(model(SOURCE, TARGET), -1)
    state = model.encode(SOURCE)
    for t in range(TARGET.shape[1]):
        logP, state = model.step(state, TARGET[:, t])
        torch.testing.assert_close(logP, expected[:, t], atol=1e-12, rtol=0)


@each
def test_fed_with_its_own_words_it_is_greedy(kind):
    model = build(kind)
    own = model(SOURCE, TARGET, teacher=0.0).argmax(-1)
    for ids, found in zip(own.tolist(), greedy(
            model.step, model.encode(SOURCE), 3, max_length=4), strict=True):
        said = [*found.ids, 2] if found.finished else list(found.ids)
        assert ids[:len(said)] == said


@each
def test_the_gradient_reaches_all_parameters(kind):
    model = build(kind)
    nll(model, SOURCE, TARGET)[0].backward()
    for name, p in model.named_parameters():
        assert p.grad is not None and p.grad.abs().sum() > 0, name


def by_hand(w, source, target, kind):
    """logits (T, n_target) of one sentence, from scratch's parts."""
    def run(X, cell, *state):
        f = lstm if len(state) == 2 else gru
        H, trace = f(X, *state, **cell)
        return H, (trace.H[-1], trace.C[-1]) if f is lstm else (trace.H[-1],)

    n = 2 if kind.get("cell") == "lstm" else 1
    X, zero = w["E_in"][source], [np.zeros(len(w["forward"]["W_h"]))] * n
    K, state = run(X, w["forward"], *zero)
    if "backward" in w and n == 1:
        ways = [(*zero, *(w[way][k] for k in ("W_x", "W_h", "b", "b_n")))
                for way in ("forward", "backward")]
        K, trace = scratch.bidirectional(gru, X, *ways)
        state = [trace.last]
    elif "backward" in w:
        back, last = run(X[::-1], w["backward"], *zero)
        K = np.hstack([K, back[::-1]])
        state = [np.hstack(pair) for pair in zip(state, last, strict=True)]
    first = "looks" in kind
    score = kind.get("score", "additive" if first else "dot")
    own = {k: w[k] for k in ("W", "W_q", "W_k", "v") if k in w}
    own |= {"scale": bool(w["scale"])} if "scale" in w else {}

    def look(h):
        return scratch.attend(getattr(scratch, score)(h, K, **own)[0], K)[0]

    always, g, logits = state[0], np.zeros(6), []
    for y in target:
        if first:
            always = o = look(state[0][None])
        extra = [g] * bool(kind.get("feed")) + [always] * (first or kind.get("context") == "every")
        h, state = run(np.hstack([w["E_out"][y], *map(np.ravel, extra)])[None], w["decoder"],
                       *state)
        g = h[0]
        if score:
            o = o if first else look(h)
            logit, trace = scratch.readout(o, h, *(w[k] for k in ("W_c", "b_c", "W_o", "b_o")))
            g, logit = trace.G[0], logit[0]
        logits.append(logit if score else g @ w["W_o"] + w["b_o"])
    return np.array(logits)


@pytest.mark.parametrize("kind", [k for k in KINDS if "local" not in k], ids=str)
def test_numpy_finds_the_same_from_the_weights(kind):
    model = build(kind)
    logits = model(SOURCE, TARGET).detach().numpy()
    for b, m in enumerate((3, 5, 2)):
        found = by_hand(arrays_of(model), SOURCE[b, :m].numpy(), TARGET[b].numpy(), kind)
        np.testing.assert_allclose(found, logits[b], atol=1e-10)


CELL = ("W_x", "W_h", "b", "b_n")


@pytest.mark.parametrize("first", [False, True])
def test_scratch_writes_the_sentence_and_gives_its_decoder_the_same_gradients(first):
    model = build({"score": "additive"} | ({"looks": "first"} if first else {}))
    w, part = arrays_of(model), model.attention.weights
    state = model.encode(SOURCE[1:2])
    K, h0, X = (x[0].detach().numpy() for x in (state["K"], state["h"], model.E[TARGET[1:2]]))
    decoder = scratch.bahdanau if first else scratch.luong
    H, trace = decoder(X, K, h0, *(w[k] for k in ("W_q", "W_k", "v")),
                       *(w["decoder"][k] for k in CELL))
    logits, of_logits = scratch.readout(trace.O, H, *(w[k] for k in ("W_c", "b_c", "W_o", "b_o")))
    found, seen, _ = model.advance(state, TARGET[1:2])
    for ours, theirs in ((logits, found), (trace.A, seen["A"]), (H, seen["H"])):
        np.testing.assert_allclose(ours, theirs[0].detach().numpy(), atol=1e-10)
    dO, dH, *_ = of_logits.backward(logits)     # of the loss Σ logits² / 2
    cell = dict(model.decoder.layers[0])
    wanted = torch.autograd.grad((found**2).sum() / 2, [
        state["K"], state["h"], part["W_q"], part["W_k"], part["v"], *(cell[k] for k in CELL)])
    for ours, theirs in zip(trace.backward(dH, dO)[1:], wanted, strict=True):
        np.testing.assert_allclose(ours, theirs.numpy().reshape(ours.shape), atol=1e-8)


@pytest.mark.parametrize("cell, blocks", [("gru", (0, 1, 2)), ("lstm", (0, 1, 2, 3))])
def test_the_encoder_is_torchs_on_packed_sequences(cell, blocks):
    torch.manual_seed(0)
    ours = Encoder(9, 5, 6, cell).double()
    peer = getattr(torch.nn, cell.upper())(
        5, 3, batch_first=True, bidirectional=True).double()
    with torch.no_grad():
        for way, layer in zip(("", "_reverse"), ours.cells, strict=True):
            w = dict(layer.layers[0])
            for name, p in (("weight_ih", w["W_x"].T), ("weight_hh", w["W_h"].T),
                            ("bias_ih", w["b"])):
                getattr(peer, f"{name}_l0{way}").copy_(p)
            last = getattr(peer, f"bias_hh_l0{way}").zero_()
            if cell == "gru":
                last[6:] = w["b_n"]
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        ours.E[SOURCE], [3, 5, 2], batch_first=True, enforce_sorted=False)
    H, last = peer(packed)
    H, _ = torch.nn.utils.rnn.pad_packed_sequence(H, batch_first=True)
    found, state = ours(SOURCE)
    real = SOURCE != 0
    torch.testing.assert_close(found[real], H[real], atol=1e-12, rtol=0)
    for mine, theirs in zip(state, last if cell == "lstm" else (last,), strict=True):
        torch.testing.assert_close(mine, torch.cat(list(theirs), -1), atol=1e-12, rtol=0)


@pytest.mark.parametrize("make, words", [
    (lambda: build({"score": "cosine"}), "score cosine additive"),
    (lambda: build({"context": "never"}), "context never start every"),
    (lambda: build({"cell": "rnn"}), "cell rnn gru lstm"),
    (lambda: build({"local": "q"}), "local q"),
    (lambda: build({"score": None, "local": "m"}), "local m score None no attention"),
    (lambda: build({"score": None, "local": "p", "D": 2}), "local p score None no attention"),
    (lambda: build({"looks": "first", "score": None}), "score None dot additive"),
    (lambda: build({"looks": "first", "context": "start"}), "context start every"),
    (lambda: Seq2Seq(9, 8, 5, 7), "d_h 7 even"),
    (lambda: Seq2Seq(0, 8), "n_vocab 0"),
    (lambda: build({})(torch.tensor([[4, 2], [0, 0]]), TARGET[:2]), "source[1] no word"),
])
def test_wrong_arguments_are_refused_by_name(make, words):
    with pytest.raises(ValueError) as error:
        make()
    assert all(word in str(error.value) for word in words.split()), error.value


def test_the_scale_divides_products_by_the_root_of_the_width_and_nothing_else():
    for score in ("dot", "general", "additive", "concat"):
        torch.manual_seed(3)
        divided = Seq2Seq(9, 8, 5, 6, score=score).double().attention
        torch.manual_seed(3)
        plain = Seq2Seq(9, 8, 5, 6, score=score, scale=False).double().attention
        Q, K = torch.randn(2, 2, 4, 6).double()
        ratio = plain.scores(Q, K) / divided.scores(Q, K)
        wanted = 6**0.5 if score in ("dot", "general") else 1.0
        torch.testing.assert_close(ratio, torch.full_like(ratio, wanted))
        assert ("scale" in arrays_of(Seq2Seq(9, 8, 5, 6, score=score))) == (wanted > 1)


def older(model):
    """The state_dict of a model as it was saved before scores were divided."""
    state = model.state_dict()
    del state["attention._extra_state"]
    state._metadata["attention"]["version"] = 1
    return state


@pytest.mark.parametrize("score", ["dot", "general"])
def test_weights_that_are_older_than_the_scale_compute_what_they_computed(score):
    torch.manual_seed(3)
    was = Seq2Seq(9, 8, 5, 6, score=score, scale=False)
    now = Seq2Seq(9, 8, 5, 6, score=score)
    assert not torch.equal(now(SOURCE, TARGET), was(SOURCE, TARGET))
    now.load_state_dict(older(was))
    assert torch.equal(now(SOURCE, TARGET), was(SOURCE, TARGET)) and "scale=False" in str(now)


def test_the_scale_goes_with_the_weights_and_is_missed_where_nothing_tells_it():
    torch.manual_seed(3)
    was, now = Seq2Seq(9, 8, 5, 6, scale=False), Seq2Seq(9, 8, 5, 6)
    now.load_state_dict(was.state_dict())
    assert torch.equal(now(SOURCE, TARGET), was(SOURCE, TARGET))
    bare = {key: w for key, w in was.state_dict().items() if "_extra_state" not in key}
    with pytest.raises(RuntimeError, match="Missing key.*attention._extra_state"):
        Seq2Seq(9, 8, 5, 6).load_state_dict(bare)
    some = Seq2Seq(9, 8, 5, 6)
    some.load_state_dict({"E": was.E}, strict=False)
    assert some.attention.scale is True
    additive = Seq2Seq(9, 8, 5, 6, score="additive")
    additive.load_state_dict(older(Seq2Seq(9, 8, 5, 6, score="additive")))
