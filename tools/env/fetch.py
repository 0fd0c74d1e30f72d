"""Fetch what the book and the decks load (reveal.js, maths, fonts), exactly as locked.

``npm ci`` into node_modules, once per lock file; the built site then asks nobody for anything.
The stamp is taken away before anything else is: what was interrupted is fetched again.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tools import ROOT
from tools.env.node import programs

LOCK = ROOT / "package-lock.json"
STAMP = ROOT / "node_modules" / ".stamp"


def ensure() -> None:
    node, npm = programs()  # the build needs node too
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest().encode("ascii")
    if STAMP.is_file() and STAMP.read_bytes() == wanted:
        return
    STAMP.unlink(missing_ok=True)
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
    done = subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
                          cwd=ROOT, env={**os.environ, "PATH": path})
    if done.returncode:
        sys.exit("npm could not fetch the web assets of package-lock.json; when the network is "
                 "there, run the same command again")
    STAMP.write_bytes(wanted)


if __name__ == "__main__":
    ensure()
