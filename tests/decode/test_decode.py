"""Greedy search, sampling and beam search find what they promise to find
in any model that gives log probabilities, NumPy or torch."""

import subprocess
import sys
from collections import namedtuple
from itertools import product

import numpy as np
import pytest
import torch

from nlpviz.decode import Hypothesis, beam_search, greedy, sample
from nlpviz.text import BOS, EOS


class Tree:
    """A model whose next word depends on all words before it: a random table for each prefix.

    Its state holds the prefixes themselves, in a nest of every kind.
    """

    Pair = namedtuple("Pair", "row, nothing")

    def __init__(self, n_vocab, length, seed, sharp=1.5, zeros=0.0, cast=np.asarray):
        rng = np.random.default_rng(seed)
        logits = sharp * rng.normal(size=(n_vocab + 1,) * length + (n_vocab,))
        logits[rng.random(logits.shape) < zeros] = -np.inf
        logits[..., EOS] = np.where(np.isfinite(logits[..., EOS]), logits[..., EOS], -1.0)
        self.logP = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
        self.n_vocab, self.length, self.cast, self.calls = n_vocab, length, cast, 0

    def state(self, n=1):
        prefix = self.cast(np.zeros((n, self.length), int))
        return {"prefix": [prefix], "t": (self.cast(np.zeros(n, int)), None),
                "pair": self.Pair(self.cast(np.arange(n)), {})}

    def __call__(self, state, ids):
        (prefix,), t = state["prefix"], state["t"][0]
        assert len(prefix) == len(t) == len(state["pair"].row) == len(ids)
        assert type(ids) is type(prefix)
        self.calls += 1
        prefix, now = 1 * prefix, int(t[0])
        if now:
            prefix[:, now - 1] = ids + 1     # 0: nothing yet
        else:
            assert all(int(i) == BOS for i in ids)
        at = np.asarray(prefix)
        logP = self.logP[tuple(at.T)]
        return self.cast(logP), {**state, "prefix": [prefix], "t": (t + 1, None)}

    def given(self, ids):
        """The log probabilities after ids."""
        return self.logP[tuple(w + 1 for w in ids) + (0,) * (self.length - len(ids))]

    def everything(self, max_length):
        """(ids, logp, finished) of all sequences, by brute force."""
        words = [w for w in range(self.n_vocab) if w != EOS]
        for T in range(max_length):
            for ids in product(words, repeat=T):
                yield ids, self.sum(ids + (EOS,)), True
        for ids in product(words, repeat=max_length):
            yield ids, self.sum(ids), False

    def sum(self, ids):
        return sum(float(self.given(ids[:t])[w]) for t, w in enumerate(ids))


def ranked(found, alpha):
    """Those with probability, the best first."""
    scored = [(logp / (len(ids) + done) ** alpha, ids, logp, done)
              for ids, logp, done in found if logp > -np.inf]
    return sorted(scored, key=lambda h: -h[0])


CASES = [(n_vocab, length, seed, zeros) for seed, (n_vocab, length, zeros) in enumerate(
    [(3, 1, 0), (3, 4, 0), (4, 3, 0), (5, 3, 0.3), (3, 5, 0.4), (6, 2, 0), (4, 4, 0.2)])]


@pytest.mark.parametrize("alpha", [0.0, 0.3, 0.7, 1.0, 2.0])
@pytest.mark.parametrize("n_vocab, length, seed, zeros", CASES)
def test_with_room_for_all_it_is_exhaustive_search(n_vocab, length, seed, zeros, alpha):
    tree = Tree(n_vocab, length, seed, zeros=zeros)
    everything = list(tree.everything(length))
    wanted = ranked([h for h in everything if h[2]], alpha)
    found = beam_search(tree, tree.state(), width=len(everything), max_length=length, alpha=alpha)
    assert [h.ids for h in found.best] == [h[1] for h in wanted]
    assert np.allclose([h.score for h in found.best], [h[0] for h in wanted], atol=1e-12)
    assert np.allclose([h.logp for h in found.best], [h[2] for h in wanted], atol=1e-12)
    assert all(h.finished for h in found.best)


