"""Tasks about what stands where, what fits where, and who gave what to whom."""

from itertools import pairwise

from .world import PEOPLE, PLACES, World

OPPOSITE = {"north": "south", "south": "north", "east": "west", "west": "east"}
STEP = {"north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0)}
SIDES = {("left", "of"): (-1, 0), ("right", "of"): (1, 0), ("above",): (0, 1), ("below",): (0, -1)}
SHAPES = ("square", "circle", "star", "triangle", "heart", "moon", "arrow")
HOLDERS = ("envelope", "box", "drawer", "suitcase", "cupboard", "basket", "trunk")
GIFTS = ("letters", "parcel", "book", "card", "poem", "picture")
GIVE = ("gave", "sent", "handed", "wrote")
PRESENT = {"gave": "give", "sent": "send", "handed": "hand", "wrote": "write"}


def two_arguments(chance):
    """A chain of places: which of the two beside one is asked for, hangs on the order of the words.

    The ways are two that cross, so that no sentence turned round says what is asked.
    """
    world, chain = World(chance), chance.some(PLACES, 4 + chance.below(2))
    ways = chance.pick(("north", "south")), chance.pick(("east", "west"))
    facts = [(a, chance.pick(ways), b) for a, b in pairwise(chain)]
    said = {(a, way, b): world.say("the", a, "is", way, "of", "the", b)
            for a, way, b in chance.some(facts, len(facts))}
    a, way, b = fact = chance.pick(facts)
    if chance.often(0.5):
        return world.question(("what", "is", way, "of", "the", b), a, (said[fact],))
    return world.question(("what", "is", "the", a, way, "of"), b, (said[fact],))


def three_arguments(chance):
    """Who gave what to whom; each thing is given once, so that one sentence has the answer."""
    world, given = World(chance), []
    for thing in chance.some(GIFTS, 3 + chance.below(3)):
        giver, receiver = chance.some(PEOPLE, 2)
        verb = chance.pick(GIVE)
        said = world.say(giver, verb, "the", thing, "to", receiver)
        given.append((giver, verb, thing, receiver, said))
    giver, verb, thing, receiver, said = chance.pick(given)
    words, answer = chance.pick([
        (("who", verb, "the", thing), giver),
        (("to", "whom", "did", giver, PRESENT[verb], "the", thing), receiver),
        (("who", "has", "the", thing), receiver)])
    return world.question(words, answer, (said,))


def chain_of_spots(chance, n):
    """([n squares that differ], [the side that leads from each to the next])."""
    spots, sides = [(0, 0)], []
    while len(spots) < n:
        side = chance.pick(list(SIDES))
        spot = tuple(x + s for x, s in zip(spots[-1], SIDES[side], strict=True))
        if spot not in spots:
            spots.append(spot)
            sides.append(side)
    return spots, sides


def positions(chance):
    """Four shapes, each beside the one before; the question joins two that have one between."""
    world, shapes = World(chance), chance.some(SHAPES, 4)
    spots, sides = chain_of_spots(chance, 4)
    said = {k: world.say("the", shapes[k + 1], "is", sides[k], "the", shapes[k])
            for k in chance.some(range(3), 3)}
    k = chance.below(2)
    i, j = chance.some((k, k + 2), 2)
    apart = tuple(x - y for x, y in zip(spots[i], spots[j], strict=True))
    true = [s for s in SIDES if sum(p * q for p, q in zip(apart, SIDES[s], strict=True)) > 0]
    right = chance.often(0.5)
    side = chance.pick(true if right else [s for s in SIDES if s not in true])
    facts = (said[k], said[k + 1]) if i == k else (said[k + 1], said[k])
    return world.question(("is", "the", shapes[i], side, "the", shapes[j]),
                          "yes" if right else "no", facts)


def sizes(chance):
    """Each fits into the next, in any order; what fits into what is asked over one or two steps."""
    world, n = World(chance), 4
    order = chance.some(HOLDERS, n)  # a letter fits into any box: no story would be needed
    said = {}
    for k in chance.some(range(n - 1), n - 1):
        words = (("the", order[k], "fits", "inside", "the", order[k + 1]) if chance.often(0.5) else
                 ("the", order[k + 1], "is", "bigger", "than", "the", order[k]))
        said[k] = world.say(*words)
    first = chance.below(n - 1)
    last = first + 1 + chance.below(min(2, n - 1 - first))
    facts = [said[k] for k in range(first, last)]
    a, b = order[first], order[last]
    if chance.often(0.5):
        return world.question(("does", "the", a, "fit", "inside", "the", b), "yes", facts)
    return world.question(("does", "the", b, "fit", "inside", "the", a), "no", facts)


def path_finding(chance):
    """Places on a map of which no two share a square; the way takes two steps."""
    world, places = World(chance), chance.some(PLACES, 5)
    at, joined = {places[0]: (0, 0)}, {}
    for place in places[1:]:
        while place not in at:
            old, way = chance.pick(list(at)), chance.pick(list(STEP))
            spot = tuple(x + s for x, s in zip(at[old], STEP[way], strict=True))
            if spot not in at.values():
                at[place], joined[place, old] = spot, way
    said = {}
    for pair in chance.some(joined, len(joined)):
        new, old = pair
        said[pair] = said[old, new] = world.say("the", new, "is", joined[pair], "of", "the", old)
    steps = joined | {(old, new): OPPOSITE[way] for (new, old), way in joined.items()}
    ways = [(a, b, c) for a, b in steps for c in places if (c, b) in steps and c != a]
    c, b, a = chance.pick(ways)
    words = ("how", "do", "you", "go", "from", "the", a, "to", "the", c)
    return world.question(words, f"{steps[b, a]},{steps[c, b]}", (said[b, a], said[c, b]))
