"""The fonts of the built site: a text is equally wide on every machine.

Latin and Greek come as they are.  Symbols (→, ∂, ✓) are cut out of DejaVu, those that the site
uses, which is a file of some kilobytes.  Japanese comes in the ranges into which its package is
cut, linked only from the pages that show Japanese; a browser then loads the ranges it needs.
"""

import json
import re
import shutil
import unicodedata
from html import unescape
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from tools import ROOT

MODULES = ROOT / "node_modules"
LATIN = {
    "source-serif-4": ("wght.css", "wght-italic.css"),
    "source-sans-3": ("wght.css",),
    "source-code-pro": ("wght.css",),
}
SUBSETS = ("latin", "latin-ext", "greek")
SYMBOLS = {"Book Symbols": "DejaVuSans", "Book Symbols Mono": "DejaVuSansMono"}
CJK = 0x2E80  # what stands before it in Unicode, Japanese shares with other languages
FACE = re.compile(r"@font-face \{.*?\}", re.S)
PAYLOAD = re.compile(r'<script type="application/json">(.*?)</script>', re.S)
HIDDEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.S)
MARKED = re.compile(r"[a-zA-Z][\u0300-\u036f]")
LINK = re.compile(r'\s*<link[^>]*\bhref="[^"]*fonts\.css"[^>]*>')


def package(name: str) -> Path:
    folder = MODULES / name
    if not folder.is_dir():
        raise SystemExit(f"the font {name} is missing: run `make setup`")
    return folder


def visible_characters(html: str) -> set[str]:
    """The characters that a page can show: its text, and what its figures have to tell.

    An English page's figures carry their Japanese words, too; these are not shown.
    """
    states = [json.loads(found).get("state") for found in PAYLOAD.findall(html)]
    told = json.dumps(states, ensure_ascii=False)
    english = re.search(r'<html[^>]*\blang="en"', html)
    return set(unescape(HIDDEN.sub(" ", html) if english else html) + told)


def numbers(face: str) -> set[int]:
    """The code points in the unicode-range of a face."""
    found = set()
    for part in re.search(r"unicode-range: ([^;]+);", face)[1].split(","):
        first, _, last = part.strip()[2:].partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


def ranges(found: set[int]) -> str:
    """The shortest unicode-range of these code points."""
    runs: list[list[int]] = []
    for n in sorted(found):
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ",".join(f"U+{a:x}" if a == b else f"U+{a:x}-{b:x}" for a, b in runs)


def latin(folder: Path) -> list[str]:
    """The Latin faces; their files and licences go into the folder."""
    faces = []
    for family, sheets in LATIN.items():
        source = package(f"@fontsource-variable/{family}")
        shutil.copy(source / "LICENSE", folder / f"{family}.LICENSE.txt")
        for sheet in sheets:
            for face in FACE.findall((source / sheet).read_text(encoding="utf-8")):
                file = re.search(r"files/([\w.-]+)", face)[1]
                if re.fullmatch(rf"{family}-(?:{'|'.join(SUBSETS)})-wght-\w+\.woff2", file):
                    shutil.copy(source / "files" / file, folder)
                    faces.append(face.replace("./files/", "fonts/"))
    return faces


def subset_font(source: Path, wanted: set[int], target: Path) -> set[int]:
    """A font of these code points alone; returns those that the source has."""
    font = TTFont(source, recalcTimestamp=False)
    found = wanted & set(font.getBestCmap())
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 13, 14])
    options.flavor = "woff"
    options.drop_tables += ["FFTM"]  # when its editor saved it
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=found)
    cutter.subset(font)
    subset.save_font(font, target, options)
    return found


def symbols(folder: Path, wanted: set[int]) -> list[str]:
    """The faces of the symbols: one to stand in prose, one as wide as code."""
    source, faces = package("dejavu-fonts-ttf"), []
    shutil.copy(source / "LICENSE", folder / "dejavu.LICENSE.txt")
    for family, name in SYMBOLS.items():
        file = f"symbols-{name}.woff"
        found = subset_font(source / "ttf" / f"{name}.ttf", wanted, folder / file)
        faces.append(f"@font-face {{\n  font-family: '{family}';\n  font-display: swap;\n"
                     "  font-weight: 100 900;\n"
                     f"  src: url(fonts/{file}) format('woff');\n"
                     f"  unicode-range: {ranges(found)};\n}}")
    return faces


def symbols_of(text: str) -> set[str]:
    """What is no letter, kana or ideograph, which the Latin fonts lack: →, ∂, ✓, ᵀ.

    A letter with a mark above it (q̂) is drawn as one, so that it needs its letter too.
    """
    marked = {pair[0] for pair in MARKED.findall(text)}
    return marked | {c for c in set(text) if 0x2000 <= ord(c) < CJK
                     or ord(c) < 0x2000 and unicodedata.category(c) in ("Lm", "Mn", "Sk")}


def slices() -> dict[str, tuple[set[int], str]]:
    """Each file of the Japanese font: the characters it is asked for, and its face."""
    sheet, found = package("@fontsource-variable/noto-sans-jp") / "wght.css", {}
    for face in FACE.findall(sheet.read_text(encoding="utf-8")):
        held = {n for n in numbers(face) if n >= CJK}
        face = re.sub(r"unicode-range: [^;]+", f"unicode-range: {ranges(held)}", face)
        if held:
            found[re.search(r"files/([\w.-]+)", face)[1]] = held, face.replace("./files", "fonts")
    return found


def japanese(folder: Path, wanted: dict[Path, set[int]]) -> str:
    """The faces that these pages need; each page that needs one gets a link to fonts-ja.css."""
    source, faces, held = package("@fontsource-variable/noto-sans-jp"), [], set()
    shutil.copy(source / "LICENSE", folder / "noto-sans-jp.LICENSE.txt")
    every = set().union(*wanted.values())
    for file, (numbers_held, face) in slices().items():
        if numbers_held & every:
            held |= numbers_held
            faces.append(face)
            shutil.copy(source / "files" / file, folder)
    for page in (page for page, some in wanted.items() if some & held):
        html = page.read_text(encoding="utf-8")
        page.write_text(LINK.sub(lambda m: m[0] + m[0].replace("fonts.css", "fonts-ja.css"),
                                 html, count=1), encoding="utf-8")
    return "\n".join(faces) + "\n"


def write(folder: Path, pages: list[Path]) -> None:
    """fonts.css and fonts-ja.css for these pages; the second is linked where it is needed."""
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    used = set().union(*(symbols_of(unescape(text)) for text in texts.values()))
    faces = [*latin(folder / "fonts"), *symbols(folder / "fonts", set(map(ord, used)))]
    families = (ROOT / "book" / "_static" / "families.css").read_text(encoding="utf-8")
    (folder / "fonts.css").write_text("\n".join([*faces, families]), encoding="utf-8")
    needed = {page: set(map(ord, visible_characters(text))) for page, text in texts.items()}
    (folder / "fonts-ja.css").write_text(japanese(folder / "fonts", needed), encoding="utf-8")
