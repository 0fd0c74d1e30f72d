"""Chromium, Chrome or Edge: the one that is here, else one that is installed now.

``python -m tools.env.browser`` prints its path.  The browser tests and the PDF hand-outs need one,
and are never skipped for want of it.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome",
         "microsoft-edge", "microsoft-edge-stable", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    "/snap/bin/chromium",
)
PINS = ROOT / "requirements.txt"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")


def runs(path: str) -> bool:
    """Whether it starts: a distribution's placeholder or a missing library does not."""
    try:
        said = subprocess.run([path, "--version", "--no-sandbox"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 or sys.platform == "win32"


def playwrights() -> str | None:
    """The browser that Playwright has downloaded earlier, if it has."""
    try:
        from playwright.sync_api import sync_playwright
        with sync_playwright() as p:
            return p.chromium.executable_path
    except Exception:  # no Playwright, or none for this system: then there is none of its own
        return None


def find() -> str | None:
    """The path of a browser that starts, or None.  NLPVIZ_BROWSER names one to be used."""
    named = os.environ.get("NLPVIZ_BROWSER")
    if named:
        if runs(named):
            return named
        sys.exit(f"NLPVIZ_BROWSER is {named}, and that does not start")
    for path in [*map(shutil.which, NAMES), *PLACES, playwrights()]:
        if path and Path(path).exists() and runs(path):
            return path
    return None


def attempts():
    """The ways to install one, the least intrusive first."""
    if importlib.util.find_spec("playwright") is None:
        yield [sys.executable, "-m", "pip", "install", "-q", "playwright", "-c",
               str(PINS)]
    yield [sys.executable, "-m", "playwright", "install", "chromium"]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        yield ["apt-get", "-qq", "update"]
        yield ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium",
               "fonts-liberation"]
        yield [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]


def ensure() -> str:
    """The path of a browser; installs one if there is none; says what is missing if it cannot."""
    path = find()
    for command in attempts() if path is None else ():
        print("  no browser that starts: " + " ".join(command), file=sys.stderr, flush=True)
        try:
            subprocess.run(command, stdout=sys.stderr, timeout=600,
                           env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"  {error}", file=sys.stderr)
        path = find()
        if path:
            break
    if path is None:
        sys.exit("no browser: Chromium, Chrome or Edge is needed for the browser tests and the PDF "
                 "hand-outs, and none could be installed. Install one (Debian: apt-get install "
                 "chromium; macOS: brew install --cask chromium), or set NLPVIZ_BROWSER to its "
                 "path")
    return path


if __name__ == "__main__":
    print(f"  {ensure()}")
