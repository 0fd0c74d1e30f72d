"""What an edition in another language needs: its words, its anchors, the way to the other ones.

Pages and their sections have the same names in all languages, so that a reader who changes the
language stays at the same place.  English is built first; the sections of another edition take
over the anchors of the English page, in their order.
"""

import json
import re
import sys
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.locale import _ as of_sphinx
from sphinx.search import SearchLanguage

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tools.site import editions  # noqa: E402

LETTERS = r"\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
WORD = re.compile(rf"[{LETTERS}]+|[^\W{LETTERS}]+")
SECTION = re.compile(r'<section\b[^>]*\bid="([^"]+)"')
PAGE = re.compile(r"(?:([\w-]+)\.(?:ipynb|md)|\.\./en/([\w-]+))(#.*)?")


def words(app) -> dict:
    """What the frame of a page says in this edition."""
    return json.loads((Path(app.srcdir) / "page.json").read_text(encoding="utf-8"))


def english(app) -> Path | None:
    """The folder of the built English pages; None if these are they."""
    return Path(app.config.nlpviz_english) if app.config.nlpviz_english else None


# Sections

def take_anchors(app, doctree) -> None:
    """Each section gets the anchor of the English section in its place."""
    if english(app) is None:
        return
    page, sections = app.env.docname, list(doctree.findall(nodes.section))
    html = (english(app) / f"{page}.html").read_text(encoding="utf-8")
    anchors = SECTION.findall(html)
    if len(anchors) != len(sections):
        raise ExtensionError(f"{page} has {len(sections)} sections, and {len(anchors)} in English: "
                             f"{', '.join(anchors)}")
    slugs = app.env.metadata[page].setdefault("myst_slugs", {})
    for section, anchor in zip(sections, anchors, strict=True):
        section["ids"] = [anchor, *(name for name in section["ids"] if name != anchor)]
        slugs.setdefault(anchor, (section.line, anchor, section[0].astext()))


def lead_to_english(app, doctree) -> None:
    """A link to a page that this edition lacks leads to the English one, and says so.

    A notebook names it ../en/page.ipynb, so that its link leads there from Jupyter, too.
    """
    if english(app) is None:
        return
    for link in list(doctree.findall(addnodes.pending_xref)):
        found = PAGE.fullmatch(link.get("reftarget", "")) if link["reftype"] == "myst" else None
        page = found and (found[1] or found[2])
        if page and (english(app) / f"{page}.html").is_file():
            there = nodes.reference(refuri=f"../{page}.html{found[3] or ''}", internal=True)
            there += link.children
            mark = nodes.inline("", words(app)["elsewhere"], classes=["elsewhere"])
            link.replace_self([there, mark])


def join_lines(app, doctree) -> None:
    """A line break in the source between two wide characters is no blank."""
    for parent in doctree.findall(nodes.TextElement):
        if isinstance(parent, (nodes.literal_block, nodes.raw)):
            continue
        for i, child in enumerate(parent):
            if isinstance(child, nodes.Text) and "\n" in child:
                before = parent[i - 1].astext()[-1:] if i else ""
                after = parent[i + 1].astext()[:1] if i + 1 < len(parent) else ""
                joined = editions.joined(f"{before}{child}{after}")
                parent[i] = nodes.Text(joined[len(before):len(joined) - len(after)])


def tell_what_is_behind(app, doctree) -> None:
    """A chapter whose English text has changed since it was translated says so, under its title."""
    page = Path(app.srcdir) / f"{app.env.docname}.ipynb"
    source = page.parent.parent / "en" / page.name
    if english(app) is None or not page.is_file() or not source.is_file():
        return
    if late := len(editions.outdated(source, page)):
        said = nodes.paragraph("", words(app)["behind"].format(n=late), classes=["behind"])
        next(doctree.findall(nodes.title)).parent.insert(1, said)


# The frame of a page

def other_editions(app, page: str) -> list[dict]:
    """The other languages: where this page is in them, or their front page if it is not."""
    up = "" if english(app) is None else "../"
    found = []
    for each in app.config.nlpviz_editions:
        if each["code"] != app.config.language:
            folder = up if each["code"] == "en" else f"{up}{each['code']}/"
            same = page in each["pages"]
            found.append({**each, "same": same,
                          "href": f"{folder}{page if same else 'index'}.html"})
    return found


def alternates(app, page: str) -> list[tuple[str, str]]:
    """(language, address) of this page in all languages that have it, and for all others."""
    up = "" if english(app) is None else "../"
    have = [each["code"] for each in app.config.nlpviz_editions if page in each["pages"]]
    found = [(code, f"{up}{'' if code == 'en' else code + '/'}{page}.html") for code in have]
    return [*found, ("x-default", found[0][1])] if len(found) > 1 else []


def frame(app, page, template, context, doctree) -> None:
    """What the templates need; the theme leaves out a template that is empty without it."""
    context.update(say=words(app), other_editions=other_editions(app, page),
                   alternates=alternates(app, page))


def own_words(app, page, template, context, doctree) -> None:
    """The theme speaks with our words, where we have some."""
    ours = words(app)["theme"]

    def gettext(text):
        return ours.get(text) or of_sphinx(text)

    context.update({"_": gettext, "gettext": gettext, "translate": gettext})


# Search

class Japanese(SearchLanguage):
    """Words without blanks between them are found by their letters and pairs of letters.

    So a part of a compound finds the whole, wherever a splitter would have cut it.
    """

    lang, language_name = "ja", "Japanese"
    js_splitter_code = r"""
function splitQuery(query) {
  const found = query.match(/[LETTERS]+|[^\s\p{P}\p{S}LETTERS]+/gu) || [];
  return found.flatMap((word) => {
    if (!/[LETTERS]/.test(word) || word.length < 2) return [word];
    return Array.from({ length: word.length - 1 }, (_, i) => word.slice(i, i + 2));
  });
}
""".replace("LETTERS", LETTERS)

    def split(self, text):
        found = []
        for word in WORD.findall(text):
            if re.match(f"[{LETTERS}]", word):
                found += [*word, *(word[i:i + 2] for i in range(len(word) - 1))]
            else:
                found.append(word)
        return found

    def word_filter(self, word):
        return bool(word)


def setup(app):
    app.add_config_value("nlpviz_english", "", "env")
    app.add_config_value("nlpviz_editions", [], "html")
    app.add_search_language(Japanese)
    for change in (take_anchors, lead_to_english, join_lines, tell_what_is_behind):
        app.connect("doctree-read", change, priority=400)  # before the contents are collected
    app.connect("html-page-context", frame, priority=100)
    app.connect("html-page-context", own_words, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
