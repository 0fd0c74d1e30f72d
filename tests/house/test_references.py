"""Every paper that a chapter cites stands in the list, and every paper of the list is cited."""

import json
import re

import pytest

from tests import ROOT

EDITION = ROOT / "book" / "en"
NAME = r"(?:van der |van )?[A-Z][\w’'-]+"
DATE = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (?=\d{4})")
OTHERS = rf"(?:, {NAME})*(?:,? & {NAME})?(?: et al\.)?"
YEAR = r"((?:19|20)\d\d[a-c]?)"
CITED = re.compile(rf"({NAME}){OTHERS},? \(?{YEAR}\b")
LISTED = re.compile(rf"^- ({NAME}).*? \({YEAR}\)\.", re.M)
CHAPTER = re.compile(r"^## Chapter (\d+).*?$(.*?)(?=^## |\Z)", re.M | re.S)


def listed():
    """(first author, year) of each entry, by the number of the chapter."""
    text = (EDITION / "references.md").read_text(encoding="utf-8")
    return {int(number): set(LISTED.findall(part)) for number, part in CHAPTER.findall(text)}


def text_of(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def cited(text):
    """(first author, year) of each paper that a text names."""
    plain = re.sub(r"[*\[\]]", "", DATE.sub("", text))
    return set(CITED.findall(plain))


CHAPTERS = sorted(EDITION.glob("[0-9]*.ipynb"))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_a_chapter_cites_is_listed_and_what_is_listed_is_cited(path):
    ours, theirs = cited(text_of(path)), listed()[int(path.stem[:2])]
    assert sorted(ours - theirs) == [], "cited, and not in references.md"
    assert sorted(theirs - ours) == [], "in references.md, and not cited"


def test_a_citation_is_recognised_however_it_is_written():
    text = ("Hochreiter (1991), then (Bengio, Simard & Frasconi 1994; Cho et al. 2014), "
            "Mikolov et al. (2013b) and van der Maaten & Hinton (2008).")
    assert cited(text) == {("Hochreiter", "1991"), ("Bengio", "1994"), ("Cho", "2014"),
                           ("Mikolov", "2013b"), ("van der Maaten", "2008")}


def test_every_edition_lists_the_same_papers():
    for path in sorted((ROOT / "book").glob("*/references.md")):
        ours = re.findall(r"^- .*$", path.read_text(encoding="utf-8"), re.M)
        english = (EDITION / "references.md").read_text(encoding="utf-8")
        assert ours == re.findall(r"^- .*$", english, re.M), path
