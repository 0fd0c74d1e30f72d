"""What this machine has and what it lacks, in one list: ``make doctor``."""

import shutil
import socket
import sys

from tools.env.browser import find
from tools.env.env import KINDS, ROOT, complete
from tools.env.node import OLDEST, major


def environment(kind: str) -> str:
    name, file, _ = KINDS[kind]
    return f"{name} is complete" if complete(kind) else f"{name} will be made from {file}"


def port(number: int = 8000) -> str:
    with socket.socket() as s:
        taken = s.connect_ex(("127.0.0.1", number)) == 0
    return f"{number} is taken: make serve PORT={number + 1}" if taken else f"{number} is free"


def report() -> dict[str, str]:
    free = shutil.disk_usage(ROOT).free / 1e9
    node = major(shutil.which("node"))
    return {
        "Python": f"{sys.version.split()[0]}, {sys.executable}",
        "disk": f"{free:.0f} GB free; make serve needs {KINDS['book'][2]}, "
                f"make test {KINDS['test'][2] + KINDS['colab'][2]}",
        "to read": environment("book"),
        "to test": environment("test"),
        "as Colab": environment("colab"),
        "node": f"version {node}" if node >= OLDEST else "will be installed into .venv",
        "browser": find() or "will be installed by make test",
        "port": port(),
    }


if __name__ == "__main__":
    for name, state in report().items():
        print(f"  {name:9} {state}")
