"""People who go, carry and put down: what all stories about them have in common."""

from .question import Question

PEOPLE = ("yuki", "ken", "mika", "tom", "aya", "jun")
SHE = ("yuki", "mika", "aya")
PLACES = ("station", "garden", "library", "school", "bakery", "harbour")
THINGS = ("letter", "parcel", "book", "card", "poem", "picture")
GO = ("went", "walked", "hurried", "cycled")
TAKE = ("took", "fetched", "found")
PUT = (("put", "down"), ("left",))


class Chance:
    """Draws from numbers in [0, 1): draw() gives the next one."""

    def __init__(self, draw):
        self.draw = draw

    def below(self, n):
        return int(self.draw() * n)

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def some(self, choices, n):
        """n different ones, in an order drawn, too."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(n)]

    def often(self, p):
        return self.draw() < p


class World:
    """What has been told, and what is true by now.

    told: sentences; at: person -> [(place, position of the sentence)], the latest last; holder:
    thing -> (person, position) while somebody has it; where: thing -> [(place, positions of the
    sentences from which it follows that the thing is there, and those from which it follows where
    it came from)], the latest last; hands: person -> positions of all that was taken or put down.
    """

    def __init__(self, chance):
        self.chance, self.told = chance, []
        self.at, self.holder, self.where, self.hands = {}, {}, {}, {}

    def say(self, *words):
        """Tell a sentence; its position."""
        self.told.append(flat(words))
        return len(self.told) - 1

    def place_of(self, person):
        return self.at[person][-1][0] if person in self.at else None

    def carried(self, person):
        """The things that a person has, in the order in which they were taken."""
        return [thing for thing, (who, _) in self.holder.items() if who == person]

    def elsewhere(self, person):
        return self.chance.pick([p for p in PLACES if p != self.place_of(person)])

    def go(self, person, place=None, how=None):
        """A person goes somewhere, and what the person carries with them."""
        place = place or self.elsewhere(person)
        said = self.say(*(how or (person, self.chance.pick(GO))), "to", "the", place)
        self.arrive(person, place, said)
        return said

    def arrive(self, person, place, said):
        for thing in self.carried(person):
            taken, (_, came) = self.holder[thing][1], self.at[person][-1]
            self.where[thing].append((place, (taken, said), (taken, said, came)))
        self.at.setdefault(person, []).append((place, said))

    def take(self, person, thing):
        said = self.say(person, self.chance.pick(TAKE), "the", thing)
        self.holder[thing] = person, said
        return self.handle(person, thing, said)

    def put(self, thing):
        person, _ = self.holder.pop(thing)
        said = self.say(person, self.chance.pick(PUT), "the", thing)
        return self.handle(person, thing, said)

    def handle(self, person, thing, said):
        """The thing is where the person is: whatever was known before, this sentence says so."""
        self.hands.setdefault(person, []).append(said)
        place, came = self.at[person][-1]
        way = self.where.setdefault(thing, [(place, (), ())])
        way[-1] = place, (said, came), way[-1][2]
        return said

    def free(self, person):
        """The things that a person can take: nobody has them, and they lie here or nobody knows."""
        here = self.place_of(person)
        return [t for t in THINGS if t not in self.holder
                and (t not in self.where or self.where[t][-1][0] == here)]

    def live(self, people, handle=0.45):
        """One thing happens: somebody goes, takes or puts down."""
        chance, person = self.chance, self.chance.pick(people)
        if self.place_of(person) is None or not chance.often(handle):
            return self.go(person)
        carried, free = self.carried(person), self.free(person)
        if carried and (not free or chance.often(0.5)):
            return self.put(chance.pick(carried))
        return self.take(person, chance.pick(free)) if free else self.go(person)

    def question(self, words, answer, supporting):
        """The question that is asked now."""
        return Question(tuple(self.told), flat(words), answer, tuple(supporting))


def flat(words):
    """Words and tuples of words as one tuple."""
    return tuple(w for word in words for w in (word if isinstance(word, tuple) else (word,)))
