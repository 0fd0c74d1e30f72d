"""What the cells of a chapter show in other languages: shown again, not run again.

An edition shares its code with the English one.  So while the English notebook runs, each result
that speaks (a figure, a checker's answer) is shown a second time in each language that has the
chapter.  That is the other edition's output; all that does not speak is English's.
"""

import copy
from pathlib import Path

from nlpviz.language import CODE, DEFAULT
from tools.site import editions

# No name of the notebook is touched: a cell may call a variable _ or Out.
AGAIN = """exec('''
from IPython.display import display
from nlpviz import language
results = get_ipython().user_ns["_oh"]
with language.speaking("{}"):
    display(results[max(results)])
''', {{"get_ipython": get_ipython}})"""


def others(path: Path) -> dict[str, Path]:
    """The same chapter in the other languages, by language; none unless this is English."""
    found = path.parent.parent.glob(f"*/{path.name}") if path.parent.name == DEFAULT else ()
    return {other.parent.name: other for other in sorted(found)
            if other.parent.name != DEFAULT and CODE.fullmatch(other.parent.name)}


def english(path: Path) -> Path | None:
    """The English notebook that says what this one shows; None if it is run itself."""
    source = path.parent.parent / DEFAULT / path.name
    return source if path in others(source).values() else None


def speaks(output) -> bool:
    """Whether an output is a result that may speak: it is shown as HTML or Markdown."""
    return output["output_type"] == "execute_result" and bool(
        {"text/html", "text/markdown"} & set(output["data"]))


def silent(outputs) -> bool:
    """Whether a cell has shown a figure that is no result, so that it cannot be shown again."""
    return any(output["output_type"] == "display_data" and "<figure" in "".join(
        output["data"].get("text/html", "")) for output in outputs)


def outputs(cell, data: dict | None) -> list:
    """The outputs of an English cell, with what is shown in the other language for its result."""
    found = copy.deepcopy(cell["outputs"])
    for output in found:
        if speaks(output) and data is not None:
            output["data"] = copy.deepcopy(data)
    return found


def unequal_code(path: Path) -> list[str]:
    """What keeps other editions from taking their outputs from this notebook."""
    return [f"{language}/{other.name}: {line}" for language, other in others(path).items()
            for line in editions.unequal_code(path, other)]


def unequal_outputs(path: Path, other: Path) -> list[str]:
    """Cells of another edition that do not say what English says, where nothing speaks."""
    found = []
    for mine, its in zip(editions.code(path), editions.code(other), strict=True):
        tags = mine["metadata"].get("tags", [])
        if "nbval-ignore-output" not in tags and deaf(mine) != deaf(its):
            found.append(mine["id"])
    return found


def deaf(cell) -> list:
    """The outputs of a cell without what its results say."""
    return [{**output, "data": sorted(output["data"])} if speaks(output) else output
            for output in cell["outputs"]]


def shown_in(kernel, language: str, timeout: float) -> list[dict]:
    """What nbval's kernel shows of the last result in another language: the data of each output."""
    asked = kernel.execute_cell_input(AGAIN.format(language), allow_stdin=False)
    kernel.await_reply(asked, timeout=timeout)
    found = []
    while True:
        message = kernel.get_message(stream="iopub", timeout=timeout)
        content, kind = message["content"], message["msg_type"]
        if message["parent_header"].get("msg_id") != asked:
            continue
        if kind == "status" and content["execution_state"] == "idle":
            return found
        if kind == "error":
            raise AssertionError("\n".join(content["traceback"]))
        if kind == "display_data":
            found.append(content["data"])
