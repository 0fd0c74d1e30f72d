"""Aligned files are read line by line, and whatever does not fit together is named."""

import pytest

from nlpviz.data.pairs import read_pairs


@pytest.fixture
def files(tmp_path):
    def write(source, target, encoding="utf-8"):
        paths = tmp_path / "en.txt", tmp_path / "ja.txt"
        for path, text in zip(paths, (source, target), strict=True):
            path.write_bytes(text.encode(encoding))
        return paths
    return write


def test_line_n_goes_with_line_n(files):
    paths = files("a letter\nmy sister\n", "手紙\n姉\n")
    assert read_pairs(*paths) == [("a letter", "手紙"), ("my sister", "姉")]


def test_line_ends_of_all_systems_and_a_missing_last_one_are_the_same(files):
    for text in ("a\nb", "a\r\nb\r\n", "\ufeffa\n b \n\n\n"):
        assert read_pairs(*files(text, "い\nろ\n")) == [("a", "い"), ("b", "ろ")]


def test_a_lone_cr_among_line_feeds_does_not_move_the_lines_against_each_other(files):
    paths = files("a\rx\nb\nc\n", "A\nB\nC\rY\n")
    assert read_pairs(*paths) == [("a\rx", "A"), ("b", "B"), ("c", "C\rY")]
    assert read_pairs(*files("a\rb\rc", "A\nB\r\nC\n")) == [("a", "A"), ("b", "B"), ("c", "C")]


def test_a_line_that_shows_nothing_is_an_empty_line(files):
    for nothing in ("\u200b", "\ufeff", " \u2060\t", "\u00ad\u00ad", "\r"):
        paths = files(f"a\n{nothing}\nc\n", "い\nろ\nは\n")
        with pytest.raises(ValueError, match="en.txt has an empty line 2"):
            read_pairs(*paths)
        assert read_pairs(*paths, skip_empty=True) == [("a", "い"), ("c", "は")]
    paths = files("a\u200b\u0301\n", "い\n\u200b\n")
    assert read_pairs(*paths) == [("a\u200b\u0301", "い")]


def test_signs_that_other_readers_take_for_line_ends_stay_in_their_line(files):
    paths = files("a\u2028b\x0bc\nd\n", "い\nろ\n")
    assert len(read_pairs(*paths)) == 2


def test_unequal_numbers_of_lines_are_named_both(files):
    with pytest.raises(ValueError, match=r"en.txt has 3 lines and .*ja.txt has 2"):
        read_pairs(*files("a\nb\nc\n", "い\nろ\n"))


def test_an_empty_line_is_named_or_left_out(files):
    paths = files("a\nb\nc\n", "い\n\u3000\nは\n")
    with pytest.raises(ValueError, match="ja.txt has an empty line 2"):
        read_pairs(*paths)
    assert read_pairs(*paths, skip_empty=True) == [("a", "い"), ("c", "は")]


def test_a_last_line_that_is_empty_on_one_side_is_an_empty_line(files):
    paths = files("a\nb\nc\n", "い\nろ\n\n\n")
    with pytest.raises(ValueError, match="ja.txt has an empty line 3"):
        read_pairs(*paths)
    assert read_pairs(*paths, skip_empty=True) == [("a", "い"), ("b", "ろ")]
    with pytest.raises(ValueError, match="en.txt has an empty line 2"):
        read_pairs(*files("a\n\n", "い\nろ\n"))
    with pytest.raises(ValueError, match="has 3 lines and .*ja.txt has 2"):
        read_pairs(*files("a\nb\nc\n", "い\nろ\n"), skip_empty=True)


def test_another_encoding_is_named_and_can_be_passed(files):
    paths = files("a\n", "手紙\n", "shift_jis")
    with pytest.raises(ValueError, match="ja.txt is not utf-8: .*line 1"):
        read_pairs(*paths)
    assert read_pairs(*paths, encoding="shift_jis") == [("a", "手紙")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "shift_jis", "euc_jp",
                                      "iso2022_jp"])
def test_no_encoding_of_japanese_is_taken_for_utf_8(files, encoding):
    paths = files("a letter\n", "手紙\n", encoding)
    with pytest.raises(ValueError, match=r"(en|ja).txt .*encoding"):
        read_pairs(*paths)
    assert read_pairs(*paths, encoding=encoding) == [("a letter", "手紙")]


def test_files_that_are_missing_or_empty_are_named(files, tmp_path):
    source, target = files("a\n", "")
    with pytest.raises(ValueError, match="ja.txt holds no text"):
        read_pairs(source, target)
    with pytest.raises(FileNotFoundError, match="nothing.txt"):
        read_pairs(source, tmp_path / "nothing.txt")
