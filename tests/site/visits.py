"""What the browser tests share: the built site, a server, and pages that keep a record."""

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Thread

from tests import ROOT
from tests.site.pages import faults
from tools.site import outline
from tools.site.serve import listen

SITE = ROOT / "_build" / "html"
CHAPTERS = sorted(f.stem for f in (ROOT / "book" / "en").glob("[0-9][0-9]_*.ipynb"))
PAGES = ["index", *CHAPTERS]


def decks(path):
    """The names of the decks of a chapter."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return outline.deck_names(path.stem, cells)


DECKS = [deck for chapter in CHAPTERS for deck in decks(ROOT / "book" / "en" / f"{chapter}.ipynb")]
TRANSLATED = [f"{path.parent.name}/slides/{deck}"
              for path in sorted((ROOT / "book").glob("*/[0-9][0-9]_*.ipynb"))
              if path.parent.name != "en" for deck in decks(path)]
PLACES = [*PAGES, *(f"slides/{deck}" for deck in DECKS)]
FRAME = ["notation", "glossary", "sessions", "references", "search", "genindex"]
EDITIONS = sorted(f.parent.name for f in (ROOT / "book").glob("*/index.md")
                  if f.parent.name != "en")
MADE = {"search", "genindex"}  # every edition has them


def pages_of(code):
    """The pages around the chapters that an edition has: they are translated one by one."""
    there = {f.stem for f in (ROOT / "book" / code).glob("*.md")} | MADE
    return [page for page in ("index", *FRAME) if page in there]


OTHERS = [*FRAME, *(f"{code}/{page}" for code in EDITIONS for page in pages_of(code))]
FIGURE = "figure.nlpviz:has(> script)"  # a drawing has none
WIDTHS = (1280, 768, 360, 320)  # a laptop, a tablet, a phone, the narrowest that WCAG asks for
WHOLE = bool(os.environ.get("WHOLE"))  # all widths, themes and schemes: the weekly job sets it
SOURCES = ("_config.yml", "_toc.yml", "book/**/*", "tools/site/*", "package-lock.json",
           "nlpviz/widgets/core/**/*", "nlpviz/widgets/gradient_reach/*")  # the front page's figure


@contextmanager
def alone():
    """While this lasts, nobody else builds this site (where the system has such locks)."""
    SITE.parent.mkdir(exist_ok=True)
    with open(SITE.parent / ".lock", "w", encoding="utf-8") as file:
        try:
            import fcntl
            fcntl.flock(file, fcntl.LOCK_EX)
        except ImportError:
            pass
        yield


def build() -> Path:
    """The site with its decks and hand-outs; built again only if a source is newer."""
    with alone():
        return build_alone()


def build_alone() -> Path:
    made = [SITE / "index.html", *SITE.glob("slides/*.html"), *SITE.glob("slides/*.pdf")]
    oldest = min(f.stat().st_mtime if f.is_file() else 0 for f in made)
    sources = (f for pattern in SOURCES for f in ROOT.glob(pattern))
    newest = max(f.stat().st_mtime for f in sources if f.is_file() and f.suffix != ".pyc")
    if len(made) < 3 or oldest < newest:
        for tool in ("env.fetch", "site.book", "site.slides"):
            done = subprocess.run([sys.executable, "-m", f"tools.{tool}"], cwd=ROOT,
                                  encoding="utf-8",
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            assert done.returncode == 0, done.stdout
    return SITE


@contextmanager
def served(folder: Path):
    """The address of a folder, on a server of its own while this lasts."""
    with listen(0, site=folder) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Visit:
    """A page in a fresh context, with all that it asked for and all that it said."""

    def __init__(self, browser, url, width=1280, height=800, dark=False, scripts=True):
        self.said, self.asked, self.scripts = [], [], scripts
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripts,
            color_scheme="dark" if dark else "light")
        for event, note in {
            "request": lambda r: self.asked.append(r.url),
            "requestfailed": lambda r: self.said.append(f"failed: {r.url}"),
            "response": lambda r: r.status >= 400 and self.said.append(f"{r.status}: {r.url}"),
            "weberror": lambda e: self.said.append(f"uncaught: {e.error}"),
            "console": lambda m: self.said.append(f"{m.type}: {m.text}"),
        }.items():
            self.context.on(event, note)
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        self.page.goto(url, wait_until="load")
        if scripts:
            self.page.wait_for_function(
                f"[...document.querySelectorAll('{FIGURE}')].every(f => 'live' in f.dataset)")
        self.settle()

    @cached_property
    def tools(self):
        """What only Chromium has: its developer tools."""
        return self.context.new_cdp_session(self.page)

    def __enter__(self) -> "Visit":
        return self

    def __exit__(self, *error) -> None:
        self.context.close()

    def settle(self) -> None:
        """Wait until fonts have come, and what follows a change of width has been drawn."""
        if self.scripts:
            self.page.evaluate(f"async () => {{ await {FRAMES}; await document.fonts.ready; "
                               f"await {FRAMES}; }}")
        else:  # neither frames nor promises are heard of, but a picture is drawn to the end
            self.page.screenshot()

    def strangers(self, home: str) -> list[str]:
        """Requests that left the site."""
        return [u for u in self.asked if not u.startswith((home, "data:", "blob:", "about:"))]

    def size(self) -> tuple[float, float]:
        """How wide and high the page is, with all that sticks out."""
        size = self.tools.send("Page.getLayoutMetrics")["cssContentSize"]
        return size["width"], size["height"]

    def sideways(self, widths=WIDTHS) -> list[str]:
        """At which widths of the window the page is wider than it."""
        found, before = [], self.page.viewport_size
        for width in widths:
            self.page.set_viewport_size({**before, "width": width})
            self.settle()
            if self.size()[0] > width:
                found.append(f"{self.size()[0]:g} px at {width}")
        self.page.set_viewport_size(before)
        return found

    def faults(self) -> list[str]:
        """What axe-core finds, of any level."""
        return faults(self.page)

    def foreign_fonts(self) -> set[tuple[str, str]]:
        """Texts that are drawn by a font of this machine, and its name.

        One element is asked for each typeface and each character outside ASCII.
        """
        self.page.evaluate(PROBES)
        for domain in ("DOM", "CSS"):
            self.tools.send(f"{domain}.enable")
        root = self.tools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        nodes = self.tools.send("DOM.querySelectorAll",
                                {"nodeId": root, "selector": "[data-probe]"})["nodeIds"]
        texts = self.page.evaluate("[...document.querySelectorAll('[data-probe]')].map(e => "
                                   "e.dataset.probe)")
        return {(text, font["familyName"]) for node, text in zip(nodes, texts, strict=True)
                for font in self.tools.send("CSS.getPlatformFontsForNode",
                                            {"nodeId": node})["fonts"]
                if not font["isCustomFont"]}

    def answers_keys(self, figure) -> bool:
        """Whether the figure changes when it is reached with Tab and played with keys.

        The focus stays in the figure while arrows are pressed.
        """
        page = self.page
        figure.evaluate("""f => { const a = document.createElement("span"); a.tabIndex = -1;
            f.before(a); a.focus(); a.addEventListener("blur", () => a.remove()); }""")
        for _ in range(40):
            page.keyboard.press("Tab")
            if not figure.evaluate("f => f.contains(document.activeElement)"):
                return False
            for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "Space"):
                before = figure.evaluate(LOOKS)
                page.keyboard.press(key)
                page.evaluate("() => new Promise(requestAnimationFrame)")
                assert figure.evaluate("f => f.contains(document.activeElement)"), key
                if figure.evaluate(LOOKS) != before:
                    return True
        return False


    def answers_a_key(self, figure) -> bool:
        """Whether one arrow (or, at an end, the next) changes the figure that has the focus."""
        assert figure.evaluate(FOCUS)
        for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "Space"):
            before = figure.evaluate(LOOKS)
            self.page.keyboard.press(key)
            self.page.evaluate(FRAMES)
            if figure.evaluate(LOOKS) != before:
                return figure.evaluate("f => f.contains(document.activeElement)")
        return False


def figures(site: Path, places) -> dict[str, list[tuple[str, int]]]:
    """The name and the size in bytes of every live figure on these pages, as they stand there."""
    found = re.compile(r'<figure\b[^>]*\bclass="nlpviz nlpviz-([\w-]+)[^>]*>(?:(?!</figure>).)*?'
                       r'<script type="application/json">(.*?)</script>', re.S)
    return {place: [(m[1], len(m[2])) for m in found.finditer(
        (site / f"{place}.html").read_text(encoding="utf-8"))] for place in places}


def extremes(found: dict[str, list[tuple[str, int]]]) -> set[tuple[str, int]]:
    """The smallest and the largest figure of each class: its page and its place there."""
    ordered = sorted((name, size, place, index) for place, some in found.items()
                     for index, (name, size) in enumerate(some))
    first = {name: (place, index) for name, _, place, index in reversed(ordered)}
    last = {name: (place, index) for name, _, place, index in ordered}
    return {*first.values(), *last.values()}


FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
FOCUS = """f => {
    const stage = f.querySelector("[role=application], [role=slider]") ||
        f.querySelector(":is(input, select, button, [tabindex='0']):not(:disabled)");
    stage.focus({ preventScroll: true });
    return f.contains(document.activeElement);
}"""
PROBES = """() => {
    const seen = {};
    for (const e of document.querySelectorAll("body *")) {
        if (e.closest("mjx-assistive-mml, script, style") || !e.getClientRects().length) continue;
        const text = [...e.childNodes].map(c => c.nodeType === 3 ? c.data : "").join("");
        const { fontFamily, fontWeight, fontStyle } = getComputedStyle(e);
        const known = seen[fontFamily + fontWeight + fontStyle] ||= new Set();
        const fresh = [...text].map(c => c > "~" ? c : "a").filter(c => !known.has(c));
        if (!text.trim() || !fresh.length) continue;
        for (const c of fresh) known.add(c);
        e.dataset.probe = text.trim().slice(0, 60);
    }
}"""
LOOKS = """f => { const v = f.querySelector(".nlpviz-view"); return JSON.stringify([
    v.innerHTML, [...v.querySelectorAll("input, select")].map(i => [i.value, i.checked]),
    [...v.querySelectorAll("canvas")].map(c => c.toDataURL())]); }"""
