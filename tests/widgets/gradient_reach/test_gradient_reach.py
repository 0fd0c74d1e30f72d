"""GradientReach: the shares are those of autograd through the whole sentence, what the cover says
of two trained networks is what they do, and what cannot be shown is refused by name."""

import numpy as np
import pytest
import torch

from nlpviz import scratch, stored
from nlpviz.data import agreement
from nlpviz.data.agreement.grammar import draft_sentence
from nlpviz.language import speaking
from nlpviz.widgets import GradientReach
from nlpviz.widgets.gradient_reach import blame
from nlpviz.widgets.gradient_reach.picture import kept, nearest, percent
from tests.widgets.core.parsed import state_of
from tests.widgets.gradient_reach.examples import CELLS, SENTENCE, networks, on_the_cover, weights

WORDS = "the letters from my sister are is".split()
IDS, VERBS = [0, 1, 2, 3, 4], [5, 6]


def figure(**changes):
    given = {"tokens": WORDS[:5], "networks": networks(7), "vocabulary": WORDS,
             "answers": ("are", "is")} | changes
    return GradientReach(**given)


def step(cell, w, x, s):
    """One step of a cell, without peepholes, on a state as a list."""
    sums, n = x @ w["W_x"] + w["b"], len(w["W_h"])
    if cell == "rnn":
        return [torch.tanh(sums + s[0] @ w["W_h"])]
    if cell == "lstm":
        i, f, z, o = torch.split(sums + s[0] @ w["W_h"], n)
        c = torch.sigmoid(i) * torch.tanh(z) + torch.sigmoid(f) * s[1]
        return [torch.sigmoid(o) * torch.tanh(c), c]
    (r, u, z), (h_r, h_u, h_z) = torch.split(sums, n), torch.split(s[0] @ w["W_h"], n)
    r, u = torch.sigmoid(r + h_r), torch.sigmoid(u + h_u)
    return [(1 - u) * torch.tanh(z + r * (h_z + w["b_n"])) + u * s[0]]


def by_autograd(cell, weights):
    """‖∂L/∂s_t‖ with each s_t as the place where the rest of the network begins."""
    w = {name: torch.tensor(value) for name, value in weights.items()}
    states = [[torch.zeros(4, dtype=torch.float64)] * (1 + (cell == "lstm"))]
    for i in IDS:
        states.append(step(cell, w, w["E"][i], states[-1]))
    lengths = []
    for t in range(1, len(IDS) + 1):
        leaf = [each.detach().clone().requires_grad_() for each in states[t]]
        s = leaf
        for i in IDS[t:]:
            s = step(cell, w, w["E"][i], s)
        loss = -torch.log_softmax(s[0] @ w["W_o"] + w["b_o"], 0)[VERBS[0]]
        grads = torch.autograd.grad(loss, leaf, allow_unused=True)
        lengths.append(np.sqrt(sum(float((g**2).sum()) for g in grads if g is not None)))
    return np.array(lengths) / lengths[-1]


@pytest.mark.parametrize("cell", CELLS)
def test_the_shares_are_those_of_autograd(cell):
    w = weights(cell, 7)
    assert blame(cell, w, IDS, VERBS)[0] == pytest.approx(by_autograd(cell, w), rel=1e-10)


def test_the_chances_are_the_softmax_over_the_two_verbs():
    w = weights("rnn", 7)
    H, _ = scratch.rnn(w["E"][IDS], np.zeros(4), w["W_x"], w["W_h"], w["b"])
    are, is_ = (H[-1] @ w["W_o"] + w["b_o"])[VERBS]
    assert blame("rnn", w, IDS, VERBS)[1] == pytest.approx(1 / (1 + np.exp(is_ - are)))


def test_a_word_that_is_read_before_the_first_is_not_shown_and_counts():
    shown, whole = figure(tokens=WORDS[1:5], start="the"), figure()
    assert shown.tokens == WORDS[1:5] and shown.shares[0] == whole.shares[0][1:]
    assert figure(tokens=WORDS[1:5]).shares[0] != shown.shares[0]


def test_a_capital_is_looked_up_in_lower_case_and_shown_as_it_is():
    assert figure(tokens=["The", *WORDS[1:5]]).shares == figure().shares
    assert figure(tokens=["The", *WORDS[1:5]]).state()["tokens"][0] == "The"


# The cover: two networks of chapter 3, seed 0, on the long sentence.

@pytest.fixture
def cover():
    return on_the_cover()


LETTERS = [0, 0.9, 0, 0, 0.9]  # a thing, nothing before it, the letters, nowhere
SISTER = [0.1, 0, 0.9, 0.9, 0, 0.1, 0]  # from, one of them, my sister, in Kyoto
WRITES = [0.9, 0.9, 0.1, 0.7, 0, 0]  # no further noun, who writes every week
UNOPENED = [0.1, 0, 0.1, 0, 0]  # are still unopened


def test_the_sentence_is_one_of_the_grammar_that_the_networks_learnt():
    draws = iter(LETTERS + SISTER + WRITES + UNOPENED)
    draft = draft_sentence(draws.__next__, depth=1, plural=True)
    assert draft.words == " ".join(SENTENCE).lower().split() + "are still unopened .".split()
    assert draft.pairs[-1] == (SENTENCE.index("letters"), len(SENTENCE)) and not list(draws)


