"""Stories with questions in the public bAbI format: read, refuse by line, write.

    1 Mika took the letter.
    2 Mika went to the station.
    3 Where is the letter? \\tstation\\t1 2

(Weston et al. 2015, "Towards AI-complete question answering".) A line has a number, which begins
at 1 with every story; a question has its answer and the numbers of its supporting lines behind
tabs. Tokens are lower-cased, the full stop and the question mark are left out. Several questions
stand in one story, each about what has been told before it; a story begins with a statement, and
what is told after its last question, or without one, is read but kept nowhere.
"""

import re
from functools import lru_cache

from ...check import brief
from ...files import path_of, replace_file
from ...text import words
from ..files import from_file
from .question import Question

LINE = re.compile(r"([0-9]+) (.*)", re.DOTALL)
FACT = re.compile("0|[1-9][0-9]*")
STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u2060\ufeff\ufffd]")
"""Control characters, what has no width or ends lines elsewhere, and what stands for lost signs."""

LONGEST, MOST = 10_000, 2_000  # signs in a line; lines of a story (in public files, about 300)
"""Every question holds its story: without a limit, the memory for a file grows as its square."""


class Malformed(ValueError):
    """A line that is not in the format; said without the file's name and the line's number."""


def read(path, encoding="utf-8", name="path"):
    """The questions of a file, each with the story before it.

    ValueError names file and line of what is not in the format and says what would be right;
    errors of reading are those of `data.files.from_file`. name: what the caller calls path.
    """
    path, told, found = path_of(name, path), Told(), []
    for n, line in enumerate(_lines(from_file(path, encoding, name)), 1):
        try:
            question = told.line(line)
        except Malformed as error:
            raise ValueError(f"{path}, line {n}: {error}") from None
        if question:
            found.append(question)
    if not found:
        raise ValueError(f"{path} holds no question: a line as '3 Where is the letter?' with a tab "
                         "and the answer behind it")
    return found


def write(questions, path):
    """Write questions in the format; what is read from there is equal to them.

    A question whose story goes on where the last one stopped stands in the same story. ValueError
    names the question that the format has no place for, and nothing is written; errors of writing
    are those of `files.replace_file`. TypeError if questions is no list.
    """
    if isinstance(questions, (str, Question)) or not hasattr(questions, "__iter__"):
        raise TypeError(f"questions is {brief(questions)}; it must be a list of Questions")
    told, data = Told(), []
    for at, question in enumerate(questions):
        try:
            data += [f"{line}\n".encode() for line in _written(told, Question(*question))]
        except (TypeError, ValueError, LookupError) as error:
            raise ValueError(f"questions[{at}] cannot be written: {error}") from None
    if not data:
        raise ValueError("questions is empty; there is nothing to write")
    replace_file(path, b"".join(data))


def _written(told, question):
    """The lines of a question. `told` reads them as they are made: it is what a reader knows."""
    new = question.story[len(told.story):]
    if (not told.story or question.story[:len(told.story)] != told.story
            or told.last + len(new) >= MOST):
        told.last, told.story, told.numbers, new = 0, (), [], question.story
    lines = [f"{n} {_large(' '.join(sentence))}." for n, sentence in enumerate(new, told.last + 1)]
    asked = [told.line(line) for line in lines]
    outside = [i for i in question.supporting if not 0 <= i < len(question.story)]
    if outside:
        raise Malformed(f"supporting holds {brief(outside[0])}; it must be positions in a story of "
                        f"{len(question.story)} sentences, from 0 on")
    facts = " ".join(str(told.numbers[i]) for i in question.supporting)
    lines.append(f"{told.last + 1} {_large(' '.join(question.words))}? \t{question.answer}"
                 + (f"\t{facts}" if facts else ""))
    again = told.line(lines[-1])
    if any(asked) or again != question:
        raise Malformed(f"read again it would be {brief(again and tuple(again))}; tokens are "
                        "lower-cased words, as text.words cuts them")
    return lines


def _large(text):
    """With a capital, unless that is no way back: ß becomes SS."""
    first = text[:1].upper()
    return first + text[1:] if first.lower() == text[:1] else text


