"""The command trains a Transformer as it trains its recurrent translator: with progress, the best
weights kept, stopped and gone on with, compared, and shown with what looks at what."""

import os
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from nlpviz import language
from nlpviz.pytorch import Seq2Seq, Transformer
from nlpviz.pytorch.transformer import nll
from nlpviz.text import BOS
from nlpviz.train import checkpoint
from nlpviz.translate import attention_spread, models, options, report, training
from tests.translate.small import english, prepared, run

KIND = ["--kind", "transformer"]


def asked(*more):
    return options.parse(["ja.txt", "en.txt", *KIND, *more])


def small(corpus):
    torch.manual_seed(0)
    return training.build(len(corpus.source), len(corpus.target), {
        "kind": "transformer", "d": 8, "n_heads": 2, "n_layers": 2, "d_ff": 8, "norm": "pre"})


def test_the_command_trains_compares_shows_and_writes(folder, capsys):
    assert run(*KIND, "--epochs", "8", "--evaluations", "1", "--compare", "--show", "3") == 0
    out = capsys.readouterr().out
    found = dict(re.findall(r"^(\w+)  perplexity ([\d.]+) at step \d+, over", out, re.M))
    assert {*found} == {"transformer", "general"} and float(found["transformer"]) < 3
    assert re.search(r"^transformer  attention looks at [\d.]+ of [\d.]+ source tokens", out, re.M)
    assert len(re.findall(r"^transformer  step \d+/\d+  epoch", out, re.M)) == 8
    assert re.search(r"^      </s> +\S+ +[01]\.\d\d$", out, re.M)
    assert sorted(os.listdir(folder)) == [
        "alignments.html", "en.txt", "ja.txt", "model.pt", "model.rnn.pt"]
    assert (folder / "alignments.html").read_text(encoding="utf-8").count("<figure") == 3
    assert isinstance(training.load("model.pt")[0], Transformer)
    assert isinstance(training.load("model.rnn.pt")[0], Seq2Seq)


def test_the_best_weights_are_kept_and_can_be_shown_again(folder, capsys):
    assert run(*KIND, "--epochs", "2", "--evaluations", "2", "--show", "2") == 0
    out = capsys.readouterr().out
    model, saved = training.load("model.pt")
    best = min(float(x) for x in re.findall(r"perplexity ([\d.]+)  \w", out))
    made = prepared()
    assert saved["perplexity"] == pytest.approx(best, rel=1e-3)
    assert training.perplexity(model, made.ids(made.held))[0] == pytest.approx(
        saved["perplexity"], rel=1e-5)
    assert run("--translate-only", "--show", "2") == 0
    again = capsys.readouterr().out
    assert "transformer  attention" in again
    assert again[again.index("\n1  "):] == out[out.index("\n1  "):]


def test_a_stopped_training_ends_with_the_weights_of_one_that_was_not(folder, stop_at, capsys):
    more = [*KIND, "--epochs", "1", "--evaluations", "4", "--show", "0"]
    assert run(*more, "--model", "whole.pt") == 0
    stop_at(2)
    assert run(*more) == 130
    assert "The same command goes on" in capsys.readouterr().err
    assert run(*more, "--layers", "3") == 2
    assert "model.pt.run belongs to another training" in capsys.readouterr().err
    assert run(*more) == 0
    whole, again = (checkpoint.load(p) for p in ("whole.pt", "model.pt"))
    assert (whole["perplexity"], whole["step"]) == (again["perplexity"], again["step"])
    assert all(torch.equal(w, again["model"][k]) for k, w in whole["model"].items())


def test_its_step_size_warms_up_and_that_of_the_recurrent_one_does_not(folder):
    made = prepared()
    for score, wanted in (("transformer", [0.005, 0.5, 1, 0.5]), ("dot", None)):
        one = training.Training(made, asked("--compare"), score, "model.pt")
        schedule = models.schedule_of(one.model)
        found = schedule and [schedule(step) for step in (0, 99, 199, 799)]
        assert found == wanted
        assert one.shape.get("kind", score) == score


