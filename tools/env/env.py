"""Make the project's environments: ``python -m tools.env.env book``, ``test`` or ``colab``.

Needs nothing but Python.  An environment is complete when its stamp holds the hash of what it
was asked to hold; so a second run costs nothing, and a changed requirements file is installed
again.  The stamp is taken away before anything else is: an interrupted run is taken up again.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import ROOT

# name: folder, requirements, gigabytes it takes on the disk
KINDS = {
    "book": (".venv", "requirements-book.txt", 0.6),
    "test": (".venv", "requirements.txt", 3),
    "colab": (".venv-colab", "requirements-colab.txt", 3),
}


def lines(requirements: Path) -> list[str]:
    """The requirements of a file, with those of the files that it names."""
    found = []
    for line in requirements.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("-r "):
            found += lines(requirements.parent / line[3:])
        elif line:
            found.append(line)
    return found


def checkout(root: Path) -> bytes:
    """A line for a .pth file: the environment imports what lies in the checkout.

    ASCII, whatever letters its folder has: Python reads such a file in the encoding of the locale,
    and does not start if it cannot.
    """
    return f"import os, sys; sys.path.append(os.fsdecode({os.fsencode(root)!r}))\n".encode("ascii")


def fingerprint(requirements: Path, root: Path = ROOT) -> bytes:
    """Changes with the requirements, with this Python's version and with the checkout's place."""
    said = "\n".join([*lines(requirements), sys.version.split()[0].rpartition(".")[0]])
    return hashlib.sha256(said.encode("utf-8") + checkout(root)).hexdigest().encode("ascii")


def python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def answers(*command) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def create(folder: Path) -> None:
    """The bare environment; one that was cut short, or whose Python is gone, is made anew."""
    same = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if answers(python_of(folder), "-c", same) and answers(python_of(folder), "-m", "pip", "-V"):
        return
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)])
    if done.returncode:
        sys.exit(f"{sys.executable} could not make {folder.name}: its venv module is missing or "
                 "broken (Debian, Ubuntu: apt-get install python3-venv)")


def install(folder: Path, requirements: Path) -> None:
    """pip, with a count instead of its many lines; these are shown when it fails."""
    total, seen, said = len(lines(requirements)), set(), []
    command = [python_of(folder), "-m", "pip", "install", "--disable-pip-version-check",
               "--progress-bar", "off", "-r", requirements]
    pip = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           encoding="utf-8", errors="replace")
    for line in pip.stdout:
        said.append(line)
        found = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
        if found and found[1] not in seen:
            seen.add(found[1])
            progress(f"  {folder.name}: {min(len(seen), total)} of {total} packages",
                     len(seen) % 25 == 0)
        elif line.startswith("Installing collected"):
            progress(f"  {folder.name}: {total} of {total} packages found, installing", True)
    if pip.wait():
        sys.exit("".join(said[-25:]) + f"pip could not install {requirements.name} (see above). "
                 "When the cause is gone, run the same command again: it goes on from here. "
                 f"If it fails in the same way, delete {folder.name} first.")
    progress("", False)


def progress(text: str, keep: bool) -> None:
    """One line that is written over on a terminal; now and then a line elsewhere."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)
    elif keep:
        print(text, flush=True)


def require_disk(gigabytes: float, folder: Path) -> None:
    free = shutil.disk_usage(folder.parent).free / 1e9
    if free < gigabytes:
        sys.exit(f"{folder.name} needs {gigabytes:g} GB on the disk, and {free:.1f} GB are free "
                 f"in {folder.parent}: make room and run the same command again")


def link(folder: Path, root: Path) -> None:
    """Let the environment, where it is there already, import the checkout."""
    for packages in [*folder.glob("lib/python3*/site-packages"), *folder.glob("Lib/site-packages")]:
        (packages / "nlpviz-checkout.pth").write_bytes(checkout(root))


def complete(kind: str, root: Path = ROOT) -> bool:
    """Whether the environment was made to its end, from the requirements as they are now."""
    name, file, _ = KINDS[kind]
    said = root / name / f".stamp-{kind}"
    return said.is_file() and said.read_bytes() == fingerprint(root / file, root)


def stamp(folder: Path, requirements: Path, root: Path) -> None:
    """Say that it is complete: it, and what asks for nothing more in the same folder."""
    for kind, (name, file, _) in KINDS.items():
        if root / name == folder and {*lines(root / file)} <= {*lines(requirements)}:
            (folder / f".stamp-{kind}").write_bytes(fingerprint(root / file, root))


def ensure(kind: str, root: Path = ROOT) -> Path:
    """The environment of this kind, complete; returns its Python."""
    name, file, gigabytes = KINDS[kind]
    folder, requirements = root / name, root / file
    if complete(kind, root) and answers(python_of(folder), "-c", ""):
        return python_of(folder)
    require_disk(gigabytes, folder)
    print(f"  {name} for {file}, Python {sys.version.split()[0]}", flush=True)
    for old in folder.glob(".stamp-*"):
        old.unlink()
    link(folder, root)  # first: a line that it cannot read would keep its Python from starting
    create(folder)
    install(folder, requirements)
    link(folder, root)
    stamp(folder, requirements, root)
    return python_of(folder)


if __name__ == "__main__":
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.exit("nlpviz is built with Python 3.11, 3.12 or 3.13; this is "
                 + sys.version.split()[0])
    if len(sys.argv) != 2 or sys.argv[1] not in KINDS:
        sys.exit(f"usage: python -m tools.env.env {'|'.join(KINDS)}")
    ensure(sys.argv[1])
