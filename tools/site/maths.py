"""Set the maths of finished pages: TeX becomes HTML and CSS, once, while the site is built.

A page then shows its equations without any script, in print and from a USB stick; the fonts
lie beside the style sheet.  MathJax comes from node_modules (package-lock.json).
"""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

from tools import ROOT
from tools.env.node import programs

MATHJAX = ROOT / "node_modules" / "mathjax" / "es5"
# The MathML for screen readers is drawn by whatever font a machine has: it must take no room.
HIDE = """
mjx-container { position: relative; }
mjx-container mjx-assistive-mml, mjx-container mjx-assistive-mml[display="block"] {
  width: 1px !important; height: 1px !important; contain: strict;
}
"""
LONG = 22  # glyphs: an inline formula that a phone shows on a line of its own
FORMULA = re.compile(
    r'<(span|div) class="math">\\(?:\((.*?)\\\)|\[(.*?)\\\])</\1>', re.S)


def typeset(formulas: list[tuple[str, bool]]) -> tuple[list[str], str]:
    """HTML for each (tex, display), and the style sheet that all of them need."""
    if not MATHJAX.is_dir():
        raise SystemExit(f"MathJax is missing in {MATHJAX}: run `make setup`")
    done = subprocess.run(
        [programs()[0], Path(__file__).with_suffix(".cjs"), MATHJAX],
        input=json.dumps(formulas), capture_output=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(done.stderr.strip())
    answer = json.loads(done.stdout)
    html = [text if display or text.count("<mjx-c ") < LONG
            else text.replace('class="MathJax"', 'class="MathJax long"', 1)
            for text, (_, display) in zip(answer["html"], formulas, strict=True)]
    bulk = re.compile(r' (?:texclass="\w+"|data-mjx-texclass="\w+"|style="position: relative;")')
    return [bulk.sub("", text) for text in html], answer["css"]


def formula(match: re.Match) -> tuple[str, bool]:
    return unescape(match[2] or match[3] or "").strip(), match[2] is None


def set_pages(pages: list[Path], css: Path) -> None:
    """Rewrite the pages in place; the style sheet goes to `css`, the fonts beside it."""
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    found = [formula(m) for text in texts.values() for m in FORMULA.finditer(text)]
    unique = list(dict.fromkeys(found))
    html, style = typeset(unique)
    ready = dict(zip(unique, html, strict=True))
    for page, text in texts.items():
        page.write_text(FORMULA.sub(lambda m: ready[formula(m)], text), encoding="utf-8")
    css.parent.mkdir(parents=True, exist_ok=True)
    used = set(re.findall(r'mathjax/([\w-]+)\.woff', style))
    fonts = css.parent / "mathjax"
    shutil.rmtree(fonts, ignore_errors=True)
    fonts.mkdir()
    for name in sorted(used):
        shutil.copy(MATHJAX / "output/chtml/fonts/woff-v2" / f"{name}.woff", fonts)
    css.write_text(style + HIDE, encoding="utf-8")