@pytest.mark.parametrize("alpha", [0.0, 0.7, 1.5])
@pytest.mark.parametrize("seed", range(10))
def test_it_stops_early_only_when_nothing_better_can_come(seed, alpha):
    # Against the same search that never stops: width, not patience, is all that may cost.
    tree = Tree(4, 5, seed, sharp=3.0)
    for width in (1, 2, 3, 7):
        tree.calls = 0
        found = beam_search(tree, tree.state(), width=width, max_length=5, alpha=alpha)
        assert tree.calls == len(found.steps)
        assert [h.ids for h in found.best] == patient(tree, width, 5, alpha)


def patient(tree, width, max_length, alpha):
    """Beam search by its definition, to the last step."""
    still, ended = [((), 0.0)], []
    for t in range(max_length):
        more = sorted(((ids + (w,), logp + tree.given(ids)[w])
                       for ids, logp in still for w in range(tree.n_vocab)), key=lambda h: -h[1])
        ended += [(h[1] / (t + 1) ** alpha, h[0][:-1]) for h in more[:width] if h[0][-1] == EOS]
        still = [h for h in more if h[0][-1] != EOS][:width]
    best = [ids for _, ids in sorted(ended, key=lambda h: -h[0])[:width]]
    return best or [ids for ids, _ in still]


def test_early_stopping_happens():
    tree = Tree(4, 5, seed=3, sharp=0.1)
    tree.logP[..., EOS] = -0.01
    tree.logP[..., [0, 1, 3]] = np.log((1 - np.exp(-0.01)) / 3)
    for alpha in (0.0, 1.0):
        assert len(beam_search(tree, tree.state(), width=1, max_length=5, alpha=alpha).steps) == 1


@pytest.mark.parametrize("seed", range(30))
def test_one_beam_is_greedy(seed):
    tree = Tree(5, 4, seed, sharp=1.0)
    (one,) = beam_search(tree, tree.state(), width=1, max_length=4).best
    assert [one] == greedy(tree, tree.state(), max_length=4)


def test_one_beam_is_greedy_whether_it_ends_or_is_cut():
    ends = {greedy(tree, tree.state(), max_length=4)[0].finished
            for tree in (Tree(5, 4, seed, sharp=1.0) for seed in range(30))}
    assert ends == {True, False}


@pytest.mark.parametrize("seed", range(5))
def test_logp_is_the_sum_of_the_steps_and_score_is_logp_over_length(seed):
    tree = Tree(4, 6, seed)
    searched = beam_search(tree, tree.state(), width=4, max_length=6, alpha=0.6).best
    for h, alpha in [(h, 0.6) for h in searched] + [
            (h, 0.0) for h in greedy(tree, tree.state(), max_length=6)
            + sample(tree, tree.state(), 20, max_length=6, temperature=3.0, seed=seed)]:
        ids = h.ids + (EOS,) * h.finished
        assert h.logp == pytest.approx(tree.sum(ids), abs=1e-12)
        assert h.score == pytest.approx(h.logp / len(ids) ** alpha, abs=1e-12)
        assert len(ids) <= 6 and EOS not in h.ids
        assert h.finished or len(ids) == 6


def test_a_sequence_cut_at_max_length_is_unfinished_and_comes_only_if_nothing_else_does():
    tree = Tree(4, 3, seed=0)
    tree.logP[..., EOS] = -np.inf
    cut = beam_search(tree, tree.state(), width=100, max_length=3, alpha=0.5).best
    wanted = ranked([h for h in tree.everything(3) if not h[2]], 0.5)
    assert [h.ids for h in cut] == [h[1] for h in wanted]
    assert not any(h.finished for h in cut) and all(len(h.ids) == 3 for h in cut)
    assert not greedy(tree, tree.state(), max_length=3)[0].finished
    tree.logP[1, 1, 0, EOS] = -30.0    # one way out, however unlikely
    (only,) = beam_search(tree, tree.state(), width=100, max_length=3).best
    assert only.finished and only.ids == (0, 0)


