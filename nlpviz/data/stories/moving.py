"""Tasks about people who go somewhere and carry things. Each takes a Chance, gives a Question."""

from .world import GO, PEOPLE, PLACES, SHE, World

COUNTS = ("none", "one", "two", "three", "four", "five", "six")
TIMES = (("yesterday",), ("this", "morning"), ("this", "afternoon"), ("this", "evening"))


def lived(chance, least, most, n_people=4, handle=0.45):
    """A world in which some things have happened, and its people."""
    world, people = World(chance), chance.some(PEOPLE, n_people)
    for _ in range(least + chance.below(most - least + 1)):
        world.live(people, handle)
    return world, people


def of_one_fact(chance):
    world, people = lived(chance, 3, 10, handle=0)
    who = chance.pick([p for p in people if p in world.at])
    place, said = world.at[who][-1]
    return world.question(("where", "is", who), place, (said,))


def of_two_facts(chance):
    while True:
        world, _ = lived(chance, 5, 14, 3)
        if world.where:
            thing = chance.pick(list(world.where))
            place, facts, _ = world.where[thing][-1]
            return world.question(("where", "is", "the", thing), place, facts)


def of_three_facts(chance):
    """A thing was carried from one place to another; the latter comes once in its way."""
    while True:
        world, _ = lived(chance, 8, 20, 3)
        asked = [(thing, way, k) for thing, way in world.where.items() for k in range(1, len(way))
                 if [p for p, *_ in way].count(way[k][0]) == 1]
        if asked:
            thing, way, k = chance.pick(asked)
            (before, *_), (place, _, facts) = way[k - 1:k + 1]
            return world.question(("where", "was", "the", thing, "before", "the", place), before,
                                  facts)


def yes_or_no(chance):
    world, people = lived(chance, 3, 10, handle=0)
    who = chance.pick([p for p in people if p in world.at])
    place, said = world.at[who][-1]
    if chance.often(0.5):
        return world.question(("is", who, "in", "the", place), "yes", (said,))
    other = chance.pick([p for p in PLACES if p != place])
    return world.question(("is", who, "in", "the", other), "no", (said,))


def handled(chance):
    """A world, somebody who had a thing in hand, and the positions at which that changed."""
    while True:
        world, _ = lived(chance, 5, 14, 2, handle=0.7)
        if world.hands:
            who = chance.pick(list(world.hands))
            if len(world.carried(who)) != 1 or chance.often(0.5):  # one thing is twice as frequent
                return world, who, world.hands[who]


def counting(chance):
    world, who, facts = handled(chance)
    words = ("how", "many", "things", "is", who, "carrying")
    return world.question(words, COUNTS[len(world.carried(who))], facts)


def lists(chance):
    world, who, facts = handled(chance)
    carried = ",".join(world.carried(who)) or "nothing"
    return world.question(("what", "is", who, "carrying"), carried, facts)


def negation(chance):
    """Somebody is somewhere, or is no longer there: asked about the place that was named last."""
    world, people, known = World(chance), chance.some(PEOPLE, 4), {}
    for _ in range(3 + chance.below(6)):
        who, place = chance.pick(people), chance.pick(PLACES)
        gone = chance.often(0.3)
        said = world.say(who, "is", *(("no", "longer") if gone else ()), "in", "the", place)
        known[who] = place, not gone, said
    who = chance.pick(list(known))
    place, there, said = known[who]
    if there and chance.often(0.3):
        place, there = chance.pick([p for p in PLACES if p != place]), False
    return world.question(("is", who, "in", "the", place), "yes" if there else "no", (said,))


def coreference(chance):
    """The second of two sentences says she or he."""
    world = World(chance)
    for _ in range(3 + chance.below(4)):
        who = chance.pick(PEOPLE)
        world.go(who)
        world.go(who, how=("then", "she" if who in SHE else "he", chance.pick(GO)))
    return moved(chance, world)


def moved(chance, world):
    """Where is one of them? Follows from who it was and where they went then."""
    who = chance.pick(list(world.at))
    place, said = world.at[who][-1]
    return world.question(("where", "is", who), place, (said - 1, said))


def together(chance, pronoun):
    """Two go at a time, and perhaps then they go on."""
    world = World(chance)
    for _ in range(3 + chance.below(4)):
        pair = chance.some(PEOPLE, 2)  # of all, or the last two would be half of those to ask for
        for how in ((pair[0], "and", pair[1]), ("then", "they"))[:1 + pronoun]:
            place = chance.pick([p for p in PLACES if p not in map(world.place_of, pair)])
            said = world.say(*how, chance.pick(GO), "to", "the", place)
            for who in pair:
                world.arrive(who, place, said)
    return world


def conjunction(chance):
    world = together(chance, False)
    who = chance.pick(list(world.at))
    place, said = world.at[who][-1]
    return world.question(("where", "is", who), place, (said,))


def compound_coreference(chance):
    return moved(chance, together(chance, True))


def time(chance):
    """Where somebody was at four times of two days, told in any order."""
    world, people, known = World(chance), chance.some(PEOPLE, 2), {}
    for t, who in chance.some([(t, who) for t in range(4) for who in people], 8):
        earlier = {known[who, s][0] for s in range(4) if (who, s) in known}
        place = chance.pick([p for p in PLACES if p not in earlier])
        said = world.say(*TIMES[t], who, chance.pick(GO), "to", "the", place)
        known[who, t] = place, said
    who, t = chance.pick(people), 1 + chance.below(3)
    (before, first), (place, second) = known[who, t - 1], known[who, t]
    return world.question(("where", "was", who, "before", "the", place), before, (second, first))
