"""AnalogyLab ranks all words by their cosine with b − a + c, with and without the words asked
about, on the vectors that travel; and it refuses what it cannot show, by name."""


import numpy as np
import pytest

from nlpviz.widgets import AnalogyLab
from nlpviz.widgets.analogy_lab.picture import parallelogram
from nlpviz.widgets.core import encode
from tests.widgets.core.parsed import state_of

WORDS = "man woman king queen boy girl list tuple".split()


def family():
    """King − man equals queen − woman, among words of other kinds."""
    rng = np.random.default_rng(0)
    rule, female, young, other = np.eye(12)[:4] * 3
    W = np.stack([0 * rule, female, rule, rule + female, young, young + female, other, other])
    return W + np.eye(12)[4] * 2 + 0.2 * rng.normal(size=W.shape)


def given(**changes):
    return {"words": WORDS, "W": family(), "questions": [
        ("royal", "man", "king", "woman", "queen"), ("young", "man", "boy", "woman", "girl"),
        ("boy", "girl", "king", "queen")]} | changes


def expected(figure, a, b, c):
    """The cosines by plain NumPy, on the vectors that travel."""
    U = encode.unpack(figure.state()["W"])
    place = figure.words.index
    target = U[place(b)] - U[place(a)] + U[place(c)]
    return U @ target / np.linalg.norm(target)


def test_the_nearest_words_are_those_of_numpy_on_the_vectors_that_travel():
    figure = AnalogyLab(**given())
    scores = expected(figure, "man", "king", "woman")
    order = [figure.words[i] for i in np.argsort(-scores)]
    found = figure.nearest("man", "king", "woman", exclude=False)
    assert [word for word, _ in found] == order
    np.testing.assert_allclose([score for _, score in found], np.sort(scores)[::-1], atol=1e-12)
    without = [word for word in order if word not in ("man", "king", "woman")]
    assert [word for word, _ in figure.nearest("man", "king", "woman")] == without
    assert figure.nearest("man", "king", "woman", n=1)[0][0] == "queen"


def test_the_ranks_of_the_answers_are_counted_both_ways():
    figure = AnalogyLab(**given())
    for a, b, c, d, rank, without in figure.answers():
        scores = dict(zip(figure.words, expected(figure, a, b, c), strict=True))
        ahead = [word for word in scores if scores[word] > scores[d]]
        assert rank == 1 + len(ahead) and without == 1 + len(set(ahead) - {a, b, c})
    ranks = np.array([answer[4:] for answer in figure.answers()])
    assert figure.accuracy == tuple((ranks == 1).mean(0)) and figure.accuracy[1] == 1


def test_without_the_words_asked_about_an_answer_never_ranks_lower():
    rng = np.random.default_rng(1)
    questions = [rng.choice(WORDS, 4, replace=False).tolist() for _ in range(50)]
    figure = AnalogyLab(WORDS, rng.normal(size=(8, 5)), questions)
    assert all(without <= rank for *_, rank, without in figure.answers())


def test_rounding_to_one_byte_is_measured():
    assert AnalogyLab(**given()).changed == 0
    W = np.eye(8) * 1000 + np.random.default_rng(2).uniform(-2, 2, (8, 8))
    questions = [WORDS[:4], WORDS[4:], WORDS[2:6]]
    assert AnalogyLab(WORDS, W, questions).changed > 0


def test_where_a_is_b_the_nearest_word_is_c_itself():
    figure = AnalogyLab(**given())
    (word, score), *_ = figure.nearest("man", "man", "queen", exclude=False)
    assert word == "queen" and score == pytest.approx(1)


def test_no_question_is_needed_and_words_asked_for_outlive_a_limit():
    alone = AnalogyLab(WORDS, family())
    assert alone.state()["question"] == -1 and alone.accuracy == (0.0, 0.0)
    figure = AnalogyLab(**given(n=3))
    assert figure.words == ["man", "woman", "king", "queen", "boy", "girl"]
    assert figure.answers()[0][:4] == ("man", "king", "woman", "queen")


def test_the_table_has_the_ranks_and_the_first_words_both_ways():
    header, rows = AnalogyLab(**given()).table()
    assert header == ["question", "rank of the answer", "first word", "rank without the three",
                      "first word without the three"]
    assert rows[0][0] == "man : king = woman : queen" and rows[0][3:] == [1, "queen"]


def test_the_picture_asks_and_does_not_tell():
    picture = AnalogyLab(**given(questions=given()["questions"][:1])).picture()
    assert ">king<" in picture and ">?<" in picture and "queen" not in picture


