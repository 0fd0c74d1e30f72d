"""One line of a notebook decides which language is spoken, and all languages say the same."""

import json
import subprocess
import sys

import pytest

from nlpviz import language


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """No language in use, as at the start of a notebook."""
    monkeypatch.delenv("NLPVIZ_LANGUAGE", raising=False)
    monkeypatch.setattr(language, "_used", [])


@pytest.fixture
def two(monkeypatch, tmp_path):
    """English and Japanese are known, whatever has been translated so far."""
    monkeypatch.setattr(language, "known", lambda: ("en", "ja"))
    return tmp_path


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_english_is_spoken_unless_another_language_is_asked_for(two, monkeypatch):
    assert language.current() == "en"
    monkeypatch.setenv("NLPVIZ_LANGUAGE", "ja")
    assert language.current() == "ja"
    language.use("en")
    assert language.current() == "en"


def test_a_language_is_spoken_for_a_while_and_then_the_former_again(two):
    language.use("ja")
    with language.speaking("en"):
        assert language.current() == "en"
    assert language.current() == "ja"
    with pytest.raises(RuntimeError), language.speaking("en"):
        language.use("en")
        raise RuntimeError
    assert language.current() == "en"


def test_one_line_after_import_nlpviz_is_all_that_an_edition_needs():
    code = "import nlpviz; nlpviz.language.use('en'); from nlpviz.language import current; "
    done = subprocess.run([sys.executable, "-c", code + "print(current())"],
                          capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "en\n"


@pytest.mark.parametrize("asked", ["jp", "", "EN", None, 3, ["en"]])
def test_a_language_in_which_nothing_is_written_is_refused_with_those_that_there_are(two, asked):
    with pytest.raises(ValueError, match="language is .*; it must be 'en' or 'ja'"):
        language.use(asked)
    assert language.current() == "en"


def test_an_environment_that_asks_for_an_unknown_language_is_told_so(two, monkeypatch):
    monkeypatch.setenv("NLPVIZ_LANGUAGE", "jp")
    with pytest.raises(ValueError, match="NLPVIZ_LANGUAGE is 'jp'; it must be 'en' or 'ja'"):
        language.current()


def test_a_language_is_known_as_soon_as_something_is_written_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(language, "PLACES", (tmp_path / "book",))
    monkeypatch.setattr(language, "word_files", lambda: sorted(tmp_path.rglob("w*.json")) + [
        tmp_path / "exercises" / "fr.json"])
    known = language.known.__wrapped__
    assert known() == ("en", "fr")
    write(tmp_path / "figure" / "words.json", {"en": {}, "ar": {}})
    write(tmp_path / "book" / "ja" / "terms.json", {})
    write(tmp_path / "book" / "models" / "terms.json", {})
    assert known() == ("en", "ar", "fr", "ja")


def test_files_of_words_are_found_in_figures_and_exercises_and_nowhere_else(tmp_path):
    mine = [write(tmp_path / name, {}) for name in (
        "exercises/checker/ja.json", "exercises/recurrent/en.json", "widgets/map/words.json")]
    write(tmp_path / "exercises/checker/package.json", {})
    write(tmp_path / "widgets/map/en.json", {})
    assert language.word_files(tmp_path) == mine


@pytest.mark.parametrize("files", [
    {"words.json": {"en": {"a": "A {n}"}, "ja": {"a": "あ{n}"}}},
    {"en.json": {"a": "A {n}"}, "ja.json": {"a": "あ{n}"}}], ids=["one file", "a file each"])
def test_words_are_those_of_the_language_in_use_and_their_blanks_are_filled(two, files):
    for name, value in files.items():
        write(two / name, value)
    assert language.words(two)("a", n=3) == "A 3"
    assert language.words(two, "ja")["a"] == "あ{n}"
    language.use("ja")
    assert language.words(two)("a", n=3) == "あ3"


def test_a_folder_that_does_not_speak_a_language_answers_in_english(two):
    write(two / "words.json", {"en": {"a": "A"}})
    assert language.words(two, "ja") == {"a": "A"}


@pytest.mark.parametrize("asked, answer", [
    ("pt-BR", "brasileiro"), ("pt-PT", "português"), ("arn", "mapudungun"), ("ar", "عربي"),
    ("ckb", "English")])
def test_a_language_is_answered_by_its_whole_tag_its_first_part_or_english(
        tmp_path, monkeypatch, asked, answer):
    monkeypatch.setattr(language, "known", lambda: (asked,))
    write(tmp_path / "words.json", {
        "en": {"a": "English"}, "pt": {"a": "português"}, "pt-BR": {"a": "brasileiro"},
        "ar": {"a": "عربي"}, "arn": {"a": "mapudungun"}})
    assert language.words(tmp_path, asked)["a"] == answer


def test_a_missing_key_is_said_in_english_only_where_that_is_asked_for(two):
    write(two / "words.json", {"en": {"a": "A", "b": "B"}, "ja": {"a": "あ"}})
    assert language.words(two, "ja") == {"a": "あ"}
    assert language.words(two, "ja", fallback=True) == {"a": "あ", "b": "B"}


def test_a_folder_without_english_words_is_refused_by_name(two):
    with pytest.raises(ValueError, match='folder is .*must hold words.json with "en", or en.json'):
        language.words(two)


def test_a_blank_is_named_in_braces_with_the_form_of_its_number():
    assert language.blanks("{n} of {name}: {{x}} {m:.2f}") == {"n", "name", "m:.2f"}


# All words of the package: the same keys, the same blanks.

def flat(value, at=""):
    """(path, text) of every text in nested tables."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{at}/{key}")
    else:
        yield at, value


def unequal(texts):
    """What one language of {language: {key: text}} has and English has not, or has otherwise."""
    english = dict(flat(texts["en"]))
    for code, words in texts.items():
        words = dict(flat(words))
        yield from (f"{code} lacks {key}" for key in english.keys() - words.keys())
        yield from (f"en lacks {key}" for key in words.keys() - english.keys())
        for key in english.keys() & words.keys():
            if not isinstance(words[key], str) or not words[key].strip():
                yield f"{code} says nothing for {key}"
            elif language.blanks(words[key]) != language.blanks(english[key]):
                yield f"{code} has other blanks in {key}"


def test_what_one_language_lacks_or_fills_otherwise_is_named():
    texts = {"en": {"a": "{n}", "b": {"c": "C"}, "d": "D"}, "ja": {"a": "{m}", "b": {}, "d": " "},
             "fr": {"a": "{n}", "b": {"c": "C"}, "d": "D", "e": "E"}}
    assert sorted(unequal(texts)) == [
        "en lacks /e", "ja has other blanks in /a", "ja lacks /b/c", "ja says nothing for /d"]


@pytest.mark.parametrize("folder", sorted({f.parent for f in language.word_files()}),
                         ids=lambda f: f.relative_to(language.HERE).as_posix())
def test_all_languages_have_the_same_keys_and_blanks(folder):
    texts = language.in_all_languages(folder)
    assert "en" in texts, f"{folder} has no English words"
    assert not list(unequal(texts))


# What the frame of a page says, and what a figure says of itself.

PAGES = {file.parent.name: json.loads(file.read_text(encoding="utf-8"))
         for file in (language.HERE.parent / "book").glob("*/page.json")}


def test_the_frame_of_a_page_has_the_same_keys_and_blanks_in_all_editions():
    assert {"en", "ja"} <= set(PAGES)
    assert not list(unequal(PAGES))


@pytest.mark.parametrize("code, found", [
    ("en", "ltr"), ("ja", "ltr"), ("ar", "rtl"), ("fa-IR", "rtl"), ("arn", "ltr")])
def test_a_language_is_written_from_one_side(code, found):
    assert language.direction(code) == found


def test_a_figure_in_another_language_says_so_and_in_english_follows_its_page(two, monkeypatch):
    from nlpviz.widgets import Curves

    monkeypatch.setattr(language, "known", lambda: ("en", "ar", "ja"))
    english = Curves([0, 1], {"a": [0, 1]})
    assert " lang=" not in english.html().partition(">")[0]
    assert "el.lang" not in english.widget()._esm
    for code in ("ja", "ar"):
        with language.speaking(code):
            figure = Curves([0, 1], {"a": [0, 1]})
        assert f' lang="{code}"' in figure.html().partition(">")[0]
        assert f'el.lang = "{code}"' in figure.widget()._esm


def test_an_english_figure_brings_its_label_in_all_languages_and_another_its_own():
    from nlpviz.widgets import AttentionMap
    from tests.widgets.core.parsed import payload_of

    made = [[1.0]], ["a"], ["b"]
    with language.speaking("ja"):
        japanese = AttentionMap(*made)
    english = AttentionMap(*made)
    assert payload_of(english.html())["labels"]["ja"] == japanese.label != english.label
    assert "labels" not in payload_of(japanese.html()) and english.language == "en"


def test_a_figure_shown_in_another_language_is_the_one_that_is_made_there(two, monkeypatch):
    from nlpviz.widgets import Curves

    monkeypatch.setattr(language, "terms", {"en": {}, "ja": {"lag": "ラグ"}}.get)
    english = Curves([0, 1], {"a": [0, 1]}, x_label="lag", y_label="y")
    before = english._repr_mimebundle_()
    with language.speaking("ja"):
        japanese = Curves([0, 1], {"a": [0, 1]}, x_label="lag", y_label="y")
        assert english._repr_mimebundle_() == japanese._repr_mimebundle_()
        assert "ラグ" in japanese._repr_mimebundle_()["text/plain"]
    assert english._repr_mimebundle_() == before and "ラグ" not in before["text/html"]
