"""What book and decks share in the built site: where it stands, and its colours."""

import runpy
from pathlib import Path

ROOT = Path(__file__).absolute().parent.parent
SITE = ROOT / "_build" / "html"


def editions() -> dict[str, Path]:
    """The configuration of each language's edition, English first."""
    others = {f.name.split(".")[1]: f for f in sorted(ROOT.glob("_config.??.yml"))}
    return {"en": ROOT / "_config.yml", **others}


def place(language: str) -> Path:
    """Where an edition stands in the site."""
    return SITE if language == "en" else SITE / language


def palette(path: Path) -> None:
    """The roles' colours as CSS variables on the whole page, from the figures' own palette."""
    names = runpy.run_path(str(ROOT / "nlpviz" / "widgets" / "palette.py"))["ROLES"]
    lines = [f"  --nv-{name}: light-dark({a}, {b});" for name, (a, b) in names.items()]
    path.write_text(":root {\n" + "\n".join(lines) + "\n}\n", encoding="utf-8")