def test_what_travels_are_directions_questions_and_nothing_revealed():
    state = AnalogyLab(**given()).state()
    assert state["words"].split(" ") == WORDS and state["W"]["dtype"] == "unit8"
    assert state["sections"] == ["royal", "young", ""] and state["abc"] == [0, 2, 1]
    assert state["questions"][0] == [0, 2, 1, 3] and not state["revealed"]


@pytest.mark.parametrize("change, error, says", [
    ({"words": WORDS[:7]}, ValueError, r"W has shape \(8, 12\); it must be \(n_vocab, d\)"),
    ({"words": [*WORDS[:7], "man"]}, ValueError, r"words\[7\] is 'man', as words\[0\] is"),
    ({"W": np.full((8, 2), np.inf)}, ValueError, r"W\[0, 0\] is inf"),
    ({"W": "vectors"}, TypeError, "W must be an array of real numbers"),
    ({"questions": "man"}, TypeError, "questions is one str; it must be a list"),
    ({"questions": [("man", "king")]}, ValueError, r"questions\[0\] is \('man', 'king'\); it must"),
    ({"questions": [("man", "king", "woman", "emperor")]}, ValueError,
     r"questions\[0\], d, is 'emperor', which is not among the 8 words"),
    ({"questions": [("man", "king", "woman", 3)]}, TypeError, r"questions\[0\]\[3\] is 3, a int"),
    ({"questions": [WORDS[:4]] * 301}, ValueError, "the number of questions is 301"),
    ({"n": 9}, ValueError, "n is 9; it must be 3 to 8"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        AnalogyLab(**given(**change))


def test_the_first_question_is_one_that_the_third_word_wins_unless_another_is_asked_for():
    figure = AnalogyLab(**given())
    ranks = [figure.nearest(*q[:3], exclude=False, n=1)[0][0] for q in figure.answers()]
    tempting = [i for i, q in enumerate(figure.answers()) if ranks[i] == q[2]]
    assert figure.state()["question"] == (tempting or [0])[0]
    assert AnalogyLab(**given(), question=2).state()["abc"] == [4, 5, 2]
    with pytest.raises(ValueError, match="question is 3; it must be a whole number in 0 … 2"):
        AnalogyLab(**given(), question=3)


def test_the_plane_has_true_distances_from_the_tip_and_a_parallelogram():
    figure = AnalogyLab(**given())
    U = encode.unpack(figure.state()["W"])
    points = parallelogram(figure.codes, 0, 2, 1)
    tip = U[2] - U[0] + U[1]
    np.testing.assert_allclose(np.hypot(*points[:-1].T), np.linalg.norm(U - tip, axis=1), atol=1e-6)
    np.testing.assert_allclose(points[2] - points[0], points[-1] - points[1], atol=1e-6)


def test_an_unknown_word_is_refused_by_name():
    with pytest.raises(ValueError, match="c is 'emperor', which is not among the 8 words"):
        AnalogyLab(**given()).nearest("man", "king", "emperor")


def test_words_are_text_never_markup():
    wild = ["<script>alert(1)</script>", "\"'><img src=x>", "שלום", "👩‍👩‍👧🎉", "x" * 5000]
    html = AnalogyLab(wild, np.eye(5), [wild[:4]]).html()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert state_of(html)["words"].split("\n") == wild


def test_10_000_words_of_50_numbers_are_below_0_9_mb():
    rng = np.random.default_rng(0)
    names = [f"word{i}" for i in range(10_000)]
    figure = AnalogyLab(names, rng.normal(size=(10_000, 50)), [names[i:i + 4] for i in range(300)])
    assert len(figure.html().encode()) < 900_000


def test_a_word_without_a_picture_is_found_as_it_is():
    """Both are shown as ␣; the reader's own spelling tells them apart, as on the map."""
    words = ["a", "\n", " ", "b c", "d"]
    W = np.random.default_rng(4).normal(size=(5, 5))
    figure = AnalogyLab(words, W, [("a", "\n", " ", "d"), ("", "b c", "␣", "a", "d")])
    assert figure.questions == [[0, 1, 2, 4], [3, 2, 0, 4]]
    assert figure.nearest("a", "\n", "d") != figure.nearest("a", " ", "d")
    assert figure.sections == ["", ""]


@pytest.mark.parametrize("size", [1e-44, 1e-300, 1e150, 1e300])
def test_vectors_of_any_size_give_the_same_answers(size):
    due, found = (AnalogyLab(WORDS, family() * s, given()["questions"]) for s in (1, size))
    assert found.answers() == due.answers() and found.changed == due.changed
    assert (found.codes == due.codes).all()


@pytest.mark.parametrize("n", [0, 1.5, True, None])
def test_a_number_of_words_that_is_none_is_refused_by_name(n):
    with pytest.raises(ValueError, match=f"n is {n}; it must be a whole number >= 1"):
        AnalogyLab(**given()).nearest("man", "king", "woman", n=n)
