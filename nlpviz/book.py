"""Files of the book that the package reads: small trained weights and drawings.

In a checkout they lie in ``book/``; an installed package carries a copy of the same folders.
"""

from pathlib import Path

HERE = Path(__file__).parent
PLACES = (HERE.parent / "book", HERE / "_book")


def find(folder: str, file: str) -> Path:
    """The path of ``book/folder/file``, wherever the package was installed from."""
    for place in PLACES:
        path = place / folder / file
        if path.is_file():
            return path
    kind = f"*{Path(file).suffix}"
    known = sorted({p.stem for place in PLACES for p in (place / folder).glob(kind)})
    raise ValueError(f"no file {file} in book/{folder}: there are {', '.join(known) or 'none'}")
