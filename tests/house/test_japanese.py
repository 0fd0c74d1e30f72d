"""Japanese is set as one text: one punctuation, one spacing, polite, its glossary in its order."""

import json
import re

import pytest
from docutils.nodes import make_id

from nlpviz import language
from tests import ROOT

WIDE = "ぁ-んァ-ヶー一-龠々"  # kana and ideographs
# English signs beside them; a terminal's headings end in a colon, as argparse has it
HALF = re.compile(rf"[{WIDE}」](?:[(),;!?]|:(?!$))|[(),:;!?][{WIDE}「]")
TIGHT = re.compile(rf"[{WIDE}][A-Za-z0-9]|[A-Za-z0-9][{WIDE}]")
POLITE = re.compile(r"((です|ます|ません|ました|ください|でしょう|ましょう)か?|\{found\})$")
ASIDE = re.compile(r"`[^`]*`|（[^（）]*）|\{where\}|\{numeric\}|\*\*")
NAMED = re.compile(r"^：?$|(^|：)(入力|そのときの入力|[✓○✗] \{name\})(：|$)")  # then comes code
ROWS = "あ行 か行 さ行 た行 な行 は行 ま行 や行 ら行 わ行".split()


def faults(text):
    """What a proof-reader would mark in a Japanese text."""
    code_apart = re.sub("`[^`]*`", " ", text)
    yield from (f"half-width: {found}" for found in HALF.findall(code_apart))
    yield from (f"no space: {found}" for found in TIGHT.findall(code_apart))
    for sentence in ASIDE.sub("", text).split("。")[:-1]:
        label, _, rest = sentence.rpartition("：")  # either "入力：x" or "図：動かします"
        if not any(map(POLITE.search, (label, rest))) and not NAMED.search(sentence):
            yield f"not polite: {sentence}"


@pytest.mark.parametrize("text, marked", [
    ("棒は 3 個の平均です。", []), ("平均 (棒", ["half-width: (棒"]),
    ("3個", ["no space: 3個"]), ("棒は平均だ。", ["not polite: 棒は平均だ"]),
    ("`f(x)`を返します：`h`。", [])])
def test_a_half_width_sign_a_missing_space_and_a_plain_ending_are_marked(text, marked):
    assert list(faults(text)) == marked


@pytest.mark.parametrize("folder", sorted({f.parent for f in language.word_files()}),
                         ids=lambda f: f.relative_to(language.HERE).as_posix())
def test_japanese_words_are_set_alike(folder):
    words = language.in_all_languages(folder).get("ja", {})
    found = {key: list(faults(text)) for key, text in words.items()}
    assert not {key: all_ for key, all_ in found.items() if all_}


def prose(cell):
    """The text of a cell without code, tables, formulas and addresses."""
    text = re.sub(r"^```.*?^```|\$\$.*?\$\$|^\|.*?$", "", "".join(cell["source"]),
                  flags=re.S | re.M)
    return re.sub(r"\$[^$]*\$|\]\([^)]*\)|</?\w+>", " ", text)


@pytest.mark.parametrize("path", sorted((ROOT / "book/ja").glob("*.ipynb")), ids=lambda p: p.stem)
def test_japanese_chapters_have_one_punctuation_and_one_spacing(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    found = {cell["id"]: [fault for fault in faults(prose(cell)) if "polite" not in fault]
             for cell in cells if cell["cell_type"] == "markdown"}
    assert not {name: all_ for name, all_ in found.items() if all_}


def terms(code):
    """The lines of an edition's glossary that name a term."""
    text = (ROOT / "book" / code / "glossary.md").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line[:1] not in ("", " ", "`", "#")]


def test_the_japanese_glossary_stands_in_the_order_of_its_syllables():
    rows = [term.rpartition(" : ")[2] if " : " in term else "" for term in terms("ja")]
    assert all(row or term[0].isascii() for row, term in zip(rows, terms("ja"), strict=True))
    assert rows == sorted(rows, key=["", *ROWS].index)


def anchor(term):
    """What Sphinx makes of a term: its letters without others than ASCII."""
    return make_id("term-" + re.sub(" : .*", "", term))


def test_both_glossaries_have_the_same_terms_and_so_the_same_anchors():
    there, here = ({anchor(term) for term in terms(code)} for code in ("en", "ja"))
    assert len(there) == len(terms("en")) == len(terms("ja"))
    assert there == here