def test_a_step_of_the_textbook_search():
    # A greedy start is the worse one: 0.6 · 0.4 < 0.4 · 0.9 (words 3 and 4; eos is 2).
    P = np.full((5, 5), 1e-9)
    P[BOS, [3, 4]], P[3, [2, 3, 4]], P[4, [2, 3]] = [0.6, 0.4], [0.4, 0.3, 0.3], [0.9, 0.1]

    def step(state, ids):
        return np.log(P / P.sum(1, keepdims=True))[ids], state

    (one,) = greedy(step, None, max_length=5)
    two = beam_search(step, None, width=2, max_length=5)
    assert one.ids == (3,) and np.exp(one.logp) == pytest.approx(0.24)
    assert two.best[0].ids == (4,) and np.exp(two.best[0].logp) == pytest.approx(0.36)
    assert [(b.token, b.parent, b.finished) for b in two.steps[0]] == [(3, -1, False),
                                                                       (4, -1, False)]
    assert [(b.token, b.parent, b.finished) for b in two.steps[1]] == [
        (2, 1, True), (2, 0, True), (3, 0, False), (4, 0, False)]
    assert two.ids(1, 0) == (4, 2) and two.ids(1, 3) == (3, 4)
    assert two.steps[1][0].logp == two.best[0].logp


@pytest.mark.parametrize("width", [1, 3, 8])
def test_every_kept_beam_can_be_followed_to_its_beginning(width):
    tree = Tree(5, 4, seed=7)
    found = beam_search(tree, tree.state(), width=width, max_length=4, alpha=1.0)
    kept = []
    for t, step in enumerate(found.steps):
        assert [b.logp for b in step] == sorted((b.logp for b in step), reverse=True)
        assert sum(not b.finished for b in step) <= width
        for i, beam in enumerate(step):
            ids = found.ids(t, i)
            kept.append(ids)
            assert len(ids) == t + 1 and beam.logp == pytest.approx(tree.sum(ids), abs=1e-12)
            assert beam.finished == (ids[-1] == EOS) and EOS not in ids[:-1]
            assert beam.parent == -1 if t == 0 else not found.steps[t - 1][beam.parent].finished
            assert beam.score == pytest.approx(beam.logp / (t + 1))
    assert len(set(kept)) == len(kept)
    assert {h.ids + (EOS,) * h.finished for h in found.best} <= set(kept)


def test_of_equally_likely_tokens_the_lower_is_taken():
    def step(state, ids):
        return np.full((len(ids), 5), np.log(0.2)), state

    assert greedy(step, None, max_length=2)[0].ids == (0, 0)
    steps = beam_search(step, None, width=3, max_length=2).steps
    assert [b.token for b in steps[0]] == [0, 1, 2, 3]        # 2 ends, three stay open
    assert [(b.parent, b.token) for b in steps[1]] == [(0, 0), (0, 1), (0, 2), (0, 3)]


@pytest.mark.parametrize("zeros", [0.3, 0.8])
def test_what_has_no_probability_is_never_taken(zeros):
    for seed in range(5):
        tree = Tree(6, 3, seed, zeros=zeros)
        taken = (sample(tree, tree.state(), 200, max_length=3, temperature=50.0, seed=seed)
                 + beam_search(tree, tree.state(), width=300, max_length=3).best)
        assert all(h.logp > -np.inf for h in taken)
        kept = beam_search(tree, tree.state(), width=300, max_length=3).steps
        assert all(b.logp > -np.inf for step in kept for b in step)


# Sampling


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_samples_are_as_frequent_as_the_temperature_says(temperature):
    tree, n = Tree(5, 2, seed=1), 20_000
    drawn = sample(tree, tree.state(), n, max_length=2, temperature=temperature, seed=3)

    def P(ids):
        p = np.exp(tree.given(ids) / temperature)
        return p / p.sum()

    for ids, _, done in tree.everything(2):
        whole = ids + (EOS,) * done
        p = np.prod([P(whole[:t])[w] for t, w in enumerate(whole)])
        count = sum(h.ids == ids and h.finished == done for h in drawn)
        assert abs(count - n * p) <= 5 * np.sqrt(n * p * (1 - p)) + 1e-9, (ids, count, n * p)


@pytest.mark.parametrize("temperature", [1e-3, 1e-30, 1e-308, 5e-324])
def test_towards_temperature_zero_it_is_greedy(temperature):
    for seed in range(5):
        tree = Tree(6, 4, seed, zeros=0.2)
        assert (sample(tree, tree.state(), 3, max_length=4, temperature=temperature, seed=seed)
                == 3 * greedy(tree, tree.state(), max_length=4))


