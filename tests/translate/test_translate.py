"""One command trains on two files of aligned sentences, holds out without leaks, shows its
alignments, and when it is stopped leaves the best weights whole."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from nlpviz import language
from nlpviz.command import columns
from nlpviz.data.pairs import read_pairs
from nlpviz.pytorch import nll
from nlpviz.text import BOS, EOS, Vocabulary
from nlpviz.train import checkpoint
from nlpviz.translate import attention_spread, options, report, training
from nlpviz.translate import corpus as corpora
from nlpviz.translate.__main__ import main
from tests import ROOT
from tests.translate.small import SMALL, asked, english, lines, prepared, run, write

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1",
               "PYTHONUNBUFFERED": "1"}


# The corpus


def test_a_japanese_line_without_spaces_is_read_by_characters_and_others_by_words():
    spaced = [s for s, _ in lines(50)]
    dense = [s.replace(" ", "") for s in spaced]
    english = [t for _, t in lines(50)]
    korean = ["나는 학교에 간다 .", "그는 책을 읽는다 ."]
    rare = ["𠀋𠂉𠂊𠂋𠂌"]
    mixed = ["彼はNew Yorkに行った。", "私はUSA Todayを読む。"]
    for text, wanted in ((spaced, "words"), (dense, "characters"), (english, "words"),
                         (korean, "words"), (mixed, "characters"), (rare, "characters")):
        assert corpora.unit(text, "auto") == wanted
        assert corpora.unit(text, "words") == "words"
        assert corpora.unit(text, "characters") == "characters"


def test_tokens_hold_no_white_space():
    assert corpora.tokens("彼 は\u3000走る。", "characters") == list("彼は走る。")
    assert corpora.tokens("he  doesn't run.", "words") == ["he", "doesn't", "run", "."]


@pytest.mark.parametrize("n, wanted", [(300, 100), (6000, 120), (60_000, 1000)])
def test_two_percent_are_held_out_at_least_100_at_most_1000(n, wanted):
    pairs = [([str(i)], ["x"]) for i in range(n)]
    train, held = corpora.split(pairs, seed=0)
    assert len(held) == wanted and len(train) == n - wanted
    assert sorted(train + held) == sorted(pairs)


def test_no_held_out_source_is_seen_in_training_whatever_its_translations():
    pairs = [([str(i % 300)], [str(i)]) for i in range(1000)]
    train, held = corpora.split(pairs, seed=1)
    assert len(held) == 100
    assert not {tuple(s) for s, _ in train} & {tuple(s) for s, _ in held}


def test_the_seed_decides_what_is_held_out_and_the_order_of_the_lines_does_not():
    pairs, _ = corpora.tokenise(list(dict.fromkeys(lines())))
    held = [corpora.split(p, seed)[1] for p, seed in ((pairs, 3), (pairs[::-1], 3), (pairs, 4))]
    assert held[0] == held[1] != held[2]


def test_sources_that_differ_in_their_spaces_alone_are_the_same():
    pairs, _ = corpora.tokenise([("a  b", "x"), ("a b", "y")])
    assert pairs[0][0] == pairs[1][0]


def test_the_vocabularies_are_those_of_the_training_pairs():
    made = prepared()
    for side, vocabulary in enumerate((made.source, made.target)):
        counts = Vocabulary(t for pair in made.train for t in pair[side])
        assert set(vocabulary.tokens[4:]) == {
            t for t, n in zip(counts.tokens, counts.counts, strict=True) if n >= 2}
    ids = made.ids([(["犬", "?!"], ["the", "dog"])])[0]
    assert ids[0].tolist() == [made.source.ids["犬"], 3, EOS]
    assert ids[1].tolist() == [BOS, made.target.ids["the"], made.target.ids["dog"], EOS]


def long(n, side=0):
    """120 pairs with a side of n tokens, all sources different."""
    for i in range(120):
        pair = [" ".join([f"猫{i}"] * 2), "the cat ."]
        yield pair[:side] + [" ".join([f"w{i}"] * n)] + pair[side + 1:]


@pytest.mark.parametrize("side", [0, 1])
def test_the_limit_holds_for_what_is_held_out_and_what_is_left_out_is_counted(side):
    pairs = [*lines(300), *map(tuple, long(3000, side))]
    split = corpora.split(corpora.tokenise(pairs)[0])
    assert 10 < sum(len(pair[side]) == 3000 for pair in split[1])
    made = prepared(pairs)
    assert max(len(x) for pair in made.train + made.held for x in pair) <= 60
    assert made.too_long == 120 and len(made.train) + len(made.held) == 300


def test_what_is_held_out_does_not_depend_on_the_limit():
    """Or --translate-only with another --max-length would show what was trained on."""
    pairs = [*lines(300), *map(tuple, long(30))]
    short, all_ = prepared(pairs, "--max-length", "20"), prepared(pairs)
    assert short.held == [pair for pair in all_.held if len(pair[0]) <= 20] != all_.held
    assert all_.too_long == 0 and short.too_long == 120


def test_a_limit_that_leaves_nothing_to_hold_out_is_named(folder, capsys):
    pairs = [(f"w{i}", "the cat .") for i in range(240)]
    held = {s[0] for s, _ in corpora.split(corpora.tokenise(pairs)[0])[1]}
    write(folder, [(" ".join([s] * (30 if s in held else 1)), t) for s, t in pairs])
    assert run("--max-length", "20") == 2
    assert "--max-length is 20; every pair held out has more" in capsys.readouterr().err


def test_too_long_pairs_are_left_out_of_training_and_counted():
    made = prepared([*lines(), ("猫 " * 30, "the cat .")], "--max-length", "20")
    assert made.too_long + sum(len(s) == 30 for s, _ in made.held) == 1
    with pytest.raises(ValueError, match="max_length is 2; every pair has more"):
        prepared(None, "--max-length", "2")


def test_a_small_corpus_is_refused():
    with pytest.raises(ValueError, match="hold 150 different source .* 100 pairs .* least 200"):
        corpora.split([([str(i % 150)], ["x"]) for i in range(400)])


# Training


def test_perplexity_is_exp_of_the_mean_over_tokens_whatever_the_batches():
    made = prepared()
    ids = made.ids(made.held)
    model = training.build(len(made.source), len(made.target), {"d": 8, "d_h": 8})
    found, n = training.perplexity(model, ids, size=7)
    total = 0.0
    for source, target in ids:
        mean, count = nll(model, torch.tensor(source)[None], torch.tensor(target)[None])
        total += mean.item() * count
    assert n == sum(len(t) - 1 for _, t in ids)
    assert found == pytest.approx(np.exp(total / n), rel=1e-4)


def test_stages_end_with_the_last_step():
    assert training.stages(100, 100, 4) == [25, 50, 75, 100]
    assert training.stages(10, 100, 4) == [10]
    assert training.stages(3, 3, 10) == [1, 2, 3]
    assert training.stages(250, 100, 2)[-1] == 250


def test_the_command_trains_compares_shows_and_writes(folder, capsys):
    assert run("--epochs", "6", "--evaluations", "2", "--compare", "--show", "3") == 0
    out = capsys.readouterr().out
    assert "source  400 sentences by words, vocabulary" in out
    found = dict(re.findall(r"^(\w+)  perplexity ([\d.]+) at step \d+, over", out, re.M))
    assert float(found["general"]) < 0.9 * float(found["none"])
    said, = re.findall(r"^\w+  attention .*$", out, re.M)
    assert re.fullmatch(r"general  attention looks at [\d.]+ of [\d.]+ source tokens at once; one "
                        r"has 0\.\d\d of a sentence's weight", said)
    assert len(re.findall(r"^general  step \d+/\d+  epoch", out, re.M)) == 12
    assert len(re.findall(r"^\d +source  ", out, re.M)) == 3
    assert re.search(r"^      </s> +\S+ +[01]\.\d\d$", out, re.M)
    assert sorted(os.listdir(folder)) == [
        "alignments.html", "en.txt", "ja.txt", "model.none.pt", "model.pt"]
    html = (folder / "alignments.html").read_text(encoding="utf-8")
    assert html.count("<figure") == 3 and "http://" not in html.replace("http://www.w3.org", "")


def test_the_best_weights_are_kept_and_can_be_shown_again(folder, capsys):
    assert run("--epochs", "2", "--show", "2") == 0
    out = capsys.readouterr().out
    model, saved = training.load("model.pt")
    best = min(float(x) for x in re.findall(r"perplexity ([\d.]+)  \w", out))
    assert saved["perplexity"] == pytest.approx(best, rel=1e-3)
    made = corpora.prepare(list(lines()), asked())
    assert training.perplexity(model, made.ids(made.held))[0] == pytest.approx(
        saved["perplexity"], rel=1e-5)
    assert run("--translate-only", "--show", "2") == 0
    again = capsys.readouterr().out
    assert again[again.index("\n1  "):] == out[out.index("\n1  "):]


def test_attention_that_has_collapsed_is_said_with_what_helps(folder, capsys, monkeypatch):
    monkeypatch.setattr(attention_spread, "sums_of", lambda model, source, target: (
        torch.tensor([0.1, 8.0, 0.9, 1.0]).double(), source[:, 0]))
    for more, advice in (([], "try another --score or a lower --lr, and --compare"),
                         (["--unscaled"], "leave out --unscaled")):
        assert run("--epochs", "0.2", "--show", "0", "--model", f"{len(more)}.pt", *more) == 0
        said = re.search(r"^general  attention has collapsed: one source token, mostly .+, has "
                         r"0.90 of a sentence's weight, whatever is written: (.+)$",
                         capsys.readouterr().out, re.M)
        assert said[1] == advice


@pytest.mark.parametrize("score", ["general", "dot"])
def test_a_model_of_before_the_scale_is_shown_as_it_was_trained(folder, capsys, score):
    assert run("--epochs", "1", "--show", "1", "--score", score, "--unscaled") == 0
    model, saved = training.load("model.pt")
    assert model.attention.scale is False and saved["shape"]["scale"] is False
    out = capsys.readouterr().out
    del saved["shape"]["scale"], saved["model"]["attention._extra_state"]
    saved["model"]._metadata["attention"]["version"] = 1
    checkpoint.save("model.pt", saved)
    older, _ = training.load("model.pt")
    assert older.attention.scale is False
    assert run("--translate-only", "--show", "1") == 0
    again = capsys.readouterr().out
    assert again[again.index("\n1  "):] == out[out.index("\n1  "):]
    assert run("--epochs", "1", "--show", "0", "--score", score, "--model", "new.pt") == 0
    assert training.load("new.pt")[0].attention.scale is True


def test_a_worse_perplexity_does_not_replace_the_best(folder, monkeypatch):
    values = iter([9.0, 5.0, 7.0, 6.0])
    monkeypatch.setattr(training, "perplexity", lambda *_: (next(values), 100))
    made, said = prepared(), []
    one = training.Training(made, asked("--epochs", "1", "--evaluations", "4"), "dot", "model.pt")
    one.go(said.append)
    assert one.best == checkpoint_of("model.pt") == (5.0, 19)
    assert ["best" in line for line in said] == [True, True, False, False]


def checkpoint_of(path):
    saved = checkpoint.load(path)
    return saved["perplexity"], saved["step"]


def test_without_attention_there_is_nothing_to_align(folder, capsys):
    assert run("--score", "none", "--epochs", "0.2", "--show", "1") == 0
    assert not re.search(r"[01]\.\d\d$", capsys.readouterr().out.split("\n1  ")[1], re.M)
    assert "<figure" not in (folder / "alignments.html").read_text(encoding="utf-8")


# Stopped


def started(*more):
    """The command as from a terminal: a shell's background jobs are born deaf to Ctrl-C."""
    return subprocess.Popen(
        [sys.executable, "-m", "nlpviz.translate", "ja.txt", "en.txt", *SMALL, *more],
        env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))


