"""A term that a chapter defines, in bold, stands in the glossary, which is in order."""

import json
import re

import pytest

from tests import ROOT

EDITION = ROOT / "book" / "en"
BOLD = re.compile(r"\*\*([^*\n]+?)\*\*")
NO_TERM = {"letters", "are", "left out", "Forward in time", "Cut off", "learned", "path",
           "masked self-attention", "local-m", "local-p", "two",
           "write", "sister", "is"}
"""Bold for another reason, or a case of a term that is there."""
ALSO = {"unrolled": "unrolling", "phrases": "phrase", "sub-words": "sub-word",
        "dynamic windows": "dynamic window", "distractors": "distractor",
        "projections": "projection", "gates": "gate", "heads": "head", "peepholes": "peephole",
        "truncated backpropagation through time": "truncated BPTT",
        "agree": "agreement", "exploding": "exploding gradient"}


def terms():
    text = (EDITION / "glossary.md").read_text(encoding="utf-8")
    return re.findall(r"^([^\s`#].*)$", text, re.M)


def bold(path):
    """What a chapter sets in bold and is no sentence."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return {b for b in BOLD.findall(text) if len(b.split()) <= 5 and b[-1] not in ".?!:"}


@pytest.mark.parametrize("path", sorted(EDITION.glob("[0-9]*.ipynb")), ids=lambda p: p.stem)
def test_a_term_that_a_chapter_defines_is_in_the_glossary(path):
    known = " | ".join(terms()).lower()
    lacking = {b for b in bold(path) - NO_TERM
               if not re.search(rf"\b{re.escape(ALSO.get(b, b).lower())}\b", known)}
    assert sorted(lacking) == []


def test_the_glossary_is_in_alphabetical_order():
    names = [term.lower().replace("–", "-") for term in terms()]
    assert names == sorted(names)
