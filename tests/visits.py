"""What the browser tests share: the built site, a server, and pages that keep a record."""

import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FIGURE = "figure.nlpviz:has(> script)"  # a drawing has none
SOURCES = ("_config.yml", "_toc.yml", "book/**/*", "tools/assets.py", "tools/book.py",
           "tools/maths.*", "tools/slides.py", "package-lock.json", "nlpviz/widgets/palette.py")


def build() -> Path:
    """The site with its decks and hand-outs; built again only if a source is newer."""
    made = [SITE / "index.html", *SITE.glob("slides/*.html"), *SITE.glob("slides/*.pdf")]
    oldest = min(f.stat().st_mtime if f.is_file() else 0 for f in made)
    sources = (f for pattern in SOURCES for f in ROOT.glob(pattern))
    newest = max(f.stat().st_mtime for f in sources if f.is_file() and f.suffix != ".pyc")
    if len(made) < 3 or oldest < newest:
        for tool in ("fetch", "book", "slides"):
            done = subprocess.run([sys.executable, f"tools/{tool}.py"], cwd=ROOT, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            assert done.returncode == 0, done.stdout
    return SITE


class Quiet(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def log_message(self, *args):
        pass


def serve(folder: Path) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


class Visit:
    """A page in a fresh context, with all that it asked for and all that it said."""

    def __init__(self, browser, url, width=1280, height=800, dark=False, scripts=True):
        self.said, self.asked = [], []
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
        self.context.set_default_timeout(12_000)
        self.page = self.context.new_page()
        self.page.goto(url, wait_until="load")
        if scripts:
            self.page.wait_for_function(
                f"[...document.querySelectorAll('{FIGURE}')].every(f => 'live' in f.dataset)")

    def __enter__(self) -> "Visit":
        return self

    def __exit__(self, *error) -> None:
        self.context.close()

    def strangers(self, home: str) -> list[str]:
        """Requests that left the site."""
        return [u for u in self.asked if not u.startswith((home, "data:", "blob:", "about:"))]

    def sideways(self) -> float:
        """How far the page can be scrolled sideways, in pixels."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    def faults(self) -> list[str]:
        """What axe-core finds that is serious or critical."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("async () => (await axe.run({preload: false})).violations")
        return [f"{v['id']}: {n['html'][:200]} {n['failureSummary'][:300]}" for v in found
                if v["impact"] in ("serious", "critical") for n in v["nodes"][:3]]

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


LOOKS = """f => { const v = f.querySelector(".nlpviz-view"); return JSON.stringify([
    v.innerHTML, [...v.querySelectorAll("input, select")].map(i => [i.value, i.checked]),
    [...v.querySelectorAll("canvas")].map(c => c.toDataURL())]); }"""
