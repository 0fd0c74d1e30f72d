"""JupyterLab 4 and Notebook 7 themselves: a chapter's figures live where it is trusted, and are
pictures with tables where it is not; a notebook is run from the menu; a figure's widget and Python
hear of each other."""

import re

import nbformat
import pytest

from tests.site.hosts import KERNEL, TOKEN, host, trust
from tests.site.visits import CHAPTERS, FIGURE, ROOT

CHAPTER = ROOT / "book" / "en" / f"{CHAPTERS[0]}.ipynb"
SCRIPT = '<script type=\\"application/json\\">'  # as it stands in the file: one a live figure
CELLS = (
    "import numpy as np\n"
    "from nlpviz.widgets import AttentionMap\n"
    "AttentionMap(np.eye(3), ['a', 'b', 'c'])",
    "figure = AttentionMap(np.eye(3), ['a', 'b', 'c']).widget()\nfigure",
    "figure.query, figure.key",
    "figure.query, figure.key = 2, 1",
)


@pytest.fixture(scope="module", params=["lab", "notebook"])
def jupyter(request, tmp_path_factory):
    """The addresses of a trusted and an untrusted chapter, and of a notebook that was not run."""
    home, folder = (tmp_path_factory.mktemp(name) for name in ("home", "notebooks"))
    for name in ("trusted", "untrusted"):  # what is signed is the content: they must differ
        chapter = nbformat.read(CHAPTER, as_version=4)
        chapter.cells.append(nbformat.v4.new_markdown_cell(name, id=name))
        nbformat.write(chapter, folder / f"{name}.ipynb")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    book.metadata["kernelspec"] = {"name": KERNEL, "display_name": KERNEL}
    nbformat.write(book, folder / "short.ipynb")
    trust(folder / "trusted.ipynb", home)
    with host(request.param, home, folder) as address:
        yield address


@pytest.fixture
def opened(chromium, jupyter):
    """opened(name) is the page in which that notebook is shown."""
    contexts = []

    def go(name):
        contexts.append(chromium.new_context(viewport={"width": 1400, "height": 1000}))
        contexts[-1].set_default_timeout(120_000)
        page = contexts[-1].new_page()
        page.goto(jupyter(name))
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first.wait_for()
        return page

    yield go
    for context in contexts:
        context.close()


def how_many():
    return CHAPTER.read_text(encoding="utf-8").count(SCRIPT)


def menu(page, *names):
    """Choose an entry of the menu."""
    for name, place in zip(names, (".lm-MenuBar-item", ".lm-Menu-item"), strict=True):
        page.locator(place).filter(has_text=re.compile(f"^{name}")).first.click()


def run_all(page):
    """Run All Cells, once there is a kernel; again while nothing runs.

    The host says "idle" before it has a kernel, and drops what it is then asked to run."""
    sessions = page.url.split("/lab/")[0].split("/notebooks/")[0] + f"/api/sessions?token={TOKEN}"
    started = re.compile(r"\[[*\d]+\]")
    for _ in range(60):
        if any(s["path"] == "short.ipynb" for s in page.request.get(sessions).json()):
            menu(page, "Run", "Run All Cells")
        page.wait_for_timeout(2_000)
        if page.locator(".jp-InputPrompt").filter(has_text=started).count():
            return
    raise AssertionError("the host runs no cell")


def output(page, n):
    return page.locator(".jp-CodeCell").nth(n).locator(".jp-OutputArea-output").last


def run(page, n):
    page.locator(".jp-CodeCell").nth(n).locator(".jp-InputArea-editor").click()
    page.keyboard.press("Control+Enter")


def test_a_trusted_chapter_is_alive(opened):
    page = opened("trusted")
    page.wait_for_function(
        "all => document.querySelectorAll('figure[data-live]').length === all",
        arg=how_many())
    figure = page.locator(FIGURE).first
    figure.scroll_into_view_if_needed()
    stage = figure.locator("[role=application]").first
    before = figure.locator("output:not(.nlpviz-verdict)").first.inner_text()
    for _ in range(10):  # as long as it starts, the host takes the focus to its own cells
        stage.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(500)
        if figure.locator("output:not(.nlpviz-verdict)").first.inner_text() != before:
            break
    assert figure.locator("output:not(.nlpviz-verdict)").first.inner_text() != before
    assert stage.evaluate("s => s === document.activeElement")


def test_an_untrusted_chapter_shows_pictures_and_tables(opened):
    page = opened("untrusted")
    pictures = page.locator(".jp-OutputArea-output img[src^='data:image/svg']")
    pictures.nth(how_many() - 1).wait_for(state="attached")
    assert pictures.count() == how_many()
    for picture in pictures.all():
        assert picture.evaluate("p => p.decode().then(() => p.naturalWidth)") > 200
        assert picture.get_attribute("alt")
    assert page.locator(".jp-OutputArea-output table tbody tr").count() > 10
    assert page.locator("[data-live]").count() == 0


def test_a_notebook_is_run_from_the_menu_and_a_widget_and_python_hear_of_each_other(opened):
    page = opened("short")
    run_all(page)
    output(page, 0).locator("figure.nlpviz[data-live]").wait_for()
    widget = output(page, 1).locator(".nlpviz")
    widget.locator("[role=application]").first.wait_for()
    page.wait_for_function("() => [...document.querySelectorAll('.jp-CodeCell')][3]"
                           ".textContent.includes('[4]')")
    said = widget.locator("output").first
    assert "c → b" in said.inner_text()  # what Python has set is shown
    widget.locator("[role=application]").first.focus()
    page.keyboard.press("ArrowUp")
    assert "b → b" in said.inner_text()
    run(page, 2)
    page.wait_for_function("() => [...document.querySelectorAll('.jp-CodeCell')][2]"
                           ".textContent.includes('(1, 1)')")  # what the reader did is in Python
    run(page, 3)
    page.wait_for_function("() => [...document.querySelectorAll('.jp-CodeCell')][1]"
                           ".querySelector('output').textContent.includes('c → b')")