def test_ctrl_c_leaves_the_best_weights_and_the_same_command_goes_on(folder, capsys):
    more = ["--epochs", "4", "--evaluations", "2", "--show", "1"]
    process = started("--epochs", "4000", *more[2:])
    seen = []
    for line in process.stdout:
        seen.append(line)
        if "step" in line and len(seen) > 5:
            process.send_signal(signal.SIGINT)
            break
    out, err = process.communicate(timeout=100)
    assert process.returncode == 130, err
    said = re.search(r"stopped; model.pt has the best weights: perplexity (\S+), step (\d+)", err)
    assert "Traceback" not in err and "The same command goes on" in err
    found, step = checkpoint_of("model.pt")
    assert said[1] == f"{found:.4g}" and int(said[2]) == step
    assert sorted(os.listdir(folder)) == ["en.txt", "ja.txt", "model.pt", "model.pt.run"]
    assert run("--translate-only", "--show", "1") == 0
    stopped_at = checkpoint.load("model.pt.run")["step"]
    capsys.readouterr()
    epochs = str(stopped_at / 38 + 1)
    assert run("--epochs", epochs, *more[2:]) == 0
    steps = [int(s) for s in re.findall(r"step (\d+)/", capsys.readouterr().out)]
    assert min(steps) >= stopped_at and not os.path.exists("model.pt.run")


