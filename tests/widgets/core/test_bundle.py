"""A bundle says what its files say: comments go, strings stay, and what cannot be linked is an
error; node reads every one."""

import json
import re
import subprocess

import pytest

from nlpviz.widgets.core import bundle, source
from tests import ROOT
from tools.env.node import programs

WIDGETS = ROOT / "nlpviz" / "widgets"
NAMES = sorted(file.parent.name for file in WIDGETS.glob("*/view.js"))
VIEWS = [(file.parent.name, file.stem) for file in sorted(WIDGETS.glob("*/*.js"))
         if re.search("^export default", file.read_text(encoding="utf-8"), re.M)]


def forget():
    for each in vars(bundle).values():
        if hasattr(each, "cache_clear"):
            each.cache_clear()


@pytest.fixture
def write(tmp_path, monkeypatch):
    """write({"told/view.js": code, …}): widgets of these files only."""
    monkeypatch.setattr(bundle, "WIDGETS", tmp_path)
    forget()

    def files(codes):
        for name, code in codes.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(code, encoding="utf-8")
    yield files
    forget()


@pytest.fixture(scope="module")
def node():
    return programs()[0]


@pytest.mark.parametrize("name, view", VIEWS, ids=lambda text: text)
def test_node_reads_the_bundle_of_every_figure(name, view, node, tmp_path):
    file = tmp_path / "bundle.mjs"
    file.write_text(bundle.bundle(name, view), encoding="utf-8")
    done = subprocess.run([node, "--check", file], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_one_module_with_at_most_19_000_bytes_of_its_own(name):
    code = bundle.bundle(name)
    assert not re.search(r"^import ", code, re.M)
    assert code.count("export default") == 1
    assert not re.search(r"^\s|^//|^$| // ", code, re.M)
    own = [code for module, code in bundle.needed(f"{name}/view").items()
           if not module.startswith("core/kit/")]
    assert sum(len(source.dense(code).encode()) for code in own) <= 19_000  # as they travel


@pytest.mark.parametrize("code, left", [
    ('/** said */\nfunction f() {\n  // why\n\n  return "a://b";   // so\n}\n',
     'function f() {return "a://b";}'),
    ('f("see // here");', 'f("see // here");'),
    ("f('/* a */ // b');  // c", "f('/* a */ // b');"),
    ('f("a \\" // b");', 'f("a \\" // b");'),
    ("f(`\n  // said\n\n  ${g({ a: `}` })} /* b */\n`);",
     "f(`\n  // said\n\n  ${g({ a: `}` })} /* b */\n`);"),
    ("`${ /[`}]/ } \\` // a`;", "`${ /[`}]/ } \\` // a`;"),
    ('a = b.split(/[/"]* \\/\\/ /) // c', 'a = b.split(/[/"]* \\/\\/ /)'),
    ("a = b / c; // d / e", "a = b / c;"),
    ("a = (b) / c // d\nb = e / f", "a = (b) / c\nb = e / f"),
    ("return /'/;", "return /'/;"),
    ("f(\n  a,\n  [\n    b,\n  ],\n);\n", "f(a,[b]);"),
    ("[\n  ,\n];[a,\n,\n]", "[,];[a,,]"),
    ("a/* b */c /* d\n */ e\n/* f */", "a c\ne"),
])
def test_comments_and_a_formatters_lines_go_and_nothing_else(code, left):
    assert source.compact(code) == left


def test_a_style_sheet_keeps_what_looks_like_a_comment_of_a_module():
    assert source.compact('a {\n  content: " // /* b */";\n  /* c */\n  d: url(//e); /* f */\n}\n',
                          css=True) == 'a {content: " // /* b */";\nd: url(//e);}'


@pytest.mark.parametrize("code, says", [
    ('a;\nb = "c\n"', 'told/view.js: line 2 has a " without its end'),
    ("a = `b ${c}", "told/view.js: line 1 has a ` without its end"),
    ("a = `b ${c", r"told/view.js: line 1 has a \${ without its end"),
    ("a;\n\n/* b", r"told/view.js: line 3 has a /\* without its end")])
def test_what_has_no_end_is_refused_with_its_line(write, code, says):
    write({"told/view.js": code})
    with pytest.raises(ValueError, match=says):
        bundle.bundle("told")


@pytest.mark.parametrize("line", [
    'import * as a from "../told/math.js";', 'import a from "../told/math.js";',
    'import { a } from "../told/math.js"', 'import "../told/math.js";',
    'import { a } from "elsewhere";', 'const b = await import("../told/math.js");',
    'export { a } from "../told/math.js";', 'export * from "../told/math.js";',
    "export let b = 1;", "export { c };", 'import a from "../told/words.json";'])
def test_an_import_or_export_that_a_bundle_cannot_link_is_refused(write, line):
    write({"told/view.js": f"const c = 1;\n{line}\nexport default {{ c }};\n",
           "told/math.js": "export const a = 1;\n", "told/words.json": '{"en": {}}'})
    with pytest.raises(ImportError) as refused:
        bundle.bundle("told")
    asked = line.removeprefix("const b = await ")
    assert str(refused.value).startswith(f"told/view.js has {asked}; it must be one of import {{")


@pytest.mark.parametrize("line, path", [
    ('import { a } from "./math.js";', "told/math.js"),
    ('import words from "./words.json" with { type: "json" };', "told/words.json")])
def test_a_file_that_is_not_there_is_named_with_who_asks_for_it(write, line, path):
    write({"told/view.js": f"{line}\nexport default {{}};\n"})
    with pytest.raises(ImportError, match=f"told/view.js imports {path}, which is not there"):
        bundle.bundle("told")


def test_only_a_view_has_a_default(write):
    write({"told/view.js": 'import { a } from "./math.js";\nexport default { a };\n',
           "told/math.js": "export const a = 1;\nexport default a;\n"})
    with pytest.raises(ImportError, match="told/math.js has export default, which only a view"):
        bundle.bundle("told")


def test_a_text_that_reads_like_a_statement_stays_a_text(write):
    text = '`\nimport { a } from "./math.js";\nexport default b;\n`'
    write({"told/view.js": f"const c = {text};\na.import = b.export;\nexport default {{ c }};\n"})
    assert bundle.bundle("told", default="const d =") == (
        f"const c={text};a.import=b.export;const d={{c}};")


def test_words_stand_in_the_module_as_they_are_in_their_file(write):
    write({"told/words.json": '{"en": {"a": "\\"b\\" // <c>"},\n "ja": {"a": "あ"}}',
           "told/view.js": 'import words from "./words.json" with { type: "json" };\n'
                           'export default { words };\n'})
    assert bundle.bundle("told") == (
        "const words={'en':{'a':\"\\\"b\\\" // <c>\"},'ja':{'a':'あ'}};export default{words};")


def test_a_part_of_the_kit_takes_only_the_words_that_it_names(write):
    write({"core/kit/words.json": '{"en": {"a": "A", "b": "B"}, "ja": {"a": "あ", "b": "い"}}',
           "core/kit/part.js": 'import words from "./words.json" with { type: "json" };\n'
                               'export const part = (say) => say(words, "b");\n',
           "told/view.js": 'import { part } from "../core/kit/part.js";\n'})
    assert bundle.bundle("told") == (
        "const $core_kit_part=(()=>{const words={'en':{'b':'B'},'ja':{'b':'い'}};"
        "const part=(say)=>say(words,'b');return{part};})();"
        "const{part}=$core_kit_part;")


def test_every_word_of_the_kit_is_named_by_a_part_that_takes_it():
    """Else it would not travel."""
    kit = WIDGETS / "core" / "kit"
    codes = [code for file in kit.glob("*.js")
             if '"./words.json"' in (code := file.read_text(encoding="utf-8"))]
    named = {text[1:-1] for code in codes for kind, text, _ in source.pieces(code)
             if kind == "string"}
    words = json.loads((kit / "words.json").read_text(encoding="utf-8"))["en"]
    assert words.keys() <= named


def test_inlined_modules_keep_their_names_to_themselves_and_miss_none(write):
    write({"common/inner.js": "// said\nconst a = 1;\nexport const b = a, c = 2;\n",
           "outer/view.js": 'import { b as d } from "../common/inner.js";\nconst a = 3;\n',
           "wrong/view.js": 'import { z } from "../common/inner.js";\n'})
    assert bundle.bundle("outer") == (
        "const $common_inner=(()=>{const a=1;const b=a,c=2;"
        "return{b};})();const{b:d}=$common_inner;const a=3;")
    with pytest.raises(ImportError, match="common/inner.js does not export z"):
        bundle.bundle("wrong")
