"""python -m nlpviz.memory: tasks are found, trained once and never again, and told in a table."""

import os
import signal
import subprocess
import sys
import time

import pytest

from nlpviz.data.stories import stories
from nlpviz.memory import results, tasks
from nlpviz.memory.__main__ import main, table
from nlpviz.memory.numbers import Words
from nlpviz.memory.recipe import Recipe, error
from nlpviz.train import checkpoint
from tests import ROOT

QUICK = ["--data", "data", "--restarts", "2", "--epochs", "2", "--linear-epochs", "1",
         "--processes", "1"]


def run(*arguments):
    return main([*QUICK, *arguments])


def started(folder, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "nlpviz.memory", *QUICK, *arguments], cwd=folder, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)


def files(folder):
    return {f.name: f.read_bytes() for f in sorted((folder / "memory-runs").glob("*.pt"))}


def test_every_task_is_learnt_and_told_beside_the_paper(folder, capsys):
    assert run() == 0
    said = capsys.readouterr().out
    assert list(files(folder)) == ["01-00.pt", "01-01.pt", "yes-no-00.pt", "yes-no-01.pt"]
    assert "1 one-fact    1/2  loss" in said and "(4 of 4)" in said
    rows = [line.split() for line in said.splitlines()[-4:]]
    assert rows[1][:2] == ["1", "one-fact"] and rows[1][-1] == "0.0"
    assert rows[3][:3] == ["mean", "of", "2"]
    saved = checkpoint.load("memory-runs/01-00.pt")
    assert saved["config"]["restart"] == 0 and 0 <= saved["error"] <= 1


def test_what_has_been_trained_is_not_trained_again(folder, capsys, monkeypatch):
    run()
    before, table = files(folder), capsys.readouterr().out.splitlines()[-4:]
    os.unlink("memory-runs/yes-no-00.pt")
    trained = []
    once = results.train
    monkeypatch.setattr(results, "train", lambda *a: trained.append(a[3]) or once(*a))
    assert run() == 0
    assert trained == [0] and files(folder) == before
    said = capsys.readouterr().out
    assert "3 networks are in memory-runs already" in said
    assert said.splitlines()[-4:] == table


def test_a_killed_command_goes_on_and_says_the_same_table(folder, capsys):
    run("--out", "whole")
    table = capsys.readouterr().out.splitlines()[-4:]
    process = started(folder)
    process.stdout.readline()  # a network is done
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = files(folder)
    assert 1 <= len(kept) < 4
    assert run() == 0
    assert capsys.readouterr().out.splitlines()[-4:] == table
    assert {name: files(folder)[name] for name in kept} == kept


def test_two_processes_find_what_one_finds(folder, capsys):
    run("--out", "one")
    alone = capsys.readouterr().out.splitlines()[-4:]
    process = started(folder, "--processes", "2")
    said, errors = process.communicate()
    assert process.returncode == 0, errors
    assert said.splitlines()[-4:] == alone


@pytest.mark.slow
def test_processes_end_with_the_one_that_asked_for_them(folder):
    process = started(folder, "--processes", "2", "--restarts", "50", "--epochs", "100")
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    time.sleep(3)
    n = len(files(folder))
    time.sleep(3)
    assert len(files(folder)) == n < 100


def test_ctrl_c_says_where_the_networks_are(folder, capsys, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(results, "train", stopped)
    assert run() == 130
    assert "is in memory-runs; the same command goes on" in capsys.readouterr().err


def test_a_network_answers_the_questions_of_somebody_else(folder):
    run()
    model, words = results.load("memory-runs/01-00.pt")
    found = words.number(stories("one fact", 40, seed=9))
    assert error(model, found) == error(*[results.load("memory-runs/01-00.pt")[0], found])
    assert isinstance(words, Words) and words.tokens[0] == ""


@pytest.mark.parametrize("arguments, said", [
    (["--epochs", "3"], "01-00.pt belongs to another training: epochs was 2, is 3"),
    (["--hops", "2"], "n_hops was 3, is 2"), (["--places", "3"], "n_places was 50, is 3")])
def test_networks_of_other_settings_are_refused_and_kept(folder, capsys, arguments, said):
    run()
    before = files(folder)
    assert run(*arguments) == 2
    errors = capsys.readouterr().err
    assert said in errors and "--out" in errors and files(folder) == before


def test_a_file_that_has_changed_is_another_task(folder, capsys):
    run()
    with open("data/qa1_one-fact_test.txt", "a", encoding="utf-8") as file:
        file.write("1 Ken went to the garden.\n2 Where is Ken?\tgarden\t1\n")
    assert run() == 2
    assert "test was" in capsys.readouterr().err


@pytest.mark.parametrize("arguments, said", [
    (["--data", "nowhere"], "there is no such folder"),
    (["--data", "."], "holds no file that ends in _train.txt"),
    (["--tasks", "7"], "argument --tasks: names task 7"), (["--tasks", "1,x"], "no list of task"),
    (["--restarts", "0"], "not a whole number from 1 on"), (["--noise", "2"], "from 0 to 1"),
    (["--hops", "two"], "invalid whole number"), (["--encoding", "sine"], "invalid choice")])
def test_wrong_options_are_named(folder, capsys, arguments, said):
    with pytest.raises(SystemExit) as end:
        run(*arguments)
    assert end.value.code == 2
    assert said.removeprefix("argument --tasks: ") in capsys.readouterr().err


def test_a_task_without_its_test_and_a_malformed_file_are_named(folder, capsys):
    (folder / "data" / "qa1_one-fact_train.txt").write_text("1 Ken slept\n", encoding="utf-8")
    assert run() == 2
    assert "qa1_one-fact_train.txt, line 1: " in capsys.readouterr().err
    os.unlink("data/yes-no_test.txt")
    with pytest.raises(SystemExit):
        run()
    assert "yes-no_test.txt is not beside it" in capsys.readouterr().err


def test_the_restart_with_the_lowest_training_loss_counts_and_not_the_best_in_the_test():
    task = tasks.Task(2, "two", "", "")
    row = results.row(task, [{"loss": 0.2, "error": 0.05}, {"loss": 0.1, "error": 0.10},
                             {"loss": 0.3, "error": 0.40}])
    assert (row.error, row.chosen, row.median) == (10.0, 1, 10.0)
    lines = table([row], 10)
    assert "10.0" in lines[1] and lines[1].rstrip().endswith("8.3")


def test_the_papers_table_has_its_mean():
    assert len(tasks.PAPER) == 20 and sum(tasks.PAPER) / 20 == pytest.approx(13.85, abs=0.06)


def test_the_command_has_the_recipe_of_the_paper():
    assert Recipe() == Recipe(n_hops=3, d=20, kind="program", timed=True, linear_epochs=20,
                              noise=0.1, epochs=100, batch=32, lr=0.01, linear_lr=0.005, halve=25,
                              max_norm=40.0)