def test_a_stopped_training_ends_with_the_weights_of_one_that_was_not(folder, stop_at):
    more = ["--epochs", "1", "--evaluations", "5", "--show", "0"]
    assert run(*more, "--model", "whole.pt") == 0
    stop_at(3)
    assert run(*more) == 130
    assert run(*more) == 0
    whole, again = (checkpoint.load(p) for p in ("whole.pt", "model.pt"))
    assert (whole["perplexity"], whole["step"]) == (again["perplexity"], again["step"])
    assert all(torch.equal(w, again["model"][k]) for k, w in whole["model"].items())


def test_ctrl_c_before_the_first_perplexity_says_so(folder, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(training.Training, "fit", stop)
    assert run() == 130
    assert "nothing was saved before the first perplexity" in capsys.readouterr().err


def test_what_another_command_left_is_refused_by_name(folder, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "perplexity", stop)
    assert run() == 130
    left = Path("model.pt.run").read_bytes()
    assert run("--seed", "5") == 2
    err = capsys.readouterr().err
    assert "model.pt.run belongs to another training: seed was 0, is 5" in err
    assert "Give --model another path" in err and Path("model.pt.run").read_bytes() == left


def test_a_stopped_comparison_does_not_train_its_first_model_again(folder, monkeypatch, capsys):
    more = ["--epochs", "1", "--evaluations", "3", "--show", "0", "--compare"]
    save_best = training.Training.save_best

    def interrupted(self, found, step):
        save_best(self, found, step)
        if self.score == "none":
            raise KeyboardInterrupt

    monkeypatch.setattr(training.Training, "save_best", interrupted)
    assert run(*more) == 130
    first = Path("model.pt").read_bytes()
    monkeypatch.setattr(training.Training, "save_best", save_best)
    capsys.readouterr()
    assert run(*more) == 0
    steps = re.findall(r"^(\w+)  step (\d+)/", capsys.readouterr().out, re.M)
    assert steps == [("general", "38"), ("none", "13"), ("none", "25"), ("none", "38")]
    assert Path("model.pt").read_bytes() == first and not list(folder.glob("*.run"))


def test_the_best_of_another_training_is_not_taken_for_ones_own(folder, monkeypatch):
    assert run("--epochs", "1", "--evaluations", "1", "--show", "0") == 0
    measured, other = training.perplexity, ["--lr", "0.0001", "--score", "dot", "--show", "0"]

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "perplexity", stop)
    assert run(*other) == 130
    monkeypatch.setattr(training, "perplexity", measured)
    assert run(*other) == 0
    model, _ = training.load("model.pt")
    assert model.attention.score == "dot"


