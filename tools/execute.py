"""Run notebooks again in place: ``python tools/execute.py [--force] [book/en/03_recurrent.ipynb]``.

The file changes only if an output does, so a second run leaves git nothing to say; a figure that
differs in the last bits alone (another processor) keeps its stored bytes.  A cell tagged
nbval-ignore-output keeps its stored output while its source is the committed one and the scripts of
its figure are today's (--force renews it too).  An error leaves the file as it was, and names the
cell.

Another edition (book/ja) is not run: what its figures and checkers say is shown a second time while
the English notebook runs (``tools/outputs/languages.py``), and written into its file.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from nlpviz.files import replace_file  # noqa: E402
from tools.outputs import languages, same_figure  # noqa: E402

IGNORED = "nbval-ignore-output"
SECONDS = 600  # the most a cell may take


def ignored(cell) -> bool:
    return IGNORED in cell.metadata.get("tags", [])


def committed(path: Path) -> dict[str, str] | None:
    """The cells' sources in the last commit, by id; None where there are no commits."""
    if git(path.parent, "rev-parse", "HEAD") is None:
        return None
    text = git(path.parent, "show", f"HEAD:./{path.name}")
    cells = json.loads(text)["cells"] if text else []
    return {c["id"]: "".join(c["source"]) for c in cells if "id" in c}


def git(folder: Path, *command) -> str | None:
    """What git says; None if it fails or is not there."""
    try:
        told = subprocess.run(["git", *command], cwd=folder, capture_output=True)
    except OSError:
        return None
    return None if told.returncode else told.stdout.decode("utf-8")


def kept(notebook, path: Path) -> dict:
    """The stored outputs of ignored cells that nobody has changed, by id."""
    before = committed(path)
    return {c.id: c.outputs for c in notebook.cells
            if c.cell_type == "code" and ignored(c) and c.outputs
            and (before is None or before.get(c.id) == c.source)}


class Client(NotebookClient):
    """Runs a notebook; ``again[language][id]`` is what a cell shows in another language."""

    def __init__(self, notebook, languages, **options):
        super().__init__(notebook, **options)
        self.again = {language: {} for language in languages}

    async def async_execute_cell(self, cell, cell_index, *given, **options):
        done = await super().async_execute_cell(cell, cell_index, *given, **options)
        if self.again and cell.cell_type == "code" and languages.silent(cell.outputs):
            sys.exit(f"cell `{cell.id}` displays a figure before its last line, which no other "
                     "language can show: make the figure the last expression of a cell")
        if cell.cell_type == "code" and any(map(languages.speaks, cell.outputs)):
            for language, found in self.again.items():
                extra = nbformat.v4.new_code_cell(languages.AGAIN.format(language), id=cell.id)
                await super().async_execute_cell(extra, cell_index, store_history=False)
                self.code_cells_executed -= 1
                if [output.output_type for output in extra.outputs] != ["display_data"]:
                    sys.exit(f"cell `{cell.id}` shows in {language}: {extra.outputs}"[:2000])
                found[cell.id] = extra.outputs[0].data
            self.nb.cells[cell_index] = cell
        return done


def run(notebook, folder: Path, languages=()) -> dict[str, dict]:
    """Execute all cells, in the folder of the notebook; SystemExit names a cell that fails.

    Returns what the cells show in other languages, by language and id.
    """
    at = []
    client = Client(notebook, languages, timeout=SECONDS, record_timing=False,
                          coalesce_streams=True, kernel_name="python3",
                          resources={"metadata": {"path": str(folder)}})
    client.on_cell_start = lambda cell, cell_index: at.append(cell.id)
    try:
        client.execute()
    except CellExecutionError as error:
        sys.exit(f"cell `{at[-1]}` failed, the file is as it was:\n{error}")
    except (CellTimeoutError, TimeoutError):
        sys.exit(f"cell `{at[-1]}` took more than {SECONDS} s, the file is as it was")
    except DeadKernelError:
        sys.exit(f"the kernel died in cell `{at[-1]}` (out of memory?), the file is as it was")
    return client.again