def test_the_seed_decides_the_samples():
    tree = Tree(6, 4, seed=0)
    one, again, other = (sample(tree, tree.state(), 50, max_length=4, seed=s) for s in (1, 1, 2))
    assert one == again != other
    assert len(set(one)) > 25


def test_a_row_is_drawn_alike_whatever_the_other_rows_do():
    tree = Tree(6, 4, seed=0)

    def other(state, ids):
        logP, new = tree(state, ids)
        logP = np.where((state["pair"].row == 0)[:, None], logP, tree.logP[0, 0, 0, 0])
        return logP, new

    for seed in range(10):
        a, b = (sample(step, tree.state(9), 9, max_length=4, seed=seed) for step in (tree, other))
        assert a[0] == b[0] and a[1:] != b[1:]


# Several at once, tensors, errors


def test_many_sources_at_once_are_each_decoded_alone():
    E = np.random.default_rng(0).normal(size=(60, 6))

    def step(state, ids):
        S = state["x"] + E[ids + 10 * state["t"]]
        return S - np.log(np.exp(S).sum(1, keepdims=True)), {"x": state["x"], "t": state["t"] + 1}

    X = 2 * np.random.default_rng(1).normal(size=(25, 6))
    t = np.zeros(25, int)
    together = greedy(step, {"x": X, "t": t}, 25, max_length=5)
    alone = [greedy(step, {"x": X[b:b + 1], "t": t[:1]}, max_length=5)[0] for b in range(25)]
    assert together == alone
    assert {h.finished for h in alone} == {True, False}
    assert len({h.ids for h in alone}) > 2


def test_tensors_give_what_arrays_give():
    plain, tensors = (Tree(5, 4, seed=2, cast=c) for c in (np.asarray, torch.as_tensor))
    for run in (lambda m: greedy(m, m.state(3), 3, max_length=4),
                lambda m: sample(m, m.state(), 9, max_length=4, seed=1),
                lambda m: beam_search(m, m.state(), width=3, max_length=4, alpha=0.7)):
        assert run(plain) == run(tensors)


def test_tensors_are_read_without_a_gradient():
    W = torch.zeros(4, 4, requires_grad=True)

    def step(state, ids):
        logP = torch.log_softmax(W[ids], -1)
        assert not logP.requires_grad
        return logP, state

    assert greedy(step, torch.zeros(1, 2), max_length=2)[0].ids == (0, 0)
    assert torch.is_grad_enabled()


def test_a_trained_network_can_be_asked():
    from nlpviz.pytorch import Seq2Seq
    torch.manual_seed(0)
    for options in ({}, {"score": None}, {"cell": "lstm", "feed": True, "score": "additive"}):
        model = Seq2Seq(9, 8, d=5, d_h=6, **options)
        source = torch.tensor([[4, 5, 2, 0], [6, 7, 8, 2]])
        state = model.encode(source)
        for b, h in enumerate(greedy(model.step, state, 2, max_length=6)):
            one = {k: v[b:b + 1] for k, v in state.items()}
            (beam,) = beam_search(model.step, one, width=1, max_length=6).best
            assert beam.ids == h.ids and beam.logp == pytest.approx(h.logp, abs=1e-4)
            ids = torch.tensor([[BOS, *h.ids, *[EOS] * h.finished]])
            logP = torch.log_softmax(model(source[b:b + 1], ids[:, :-1]), -1)
            logp = logP.gather(2, ids[:, 1:, None]).sum()
            assert logp.item() == pytest.approx(h.logp, abs=1e-4)


def uniform(state, ids):
    return np.full((len(ids), 4), np.log(0.25)), state


