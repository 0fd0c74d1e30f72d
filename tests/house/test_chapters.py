"""Every chapter has the anatomy and the rhythm of the house, and its exercises can be solved.

The rules stand in CONTRIBUTING.md.  A message names the chapter, the cell and what to do.
"""

import ast
import builtins
import dis
import json
import re
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from nlpviz import language
from tests import ROOT
from tools.site import deck_frame, outline

CHAPTERS = sorted(ROOT.glob("book/*/[0-9][0-9]_*.ipynb"))
IGNORED = "nbval-ignore-output"
# The frame of a chapter, in this order; between problem and limits stand its ideas.
FRAME = ("title", "setup", "hero", "problem",
         "limits", "summary", "exercises", "discuss", "sources")
# The parts of an idea, in this order; a chapter with several ideas has formula-rnn, formula-lstm.
PARTS = ("problem", "idea", "by-hand", "formula", "source", "agree", "gradient", "pytorch", "play")
NEEDED = (*PARTS, "real")
SHOWN = {"slide", "subslide", "fragment", "-"}
SIDE = {"skip", "notes"}
MATH = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.S)
MYST = re.compile(r"^(:{3,}|`{3,}\{)|\{[a-z-]+\}`", re.M)


def chapter_id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture(params=CHAPTERS, ids=chapter_id)
def chapter(request):
    """(name, notebook as it lies in the file)"""
    text = request.param.read_text(encoding="utf-8")
    return chapter_id(request.param), json.loads(text)


def source(cell) -> str:
    return "".join(cell["source"])


def of_kind(notebook, kind):
    return [c for c in notebook["cells"] if c["cell_type"] == kind]


def slide_of(cell) -> str:
    return cell["metadata"].get("slideshow", {}).get("slide_type", "-")


def tags(cell) -> list:
    return cell["metadata"].get("tags", [])


def words(cell) -> int:
    """The words of a text cell, without heading, maths, code, tables, tags, targets of links.

    Of Japanese, 2¼ letters are a word, as they are in reading times.
    """
    text = re.sub(r"^(`{3,}).*?^\1|<!--.*?-->", " ", source(cell), flags=re.S | re.M)
    text = re.sub(r"^\|.*$|^#.*$|<[^>]+>|\]\([^)]*\)", " ", MATH.sub(" ", text), flags=re.M)
    spaced, letters = outline.words(text)
    return spaced + letters * outline.WORDS_PER_MINUTE // outline.LETTERS_PER_MINUTE


def report(name, faults):
    assert not faults, f"{name}:\n  " + "\n  ".join(faults)


def test_there_is_a_chapter():
    assert CHAPTERS, "book/en holds no chapter"


