"""A figure is a plain Python object: arrays and strings in, self-contained HTML out.

A subclass has ``name`` (its folder ``widgets/name`` holds ``view.js`` and ``words.json``),
``label`` (one sentence for those who do not see it), ``state()``, and either ``picture()`` and
``table()`` or ``drawn()``, another figure that has them.  The display holds a static picture, a
table, and the state with a small host script that starts the same module as anywidget would.
"""

from __future__ import annotations

import base64
import json
import re
from copy import copy
from html import escape
from pathlib import Path
from urllib.parse import quote

from ...files import path_of, replace_file, try_out
from ...language import DEFAULT, Words, current, in_all_languages, words
from .arrays import warn
from .bundle import WIDGETS, bundle, host, style
from .page import page
from .svg import number, visible

KIT = WIDGETS / "core" / "kit"  # its words are all figures'
WARN, REFUSE = 1_000_000, 4_000_000  # bytes of HTML
IN_PLACE = """const inPlace = (el) => new Promise((go) => {
  // A busy front end renders what is not yet in its page: there are no colours and no sizes.
  if (el.isConnected) return go();
  const eye = new ResizeObserver(() => {
    if (!el.isConnected) return;
    eye.disconnect();
    go();
  });
  eye.observe(el);
});"""


class Figure:
    """What all figures share; see the module's first lines."""

    name = ""
    view = "view"  # the module of its folder that travels: only what is needed does
    label = ""
    remedy = "pass a smaller array"

    def __new__(cls, *given, **named):
        """Remember the language in which it is made, and of what, to be made in another."""
        self = super().__new__(cls)
        self.language, self._made_of = current(), (given, named)
        return self

    @property
    def says(self) -> Words:
        """What ``words.json`` holds in the figure's language: ``self.says("key", n=3)``."""
        return words(WIDGETS / self.name, self.language)

    def state(self) -> dict:
        """What travels: JSON values and packed arrays (``encode.pack``), one key per trait."""
        raise NotImplementedError

    def drawn(self) -> Figure:
        """Another figure that looks as this one does at rest: its picture and table are this
        one's, too.  Where there is none, a figure has the two methods itself."""
        raise NotImplementedError

    def picture(self) -> str:
        """The figure without scripts: an SVG string (``svg.svg``)."""
        return self.drawn().picture()

    def table(self) -> tuple[list[str], list[list]]:
        """The figure without pictures: a header and rows."""
        return self.drawn().table()

    def still(self) -> str:
        """What stands where no script runs, and until one does, as HTML: the picture."""
        picture = self.picture()
        width = min(float(re.search(r'width="([\d.]+)"', picture)[1]), 500)  # then it scrolls
        source = "data:image/svg+xml," + quote(picture, safe=" ='/:,;(){}*!@$[]")
        return (f'<img class="nlpviz-picture" role="img" alt="{escape(visible(self.label))}" '
                f'style="min-width:{width:g}px" src="{escape(source)}">')

    def beneath(self) -> str:
        """What stands below the picture, as HTML: the table, folded."""
        return _table(words(KIT, self.language)["table"], *self.table())

    def html(self) -> str:
        """One ``<figure>`` that needs nothing else; the same bytes for the same input."""
        payload = json.dumps(
            {"module": bundle(self.name, self.view), "state": _text(self.state()),
             **self._labels()},
            ensure_ascii=False, allow_nan=False, separators=(",", ":"),
        ).replace("<", "\\u003c")
        label = escape(visible(self.label))
        html = (
            f'<figure class="nlpviz nlpviz-{self.name.replace("_", "-")} mathjax_ignore '
            f'tex2jax_ignore"{self._spoken()} aria-label="{label}" '
            'data-lm-suppress-shortcuts="true" data-prevent-swipe="">\n'
            f'<style>{style(self.name, self.view)}</style>\n'
            f'<div class="nlpviz-view">{self.still()}</div>\n'
            f'{self.beneath()}\n<script type="application/json">{payload}</script>\n'
            f"<script>{host()}</script>\n</figure>"
        )
        html = re.sub("[\ud800-\udfff]", "\ufffd", html)
        self._weigh(len(html.encode()))
        return html

    def _spoken(self) -> str:
        """The language of a figure in another than English.

        An English figure follows its page: the cover of every edition is the same.
        """
        code = self.language
        return "" if code == DEFAULT else f' lang="{code}"'

    def _labels(self) -> dict:
        """{"labels": the label in each other language}, for a page in one of them: what a screen
        reader says of an English figure follows its page, too."""
        labels = {}
        for code in in_all_languages(WIDGETS / self.name).keys() - {self.language}:
            there = copy(self)
            there.language = code
            labels[code] = visible(there.label)
        own = {code: text for code, text in sorted(labels.items()) if text != visible(self.label)}
        return {"labels": own} if own and self.language == DEFAULT else {}

    def _speaking(self) -> str:
        """The same in the front-end of a widget."""
        code = self.language
        return "" if code == DEFAULT else f'  context.el.lang = "{code}";\n'

    def _weigh(self, size: int) -> None:
        says = f"{type(self).__name__} is {size / 1e6:.1f} MB of HTML"
        if size > REFUSE:
            raise ValueError(f"{says}, more than {REFUSE / 1e6:.0f} MB: {self.remedy}")
        if size > WARN:
            warn(f"{says}: pages above 1 MB are slow; {self.remedy}")

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """What a notebook shows; in another language than it was made in, a figure made anew."""
        given, named = self._made_of
        shown = self if self.language == current() else type(self)(*given, **named)
        return {"text/html": shown.html(), "text/plain": repr(shown)}

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.label}"

    def save(self, path) -> Path:
        """Write one self-contained HTML file; replaced as a whole or not at all.

        path: a str or a pathlib.Path, ~ is the home folder.  A link stays, and what it points to
        is replaced; what is no regular file is refused.
        """
        path = Path(path_of("path", path))
        try_out("path", path)
        replace_file(path, page(self.label, self.html(), self.language).encode("utf-8"))
        return path

    def widget(self):
        """The same figure as an anywidget: each entry of the state is a synced trait."""
        import anywidget
        import traitlets

        state = self.state()
        taken = sorted(set(state) & set(dir(anywidget.AnyWidget)))
        if taken:
            raise ValueError(f"state() uses names that belong to ipywidgets: {', '.join(taken)}")
        kind = self.name.replace("_", "-")
        parts = {key: traitlets.Any(value).tag(sync=True) for key, value in state.items()}
        module = bundle(self.name, self.view, "const figure =")
        parts["_esm"] = module + (
            f"\n{IN_PLACE}\nexport default {{ async render(context) {{\n"
            f'  context.el.classList.add("nlpviz", "nlpviz-{kind}");\n'
            f"{self._speaking()}"
            '  context.el.addEventListener("focusin", ({ target }) => {\n'
            '    target.dataset.lmSuppressShortcuts = "true";\n  });\n'
            "  await inPlace(context.el);\n  return figure.render(context);\n} };\n"
        )
        parts["_css"] = style(self.name, self.view)
        return type(type(self).__name__ + "Widget", (anywidget.AnyWidget,), parts)()

    def plot(self, ax=None):
        """The same picture for a paper, through matplotlib: on ``ax`` or on one of its own size.

        Returns the axes.  Colours are those of light paper; Japanese needs a font that has it:
        ``matplotlib.rcParams["font.family"] = ["DejaVu Sans", "Noto Sans CJK JP"]``.
        """
        from .paper import plot

        return plot(self.picture(), ax)


def _text(value):
    """Bytes inside packed arrays become base64."""
    if isinstance(value, dict):
        return {key: _text(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_text(item) for item in value]
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def _table(label: str, header: list[str], rows: list[list]) -> str:
    head = "".join("<td></td>" if name == "" else f"<th>{_cell(name)}</th>" for name in header)
    body = "".join("<tr>" + f'<th scope="row">{_cell(row[0])}</th>' + "".join(
        f"<td>{_cell(c)}</td>" for c in row[1:]) + "</tr>" for row in rows)
    return (
        f'<details class="nlpviz-table"><summary title="{escape(label)}">▦</summary>'
        '<div class="nlpviz-scroll" tabindex="0"><table>'
        f'<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>'
    )


def _cell(value) -> str:
    return escape(visible(value) if isinstance(value, str) else number(value))
