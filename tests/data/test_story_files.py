"""Stories in the bAbI format are read as they are, refused by file and line, written and read."""

import random

import pytest

from nlpviz.data import stories
from nlpviz.data.stories import Question, read, write

GOOD = """1 Mika took the letter.
2 Mika went to the station.
3 Where is the letter? \tstation\t1 2
4 Ken's uncle went to the garden.
5 Where is Mika?\tstation\t2
1 Aya got the card, the book there.
2 What is Aya carrying? \tcard,book\t1
"""
FIRST = (("mika", "took", "the", "letter"), ("mika", "went", "to", "the", "station"))


def written(folder, text, name="qa1_train.txt"):
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_file_is_read_with_the_story_so_far_and_positions_in_it(tmp_path):
    found = read(written(tmp_path, GOOD))
    assert found == [
        Question(FIRST, ("where", "is", "the", "letter"), "station", (0, 1)),
        Question((*FIRST, ("ken's", "uncle", "went", "to", "the", "garden")),
                 ("where", "is", "mika"), "station", (1,)),
        Question((("aya", "got", "the", "card", ",", "the", "book", "there"),),
                 ("what", "is", "aya", "carrying"), "card,book", (0,))]
    assert str(found[0]) == ("mika took the letter.\nmika went to the station.\n"
                             "where is the letter? station")


@pytest.mark.parametrize("change", [
    lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t, lambda t: t.removesuffix("\n"),
    lambda t: t.replace("? \t", "?\t"), lambda t: t.replace("1 2\n", "1 2 \n"),
    lambda t: t.upper(), lambda t: t.replace("station\t1", "Station\t1")])
def test_ends_of_lines_marks_blanks_and_capitals_change_nothing(tmp_path, change):
    assert read(written(tmp_path, change(GOOD))) == read(written(tmp_path, GOOD, "other.txt"))


def test_supporting_lines_may_be_left_out(tmp_path):
    text = "1 Mika took the letter.\n2 Who took it?\tMika\n3 Who took it?\tMika\t\n"
    assert [q.supporting for q in read(written(tmp_path, text))] == [(), ()]


def test_what_is_written_is_read_again(tmp_path):
    found = read(written(tmp_path, GOOD))
    rng = random.Random(0)
    for _ in range(30):
        some = [rng.choice(found) for _ in range(rng.randint(1, 8))]
        write(some, tmp_path / "again.txt")
        assert read(tmp_path / "again.txt") == some
    write(found, tmp_path / "again.txt")
    text = (tmp_path / "again.txt").read_text(encoding="utf-8")
    assert "3 Where is the letter? \tstation\t1 2\n4 Ken's" in text


def test_a_story_without_a_question_and_what_is_told_after_the_last_one_are_kept_nowhere(tmp_path):
    text = "1 Ken slept.\n1 Aya slept.\n" + GOOD + "3 Aya slept.\n1 Ken slept.\n"
    assert read(written(tmp_path, text)) == read(written(tmp_path, GOOD, "other.txt"))


def test_questions_over_one_growing_story_stand_in_it_and_others_begin_a_new_one(tmp_path):
    story = tuple(("ken", "slept", str(i)) for i in range(6))
    some = [Question(story[:k], ("who", "slept"), "ken", (k - 1,)) for k in (1, 1, 3, 6, 3)]
    write(some, tmp_path / "some.txt")
    numbers = [line.split()[0] for line in (tmp_path / "some.txt").read_text("utf-8").splitlines()]
    assert numbers == "1 2 3 4 5 6 7 8 9 10 1 2 3 4".split()
    assert read(tmp_path / "some.txt") == some


def test_a_story_that_has_all_its_lines_begins_again_and_is_read(tmp_path):
    some = [Question((("ken", "slept"),), ("who",), "ken", (0,))] * 4001
    write(some, tmp_path / "some.txt")
    assert read(tmp_path / "some.txt") == some


@pytest.mark.parametrize("word", ["stra\u00dfe", "\u00dfa", "\ufb01n", "\u0149a", "\u01f0a",
                                  "\u0131", "\u01c6o", "\u03bd\u03b1\u03c2", "手紙", "ken's", "7"])
def test_a_first_letter_whose_capital_is_no_way_back_stays_small(tmp_path, word):
    some = [Question(((word, "slept"),), (word, "slept"), word, (0,))]
    write(some, tmp_path / "some.txt")
    assert read(tmp_path / "some.txt") == some


