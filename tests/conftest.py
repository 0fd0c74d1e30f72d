"""What all tests share: one browser; one thread, so that no number hangs on how a sum is split."""

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def chromium():
    """The one browser of a test run: found, or installed, and never done without."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
    import browser

    path = browser.ensure()
    with sync_playwright() as p:
        one = p.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        yield one
        one.close()