class Told:
    """The story so far. numbers: the line of each of its sentences."""

    def __init__(self):
        self.last, self.story, self.numbers = 0, (), []

    def line(self, line):
        """Take in a line; a Question if it is one. Malformed says what is wrong with it."""
        number, rest = _numbered(line)
        if number == 1:
            self.story, self.numbers = (), []
        elif number != self.last + 1:
            raise Malformed(f"its number is {number}; after line {self.last} of a story comes "
                            f"{self.last + 1}, and a new story begins with 1" if self.last else
                            f"its number is {number}; a story begins with 1")
        if number > MOST:
            raise Malformed(f"its number is {number}; a story has at most {MOST:,} lines")
        self.last = number
        if "\t" in rest:
            return self.question(rest)
        self.numbers.append(number)
        self.story += (_statement(rest),)
        return None

    def question(self, rest):
        """The Question of a line with tabs."""
        asked, answer, *facts = rest.split("\t")
        if len(facts) > 1:
            raise Malformed(f"it has {len(facts) + 2} parts between tabs; a question has three: "
                            "question, answer, supporting lines")
        asked = asked.rstrip()
        if not asked.endswith("?"):
            raise Malformed(f"{brief(asked)} stands before a tab but has no question mark; a "
                            "statement has no tab")
        if not self.story:
            raise Malformed("it asks before anything has been said; a story begins with a "
                            "statement")
        return Question(self.story, _tokens(asked[:-1], "the question"), _answer(answer),
                        self.supporting(facts[0] if facts else ""))

    def supporting(self, text):
        """The positions in the story of the lines that are named."""
        found = []
        for part in text.split():
            if not FACT.fullmatch(part):
                raise Malformed(f"{brief(part)} is no number of a supporting line; they are parted "
                                "by blanks")
            number = int(part[:len(str(MOST)) + 1])  # of endless digits the first are enough
            if number not in self.numbers:
                raise Malformed(self.nowhere(number))
            found.append(self.numbers.index(number))
            if found.count(found[-1]) > 1:
                raise Malformed(f"supporting line {number} is named twice")
        return tuple(found)

    def nowhere(self, number):
        """Why a line cannot support an answer."""
        if number == self.last:
            why = "the question itself"
        elif number > self.last:
            why = "not yet told"
        elif number == 0:
            why = "nowhere; lines are counted from 1 on"
        else:
            why = "a question"
        return f"supporting line {number} is {why}; it must be a statement before the question"


def _lines(text):
    """The lines; the end of the last one begins no other."""
    return text.removesuffix("\n").split("\n")


def _numbered(line):
    """(number, the rest) of a line."""
    if len(line) > LONGEST:
        raise Malformed(f"it has {len(line):,} signs; at most {LONGEST:,} are read")
    if not line.strip():
        raise Malformed("it is empty; every line has a number and a sentence")
    if strange := STRANGE.search(line):
        raise Malformed(f"it holds U+{ord(strange[0]):04X}, a control character or one that cannot "
                        "be seen; only tabs may stand in a line")
    match = LINE.fullmatch(line)
    if not match:
        raise Malformed(f"it begins with {brief(line[:20])}; a line begins with its number, in "
                        "the digits 0 to 9, and one blank")
    number, rest = match.groups()
    if number != "0" and number[0] == "0" or len(number) > len(str(MOST)):
        raise Malformed(f"its number is {brief(number)}; it must be a whole number from 1 to "
                        f"{MOST:,} without zeros before it")
    return int(number), rest


def _statement(text):
    """The tokens of a line without tabs."""
    text = text.strip()
    if "?" in text:
        raise Malformed("it has a question mark, but no tab and no answer behind it")
    if not text.endswith("."):
        raise Malformed(f"the statement {brief(text)} does not end in a full stop")
    return _tokens(text[:-1], "the statement")


@lru_cache(maxsize=10_000)  # stories say the same again and again
def _tokens(text, what):
    """The words of a sentence, lower-cased."""
    found = tuple(word.lower() for word in words(text, spaces=False))
    if not any(c.isalnum() for word in found for c in word):
        raise Malformed(f"{what} has no word")
    if any(mark in found for mark in ".?!"):
        raise Malformed(f"{what} holds more than one sentence; each has a line of its own")
    return found


def _answer(text):
    """One word, or several with commas between them."""
    text = text.strip()
    if not text:
        raise Malformed("the answer is missing; it stands between the first tab and the second")
    if re.search(r"\s", text):
        raise Malformed(f"the answer {brief(text)} has a blank in it; several words are joined "
                        "by commas")
    if not all(text.split(",")):
        raise Malformed(f"the answer {brief(text)} has nothing beside a comma")
    return text.lower()
