"""A plug-in of pytest for nbval: outputs that hold on any machine.

``-p tools.outputs.nbval_plugin``: a stored output with a figure is compared as a figure
(``same_figure``), all else to the letter.  With
``--again`` each quick cell is run twice in a row, so that later sections see what a second run of
it leaves; and the notebook, once through, is run again: its sections from the last to the first,
from the names that the whole notebook has left.  The outputs must be the stored ones all the same;
an output that is ignored the first time is ignored again, and the assertions after it hold again.

Notebooks of another edition are not run: after a cell of the English one, what its result shows in
the other language is compared with what the other notebook has stored.
"""

import copy
import re
import time
from functools import cache

import nbformat

from tools.outputs import languages, same_figure

QUICK = 2.0  # seconds: a cell that takes longer is run again at the end only


def pytest_addoption(parser):
    parser.addoption("--again", action="store_true",
                     help="run each cell twice in a row, and each section again at the end")


def pytest_ignore_collect(collection_path):
    """Another edition of a chapter is compared while the English one runs."""
    return True if languages.english(collection_path) else None


def pytest_collection_modifyitems(config, items):
    cells = [item for item in items if hasattr(item, "compare_outputs")]
    for item in cells:
        item.compare_outputs = comparing(item)
        item.runtest = in_other_languages(item)
    if config.getoption("--again"):
        for file in dict.fromkeys(item.parent for item in cells):
            own = [item for item in cells if item.parent is file]
            for item in own:
                item.runtest = running(item)
            at = items.index(own[-1]) + 1
            items[at:at] = again(file, own)


def comparing(item):
    """nbval's comparison of a cell's outputs, with figures that are alike made equal first."""
    strict = item.compare_outputs

    def compare(test, ref, skip_compare=None):
        test, said = copy.deepcopy(test), []
        for i, (now, then) in enumerate(zip(_pages(test), _pages(ref)), 1):
            found = same_figure.differences(_text(then), _text(now))
            if found == []:
                now["text/html"] = then["text/html"]
            said += [f"  figure {i}: {line}" for line in found or []]
        if said:
            item.comparison_traceback = said
            return False
        return strict(test, ref, skip_compare)

    return compare


def in_other_languages(item):
    """nbval's run of a cell, and what its result shows in the languages that have the chapter."""
    once = item.runtest
    editions = languages.others(item.parent.path)
    heard = [output for output in item.cell.outputs if languages.speaks(output)]
    if not editions or not heard or not item.options["check"]:
        return once

    def run():
        once()
        for language, path in editions.items():
            found = languages.shown_in(item.parent.kernel, language,
                                item.config.option.nbval_cell_timeout)
            stored = [output["data"] for cell in _cells(path) if cell["id"] == item.cell.id
                      for output in cell["outputs"] if languages.speaks(output)]
            if not item.compare_outputs(_results(found), _results(stored)):
                raise AssertionError("\n".join([
                    f"{language}/{path.name}, cell `{item.cell.id}`, is shown otherwise:",
                    *item.comparison_traceback]))

    return run


@cache
def _cells(path):
    return nbformat.read(path, as_version=4).cells


def _results(data):
    return [nbformat.v4.new_output("display_data", each) for each in data]


def _pages(outputs):
    data = [output.get("data", {}) for output in outputs]
    return [each for each in data if "text/html" in each]


def _text(data) -> str:
    return "".join(data["text/html"])


def sections(notebook) -> list[list[int]]:
    """The numbers of the code cells of each section: from a heading to the next one."""
    found, number = [[]], 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and re.match("#{1,6} ", cell.source):
            found.append([])
        elif cell.cell_type == "code":
            found[-1].append(number)
            number += 1
    return [section for section in found if section]


def again(file, cells):
    """Cells to run once the notebook is through."""
    for section in reversed(sections(file.nb)):
        for number in section:
            first = cells[number]
            new = type(first).from_parent(file, name=f"{first.name} again", cell=first.cell,
                                          cell_num=first.cell_num, options=first.options)
            new.compare_outputs = comparing(new)
            yield new


def running(item):
    """nbval's run of a cell; of a quick one, twice."""
    once = item.runtest

    def run():
        start = time.monotonic()
        once()
        if time.monotonic() - start < QUICK:
            once()

    return run