def test_less_than_was_done_before_is_refused(folder, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "perplexity", stop)
    assert run("--evaluations", "1") == 130
    assert run("--epochs", "0.1") == 2
    assert "model.pt.run holds step 38, beyond steps=4; ask for more --epochs" in (
        capsys.readouterr().err)
    assert run("--epochs", "0.1", "--score", "dot") == 2
    assert "model.pt.run belongs to another training" in capsys.readouterr().err


def test_after_the_training_what_is_there_can_be_shown(folder, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(report, "translate", stop)
    assert run("--epochs", "0.2", "--show", "1") == 130
    assert "With --translate-only they are shown" in capsys.readouterr().err


# What is shown


def test_columns_are_aligned_with_wide_signs_too():
    A = np.array([[0.9, 0.1, 0.0], [0.2, 0.3, 0.5], [0.0, 1.0, 0.0]])
    shown = report.alignment(["he", "走る", "</s>"], A, ["彼が", "は"])
    assert shown == ["      he    彼が  0.90", "      走る  </s>  0.50", "      </s>  は    1.00"]
    assert len({columns(line) for line in shown}) == 1


def test_the_weights_shown_are_those_of_the_model():
    made = prepared()
    torch.manual_seed(0)
    model = training.build(len(made.source), len(made.target), {"d": 8, "d_h": 8})
    found, A = report.translate(model, made, made.held[0][0], width=2)
    ids = [made.target.ids[t] for t in found if t != "</s>"]
    source = torch.from_numpy(made.ids(made.held[:1])[0][0])[None]
    _, seen = model(source, torch.tensor([[BOS, *ids]]), trace=True)
    assert A.shape == (len(found), source.shape[1])
    assert np.allclose(A, seen["A"][0, :len(found)].detach(), atol=1e-6)
    assert np.allclose(A.sum(1), 1, atol=1e-5)


@pytest.mark.parametrize("source, found, says", [
    (["a"] * 1100, ["b"], "1,101 tokens, and 1,024 can be shown"),
    (["a"], ["b"] * 1200, "1,200 tokens, and 1,024 can be shown"),
    (["a"] * 1000, ["<" * 9000] * 500, "MB of HTML"),
])
def test_what_no_figure_can_show_is_said_on_the_page_and_fails_nothing(folder, source, found, says):
    A = np.full((len(found), len(source) + 1), 1 / (len(source) + 1))
    small = (["a"], ["b"]), ["b"], np.full((1, 2), 0.5)
    report.page("a.html", [((source, ["c"]), found, A), small], ("words", "words"))
    html = (folder / "a.html").read_text(encoding="utf-8")
    assert "no figure: " in html and says in html and html.count("<figure") == 1
    assert "fewer heads" not in html


def test_pairs_of_any_length_are_trained_and_shown_within_the_limit(folder, capsys):
    write(folder, [*lines(), *map(tuple, long(3000))])
    assert run("--epochs", "0.3", "--evaluations", "1", "--show", "2") == 0
    assert re.search(r"^pairs   \d+ to train, \d+ held out, 120 left out as too long$",
                     capsys.readouterr().out, re.M)
    assert run("--translate-only", "--show", "1") == 0
    assert "120 left out as too long" in capsys.readouterr().out


def test_a_token_on_the_page_is_text(folder):
    evil = "<script>alert(1)</script>"
    A = np.full((1, 2), 0.5)
    report.page("a.html", [((["&", ][:1], [evil]), [evil], A)], ("words", "words"))
    html = (folder / "a.html").read_text(encoding="utf-8")
    assert evil not in html and "&lt;script&gt;alert(1)" in html


# What is refused


@pytest.mark.parametrize("more, message", [
    (["--score", "cosine"], "--score: invalid choice: 'cosine'"),
    (["--speed", "9"], "unrecognized arguments: --speed"),
    (["--epochs", "0"], "--epochs: 0 is not a number above 0"),
    (["--epochs", "nan"], "--epochs: nan is not a number above 0"),
    (["--epochs", "1e300"], "--epochs: 1e300 is not a number above 0.0, 1,000,000 at most"),
    (["--seed", str(2**70)], f"--seed: {2**70} is not a number above -1, {2**63 - 1:,} at most"),
    (["--batch", "1.5"], "--batch: invalid whole number value: '1.5'"),
    (["--d-h", "33"], "--d-h: 33 is odd"),
    (["--seed", "-1"], "--seed: -1 is not a number above -1"),
    (["--model", "no/such/model.pt"], "--model is in a folder that does not exist: "),
    (["--html", "."], "--html is a folder: ."), (["--html", "/dev/null"], "a device or a pipe"),
    (["--score", "none", "--compare"], "--compare: nothing to compare"),
    (["--score", "additive", "--unscaled"], "--unscaled: additive is never divided; it is for"),
    (["--score", "none", "--unscaled"], "--unscaled: none is never divided"),
    (["--translate-only", "--compare"], "--compare: not allowed"),
])
def test_wrong_options_are_named_before_anything_is_read(folder, more, message, capsys):
    with pytest.raises(SystemExit) as stopped:
        run(*more)
    assert stopped.value.code == 2 and message in capsys.readouterr().err


@pytest.mark.parametrize("more", [
    ["--model", "ja.txt"], ["--html", "./en.txt"], ["--html", "model.none.pt"],
    ["--html", "model.pt.run"], ["--model", "en", "--html", "en.none.run"]])
def test_no_file_is_written_over_that_is_read(folder, more, capsys):
    before = [Path(name).read_bytes() for name in ("ja.txt", "en.txt")]
    with pytest.raises(SystemExit) as stopped:
        run(*more)
    assert stopped.value.code == 2 and more[1] in capsys.readouterr().err
    assert before == [Path(name).read_bytes() for name in ("ja.txt", "en.txt")]


def test_a_file_of_someone_elses_is_not_written_over(folder, capsys):
    Path("model.pt").write_bytes(b"letters")
    assert run("--epochs", "0.1") == 2
    err = capsys.readouterr().err
    assert "model.pt is not a checkpoint" in err and "Give --model another path" in err
    assert Path("model.pt").read_bytes() == b"letters"


def test_the_checkpoint_of_another_training_is_not_written_over(folder, capsys):
    checkpoint.save("model.pt", {"word2vec": {"d": 4}, "W_in": torch.ones(2, 4)})
    assert run("--epochs", "0.1") == 2
    err = capsys.readouterr().err
    assert "model.pt holds no translator" in err and "Give --model another path" in err
    assert checkpoint.load("model.pt")["word2vec"] == {"d": 4}


def test_no_file_is_read_that_training_would_write_over(folder, capsys):
    (folder / "ja.txt").rename(folder / "m.pt.run")
    with pytest.raises(SystemExit):
        options.parse(["m.pt.run", "en.txt", "--model", "m.pt"])
    assert "m.pt.run is read; it would be written over" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_named_before_anything_is_read(folder, capsys):
    (folder / "closed").mkdir(mode=0o500)
    (folder / "a.pt.run").mkdir()
    cases = [(["--model", "a.pt"], "--model is a folder: a.pt.run")]
    if os.geteuid():
        cases.append((["--html", "closed/a.html"], "--html is closed/a.html, which cannot be"))
    for more, message in cases:
        with pytest.raises(SystemExit) as stopped:
            run(*more)
        assert stopped.value.code == 2 and message in capsys.readouterr().err


def test_a_path_may_begin_with_the_home_folder(folder, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    options_ = options.parse(["~/ja.txt", "~/en.txt", "--model", "~/m.pt", "--html", "~/a.html"])
    assert [options_.source, options_.model, options_.html] == [
        str(folder / name) for name in ("ja.txt", "m.pt", "a.html")]


def test_an_error_names_the_option_and_leaves_the_names_of_files_alone(folder, capsys):
    name = "skip_empty=True checkpoint= .txt"
    Path(name).write_text("a\n\nb\n" * 200, encoding="utf-8")
    assert main([name, name, *SMALL]) == 2
    assert f"{name} has an empty line 2; fill it, or leave such pairs out with --skip-empty\n" in (
        capsys.readouterr().err)
    assert main(["ja.txt", "Dear sister,\nthe letters", *SMALL]) == 2
    assert "TARGET.txt is 'Dear sister,\\nthe letters', a text" in capsys.readouterr().err


def test_wrong_files_are_named(folder, capsys):
    def refused(*message, more=()):
        assert run(*more) == 2
        err = capsys.readouterr().err
        assert "Traceback" not in err and all(m in err for m in message), err

    refused("different source sentences", "200 are needed", more=["--limit", "40"])
    refused("there is no file model.pt", more=["--translate-only"])
    Path("model.pt").write_bytes(b"letters")
    refused("model.pt is not a checkpoint", more=["--translate-only"])
    checkpoint.save("model.pt", {"step": 3})
    refused("model.pt is no model of this command", more=["--translate-only"])
    with open("en.txt", "a", encoding="utf-8") as file:
        file.write("one more .\n")
    refused("400", "401")
    Path("ja.txt").unlink()
    refused("ja.txt")


def test_empty_lines_and_other_encodings_are_named_with_the_option_that_helps(folder, capsys):
    said = Path("en.txt").read_text(encoding="utf-8").split("\n")
    Path("en.txt").write_text("\n".join([said[0], "", *said[2:]]), encoding="utf-8")
    assert run() == 2
    assert "en.txt has an empty line 2; fill it, or leave such pairs out with --skip-empty" in (
        capsys.readouterr().err)
    pairs = read_pairs("ja.txt", "en.txt", skip_empty=True)
    made = corpora.prepare(pairs, asked())
    assert len(made.train) + len(made.held) == 399
    for name in ("en.txt", "ja.txt"):
        text = Path(name).read_text(encoding="utf-8")
        Path(name).write_bytes(text.encode("shift_jis"))
    assert run() == 2
    assert 'ja.txt is not utf-8: byte 0 (line 1) is 0x' in (err := capsys.readouterr().err)
    assert "--encoding utf-16, cp1252 or shift_jis" in err
    assert read_pairs("ja.txt", "en.txt", "shift_jis", skip_empty=True) == pairs
    assert run("--encoding", "klingon") == 2
    assert "encoding is 'klingon', which Python does not know" in capsys.readouterr().err


@pytest.mark.parametrize("bad, said", [(float("inf"), "more than 1e+09"),
                                       (2e9, "more than 1e+09"), (float("nan"), "not a number")])
def test_a_training_that_diverges_ends_with_the_best_weights_so_far(
        folder, monkeypatch, capsys, bad, said):
    values = iter([9.0, bad])
    monkeypatch.setattr(training, "perplexity", lambda *_: (next(values), 100))
    assert run("--epochs", "1") == 1
    err = capsys.readouterr().err
    assert f"general diverged: the held-out perplexity is {said} at step 8; try a lower" in err
    assert "model.pt has the best weights: perplexity 9, step 4" in err
    assert checkpoint_of("model.pt") == (9.0, 4) and not os.path.exists("model.pt.run")


@pytest.mark.parametrize("lr", ["1e30", "1e5", "100"])
def test_a_step_size_that_is_absurd_is_named(folder, capsys, lr):
    code = run("--lr", lr, "--show", "1")
    out, err = capsys.readouterr()
    assert "Traceback" not in err and not re.search(r"perplexity \S*(nan|inf|\d{10})", out + err)
    if code:
        assert code == 1 and re.search(r"try a lower (--)?lr \(it is ", err), err
    else:
        assert lr == "100"


def test_help_needs_no_torch():
    code = ("import sys, runpy; sys.modules['torch'] = None; sys.modules['numpy'] = None\n"
            "sys.argv = ['x', '--help']; runpy.run_module('nlpviz.translate', run_name='__main__')")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8",
                          env={**ENVIRONMENT, "PYTHONIOENCODING": "utf-8"})
    assert done.returncode == 0 and "SOURCE.txt" in done.stdout, done.stderr


# In the reader's language


def test_in_japanese_nothing_is_said_in_english_and_columns_stay(folder, capsys):
    with language.speaking("ja"):
        assert run("--epochs", "1", "--evaluations", "2", "--compare", "--show", "2") == 0
    out, _ = capsys.readouterr()
    assert english(out) == set()
    labels = re.findall(r"^(?:\d    |     )?((?:原文|訳文|対訳|正解|出力|ページ) +)\S", out, re.M)
    assert [columns(label) for label in labels] == [8] * 3 + [6] * 3 * 2 + [8]
    numbers = re.findall(r"^(      \S+ +\S+ +)[01]\.\d\d$", out.split("\n2  ")[1], re.M)
    assert len(numbers) > 3 and len(set(map(columns, numbers))) == 1
    page = (folder / "alignments.html").read_text(encoding="utf-8")
    assert '<html lang="ja" ' in page and "<title>注意の重み" in page


def test_in_japanese_stages_that_are_not_the_best_have_the_same_columns(folder, monkeypatch):
    values, said = iter([9.0, 5.0, 7.0, 6.0]), []
    monkeypatch.setattr(training, "perplexity", lambda *_: (next(values), 100))
    one = training.Training(prepared(), asked("--epochs", "1", "--evaluations", "4"), "dot", "m.pt")
    with language.speaking("ja"):
        one.go(said.append)
    assert ["最良" in line for line in said] == [True, True, False, False]
    assert len({columns(re.sub(r"ステップ +\d+", "", line)) for line in said}) == 1


def test_in_japanese_what_went_wrong_is_said_in_japanese(folder, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    with language.speaking("ja"):
        assert run("--lr", "1e30", "--evaluations", "1", "--model", "a.pt") == 1
        monkeypatch.setattr(attention_spread, "sums_of", lambda model, source, target: (
            torch.tensor([0.1, 8.0, 0.9, 1.0]).double(), source[:, 0]))
        assert run("--epochs", "0.1", "--show", "0") == 0
        monkeypatch.setattr(report, "translate", stop)
        assert run("--epochs", "0.1", "--show", "1", "--unscaled") == 130
        monkeypatch.setattr(training.Training, "fit", stop)
        assert run("--model", "b.pt") == 130
        report.page("a.html", [((["a"] * 1100, ["c"]), ["b"], np.ones((1, 1101)))], ("words",) * 2)
    said = "".join(capsys.readouterr())
    numbers_and_names = r"e\+|\b(?:nan|inf|lr|max_norm)\b"  # where it diverges is the processor's
    assert english(re.sub(numbers_and_names, "", said, flags=re.ASCII)) == set()
    for text in ("発散しました", "偏っています", "--translate-only で", "何も保存していません"):
        assert text in said
    assert "図はありません：1,101 トークン" in Path("a.html").read_text(encoding="utf-8")
