"""What all tests share: one browser; one thread, so that no number hangs on how a sum is split."""

import os

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def chromium():
    """The one browser of a test run: found, or installed, and never done without."""
    from playwright.sync_api import sync_playwright

    from tools.env import browser

    path = browser.ensure()
    with sync_playwright() as p:
        one = p.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        yield one
        one.close()


@pytest.fixture(scope="session")
def site():
    """The folder of the built site."""
    from tests.site.visits import build

    return build()


@pytest.fixture(scope="session")
def http(site):
    """The site's address on a server of this run."""
    from tests.site.visits import serve

    server = serve(site)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