def html(output) -> str:
    return output.get("data", {}).get("text/html", "")


def settle(outputs, before) -> None:
    """Figures that are alike get the bytes that they had."""
    for now, then in zip(outputs, before):
        if same_figure.differences(html(then), html(now)) == []:
            now.data["text/html"] = html(then)


def outdated(before, outputs) -> bool:
    """Whether a figure was drawn by other scripts than now."""
    then, now = ([same_figure.program(html(output)) for output in each if "data" in output]
                 for each in (before, outputs))
    return then != now


def tidy(notebook, metadata) -> None:
    """Take out what changes from run to run."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    metadata.pop("widgets", None)
    metadata["language_info"] = {"name": "python"}
    notebook.metadata = metadata


def clean(notebook, metadata, outputs: dict, before: dict) -> set[str]:
    """Take out what changes from run to run, put back what is kept; returns its cells."""
    found = set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            settle(cell.outputs, before[cell.id])
            if cell.id in outputs and not outdated(outputs[cell.id], cell.outputs):
                cell.outputs = outputs[cell.id]
                found.add(cell.id)
    tidy(notebook, metadata)
    return found


def translate(notebook, path: Path, again: dict[str, dict], still: set[str]) -> list[str]:
    """Give another edition its outputs; a cell that is kept in English is kept there, too."""
    other = nbformat.read(path, as_version=4)
    english, changed = {cell.id: cell for cell in notebook.cells}, []
    for cell in (cell for cell in other.cells if cell.cell_type == "code"):
        before, source = cell.outputs, english[cell.id]
        if cell.id not in still or not before:
            cell.outputs = languages.outputs(source, again.get(cell.id))
            settle(cell.outputs, before)
        cell.execution_count = source.execution_count
        changed += [cell.id] if cell.outputs != before else []
    tidy(other, other.metadata)
    save(other, path)
    return changed


def save(notebook, path: Path) -> None:
    """Write a notebook, if that changes its file."""
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    if text.encode("utf-8") != path.read_bytes():
        replace_file(path, text.encode("utf-8"))


def execute(path: Path, force: bool = False) -> dict[Path, list[str]]:
    """Run one notebook in place; the ids of the cells whose outputs changed, in each edition."""
    unlike = languages.unequal_code(path)
    if unlike:
        sys.exit("\n".join(unlike) + "\nnothing was run: an edition shares its code with English")
    notebook = nbformat.read(path, as_version=4)
    before = {c.id: c.outputs for c in notebook.cells if c.cell_type == "code"}
    metadata = nbformat.from_dict(dict(notebook.metadata))
    outputs = {} if force else kept(notebook, path)
    again = run(notebook, path.parent, languages.others(path))
    still = clean(notebook, metadata, outputs, before)
    save(notebook, path)
    changed = [c.id for c in notebook.cells
               if c.cell_type == "code" and c.outputs != before[c.id]]
    return {path: changed, **{other: translate(notebook, other, again[language], still)
                              for language, other in languages.others(path).items()}}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("notebooks", nargs="*", type=Path)
    asked.add_argument("--force", action="store_true", help="renew the ignored cells as well")
    asked = asked.parse_args()
    os.environ.update(OMP_NUM_THREADS="1", PYTHONHASHSEED="0")
    here = [str(ROOT), os.environ.get("PYTHONPATH")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, here))
    paths = [p.resolve() for p in asked.notebooks or sorted(ROOT.glob("book/*/[0-9]*_*.ipynb"))]
    for path in dict.fromkeys(languages.english(path) or path for path in paths):
        for each, changed in execute(path, asked.force).items():
            name = each.stem if each == path else f"{each.parent.name}/{each.stem}"
            print(f"  {name}: " + (f"new output in {', '.join(changed)}" if changed
                                   else "unchanged"), flush=True)


if __name__ == "__main__":
    main()
