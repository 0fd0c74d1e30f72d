"""Stories with questions in the public bAbI format: read, refuse by line, write.

    1 Mika took the letter.
    2 Mika went to the station.
    3 Where is the letter? \\tstation\\t1 2

(Weston et al. 2015, "Towards AI-complete question answering".) A line has a number, which begins
at 1 with every story; a question has its answer and the numbers of its supporting lines behind
tabs. Tokens are lower-cased, the full stop and the question mark are left out.
"""

import re

from ...check import brief
from ...files import path_of, replace_file
from ...text import words
from ..files import from_file
from .question import Question

LINE = re.compile(r"([0-9]+) (.*)", re.DOTALL)
LONGEST, MOST = 10_000, 100_000  # signs in a line; lines of a story


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
    names the question that the format has no place for.
    """
    lines, told, numbers = [], (), []
    for at, question in enumerate(questions):
        _writable(at, question)
        if not told or question.story[:len(told)] != told:
            told, numbers, line = (), [], 0
        for sentence in question.story[len(told):]:
            line += 1
            numbers.append(line)
            lines.append(f"{line} {' '.join(sentence).capitalize()}.")
        told, line = question.story, line + 1
        facts = " ".join(str(numbers[i]) for i in question.supporting)
        lines.append(f"{line} {' '.join(question.words).capitalize()}? \t{question.answer}"
                     + (f"\t{facts}" if facts else ""))
    if not lines:
        raise ValueError("questions is empty; there is nothing to write")
    replace_file(path, ("\n".join(lines) + "\n").encode())


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
            if not re.fullmatch("[0-9]+", part):
                raise Malformed(f"{brief(part)} is no number of a supporting line; they are parted "
                                "by blanks")
            number = int(part[:len(str(MOST)) + 1])  # of endless digits the first are enough
            if number not in self.numbers:
                raise Malformed(self.nowhere(number))
            if self.numbers.index(number) in found:
                raise Malformed(f"supporting line {number} is named twice")
            found.append(self.numbers.index(number))
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
    strange = re.search(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]", line)
    if strange:
        raise Malformed(f"it holds the control character U+{ord(strange[0]):04X}; only tabs may "
                        "stand in a line")
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
    text = text.strip()
    if "?" in text:
        raise Malformed("it has a question mark, but no tab and no answer behind it")
    if not text.endswith("."):
        raise Malformed(f"the statement {brief(text)} does not end in a full stop")
    return _tokens(text[:-1], "the statement")


def _tokens(text, what):
    """The words of a sentence, lower-cased."""
    found = tuple(word.lower() for word in words(text, spaces=False))
    if not any(c.isalnum() for word in found for c in word):
        raise Malformed(f"{what} has no word")
    if any(mark in found for mark in ".?!"):
        raise Malformed(f"{what} holds more than one sentence; each has a line of its own")
    return found


def _answer(text):
    text = text.strip()
    if not text:
        raise Malformed("the answer is missing; it stands between the first tab and the second")
    if re.search(r"\s", text):
        raise Malformed(f"the answer {brief(text)} has a blank in it; several words are joined "
                        "by commas")
    if not all(text.split(",")):
        raise Malformed(f"the answer {brief(text)} has nothing beside a comma")
    return text.lower()


def _writable(at, question):
    """ValueError, naming the question, unless reading would give it back."""
    try:
        story, asked, answer, supporting = question
        told = Told()
        for n, sentence in enumerate(story, 1):
            told.line(f"{n} {' '.join(sentence)}.")
        facts = " ".join(str(i + 1) for i in supporting)
        again = told.line(f"{len(story) + 1} {' '.join(asked)}?\t{answer}\t{facts}")
        same = again == Question(*question)
    except (TypeError, ValueError) as error:
        raise ValueError(f"questions[{at}] cannot be written: {error}") from None
    if not same:
        raise ValueError(f"questions[{at}] cannot be written: read again it would be "
                         f"{brief(tuple(again))}; tokens are lower-cased words")