def test_whatever_stands_in_a_file_it_is_read_or_refused_by_its_name(tmp_path):
    rng = random.Random(1)
    for _ in range(400):
        text = list(GOOD)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(text))
            text[at:at + rng.randint(0, 3)] = rng.choice(["\t", "\n", "0", "9", " ", "?", ".", ",",
                                                          "\u00e9", "\u2029", "\ud55c", ""])
        path = written(tmp_path, "".join(text))
        try:
            found = read(path)
        except ValueError as refusal:
            assert str(refusal).startswith(f"{path}, line ")
        else:
            write(found, tmp_path / "again.txt")
            assert read(tmp_path / "again.txt") == found


A, B, Q = "1 Mika took the letter.", "2 Mika went home.", "3 Where is the letter?\thome\t1 2"
# (lines, the line that is refused, what is said of it)
MALFORMED = {
    "no number": ([A, "Mika went home.", Q], 2, "begins with 'Mika went home.'"),
    "a number alone": ([A, "2", Q], 2, "begins with '2'"),
    "a number and a tab": ([A, "2\tMika went home.", Q], 2, "one blank"),
    "a number and a full stop": ([A, "2. Mika went home.", Q], 2, "one blank"),
    "a blank before the number": ([A, " 2 Mika went home.", Q], 2, "begins with"),
    "zero": (["0 Mika took the letter.", B, Q], 1, "a story begins with 1"),
    "zero within": ([A, "0 Mika went home.", Q], 2, "comes 2"),
    "below zero": ([A, "-2 Mika went home.", Q], 2, "begins with '-2"),
    "a fraction": ([A, "2.5 Mika went home.", Q], 2, "begins with '2.5"),
    "a plus": ([A, "+2 Mika went home.", Q], 2, "begins with"),
    "a zero before it": ([A, "02 Mika went home.", Q], 2, "without zeros before it"),
    "roman digits": ([A, "II Mika went home.", Q], 2, "digits 0 to 9"),
    "Arabic digits": ([A, "\u0662 Mika went home.", Q], 2, "digits 0 to 9"),
    "wide digits": ([A, "\uff12 Mika went home.", Q], 2, "digits 0 to 9"),
    "an endless number": ([A, "9" * 400 + " Mika went home.", Q], 2, "from 1 to 2,000"),
    "a story of too many lines": ([*(f"{n} Ken slept." for n in range(1, 2002)), Q], 2001,
                                  "at most 2,000 lines"),
    "a no-break space behind the number": ([A, "2\u00a0Mika went home.", Q], 2, "one blank"),
    "a wide space behind the number": ([A, "2\u3000Mika went home.", Q], 2, "one blank"),
    "a colon behind the number": ([A, "2: Mika went home.", Q], 2, "one blank"),
    "a number in brackets": ([A, "(2) Mika went home.", Q], 2, "begins with '(2)"),
    "a remark": (["# letters", A, Q], 1, "begins with '# letters'"),
    "not from 1 on": (["2 Mika went home.", Q], 1, "a story begins with 1"),
    "skipped": ([A, "3 Mika went home.", Q], 2, "after line 1 of a story comes 2"),
    "repeated": ([A, B, "2 Mika went home.", Q], 3, "comes 3"),
    "going back": ([A, B, Q, "2 Mika went home."], 4, "a new story begins with 1"),
    "an empty line within": ([A, "", B, Q], 2, "it is empty"),
    "an empty line at the end": ([A, B, Q, "", ""], 4, "it is empty"),
    "a line of blanks": ([A, "   ", B, Q], 2, "it is empty"),
    "a line of tabs": ([A, "\t\t", B, Q], 2, "it is empty"),
    "nothing behind the number": ([A, "2 ", Q], 2, "does not end in a full stop"),
    "no full stop": ([A, "2 Mika went home", Q], 2, "does not end in a full stop"),
    "a comma at the end": ([A, "2 Mika went home,", Q], 2, "does not end in a full stop"),
    "an exclamation mark": ([A, "2 Mika went home!", Q], 2, "does not end in a full stop"),
    "a wide full stop": ([A, "2 Mika went home。", Q], 2, "does not end in a full stop"),
    "a full stop alone": ([A, "2 .", Q], 2, "the statement has no word"),
    "two full stops": ([A, "2 Mika went home..", Q], 2, "more than one sentence"),
    "two statements": ([A, "2 Mika went home. Ken slept.", Q], 2, "more than one sentence"),
    "signs alone": ([A, "2 , ; -.", Q], 2, "the statement has no word"),
    "a question without a tab": ([A, B, "3 Where is the letter? home 1 2"], 3, "no tab"),
    "a question at the end of a statement": ([A, "2 Mika went home, did she?", Q], 2, "no tab"),
    "a question before a statement": (["1 Where is Mika?\thome\t1"], 1, "before anything"),
    "a new story that asks first": ([A, B, Q, "1 Where is Mika?\thome\t1"], 4, "before anything"),
    "a tab without a question mark": ([A, B, "3 Mika went home.\thome\t1"], 3, "no question mark"),
    "a tab in a statement": ([A, "2 Mika went\thome.", Q], 2, "no question mark"),
    "a mark and more": ([A, B, "3 Where? is it\thome\t1"], 3, "no question mark"),
    "two question marks": ([A, B, "3 Where is it??\thome\t1"], 3, "more than one sentence"),
    "a question without words": ([A, B, "3 ?\thome\t1"], 3, "the question has no word"),
    "a question of signs": ([A, B, "3 ... ?\thome\t1"], 3, "the question has no word"),
    "no answer": ([A, B, "3 Where is it?\t"], 3, "the answer is missing"),
    "no answer but facts": ([A, B, "3 Where is it?\t\t1 2"], 3, "the answer is missing"),
    "an answer of blanks": ([A, B, "3 Where is it?\t  \t1"], 3, "the answer is missing"),
    "an answer of two words": ([A, B, "3 Where is it?\tat home\t1"], 3, "has a blank in it"),
    "an answer that begins with a comma": ([A, B, "3 What?\t,book\t1"], 3, "beside a comma"),
    "an answer that ends with a comma": ([A, B, "3 What?\tbook,\t1"], 3, "beside a comma"),
    "an answer with two commas": ([A, B, "3 What?\ta,,b\t1"], 3, "beside a comma"),
    "four parts": ([A, B, "3 Where is it?\thome\t1\t2"], 3, "it has 4 parts"),
    "a fact that is a word": ([A, B, "3 Where is it?\thome\tone"], 3, "'one' is no number"),
    "a fraction of a fact": ([A, B, "3 Where is it?\thome\t1.0"], 3, "'1.0' is no number"),
    "facts parted by commas": ([A, B, "3 Where is it?\thome\t1,2"], 3, "parted by blanks"),
    "a fact below zero": ([A, B, "3 Where is it?\thome\t-1"], 3, "'-1' is no number"),
    "fact 0": ([A, B, "3 Where is it?\thome\t0"], 3, "counted from 1 on"),
    "the question as its fact": ([A, B, "3 Where is it?\thome\t3"], 3, "the question itself"),
    "a later fact": ([A, B, "3 Where is it?\thome\t4", "4 Ken slept."], 3, "not yet told"),
    "a fact beyond the file": ([A, B, "3 Where is it?\thome\t999"], 3, "not yet told"),
    "a fact with endless digits": ([A, B, "3 Where?\thome\t" + "9" * 300], 3, "not yet told"),
    "a fact that is a question": ([A, B, Q, "4 Who?\tmika\t3"], 4, "line 3 is a question"),
    "a fact of the story before": ([A, B, Q, A, "2 Who?\tmika\t2"], 5, "the question itself"),
    "a fact with a zero before it": ([A, B, "3 Where is it?\thome\t01"], 3, "'01' is no number"),
    "a fact in brackets": ([A, B, "3 Where is it?\thome\t[1]"], 3, "'[1]' is no number"),
    "a fact twice": ([A, B, "3 Where is it?\thome\t1 1"], 3, "named twice"),
    "Arabic facts": ([A, B, "3 Where is it?\thome\t\u0661"], 3, "no number of a supporting"),
    "a control character": ([A, "2 Mika \x07went home.", Q], 2, "U+0007"),
    "a form feed": ([A, "2 Mika went home.\x0c", Q], 2, "U+000C"),
    "a line separator": ([A, "2 Mika\u2028went home.", Q], 2, "U+2028"),
    "a delete": ([A, "2 Mika\x7f went home.", Q], 2, "U+007F"),
    "a control character of Latin 1": ([A, "2 Mika\x93 went home.", Q], 2, "U+0093"),
    "a space without width": ([A, "2 Mika\u200b went home.", Q], 2, "U+200B"),
    "a byte order mark within": ([A, "2 Mika went \ufeffhome.", Q], 2, "U+FEFF"),
    "a lost sign": ([A, "2 Mika went to the caf\ufffd.", Q], 2, "U+FFFD"),
    "a null in words": ([A, "2 Mika went \x01 home.", Q], 2, "U+0001"),
    "a very long line": ([A, "2 " + "so " * 4000 + "on.", Q], 2, "12,005 signs"),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_what_is_not_in_the_format_is_refused_by_file_and_line(tmp_path, kind):
    lines, number, said = MALFORMED[kind]
    path = written(tmp_path, "\n".join(lines) + "\n")
    with pytest.raises(ValueError) as refusal:
        read(path)
    assert str(refusal.value).startswith(f"{path}, line {number}: ")
    assert said in str(refusal.value) and len(str(refusal.value)) < 400


def test_there_are_at_least_sixty_such_kinds():
    assert len(MALFORMED) >= 60


@pytest.mark.parametrize("content, said", [
    (b"", "holds no text"), (b" \n\n", "holds no text"), (A.encode(), "holds no question"),
    (b"PK\x03\x04...", "a zip archive"), (b"\x1f\x8b\x08...", "compressed"),
    (b"%PDF-1.4", "a PDF"), (A.encode() + b"\0", "zero bytes"),
    (A.encode() + b"\xff\n", "is not utf-8"), (A.encode("utf-16"), "is not utf-8")])
def test_what_is_no_text_or_asks_nothing_is_refused_by_file(tmp_path, content, said):
    path = written(tmp_path, content)
    with pytest.raises(ValueError, match=said) as refusal:
        read(path)
    assert str(path) in str(refusal.value)


def test_a_folder_and_a_file_that_is_not_there_are_named(tmp_path):
    with pytest.raises(IsADirectoryError, match=str(tmp_path)):
        read(tmp_path)
    with pytest.raises(FileNotFoundError, match="nowhere.txt"):
        read(tmp_path / "nowhere.txt")


def test_another_encoding_can_be_given(tmp_path):
    path = written(tmp_path, GOOD.encode("utf-16"))
    assert len(read(path, encoding="utf-16")) == 3


@pytest.mark.parametrize("question, said", [
    (Question((), ("who",), "mika"), "before anything has been said"),
    (Question((("Mika", "slept"),), ("who",), "mika"), "tokens are lower-cased"),
    (Question((("mika slept",),), ("who",), "mika"), "read again it would be"),
    (Question((("mika", "slept"),), (), "mika"), "no word"),
    (Question((("mika", "slept"),), ("who",), "mika and ken"), "a blank in it"),
    (Question((("mika", "slept"),), ("who",), "mika", (1,)), r"supporting holds 1; .* of 1 sent"),
    (Question((("mika", "slept"),), ("who",), "mika", (-1,)), "supporting holds -1"),
    (Question((("mika", "slept"),), ("who",), "mika", (0, 0)), "named twice"),
    (Question((("mika", "slept"),), ("who",), "mika", (0.0,)), "cannot be written"),
    (Question((("mika", "slept"),), ("who",), "Mika"), "read again it would be"),
    (Question((("mika", "slept"),), ("who",), "mika\tken"), "4 parts|no number"),
    (Question((("mika", "slept"),), ("who",), "mika", None), "cannot be written"),
    (Question((("mika", 3),), ("who",), "mika"), "cannot be written"),
    (Question([["mika", "slept"]], ("who",), "mika"), "read again it would be"),
    (Question((("mika", "\ud800"),), ("who",), "mika"), "cannot be written"),
    (Question((("mika", "sl\u200bept"),), ("who",), "mika"), r"U\+200B"),
    (Question((("mika", "slept"),) * 2000, ("who",), "mika"), "at most 2,000 lines"),
    (3, "cannot be written"),
    (Question((("mika", "slept"),), ("who", "?"), "mika"), "more than one sentence"),
    (Question((("mika", "?"),), ("who",), "mika"), "question mark"),
    (("mika", "slept"), "cannot be written"),
])
def test_what_could_not_be_read_again_is_not_written(tmp_path, question, said):
    path = tmp_path / "some.txt"
    with pytest.raises(ValueError, match=said) as refusal:
        write([Question((("ken", "slept"),), ("who", "slept"), "ken", (0,)), question], path)
    assert "questions[1]" in str(refusal.value) and not path.exists()


def test_a_refusal_leaves_the_file_that_was_there(tmp_path):
    path = written(tmp_path, GOOD)
    with pytest.raises(ValueError, match=r"questions\[3\]"):
        write([*read(path), Question((), ("who",), "mika")], path)
    assert path.read_text(encoding="utf-8") == GOOD and list(tmp_path.iterdir()) == [path]


def test_what_is_no_list_of_questions_is_refused(tmp_path):
    path = tmp_path / "some.txt"
    for wrong in (3, "mika", None, Question((("mika", "slept"),), ("who",), "mika")):
        with pytest.raises(TypeError, match="questions is .* a list of Questions"):
            write(wrong, path)
    with pytest.raises(ValueError, match="questions is empty"):
        write([], path)


def test_the_package_has_them_under_its_name():
    assert stories.read is read and stories.write is write
