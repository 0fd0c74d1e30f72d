"""Of a module travels what is needed, all of it, and its words mean what they meant."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from nlpviz.widgets.core import bundle, source
from nlpviz.widgets.core.shake import shaken, statements
from tests import ROOT
from tools.env.node import programs

WIDGETS = ROOT / "nlpviz" / "widgets"
VIEWS = [(file.parent.name, file.stem) for file in sorted(WIDGETS.glob("*/*.js"))
         if re.search("^export default", file.read_text(encoding="utf-8"), re.M)]


def first_lines(code, wanted):
    return [part.partition("\n")[0] for part in shaken(code, set(wanted)).split("\n")]


MODULE = """import { far, near as close } from "./other.js";
import words from "./words.json" with { type: "json" };
const one = 1;
const two = (x) => `${one} of ${x}`;
function deep(a, b) {
  return two(a) + b.loose;
}
export const loose = { far };
export function wanted() {
  return deep(close, [1, 2]);
}
export const [three] = [words];"""


def test_what_is_wanted_brings_what_it_names_and_what_that_names():
    left = shaken(MODULE, {"wanted"})
    assert "const one" in left and "const two" in left and "function deep" in left
    assert "loose =" not in left  # b.loose is another


def test_an_import_is_of_what_is_left():
    assert 'import { near as close } from "./other.js";' in shaken(MODULE, {"wanted"})
    assert 'import { far } from "./other.js";' in shaken(MODULE, {"loose"})
    assert "other.js" not in shaken(MODULE, set())


def test_a_statement_that_defines_not_one_name_stays_with_all_that_it_names():
    assert shaken(MODULE, set()) == (
        'import words from "./words.json" with { type: "json" };\n'
        "export const [three] = [words];")
    assert shaken("const a = 1;\nconst b = a, c = 2;\ngo(c);", set()) == (
        "const a = 1;\nconst b = a, c = 2;\ngo(c);")


@pytest.mark.parametrize("use, kept", [
    ("f(...given)", True), ("x.given", False), ("x?.given", False), ("`${given}`", True),
    ('"given"', False), ("{ given }", True), ("/given/", False), ("x\n  .given", False)])
def test_a_name_is_what_stands_alone(use, kept):
    code = f"const given = 1;\nexport const use = (x) => {use};"
    assert ("given = 1" in shaken(code, {"use"})) == kept


def test_a_statement_ends_where_it_ends():
    code = ("const a = x\n  ? { b: 1 }\n  : { c: 2 };\nfunction f() {\n  g();\n}\nclass C {\n"
            "  d = 1;\n}\nfor (let i = 0; i < 3; i++) {\n  g(i);\n}\nconst e = () => {\n  g();\n};")
    assert [part[:7] for part in statements(code)] == [
        "const a", "functio", "class C", "for (le", "const e"]
    assert "\n".join(statements(code)) == code


@pytest.mark.parametrize("code, left", [
    ('const { a, b: c } = { a: 1 };', "const{a,b:c}={a:1};"), ("a + +b - -c", "a + +b - -c"),
    ("return x ? [y] : z / 2;", "return x?[y]:z / 2;"), ("x = 1\ny = 2", "x=1\ny=2"),
    ('f("a b", "it\'s", "\\n")', "f('a b',\"it's\",\"\\n\")"), ("'say \"a\"'", "'say \"a\"'"),
    ("`a  ${ b + c }`", "`a  ${ b + c }`"), ("a = /b c/ ;", "a=/b c/;"),
    ("async (x) => typeof x", "async(x)=>typeof x")])
def test_blanks_that_say_nothing_go(code, left):
    assert source.dense(code) == left


@pytest.mark.parametrize("code, left", [
    (".a :is(b, c) > d {\n  e: f(1px + 2px) g;\n}", ".a :is(b,c)>d{e:f(1px + 2px) g;}"),
    (".a:is(b) .c {}", ".a:is(b) .c{}"), ('a {\n  content: " ; ";\n}', 'a{content:" ; ";}'),
    ("@container (width < 26em) {\n  & b {\n  }\n}", "@container (width < 26em){& b{}}")])
def test_in_a_style_sheet_a_blank_before_a_colon_or_bracket_stays(code, left):
    assert source.dense(code, css=True) == left


def test_no_bundle_uses_a_name_that_was_left_behind(tmp_path):
    """ESLint reads them all."""
    for name, view in VIEWS:
        (tmp_path / f"{name}-{view}.js").write_text(bundle.bundle(name, view), encoding="utf-8")
    ours = json.dumps((ROOT / "eslint.config.mjs").as_uri())
    (tmp_path / "eslint.config.mjs").write_text(
        f"import ours from {ours};\n"
        'const { languageOptions } = ours.find(({ files }) => files?.[0] === "nlpviz/**/*.js");\n'
        'const rules = { "no-undef": "error", "no-redeclare": "error" };\n'
        "export default [{ languageOptions, rules }];\n", encoding="utf-8")
    eslint = Path(ROOT, "node_modules", "eslint", "bin", "eslint.js")
    done = subprocess.run([programs()[0], eslint, "."], cwd=tmp_path, capture_output=True,
                          encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_colours_of_a_scale_travel_with_who_paints_with_it():
    assert "--nv-seq-3:" in bundle.style("attention_map")
    assert "--nv-seq-3:" not in bundle.style("table") and "--nv-ink:" in bundle.style("table")
