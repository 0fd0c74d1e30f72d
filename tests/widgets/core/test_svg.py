"""Text in a picture can be seen, and is cut and measured by letters as one sees them."""


from nlpviz.widgets.core import svg


def test_what_has_no_picture_of_its_own_is_made_visible():
    assert [svg.visible(t) for t in ("", " ", "a\nb\x00", "\ud800", "\x7f")] == [
        "∅", "␣", "a␊b␀", "�", "�"]
    assert [svg.visible(t) for t in ("\u200b", "\ufeff ", "a\u200bb")] == ["␣", "␣␣", "a\u200bb"]


def test_long_words_are_cut_between_whole_characters():
    family = "👩‍👩‍👧‍👦"
    assert svg.shorten("letters", 24) == "letters"
    assert svg.shorten("x" * 30, 10) == "x" * 9 + "…"
    assert svg.shorten(family * 4, 10) == family * 4
    assert svg.shorten(family * 4, 3) == family * 2 + "…"
    assert svg.shorten("🇯🇵" * 5, 3) == "🇯🇵🇯🇵…" and svg.shorten("🇯🇵" * 5, 1) == "🇯🇵…"
    assert svg.shorten("e\u0301" * 9, 6) == "e\u0301" * 5 + "…"
    assert svg.shorten("क्षत्रिय", 2) == "क्ष…"
    assert len(svg.shorten("a" + "\u0301" * 9999, 6)) < 200
    assert "👩‍👩‍👧‍👦" in svg.text(0, 0, "letters " + "👩‍👩‍👧‍👦" * 40)


def test_the_width_of_a_text_counts_letters_as_one_sees_them():
    assert svg.width("👩‍👩‍👧‍👦") == svg.width("姉") == svg.width("ab")
    assert svg.width("e\u0301") == svg.width("e") and svg.width("x" * 99, 9) == svg.width("x" * 9)
