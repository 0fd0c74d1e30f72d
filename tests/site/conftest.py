"""What the tests in a browser share: one browser, the site and its address, pages from the disk."""

import pytest

from tests.site.pages import LIVE
from tests.site.visits import build, served


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
    return build()


@pytest.fixture(scope="session")
def http(site):
    """The site's address on a server of this run."""
    with served(site) as address:
        yield address


@pytest.fixture
def visit(chromium, tmp_path):
    """visit(html, …) gives a page from the disk; at the end it must have been quiet and alone."""
    contexts, heard = [], []

    def go(html, *, quiet=True, live=True, name="page.html", **options):
        context = chromium.new_context(**{"viewport": {"width": 900, "height": 800}} | options)
        contexts.append(context)
        page = context.new_page()
        if quiet:
            page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: (heard.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda request: heard.append(request.url)
                if not request.url.startswith(("file:", "blob:", "data:")) else None)
        (tmp_path / name).write_text(html, encoding="utf-8")
        page.goto((tmp_path / name).as_uri())
        if live:
            page.wait_for_selector(LIVE)
        return page

    yield go
    for context in contexts:
        context.close()
    assert not heard
