"""A saved figure is one whole page; where it cannot be written, what was there stays."""

import os

import pytest

from nlpviz import files, language
from nlpviz.widgets import Curves
from tests.widgets.core.every import FIGURES
from tests.widgets.core.parsed import Seen


def test_a_saved_file_is_one_whole_page(tmp_path):
    path = FIGURES["odd"]().save(tmp_path / "attention.html")
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and page.count("<figure") == 1
    assert not Seen(page).open and list(tmp_path.iterdir()) == [path]
    FIGURES["one"]().save(str(path))
    assert "odd" not in path.read_text(encoding="utf-8") and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("code, side", [("en", "ltr"), ("ja", "ltr"), ("ar", "rtl")])
def test_a_saved_page_names_its_language_and_the_side_from_which_it_is_read(
        tmp_path, monkeypatch, code, side):
    monkeypatch.setattr(language, "known", lambda: ("en", "ja", "ar"))
    with language.speaking(code):
        shown = FIGURES["one"]()
    tag, given = Seen(shown.save(tmp_path / "a.html").read_text(encoding="utf-8")).tags[0]
    assert (tag, dict(given)) == ("html", {"lang": code, "dir": side})


def test_a_place_that_cannot_be_written_is_refused_and_an_old_file_is_kept(tmp_path, monkeypatch):
    shown = FIGURES["one"]()
    with pytest.raises(ValueError, match="path is a folder: .*name a file in it"):
        shown.save(tmp_path)
    with pytest.raises(ValueError, match="path is in a folder that does not exist: .*nowhere"):
        shown.save(tmp_path / "nowhere" / "a.html")
    old = tmp_path / "a.html"
    old.write_text("old", encoding="utf-8")

    def fails(*_):
        raise OSError("no space")

    monkeypatch.setattr(files.os, "replace", fails)
    with pytest.raises(OSError, match="no space"):
        shown.save(old)
    assert old.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [old]


def test_a_link_stays_and_what_it_points_to_is_replaced_with_its_mode(tmp_path):
    real, link = tmp_path / "real.html", tmp_path / "link.html"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o600)
    link.symlink_to(real)
    assert FIGURES["one"]().save(link) == link
    assert link.is_symlink() and "<figure" in real.read_text("utf-8")
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_path_may_begin_with_the_home_folder_and_must_be_that_of_a_file(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert FIGURES["one"]().save("~/a.html") == tmp_path / "a.html"
    for bad, says in ((True, "path is True"), (1, "path is 1"), (None, "path is None"),
                      (b"a", "path is b'a'"), ("", "path is ''"), (os.devnull, "a device")):
        with pytest.raises((TypeError, ValueError), match=says):
            FIGURES["one"]().save(bad)


def test_a_label_may_hold_the_marks_of_the_page_itself(tmp_path):
    shown = Curves([1, 2], {"{figure}": [1, 2], "{title}": [2, 1]})
    page = shown.save(tmp_path / "a.html").read_text("utf-8")
    assert page.count("<figure") == 1 and "<h1>{figure}, {title}</h1>" in page