def test_without_gates_a_hundredth_is_left_at_letters_and_with_them_13_times_as_much(cover):
    plain, gated = cover.shares
    t = nearest(plain, 0.01)
    assert SENTENCE[t] == "letters" and cover.cells == ["RNN", "LSTM"]
    assert [percent(shares[t]) for shares in (plain, gated)] == ["1.3 %", "18 %"]
    assert [percent(kept(shares, t)) for shares in (plain, gated)] == ["62 %", "83 %"]
    assert round(gated[t] / plain[t]) == 13
    assert cover.chances[0] < 0.5 < 0.98 < cover.chances[1]


def test_what_the_cover_says_of_other_sentences_is_so():
    """600 sentences of the grammar with the verb nine words behind its noun: the middle share at
    the noun is 8 % without gates and 14 % with; right are 52 % and more than 99 % of the verbs."""
    saved, found = stored.load("03_agreement"), {"rnn": [], "lstm": []}
    some = agreement.sentences(600, depth=2, seed=77, distance=9)
    at = {word: i for i, word in enumerate(saved["words"])}
    for s in some:
        ids = [at[word] for word in ("<s>", *s.words[:s.verb])]
        right = s.words[s.verb]
        verbs = [at[right], at[agreement.OTHER_FORM[right]]]
        for cell, rows in found.items():
            shares, chance = blame(cell, saved[cell], ids, verbs)
            rows.append((shares[s.subject + 1], chance > 0.5))
    middle = {cell: np.median([share for share, _ in rows]) for cell, rows in found.items()}
    right = {cell: np.mean([good for _, good in rows]) for cell, rows in found.items()}
    assert middle == pytest.approx({"rnn": 0.084, "lstm": 0.137}, abs=0.01)
    assert right["rnn"] == pytest.approx(0.52, abs=0.03) and right["lstm"] > 0.99


def test_what_travels_is_small_and_unanswered(cover):
    html = cover.html()
    state = state_of(html)
    assert (state["guess"], state["step"]) == (None, 0) and len(html.encode()) < 60_000
    assert state["shares"] == cover.shares and state["answers"] == ["are", "is"]


def test_the_table_has_a_row_for_each_word_and_a_column_for_each_network(cover):
    header, rows = cover.table()
    assert header == ["word", "share of the blame, RNN", "share of the blame, LSTM"]
    assert rows == [list(row) for row in zip(SENTENCE, *cover.shares, strict=True)]


def test_the_picture_writes_each_share_and_what_each_network_says(cover):
    picture = cover.picture()
    assert all(f">{percent(share)}<" in picture for shares in cover.shares for share in shares)
    assert ">without gates: is ✗<" in picture and ">with gates: are ✓<" in picture


def test_it_speaks_japanese(cover):
    with speaking("ja"):
        given, named = cover._made_of
        japanese = GradientReach(*given, **named)
    assert japanese.label.startswith("動詞の誤差が、その前の 11 語")
    assert "ゲートなし" in japanese.picture()


@pytest.mark.parametrize("change, error, says", [
    ({"tokens": ["the"]}, ValueError, "tokens has 1 entries; it must have two or more"),
    ({"tokens": 5 * WORDS[:5]}, ValueError, "the length of tokens is 25; this figure shows at mos"),
    ({"tokens": "the letters"}, TypeError, "tokens is one str"),
    ({"tokens": ["the", "cat"]}, ValueError, "tokens has 'cat', which is not in vocabulary"),
    ({"answers": ["are"]}, ValueError, "answers has 1 entries; it must have two: the right verb"),
    ({"answers": ["are", "be"]}, ValueError, "answers has 'be', which is not in vocabulary"),
    ({"start": "<s>"}, ValueError, "start has '<s>', which is not in vocabulary"),
    ({"networks": [1, 2]}, TypeError, "networks is .*; it must be a dict of weights by cell"),
    ({"networks": {"rnn": {}}}, ValueError, "networks holds rnn; it must hold rnn and one of"),
    ({"networks": {"gru": {}, "lstm": {}}}, ValueError, "networks holds gru, lstm; it must hold"),
    ({"networks": {"rnn": 3, "lstm": {}}}, TypeError, r"networks\['rnn'\] is 3; it must be a dict"),
    ({"networks": networks(6)}, ValueError, r"networks\['rnn'\]\['E'\]"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        figure(**change)


@pytest.mark.parametrize("cell, name, value, says", [
    ("rnn", "b", None, r"networks\['rnn'\] holds .*; it must hold E, W_o, b_o, W_x, W_h, b"),
    ("rnn", "p_i", np.ones(4), r"networks\['rnn'\] holds .*p_i; it must hold"),
    ("gru", "b_n", None, r"networks\['gru'\] holds .*; it must hold .*b_n"),
    ("gru", "W_h", np.ones((4, 11)), r"networks\['gru'\]\['W_h'\]"),
    ("gru", "E", np.full((7, 3), np.nan), r"networks\['gru'\]\['E'\]"),
    ("rnn", "W_o", np.zeros((4, 7)), r"networks\['rnn'\] has no gradient at the verb"),
])
def test_weights_that_do_not_fit_are_refused_by_name(cell, name, value, says):
    wrong = networks(7, "gru")
    wrong[cell][name] = value
    with pytest.raises(ValueError, match=says):
        figure(networks=wrong)


def test_the_widget_has_the_state_of_the_page():
    widget = figure(networks=networks(7, "gru")).widget()
    assert (widget.cells, widget.step, widget.guess) == (["RNN", "GRU"], 0, None)
