"""Generated data is what its labels say, the same for the same seed;
real text is read as it is, or refused by name."""

import hashlib
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

from nlpviz.data import adding, agreement, characters, copying, crossing, files, translation
from nlpviz.data import analogies as world
from nlpviz.data.agreement import LETTERS, OTHER_FORM, VOCABULARY, grammar, lexicon, sentences
from nlpviz.data.stdlib import stdlib_text
from nlpviz.text import BOS, EOS, PAD

DEEP = sentences(2000, depth=(0, 4), seed=7)
PLURAL = {f: i for p in lexicon.NOUNS.values() for n in p for i, f in enumerate(n)}
VERB_PLURAL = {f: i for pair in lexicon.VERBS for i, f in enumerate(pair)}


def scripted(*choices):
    """draw() that makes the grammar take the choices in turn."""
    return iter(choices).__next__


def nth(choices, *wanted):
    """The draw that picks a choice from a list."""
    return [(i + 0.5) / len(choices) for i, c in enumerate(choices) if wanted[0] in c][0]


def the(kind, noun, number=None, determiner="the"):
    """The draws of a determiner and a noun (and of its number)."""
    draws = [] if number is None else [0.1 if number == "pl" else 0.9]
    return [*draws, nth(lexicon.DETERMINERS, determiner), nth(lexicon.NOUNS[kind], noun)]


def test_the_sentence_of_the_book_is_derived():
    draws = [
        0.1,  # a thing
        0.9,  # no opening
        *the("thing", "letters"),
        0.9,  # no place
        0.1,  # a preposition
        nth(lexicon.PREPOSITIONS["thing"], "from"),
        *the("person", "sister", "sg", "my"),
        0.9,  # no place
        0.9,  # no preposition
        0.1,  # is or are
        nth(lexicon.BE, "are"),
        0.1,  # an adverb
        nth(lexicon.ADVERBS, "still"),
        nth(lexicon.ADJECTIVES["thing"], "unopened"),
    ]
    draft = grammar.draft_sentence(scripted(*draws), 0, True)
    assert agreement._sentence(draft, 0) == LETTERS
    assert str(LETTERS) == "the letters from my sister are still unopened ."


def test_a_clause_in_a_clause_is_derived():
    draws = [
        0.1,  # a thing
        0.9,  # no opening
        *the("thing", "letters"),
        *[0.9, 0.9],  # no place, no preposition
        0.9,  # no noun before the clause
        0.1,  # its object's clause
        *the("person", "sister", "sg"),
        *[0.9, 0.9],  # no place, no preposition
        0.9,  # its subject's clause
        0.1,  # with a predicate
        0.7,  # without an object
        nth(lexicon.TAKES["person", None], "writes"),
        nth(lexicon.TIMES, "week"),
        nth(lexicon.TAKES["person", "thing"], "sends"),
        0.1,  # is or are
        nth(lexicon.BE, "are"),
        0.9,  # no adverb
        nth(lexicon.ADJECTIVES["thing"], "lost"),
    ]
    s = agreement._sentence(grammar.draft_sentence(scripted(*draws), 2, True), 2)
    assert str(s) == "the letters that the sister who writes every week sends are lost ."
    assert s.pairs == ((1, 10), (4, 6), (4, 9))
    assert (s.number, s.distance, s.distractors, s.depth) == ("pl", 9, 1, 2)


def test_every_verb_has_the_number_of_its_noun():
    for s in DEEP:
        for noun, verb in s.pairs:
            assert PLURAL[s.words[noun]] == VERB_PLURAL[s.words[verb]], str(s)


def test_every_verb_belongs_to_exactly_one_pair():
    for s in DEEP:
        verbs = [i for i, w in enumerate(s.words) if w in VERB_PLURAL]
        assert verbs == sorted(verb for _, verb in s.pairs)


def test_labels_are_those_of_a_recount():
    for s in DEEP:
        plural = PLURAL[s.words[s.subject]]
        between = s.words[s.subject + 1:s.verb]
        assert s.number == ("sg", "pl")[plural]
        assert s.distance == s.verb - s.subject == len(between) + 1
        assert s.distractors == sum(PLURAL.get(w) == 1 - plural for w in between)
        assert s.pairs[0] == (s.subject, s.verb)


def test_depth_is_the_number_of_clauses_that_nest():
    for s in DEEP:
        assert sum(w in ("who", "that") for w in s.words) == s.depth
        # A verb for every clause and one for the sentence.
        assert len(s.pairs) == s.depth + 1