def test_perplexity_is_that_of_its_own_loss_without_dropout():
    made = prepared()
    model, ids = small(made), made.ids(made.held)
    total = [nll(model, *(torch.tensor(x)[None] for x in pair)) for pair in ids]
    n = sum(count for _, count in total)
    found, over = training.perplexity(model, ids, size=7)
    assert over == n and not model.training
    assert found == pytest.approx(np.exp(sum(L.item() * c for L, c in total) / n), rel=1e-4)


def test_the_weights_shown_are_the_mean_over_the_heads_of_the_last_layer():
    made = prepared()
    model = small(made)
    found, A = report.translate(model, made, made.held[0][0], width=2)
    ids = [made.target.ids[t] for t in found if t != "</s>"]
    source = torch.from_numpy(made.ids(made.held[:1])[0][0])[None]
    _, seen = model(source, torch.tensor([[BOS, *ids]]), trace=True)
    last = (seen["A_x"][0, 1, 0] + seen["A_x"][0, 1, 1]) / 2
    assert A.shape == (len(found), source.shape[1])
    assert np.allclose(A, last[:len(found)].detach(), atol=1e-6)
    assert np.allclose(A.sum(1), 1, atol=1e-5)


def test_where_it_looks_is_judged_by_the_same_weights():
    made = prepared()
    model, ids = small(made), made.ids(made.held[:1])
    found = attention_spread.attention_spread(model, ids, made.source.tokens)
    source, target = (torch.from_numpy(x)[None] for x in ids[0])
    A = models.weights_of(model(source, target[:, :-1], trace=True)[1])[0].detach().double()
    assert found.share == pytest.approx(float(A.mean(0).max()), rel=1e-5)
    assert found.at_once == pytest.approx(float((-(A * A.log()).sum(-1).mean()).exp()), rel=1e-5)


def test_attention_that_has_collapsed_is_said_with_what_helps_a_transformer(
        folder, capsys, monkeypatch):
    monkeypatch.setattr(attention_spread, "sums_of", lambda model, source, target: (
        torch.tensor([0.1, 8.0, 0.9, 1.0]).double(), source[:, 0]))
    assert run(*KIND, "--epochs", "0.2", "--show", "0") == 0
    said = re.search(r"^transformer  attention has collapsed: .+, whatever is written: (.+)$",
                     capsys.readouterr().out, re.M)
    assert said[1] == "try a lower --lr, and --compare"


@pytest.mark.parametrize("more, message", [
    ([*KIND, "--score", "dot"], "--score: it says nothing to --kind transformer"),
    ([*KIND, "--unscaled"], "--unscaled: it says nothing to --kind transformer"),
    (["--layers", "5"], "--layers: it says nothing to --kind rnn"),
    (["--heads", "2"], "--heads: it says nothing to --kind rnn"),
    ([*KIND, "--heads", "3"], "--d: 16 must be even, and --heads 3 must divide it"),
    ([*KIND, "--heads", "1", "--d", "15"], "--d: 15 must be even"),
    ([*KIND, "--compare", "--d-h", "33"], "--d-h: 33 is odd"),
    ([*KIND, "--compare", "--score", "additive", "--unscaled"], "additive is never divided"),
    (["--kind", "lstm"], "--kind: invalid choice: 'lstm'"),
    ([*KIND, "--html", "model.rnn.pt"], "--html: model.rnn.pt is the file of a model"),
])
def test_wrong_options_are_named_before_anything_is_read(
        folder, more, message, capsys):
    with pytest.raises(SystemExit) as stopped:
        run(*more)
    assert stopped.value.code == 2 and message in capsys.readouterr().err


def test_what_is_right_for_a_transformer_is_not_refused(folder):
    assert asked("--d-h", "33").d_h == 33
    assert asked("--compare", "--score", "none").score == "none"
    assert asked("--compare", "--score", "dot", "--unscaled").unscaled


def test_in_japanese_nothing_is_said_in_english(folder, capsys):
    with language.speaking("ja"):
        assert run(*KIND, "--epochs", "1", "--evaluations", "1", "--compare", "--show", "2") == 0
    out, _ = capsys.readouterr()
    assert english(out.replace(".rnn", "")) == {"transformer"}
    assert "<title>注意の重み" in Path("alignments.html").read_text(encoding="utf-8")