def test_cells_have_readable_ids_each_once(chapter):
    name, notebook = chapter
    ids = [c.get("id", "") for c in notebook["cells"]]
    report(name, [f"cell {i} has the id {x!r}: use lower-case words joined by -"
                  for i, x in enumerate(ids) if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", x)]
           + [f"two cells have the id {x!r}" for x in sorted({x for x in ids if ids.count(x) > 1})])


def first(ids, part):
    """The place of the first cell of a part: `play` or `play-…`; None if there is none."""
    return next((i for i, x in enumerate(ids) if x == part or x.startswith(part + "-")), None)


def misplaced(ids, parts):
    places = [(first(ids, part), part) for part in parts]
    there = [(i, part) for i, part in places if i is not None]
    return [f"`{ids[j]}` stands before `{ids[i]}`; the order is {', '.join(p for _, p in there)}"
            for (i, _), (j, _) in zip(there, there[1:], strict=False) if j < i]


def test_the_frame_of_the_chapter_is_there_and_in_order(chapter):
    name, notebook = chapter
    ids = [c["id"] for c in notebook["cells"]]
    whole = [part for part in FRAME if part not in ids and part != "exercises"]
    report(name, [f"no cell `{part}`" for part in whole] + misplaced(ids, FRAME))


def test_each_idea_has_its_parts_in_order(chapter):
    name, notebook = chapter
    ids = [c["id"] for c in notebook["cells"]]
    faults = [f"no cell `{part}-…`" for part in NEEDED if first(ids, part) is None]
    topics = dict.fromkeys(x.split("-")[1] for x in ids if x.startswith("idea-"))
    for topic in topics:
        faults += misplaced(ids, [f"{part}-{topic}" for part in PARTS])
    start, end = first(ids, "idea"), first(ids, "limits")
    if None not in (start, end):
        faults += [f"`{x}` stands outside the ideas" for x in ids[:start] + ids[end:]
                   if any(first([x], part) == 0 for part in PARTS[1:])]
    report(name, faults)


def test_every_cell_knows_what_it_is_in_the_deck(chapter):
    name, notebook = chapter
    known = sorted(SHOWN | SIDE)
    report(name, [f"cell `{c['id']}` is {slide_of(c)!r} in the deck; it can be {', '.join(known)}"
                  for c in notebook["cells"] if slide_of(c) not in known])


def test_code_cells_are_short_and_fit_the_page(chapter):
    name, notebook = chapter
    faults, sizes = [], []
    for cell in of_kind(notebook, "code"):
        lines = source(cell).split("\n")
        sizes.append(sum(bool(line.strip()) for line in lines))
        if len(lines) > 12:
            faults.append(f"cell `{cell['id']}` has {len(lines)} lines, at most 12 are read")
        faults += [f"cell `{cell['id']}`, line {i}: {len(line)} columns, 72 are shown"
                   for i, line in enumerate(lines, 1) if len(line) > 72]
    if median(sizes) > 4:
        faults.append(f"half of the code cells have more than {median(sizes):g} lines, aim at 4")
    report(name, faults)


def test_at_most_three_code_cells_follow_each_other(chapter):
    name, notebook = chapter
    faults, row = [], 0
    for cell in notebook["cells"]:
        row = row + 1 if cell["cell_type"] == "code" else 0
        if row == 4:
            faults.append(f"cell `{cell['id']}` is the fourth code cell without a sentence between")
    report(name, faults)


def on_slides(cell) -> tuple[str, ...]:
    """The text of a cell, a part for each slide: the title cell's last lines stand on the next."""
    if cell["id"] != "title":
        return (source(cell),)
    text, aside = deck_frame.first_lines(cell)
    return text, "\n".join(aside)


def test_text_is_in_portions_and_slides_are_readable(chapter):
    name, notebook = chapter
    faults = []
    for cell in of_kind(notebook, "markdown"):
        n, slide = max(words({"source": part}) for part in on_slides(cell)), slide_of(cell)
        most = 40 if slide in SHOWN else 150
        if n > most and not cell["id"].startswith(("exercises", "sources", "discuss")):
            where = "on a slide" if most == 40 else "in a text cell"
            faults.append(f"cell `{cell['id']}` has {n} words; {most} are the most {where}")
    report(name, faults)


def test_text_reads_right_in_all_three_places(chapter):
    name, notebook = chapter
    faults = []
    for cell in of_kind(notebook, "markdown"):
        if found := MYST.search(MATH.sub(" ", source(cell))):
            faults.append(f"cell `{cell['id']}` has MyST ({found[0]!r}), which Colab prints raw")
        opened, closed = (len(re.findall(f"<{x}details>", source(cell))) for x in ("", "/"))
        if opened != closed:
            faults.append(f"cell `{cell['id']}` has {opened} <details> and {closed} </details>")
        if re.search(r"!\[[^\]]*\]\(|<img|<script|<iframe", source(cell)):
            faults.append(f"cell `{cell['id']}` embeds a picture or a script: make it an output")
    report(name, faults)


def defined_in_package() -> dict[str, str]:
    """Names of the package's functions and classes, and the file of each."""
    found = {}
    for file in sorted((ROOT / "nlpviz").rglob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found.setdefault(node.name, str(file.relative_to(ROOT)))
    return found


def python(cell) -> str:
    """The cell's code, without IPython's commands."""
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", source(cell), flags=re.M)


def tree_of(cell, name):
    try:
        return ast.parse(python(cell))
    except SyntaxError as error:
        pytest.fail(f"{name}: cell `{cell['id']}` is no Python: {error}")


def test_the_notebook_computes_and_the_package_defines(chapter):
    name, notebook = chapter
    package, faults = defined_in_package(), []
    for cell in of_kind(notebook, "code"):
        for node in ast.walk(tree_of(cell, name)):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in package:
                faults.append(f"cell `{cell['id']}` defines {node.name}, which {package[node.name]}"
                              " has: show(…) it")
    report(name, faults)


def test_the_setup_cell_installs_from_the_one_address(chapter):
    name, notebook = chapter
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    address = re.search(r"^repository:\s*\n\s+url:\s*(\S+)", config, re.M)[1]
    setup = next(c for c in notebook["cells"] if c["id"] == "setup")
    found = re.findall(r"git\+(https://[^\"\s]+)", source(setup))
    assert found == [address], f"{name}: setup installs from {found}, _config.yml says {address}"
    start = "try:\n    import nlpviz\nexcept ImportError:\n    %pip install -q "
    assert source(setup).startswith(start), f"{name}: setup begins with\n{start}"


def test_nothing_is_saved_that_changes_from_run_to_run(chapter):
    name, notebook = chapter
    faults = ["metadata.widgets: figures are HTML"] if "widgets" in notebook["metadata"] else []
    for cell in of_kind(notebook, "code"):
        if "execution" in cell["metadata"]:
            faults.append(f"cell `{cell['id']}` keeps its times: run `make execute`")
        outputs = json.dumps([{**o, "metadata": 0} for o in cell["outputs"]])
        for what, pattern in (("a memory address", r"\bat 0x[0-9a-f]{6,}"),
                              ("a widget view", "application/vnd.jupyter.widget"),
                              ("a path of this machine", re.escape(str(ROOT)) + "|/tmp/ipykernel")):
            if re.search(pattern, outputs):
                faults.append(f"cell `{cell['id']}` shows {what}")
        faults += [f"cell `{cell['id']}` wrote to stderr: {''.join(o['text'])[:60]!r}"
                   for o in cell["outputs"] if o.get("name") == "stderr"]
    assert set(notebook["metadata"].get("language_info", {})) <= {"name"}, (
        f"{name}: language_info has a version: run `make execute`")
    report(name, faults)


def test_outputs_are_stored_and_complete(chapter):
    name, notebook = chapter
    code = of_kind(notebook, "code")
    wanted = list(range(1, len(code) + 1))
    assert [c["execution_count"] for c in code] == wanted, f"{name}: run `make execute`"
    report(name, [f"cell `{c['id']}` holds an error" for c in code
                  if any(o["output_type"] == "error" for o in c["outputs"])])


def test_a_cell_whose_output_is_ignored_is_followed_by_an_assertion(chapter):
    name, notebook = chapter
    faults, code = [], of_kind(notebook, "code")
    for cell, following in zip(code, [*code[1:], None], strict=True):
        if IGNORED in tags(cell):
            tree = tree_of(following, name) if following else ast.Module([], [])
            if not any(isinstance(node, ast.Assert) for node in ast.walk(tree)):
                faults.append(f"cell `{cell['id']}` is ignored and no assert follows it")
    report(name, faults)


def ways_round(cell) -> list[str]:
    """What keeps the output of a cell from being compared, besides the tag for it."""
    text = source(cell)
    return [*(tag for tag in tags(cell) if tag.startswith("nbval") and tag != IGNORED),
            *re.findall(r"#\s*NBVAL\w*|#\s*PYTEST_VALIDATE\w*", text),
            *(";" for _ in range(text.rstrip().endswith(";")))]


def test_no_other_way_round_the_comparison_is_taken(chapter):
    name, notebook = chapter
    report(name, [f"cell `{cell['id']}` is not compared because of {found}: use the tag "
                  f"{IGNORED} and assert"
                  for cell in of_kind(notebook, "code") if (found := ways_round(cell))])


@pytest.mark.parametrize("cell, found", [
    ({"source": "f(x)"}, []), ({"source": "f(x);\n"}, [";"]),
    ({"source": "# NBVAL_SKIP\nf(x)"}, ["# NBVAL_SKIP"]),
    ({"source": "f(x)", "metadata": {"tags": [IGNORED, "nbval-skip"]}}, ["nbval-skip"])])
def test_a_way_round_the_comparison_is_seen(cell, found):
    assert ways_round({"metadata": {}} | cell) == found


def test_the_file_is_not_too_large(chapter):
    name, notebook = chapter
    size = len(json.dumps(notebook, indent=1, ensure_ascii=False).encode())
    assert size <= 1.5e6, f"{name} has {size / 1e6:.2f} MB, at most 1.5 MB"


def links(cell) -> list[str]:
    """The targets of the links to other files of the book."""
    return re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", source(cell))


@pytest.mark.parametrize("path", CHAPTERS, ids=chapter_id)
def test_links_lead_to_chapters_that_are_there(path):
    faults = []
    for cell in of_kind(json.loads(path.read_text(encoding="utf-8")), "markdown"):
        found = links(cell)
        faults += [f"cell `{cell['id']}` links to {target}, which is not there: use plain text"
                   for target in found if not (path.parent / target).is_file()]
        faults += [f"cell `{cell['id']}` links to {target}, which this edition has: leave out the "
                   "folder" for target in found if target.startswith("../")
                   and (path.parent / Path(target).name).is_file()]
    report(chapter_id(path), faults)


def exercises(notebook):
    """(id, the learner's cell, the solution's code) of each exercise that has a solution."""
    attempt = ""
    for cell in notebook["cells"]:
        if not cell["id"].startswith("exercises"):
            continue
        if cell["cell_type"] == "code":
            attempt = source(cell)
            continue
        for folded in re.findall(r"<details>.*?</details>", source(cell), re.S):
            code = "\n".join(re.findall(r"^```python\n(.*?)^```", folded, re.S | re.M))
            yield cell["id"], attempt, code
            attempt = ""


def test_there_are_enough_exercises_and_all_are_solved(chapter):
    name, notebook = chapter
    found = list(exercises(notebook))
    checked = [cell for cell, attempt, _ in found if "check(" in attempt]
    assert len(found) >= 5, f"{name} has {len(found)} exercises with a solution, at least 5"
    assert len(checked) >= 3, f"{name} has {len(checked)} self-checking exercises, at least 3"
    report(name, [f"the solution `{cell}` has no code that the checker could be given"
                  for cell, attempt, code in found if "check(" in attempt and not code])


def solutions():
    """(set-up cell, solution, its calls of the checker); one without a checker may train."""
    for path in CHAPTERS:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        setup = next(python(c) for c in notebook["cells"] if c["id"] == "setup")
        for cell, attempt, code in exercises(notebook):
            calls = re.findall(r"^check\(.*?\)$", attempt, re.S | re.M)
            if code:
                yield pytest.param(setup, code, calls, id=f"{chapter_id(path)}-{cell}",
                                   marks=() if calls else pytest.mark.slow)


def names(code: str, bound: bool) -> set[str]:
    """The names that code binds at its top, or that it reads from there, its functions included."""
    found, stack = set(), [compile(code, "cell", "exec")]
    kinds = ("STORE_NAME", "STORE_GLOBAL") if bound else ("LOAD_NAME", "LOAD_GLOBAL")
    while stack:
        part = stack.pop()
        found |= {i.argval for i in dis.get_instructions(part) if i.opname in kinds}
        stack += [c for c in part.co_consts if isinstance(c, type(part))]
    return found


@pytest.mark.parametrize("code, read", [
    ("np.ones(3)", {"np"}), ("def f(x):\n return x + later", {"later"}), ("a = 1\nb = a", {"a"}),
    ("f = lambda s: [s + t for t in more]", {"more"}), ("import a.b as c\nc.d", {"c"})])
def test_the_names_that_code_reads_are_found(code, read):
    assert names(code, bound=False) == read


@pytest.mark.parametrize("setup, code, calls", [
    pytest.param(*p.values, id=p.id) for p in solutions()])
def test_a_solution_needs_no_name_but_those_of_the_setup_cell(setup, code, calls):
    whole = "\n".join([code, *calls])
    known = names(setup, bound=True) | names(code, bound=True) | set(dir(builtins))
    missing = names(whole, bound=False) - known
    assert not missing, f"the solution reads {sorted(missing)}, which the set-up cell does not bind"


@pytest.mark.parametrize("setup, code, calls", list(solutions()))
def test_every_solution_runs_and_satisfies_its_checker(setup, code, calls):
    """With the names of the set-up cell alone, so that no chapter need be run for it."""
    here = {"__name__": "__main__"}
    with np.printoptions(), language.speaking(language.current()):
        exec(setup, here)
        exec(code, here)
        for call in calls:
            result = eval(call, here)
            assert result.passed, f"{call}: {result.kind}: {result!r}"