def test_a_clause_belongs_to_the_nearest_noun_of_its_kind():
    kind = {f: k for k, nouns in lexicon.NOUNS.items() for n in nouns for f in n}
    for s in DEEP:
        for i, word in enumerate(s.words):
            if word in ("who", "that") and s.words[i + 1] in VERB_PLURAL:
                noun, _ = next(p for p in s.pairs if p[1] == i + 1)
                wanted = "person" if word == "who" else "thing"
                near = [j for j in range(i) if kind.get(s.words[j]) == wanted]
                assert noun == near[-1]


def test_the_first_noun_and_the_nearest_noun_are_bad_guesses():
    first = nearest = 0
    for s in sentences(4000, depth=(2, 2), seed=3):
        nouns = [(i, PLURAL[w]) for i, w in enumerate(s.words) if w in PLURAL]
        number = s.number == "pl"
        first += nouns[0][1] == number
        nearest += [n for i, n in nouns if i < s.verb][-1] == number
    assert first < 0.92 * 4000
    assert nearest < 0.75 * 4000


def test_the_noun_after_the_subject_has_a_number_of_its_own():
    same = []
    for s in sentences(4000, depth=(1, 3), seed=3):
        number, *others = [PLURAL[w] for w in s.words[s.subject:] if w in PLURAL]
        same += [other == number for other in others[:1]]
    assert abs(np.mean(same) - 0.5) < 5 * 0.5 / len(same) ** 0.5


def test_singular_and_plural_are_balanced_and_depths_even():
    many = sentences(3000, depth=2, seed=1)
    assert Counter(s.number for s in many) == {"sg": 1500, "pl": 1500}
    counts = Counter(s.depth for s in many)
    assert set(counts) == {0, 1, 2}
    assert all(abs(c - 1000) < 5 * 26 for c in counts.values())


def test_sentences_are_distinct_and_the_same_for_the_same_seed():
    many = sentences(3000, seed=5)
    assert len({s.words for s in many}) == 3000
    assert many == sentences(3000, seed=5)
    assert many != sentences(3000, seed=6)


def test_a_test_set_shares_no_sentence_with_the_training_set():
    train = sentences(2000, depth=0, seed=0)
    test = sentences(500, depth=0, seed=1, without=train)
    assert not {s.words for s in train} & {s.words for s in test}


def test_depth_distractors_and_distance_can_be_asked_for():
    for s in sentences(50, depth=(3, 3), distractors=2, distance=(10, 20)):
        assert (s.depth, s.distractors) == (3, 2)
        assert 10 <= s.distance <= 20


def test_the_vocabulary_is_small_and_complete():
    used = {w for s in sentences(3000, depth=3) for w in s.words}
    assert used == set(VOCABULARY)
    assert 60 <= len(VOCABULARY) <= 100


def test_no_word_is_a_verb_and_a_noun_and_forms_are_never_alike():
    assert not PLURAL.keys() & VERB_PLURAL.keys()
    assert all(a != b and OTHER_FORM[OTHER_FORM[a]] == a for a, b in OTHER_FORM.items())


@pytest.mark.parametrize("arguments, names", [
    ({"n": 0}, "n is 0"), ({"n": 1.5}, "n is 1.5"),
    ({"n": 1, "depth": -1}, "depth is -1"), ({"n": 1, "depth": (3, 1)}, r"depth is \(3, 1\)"),
    ({"n": 1, "depth": None}, "depth is None"), ({"n": 1, "depth": 101}, "depth is 101"),
    ({"n": 1, "distractors": "two"}, "distractors is 'two'"),
    ({"n": 1, "distance": 0.5}, "distance is 0.5"),
    ({"n": 1, "depth": (0, 0), "distance": 2, "distractors": 1}, "found no further sentence"),
])
def test_wrong_arguments_are_named(arguments, names):
    with pytest.raises(ValueError, match=names):
        sentences(**arguments)


def test_adding_marks_one_value_in_each_half_and_adds_them():
    X, y = adding.adding(500, 11, seed=2)
    assert X.shape == (500, 11, 2) and y.shape == (500,)
    assert ((X[:, :, 0] >= 0) & (X[:, :, 0] < 1)).all()
    assert (X[:, :5, 1].sum(1) == 1).all() and (X[:, 5:, 1].sum(1) == 1).all()
    assert np.allclose(y, [sum(v for v, mark in row if mark) for row in X])
    assert set(X[:, :, 1].argmax(1)) == set(range(5))


def test_the_constant_answer_one_has_an_error_of_a_sixth():
    n = 100_000
    _, y = adding.adding(n, 2, seed=0)
    errors = (y - 1) ** 2
    assert abs(errors.mean() - 1 / 6) < 5 * errors.std() / n ** 0.5


