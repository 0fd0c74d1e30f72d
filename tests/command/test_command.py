"""What commands have in common: help in the reader's language, lines that end by columns."""

import argparse
import subprocess
import sys

import pytest

from nlpviz import command, language
from tests import ROOT

TEXTS = {
    "description": "Count the words of a text, and of no other text but this one here.",
    "TEXT.txt": "what is counted, line by line, until there is nothing left to count",
    "--n": "how often; a well-known number that is small",
    "--all": "leave nothing out",
}


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")


def by_hand():
    """The same parser as argparse itself makes it."""
    made = argparse.ArgumentParser(
        prog="python -m nlpviz.counting", allow_abbrev=False, description=TEXTS["description"],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    made.add_argument("text", metavar="TEXT.txt", help=TEXTS["TEXT.txt"])
    made.add_argument("--n", type=int, default=3, help=TEXTS["--n"])
    made.add_argument("--all", action="store_true", help=TEXTS["--all"])
    return made


def ours(texts=TEXTS):
    made, add = command.parser("counting", texts.__getitem__)
    add("text", metavar="TEXT.txt")
    add("--n", type=int, default=3)
    add("--all", action="store_true")
    return made


def test_in_english_help_is_to_the_letter_what_argparse_writes():
    assert ours().format_help() == by_hand().format_help()
    assert ours().format_usage() == by_hand().format_usage()
    assert vars(ours().parse_args(["a", "--n", "2"])) == vars(by_hand().parse_args(["a", "--n=2"]))


def test_in_japanese_no_line_is_wider_than_the_terminal_and_columns_begin_together():
    long = "単語の数を数えます。" * 9
    with language.speaking("ja"):
        said = ours({key: long for key in TEXTS}).format_help()
    assert said.startswith("使い方: python -m nlpviz.counting ")
    assert "引数:\n" in said and "オプション:\n" in said and "（既定値：3）" in said
    assert max(map(command.columns, said.splitlines())) <= 60
    usage = said.partition("\n\n")[0].splitlines()
    second = command.columns(usage[1]) - command.columns(usage[1].lstrip())
    assert second == command.columns(usage[0][:usage[0].index("[-h]")]) == 34


@pytest.mark.parametrize("text, lines", [
    ("手紙を書く。花を見る。", ["手紙を書", "く。花を", "見る。"]),
    ("手紙と花。", ["手紙と", "花。"]),              # no line begins with a full stop
    ("あいう（え）", ["あいう", "（え）"]),          # nor ends with an opening bracket
    ("a bc def ghij", ["a bc def", "ghij"]), ("手 紙", ["手 紙"]), ("", [""])])
def test_a_line_may_end_between_wide_signs_and_between_words(text, lines):
    assert command.wrapped(text, 8) == lines


def test_a_wide_sign_has_two_columns_and_a_mark_none():
    assert [command.columns(t) for t in ("a", "走", "ｱ", "é", "e\u0301", "Ａ", "")] == [
        1, 2, 1, 1, 1, 2, 0]


def test_labels_are_filled_up_to_the_widest_of_them():
    assert command.labelled({"a": "原文", "b": "ページ", "c": "to"}) == {
        "a": "原文  ", "b": "ページ", "c": "to    "}


@pytest.mark.parametrize("name", ["translate", "word2vec"])
def test_a_language_that_is_not_there_is_named_before_anything_is_done(name):
    done = subprocess.run(
        [sys.executable, "-m", f"nlpviz.{name}", "no.txt", "no.txt"], cwd=ROOT,
        env={"NLPVIZ_LANGUAGE": "xx", "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        encoding="utf-8")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith(f"nlpviz.{name}: NLPVIZ_LANGUAGE is 'xx'; it must be 'en'")
    assert len(done.stderr.splitlines()) == 1
