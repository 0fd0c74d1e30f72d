"""Every sentence of the agreement grammar has one Japanese translation, in Japanese order."""

import pytest

from nlpviz.data import agreement
from nlpviz.data.agreement import lexicon
from nlpviz.data.translation import japanese, translations
from nlpviz.data.translation.words import NOUNS, VERBS

SENTENCE = "姉 から の 手紙 は まだ 開け られ て い ない 。"


def test_the_sentence_of_the_book():
    assert " ".join(japanese(agreement.LETTERS.words)) == SENTENCE


@pytest.mark.parametrize("english, said", [
    ("my sister likes the song .", "姉 は 歌 が 好き だ 。"),
    ("the letters that my friend sends were lost .",
     "私 の 友達 が 送る 手紙 は なくなって いた 。"),
    ("the uncle who likes the child seems happy .", "子供 が 好き な おじ は 幸せ らしい 。"),
    ("beside my book the cards at home are never old .",
     "私 の 本 の 横 で 、 家 に ある カード は 決して 古く ない 。"),
    ("the teacher with the picture writes every week .", "絵 を 持つ 先生 は 毎週 書く 。"),
])
def test_textbook_cases(english, said):
    assert " ".join(japanese(english.split())) == said


@pytest.mark.parametrize("depth", [0, 1, 2, 5])
def test_every_sentence_can_be_read_and_no_noun_is_lost(depth):
    singular = {form: pair[0] for pairs in lexicon.NOUNS.values()
                for pair in pairs for form in pair}
    for source, target in translations(300, (depth, depth), seed=depth):
        wanted = sorted(NOUNS[singular[w]] for w in source if w in singular)
        assert sorted(w for w in target if w in set(NOUNS.values())) == wanted
        assert target[-1] == "。" and "は" in target and not set(target) & set(source)


def test_the_number_of_the_verb_is_lost():
    for s in agreement.sentences(200, 2, seed=1):
        other = list(s.words)
        other[s.verb] = agreement.OTHER_FORM[other[s.verb]]
        assert japanese(other) == japanese(s.words)


def test_the_verb_of_the_main_clause_comes_last():
    for source, target in translations(200, 2, seed=3):
        verb = next(s for s in agreement.sentences(200, 2, seed=3) if s.words == source).verb
        one = {form: pair[0] for pair in lexicon.VERBS for form in pair}[source[verb]]
        if one in VERBS:
            words = VERBS[one][1].split()
            assert list(target[-1 - len(words):-1]) == words


def test_the_same_call_gives_the_same_sentences():
    assert translations(20, 2, seed=5) == translations(20, 2, seed=5)
    assert translations(20, 2, seed=5) != translations(20, 2, seed=6)


@pytest.mark.parametrize("sentence, says", [
    ("letters are lost .", "word 0 is 'letters'; the grammar wants one of my, the"),
    ("the letter are", "word 3 is None"),
    ("the letters are lost . .", "word 5 is '.'; the sentence is over"),
    ("the zebra is lost .", "word 1 is 'zebra'"),
    ("the letters are tired .", "word 3 is 'tired'"),
])
def test_what_is_not_of_the_grammar_is_named(sentence, says):
    with pytest.raises(ValueError, match=says.replace(".", r"\.")):
        japanese(sentence.split())


def test_a_translation_is_of_words_and_not_of_a_text():
    with pytest.raises(TypeError, match="sentence is str 'the letters are lost .'"):
        japanese("the letters are lost .")