def test_copying_repeats_the_ten_symbols_after_the_bell():
    ids, targets = copying.copying(50, 30, seed=1)
    assert ids.shape == targets.shape == (50, 50)
    assert (targets[:, 40:] == ids[:, :10]).all() and (targets[:, :40] == 8).all()
    assert (ids[:, 39] == 9).all() and ((ids == 9).sum(1) == 1).all()
    assert (ids[:, 10:39] == 8).all() and (ids[:, 40:] == 8).all()
    assert set(ids[:, :10].ravel()) == set(range(8))


def test_the_copy_baseline_is_the_entropy_of_ten_symbols():
    assert copying.baseline(100) == pytest.approx(10 * np.log(8) / 120)


def test_aligned_says_word_t_of_the_source_at_step_t():
    source, target = copying.aligned(400, (5, 15), 20, seed=1)
    assert source.shape == (400, 16) and target.shape == (400, 17)
    lengths = set()
    for read, said in zip(source, target, strict=True):
        m = int(np.flatnonzero(read == EOS)[0])
        lengths.add(m)
        assert said[0] == BOS and (said[1:] == read).all()
        assert (read[:m] >= 4).all() and (read[:m] < 24).all() and (read[m + 1:] == PAD).all()
    assert lengths == set(range(5, 16))
    assert set(source.ravel()) == {PAD, EOS, *range(4, 24)}


def test_aligned_repeats_with_the_seed_and_refuses_sizes():
    one, same, other = (copying.aligned(5, seed=seed) for seed in (3, 3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not np.array_equal(one[0], other[0])
    for n, lengths, n_symbols, name in (
            (0, (5, 15), 20, "n is 0"), (5, (0, 15), 20, r"lengths\[0\] is 0"),
            (5, (6, 5), 20, r"lengths\[1\] is 5"), (5, (5, 15), 0, "n_symbols is 0"),
            (5, 5, 20, "lengths is 5"), (5, (1, 2, 3), 20, "lengths is")):
        with pytest.raises(ValueError, match=name):
            copying.aligned(n, lengths, n_symbols)


@pytest.mark.parametrize("make", [adding.adding, copying.copying])
def test_tasks_repeat_with_the_seed_and_refuse_sizes(make):
    assert all(np.array_equal(a, b) for a, b in zip(make(5, 9, 3), make(5, 9, 3), strict=True))
    assert not np.array_equal(make(5, 9, 3)[0], make(5, 9, 4)[0])
    for n, T, name in ((0, 9, "n is 0"), (5, 0, "T is 0"), (5, 2.5, "T is 2.5")):
        with pytest.raises(ValueError, match=name):
            make(n, T)


def test_every_python_carries_300000_words():
    text = stdlib_text()
    assert len(text.split()) > 300_000
    assert "The \"assert\" statement" in text
    assert "Return a shallow copy of the list." in text
    assert text is stdlib_text()


def test_the_standard_library_is_read_and_not_run():
    code = (
        "import sys; from nlpviz.data.stdlib import stdlib_text; import hashlib;"
        "text = stdlib_text();"
        "print({'this', 'antigravity', 'turtle', 'idlelib'} & set(sys.modules),"
        "      hashlib.sha256(text.encode()).hexdigest())")
    out = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, encoding="utf-8")
    digest = hashlib.sha256(stdlib_text().encode()).hexdigest()
    assert (out.stdout.split(), out.stderr) == (["set()", digest], "")


def test_a_file_is_read_with_plain_line_ends_and_without_its_mark(tmp_path):
    path = tmp_path / "手紙.txt"
    for end in ("\n", "\r\n", "\r"):
        path.write_bytes(f"\ufeff姉からの手紙{end}はまだ{end}開けられていない{end}".encode())
        assert files.from_file(path) == "姉からの手紙\nはまだ\n開けられていない\n"
    path.write_bytes("はまだ\r開けられて\nいない\r\n".encode())
    assert files.from_file(path) == "はまだ\r開けられて\nいない\n"
    path.write_bytes("手紙".encode("shift_jis"))
    assert files.from_file(str(path), "shift_jis") == "手紙"


def test_a_file_in_another_encoding_names_place_and_remedy(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes("dear\ncafé".encode("cp1252"))
    with pytest.raises(ValueError) as error:
        files.from_file(path)
    for part in ("letter.txt", "byte 8", "line 2", "0xe9", 'encoding="'):
        assert part in str(error.value)


@pytest.mark.parametrize("content", ["dear".encode("utf-16-le"), b"a\0b", b"GIF89a\0\1"])
def test_zero_bytes_are_no_text(tmp_path, content):
    path = tmp_path / "letter.bin"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="letter.bin holds zero bytes"):
        files.from_file(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_read_when_named_and_refused_when_not(tmp_path, encoding):
    path = tmp_path / "letter.txt"
    path.write_bytes("\ufeff手紙 from my sister".encode(encoding))
    assert files.from_file(path, encoding).strip("\ufeff") == "手紙 from my sister"
    with pytest.raises(ValueError, match="letter.txt"):
        files.from_file(path)


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_a_file_without_text_is_named(tmp_path, content):
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="empty.txt holds no text"):
        files.from_file(path)


def test_a_missing_file_a_folder_and_an_unknown_encoding_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no file .*nowhere.txt"):
        files.from_file(tmp_path / "nowhere.txt")
    with pytest.raises(IsADirectoryError, match="is a folder"):
        files.from_file(tmp_path)
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match="there is no file .*a.txt.b"):
        files.from_file(tmp_path / "a.txt" / "b")
    for unknown in ("utf-9", "base64", "undefined", None):
        with pytest.raises(ValueError, match=f"encoding is {unknown!r}"):
            files.from_file(tmp_path / "a.txt", unknown)


