"""What book and decks share in the built site: fonts, colours, code colours."""

import re
import runpy
import shutil
from pathlib import Path

ROOT = Path(__file__).absolute().parent.parent
SITE = ROOT / "_build" / "html"
FONTS = {
    "source-serif-4": ("wght.css", "wght-italic.css"),
    "source-sans-3": ("wght.css",),
    "source-code-pro": ("wght.css",),
}
SUBSETS = ("latin", "latin-ext", "greek")
FACE = re.compile(r"/\* [\w-]+? \*/\s*@font-face \{.*?\}", re.S)


def editions() -> dict[str, Path]:
    """The configuration of each language's edition, English first."""
    others = {f.name.split(".")[1]: f for f in sorted(ROOT.glob("_config.??.yml"))}
    return {"en": ROOT / "_config.yml", **others}


def place(language: str) -> Path:
    """Where an edition stands in the site."""
    return SITE if language == "en" else SITE / language


def fonts(folder: Path) -> None:
    """fonts.css and its files, with the licence of each family beside them."""
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    faces = []
    for family, sheets in FONTS.items():
        package = ROOT / "node_modules" / "@fontsource-variable" / family
        if not package.is_dir():
            raise SystemExit(f"the font {family} is missing: run `make setup`")
        shutil.copy(package / "LICENSE", folder / "fonts" / f"{family}.LICENSE.txt")
        for sheet in sheets:
            for face in FACE.findall((package / sheet).read_text(encoding="utf-8")):
                file = re.search(r"files/([\w.-]+)", face)[1]
                if re.fullmatch(rf"{family}-(?:{'|'.join(SUBSETS)})-wght-\w+\.woff2", file):
                    shutil.copy(package / "files" / file, folder / "fonts")
                    faces.append(face.replace("./files/", "fonts/"))
    (folder / "fonts.css").write_text("\n".join(faces) + "\n", encoding="utf-8")


def palette(path: Path) -> None:
    """The roles' colours as CSS variables on the whole page, from the figures' own palette."""
    names = runpy.run_path(str(ROOT / "nlpviz" / "widgets" / "palette.py"))["ROLES"]
    lines = [f"  --nv-{name}: light-dark({a}, {b});" for name, (a, b) in names.items()]
    path.write_text(":root {\n" + "\n".join(lines) + "\n}\n", encoding="utf-8")
