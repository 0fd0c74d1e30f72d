"""What a figure says stands in words.json, nothing of it in its code."""

import json
import re
import unicodedata

import pytest

from nlpviz.widgets.core.source import pieces
from tests import ROOT

WIDGETS = ROOT / "nlpviz" / "widgets"
ENGLISH = re.compile(r"^[A-Z][a-z]|[A-Za-z]{2} [A-Za-z]{2}")
# the browser's names and those of all languages
NAMES = re.compile(r"(Enter|Escape|Backspace|Home|End|Delete|Infinity|ReLU)"
                   r"|(Arrow|Page)[A-Z]\w+")
NOT_SHOWN = re.compile(r"\bclass|new \w*Error")  # on its line: a class of elements, or an error
TAGS = {"bdi", "tbody", "tr"}


def is_foreign(letter: str) -> bool:
    """Whether it is a letter of a language; those of formulas are Latin and Greek."""
    return letter.isalpha() and not letter.isascii() and not re.match(
        "GREEK|MODIFIER LETTER", unicodedata.name(letter))


def names_of(folder) -> set:
    """The keys of a folder's words and the classes of its style: what its code names them by."""
    words, styles = folder / "words.json", list(folder.glob("*.css"))
    keys = json.loads(words.read_text(encoding="utf-8"))["en"] if words.is_file() else ()
    rules = "".join(style.read_text(encoding="utf-8") for style in styles)
    return {*keys, *re.findall(r"\.([a-z][\w-]*)", rules), *TAGS}


def said(code: str, names: set = frozenset()):
    """The texts in the code that look as if people were to read them, and are no `names`."""
    for kind, text, start in pieces(code):
        if kind not in ("string", "template"):
            continue
        words = re.sub(r"\$\{[^}]*\}", "\0", text[1:-1])
        line = code[code.rfind("\n", 0, start) + 1:start]
        known = words in names or names.issuperset(words.replace(".", "").split())
        english = ENGLISH.search(words) and not known and not NAMES.fullmatch(words)
        if any(map(is_foreign, text)) or english and not NOT_SHOWN.search(line):
            yield text


@pytest.mark.parametrize("file", sorted(WIDGETS.rglob("*.js")),
                         ids=lambda f: f.relative_to(WIDGETS).as_posix())
def test_no_word_for_people_stands_in_the_code_of_a_figure(file):
    found = list(said(file.read_text(encoding="utf-8"), names_of(file.parent)))
    assert not found, f"{found}: a figure's words stand in its words.json"


@pytest.mark.parametrize("code, found", [
    ('word(el, { en: "Table", ja: "表" })', ['"Table"', '"表"']),
    ('h("p", {}, "your guess")', ['"your guess"']),
    ("h(`p`, {}, `${n} steps of ${m}`)", ["`${n} steps of ${m}`"]),
    ('h("p", { class: "one two" }); key === "ArrowUp"; throw new Error("no word here")', []),
    ('at("ArrowUp"); write("τ = ∂L/∂h", `translate(${x}px, ${y}px)`) // an empty word', []),
    ('say("a key"); find(".one two"); say("one other")', ['"one other"']),
    ('say("表")', ['"表"']), ("say(`é`)", ["`é`"])])
def test_a_text_for_people_is_told_from_names_and_formulas(code, found):
    assert list(said(code, {"a key", "one", "two"})) == found
