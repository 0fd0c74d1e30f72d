"""Every word that a command says stands in a file of words, and every word there is said."""

import ast
import re

import pytest

from nlpviz import language
from nlpviz.memory import options as memory
from nlpviz.translate import options
from nlpviz.word2vec import __main__ as word2vec
from tests import ROOT

PARTS = ("command", "memory", "train", "translate", "vectors", "word2vec")
SAYING = {"print", "say", "warn", "add_note", "set_postfix_str", "FloatingPointError",
          "RuntimeError", "ArgumentParser", "add_argument_group"}
"""What is called with something for the eyes of the one who runs a command."""
HUMAN = re.compile(r"[^\W\d_]{2}")
NAMES = re.compile(r"nlpviz\.\w*|python -m")


def name_of(call):
    """The last part of what is called: warn of warnings.warn(…)."""
    return getattr(call.func, "attr", getattr(call.func, "id", None))


def texts(node):
    """The texts in an expression, but for the keys that a speaker is asked for."""
    if isinstance(node, ast.Call) and name_of(node) in ("phrase", "says", "getattr"):
        return
    if isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from texts(child)


def spoken_in_code(tree):
    """Human words that are given to what prints: {line: text}; help= is human wherever it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = [k.value for k in node.keywords if k.arg in ("help", "description", "unit")]
            if name_of(node) in SAYING:
                given += node.args
            for text in (text for part in given for text in texts(part)):
                if HUMAN.search(NAMES.sub("", text)):
                    yield node.lineno, text


def trees(part):
    for file in sorted((language.HERE / part).glob("*.py")):
        yield file, ast.parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("code, found", [
    ('print(f"{n:,} words")', " words"), ('say("a" + phrase("best words"))', None),
    ('warnings.warn("no room", stacklevel=2)', "no room"), ('add("--d", help="width")', "width"),
    ('raise FloatingPointError(f"the loss is {x}")', "the loss is "),
    ('print(f"{a}  {b:.2f}")', None),
    ('tqdm(total=3, unit=" words")', " words"), ('print(f"nlpviz.word2vec: {error}")', None),
    ('raise ValueError("d is 3; it must be even")', None)])
def test_human_words_are_found_where_something_is_said(code, found):
    assert next((text for _, text in spoken_in_code(ast.parse(code))), None) == found


@pytest.mark.parametrize("part", PARTS)
def test_what_a_command_says_stands_in_its_words(part):
    for file, tree in trees(part):
        said = list(spoken_in_code(tree))
        assert not said, f"{file.relative_to(ROOT)}: line and text {said} belong in words.json"


@pytest.mark.parametrize("part", PARTS)
def test_every_text_is_asked_for_and_every_one_asked_for_is_there(part):
    texts = language.words(language.HERE / part, "en")
    nodes = [node for _, tree in trees(part) for node in ast.walk(tree)]
    constants = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    asked = {n.args[0].value for n in nodes if isinstance(n, ast.Call) and name_of(n) == "phrase"
             and isinstance(n.args[0], ast.Constant)}
    assert asked <= texts.keys()
    helps = {key for key in texts if key.startswith("--")} | {"description"}
    assert texts.keys() - helps <= constants, "texts that nobody says"


@pytest.mark.parametrize("parser", [memory.parser, options.parser, word2vec.parser])
def test_every_option_has_its_help_and_every_help_its_option(parser):
    made = parser()
    there = {a.metavar if not a.option_strings else a.option_strings[-1] for a in made._actions}
    helps = {key for key in language.words(language.HERE / made.prog.rpartition(".")[2], "en")
             if re.match(r"--|[A-Z]+\.txt", key)}
    assert helps == there - {"--help"}