TASKS = {
    "adding": lambda **more: adding.adding(**{"n": 4, "T": 6, **more}),
    "copying": lambda **more: copying.copying(**{"n": 4, "T": 6, **more}),
    "aligned": lambda **more: copying.aligned(**{"n": 4, **more}),
    "agreement": lambda **more: sentences(**{"n": 4, **more}),
    "crossing": lambda **more: crossing.pairs(**{"n": 4, **more}),
    "translation": lambda **more: translation.translations(**{"n": 4, **more}),
    "world": lambda **more: world.sentences(**{"n": 4, **more}),
}


@pytest.mark.parametrize("make", TASKS.values(), ids=TASKS)
def test_numpys_numbers_are_numbers_to_every_task_and_a_bool_is_none(make):
    one, other = make(n=3, seed=3), make(n=np.int64(3), seed=np.uint8(3))
    assert repr(one) == repr(other)
    assert repr(make(seed=[3, np.int64(1)])) == repr(make(seed=(3, 1))) != repr(make(seed=[3, 2]))
    with pytest.raises(ValueError, match=r"seed\[1\] is None"):
        make(seed=[3, None])
    for name in ("n", "seed"):
        for wrong in (True, 2.0, np.float64(2), None, "2", -1):
            with pytest.raises(ValueError, match=f"{name} is "):
                make(**{name: wrong})


@pytest.mark.parametrize("make", [TASKS["agreement"], TASKS["crossing"]])
def test_a_depth_is_a_whole_number_or_two_and_what_was_made_before_is_sentences(make):
    assert repr(make(depth=np.int64(1))) == repr(make(depth=(np.int8(0), 1)))
    for wrong in (True, (0, True), "01", 1.0, (0, 1, 2)):
        with pytest.raises(ValueError, match="depth is "):
            make(depth=wrong)
    with pytest.raises(TypeError, match=r"without\[0\] is 'the letters'; it must be a sentence"):
        make(without=["the letters"])
    for wrong in (None, 3, "the letters"):
        with pytest.raises(TypeError, match="without is .*, .. for none"):
            make(without=wrong)


def test_a_translation_is_of_words_and_not_of_a_text():
    with pytest.raises(TypeError, match="sentence is str 'the letters are lost .'"):
        translation.japanese("the letters are lost .")


@pytest.mark.parametrize("arguments, kind, says", [
    ({"n": 5}, ValueError, "n is 5"), ({"n": True}, ValueError, "n is True"),
    ({"n_vocab": 0}, ValueError, "n_vocab is 0"), ({"n_vocab": 2}, ValueError, "train holds"),
    ({"test": [0, 9]}, ValueError, r"test holds 2 ids; .* in 0 … 2"),
    ({"test": [-1, 0]}, ValueError, "test holds"), ({"test": [1]}, ValueError, "at least 2"),
    ({"train": "ab"}, ValueError, "train has shape"), ({"test": [0.5]}, ValueError, "test has"),
])
def test_counting_refuses_what_would_be_counted_as_something_else(arguments, kind, says):
    good = {"train": [0, 1, 2, 0], "test": [0, 1, 2], "n_vocab": 3, "n": 2}
    assert characters.ngram_bits(**good) > 0
    assert characters.ngram_bits(**good | {"n": np.int64(2)}) == characters.ngram_bits(**good)
    with pytest.raises(kind, match=says):
        characters.ngram_bits(**good | arguments)


def test_only_a_text_is_parted_into_what_is_held_out_and_the_rest():
    with pytest.raises(TypeError, match="text is list"):
        characters.held_out(["a", "b"])
    with pytest.raises(ValueError, match="block is True"):
        characters.held_out("ab", block=True)