CALLS = {"greedy": greedy, "sample": sample,
         "beam": lambda *a, **o: beam_search(*a, width=2, **o)}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("change, error, message", [
    (lambda logP: logP[0], ValueError, r"logP has shape \(4,\) but must be \(1, n_vocab\)"),
    (lambda logP: np.vstack([logP, logP]), ValueError, r"logP has shape \(2, 4\)"),
    (lambda logP: logP[:, :0], ValueError, r"logP has shape \(1, 0\)"),
    (lambda logP: np.where([1, 1, 0, 1], logP, np.nan), ValueError, r"logP\[0\] holds NaN"),
    (lambda logP: logP + 3, ValueError, r"logP\[0\] holds 1.614, above log 1 = 0.*log_softmax"),
    (lambda logP: logP - np.inf, ValueError, r"logP\[0\] gives no token any probability"),
])
def test_wrong_log_probabilities_are_named(call, change, error, message):
    def step(state, ids):
        return change(uniform(state, ids)[0]), state

    with pytest.raises(error, match=message):
        call(step, None, max_length=3)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_wrong_arguments_are_named(call):
    for options, message in (({"max_length": 0}, "max_length is 0"),
                             ({"max_length": 2.5}, "max_length is 2.5"),
                             ({"max_length": 2, "bos": -1}, "bos is -1"),
                             ({"max_length": 2, "eos": None}, "eos is None")):
        with pytest.raises(ValueError, match=message):
            call(uniform, None, **options)
    with pytest.raises(TypeError, match="step is dict; it must be a function"):
        call({}, None, max_length=3)
    with pytest.raises(TypeError, match="state holds 5, a int; it must be a nest of arrays"):
        call(uniform, {"a": [5]}, max_length=3)
    with pytest.raises(ValueError, match="state has 2 and 3 rows"):
        call(uniform, [np.ones(3), np.ones((2, 1))], max_length=3)


@pytest.mark.parametrize("call, options, message", [
    (beam_search, {"width": 0}, "width is 0"), (beam_search, {"width": None}, "width is None"),
    (beam_search, {"width": 2, "alpha": -1}, "alpha is -1"),
    (beam_search, {"width": 2, "alpha": np.nan}, "alpha is nan"),
    (beam_search, {"width": 2, "alpha": "1"}, "alpha is '1'"),
    (sample, {"temperature": 0}, "temperature is 0.*greedy"),
    (sample, {"temperature": -1.0}, "temperature is -1.0"),
    (sample, {"temperature": np.inf}, "temperature is inf"),
    (sample, {"temperature": "hot"}, "temperature is 'hot'"),
    (sample, {"seed": -1}, "seed is -1"), (sample, {"n": 0}, "n is 0"),
    (greedy, {"n": 1.5}, "n is 1.5"),
])
def test_wrong_options_are_named(call, options, message):
    with pytest.raises(ValueError, match=message):
        call(uniform, None, max_length=3, **options)


@pytest.mark.parametrize("found, says", [
    (None, "step returned NoneType"), (np.zeros((2, 3)) - 1, "step returned ndarray"),
    ((np.zeros((1, 3)) - 1, None, 1), "step returned tuple"),
    ((np.ma.array([[-1.0, -1, -1]], mask=[[0, 1, 0]]), None), "logP is a masked array"),
    ((np.zeros((1, 3)) - 1j, None), "logP must be .*dtype complex128"),
        ((["a"], None), "logP must be .*dtype <U1")],
    ids=lambda x: x if isinstance(x, str) else type(x).__name__)
def test_what_is_no_pair_of_log_probabilities_and_state_is_named(found, says):
    for search in (greedy, beam_search):
        options = {"width": 2} if search is beam_search else {}
        with pytest.raises((TypeError, ValueError), match=says):
            search(lambda state, ids: found, None, max_length=2, **options)


def test_a_beam_search_is_of_one_source():
    with pytest.raises(ValueError, match="state has 3 rows.* but there are 1 sequences"):
        beam_search(uniform, np.ones((3, 2)), width=2, max_length=3)


def test_a_hypothesis_cannot_be_changed():
    with pytest.raises(AttributeError):
        Hypothesis((3,), -1.0, True, -1.0).logp = 0.0


def test_decoding_needs_no_torch():
    code = ("import sys; sys.modules['torch'] = None\nimport numpy as np\n"
            "from nlpviz.decode import beam_search\n"
            "step = lambda s, ids: (np.full((len(ids), 4), np.log(0.25)), s)\n"
            "print(len(beam_search(step, np.ones((1, 2)), width=2, max_length=3).best))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.stdout == "2\n", done.stderr
