"""Run notebooks again in place: ``python tools/execute.py [--force] [book/en/03_recurrent.ipynb]``.

The file changes only if an output does, so a second run leaves git nothing to say; a figure that
differs in the last bits alone (another processor) keeps its stored bytes.  A cell tagged
nbval-ignore-output keeps its stored output while its source is the committed one and the scripts of
its figure are today's (--force renews it too).  An error leaves the file as it was, and names the
cell.
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
from tools import alike  # noqa: E402

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


def run(notebook, folder: Path) -> None:
    """Execute all cells, in the folder of the notebook; SystemExit names a cell that fails."""
    at = []
    client = NotebookClient(notebook, timeout=SECONDS, record_timing=False, coalesce_streams=True,
                            kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    client.on_cell_start = lambda cell, cell_index: at.append(cell.id)
    try:
        client.execute()
    except CellExecutionError as error:
        sys.exit(f"cell `{at[-1]}` failed, the file is as it was:\n{error}")
    except (CellTimeoutError, TimeoutError):
        sys.exit(f"cell `{at[-1]}` took more than {SECONDS} s, the file is as it was")
    except DeadKernelError:
        sys.exit(f"the kernel died in cell `{at[-1]}` (out of memory?), the file is as it was")


def html(output) -> str:
    return output.get("data", {}).get("text/html", "")


def settle(outputs, before) -> None:
    """Figures that are alike get the bytes that they had."""
    for now, then in zip(outputs, before):
        if alike.differences(html(then), html(now)) == []:
            now.data["text/html"] = html(then)


def outdated(before, outputs) -> bool:
    """Whether a figure was drawn by other scripts than now."""
    then, now = ([alike.program(html(output)) for output in each if "data" in output]
                 for each in (before, outputs))
    return then != now


def clean(notebook, metadata, outputs: dict, before: dict) -> None:
    """Take out what changes from run to run, put back what is kept."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            settle(cell.outputs, before[cell.id])
            if cell.id in outputs and not outdated(outputs[cell.id], cell.outputs):
                cell.outputs = outputs[cell.id]
    metadata.pop("widgets", None)
    metadata["language_info"] = {"name": "python"}
    notebook.metadata = metadata


def execute(path: Path, force: bool = False) -> list[str]:
    """Run one notebook in place; returns the ids of the cells whose outputs changed."""
    notebook = nbformat.read(path, as_version=4)
    before = {c.id: c.outputs for c in notebook.cells if c.cell_type == "code"}
    metadata = nbformat.from_dict(dict(notebook.metadata))
    outputs = {} if force else kept(notebook, path)
    run(notebook, path.parent)
    clean(notebook, metadata, outputs, before)
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    if text.encode("utf-8") != path.read_bytes():
        replace_file(path, text.encode("utf-8"))
    return [c.id for c in notebook.cells if c.cell_type == "code" and c.outputs != before[c.id]]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("notebooks", nargs="*", type=Path)
    asked.add_argument("--force", action="store_true", help="renew the ignored cells as well")
    asked = asked.parse_args()
    os.environ.update(OMP_NUM_THREADS="1", PYTHONHASHSEED="0")
    here = [str(ROOT), os.environ.get("PYTHONPATH")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, here))
    for path in asked.notebooks or sorted(ROOT.glob("book/*/[0-9]*_*.ipynb")):
        changed = execute(path, asked.force)
        print(f"  {path.stem}: " + (f"new output in {', '.join(changed)}" if changed
                                    else "unchanged"), flush=True)


if __name__ == "__main__":
    main()
