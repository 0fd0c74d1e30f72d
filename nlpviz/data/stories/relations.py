"""Tasks about what stands where, what fits where, and who gave what to whom."""

from .world import PEOPLE, PLACES, THINGS, World

OPPOSITE = {"north": "south", "south": "north", "east": "west", "west": "east"}
STEP = {"north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0)}
SIDES = {("left", "of"): (-1, 0), ("right", "of"): (1, 0), ("above",): (0, 1), ("below",): (0, -1)}
SHAPES = ("square", "circle", "star", "triangle", "heart")
HOLDERS = ("envelope", "box", "drawer", "suitcase", "cupboard")
GIFTS = ("letters", "parcel", "book", "card", "poem", "picture")
GIVE = ("gave", "sent", "handed", "wrote")
PRESENT = {"gave": "give", "sent": "send", "handed": "hand", "wrote": "write"}


def two_arguments(chance):
    """Two places beside a third: which of them is asked for, hangs on the order of the words."""
    world, way = World(chance), chance.pick(list(STEP))
    a, b, c = chance.some(PLACES, 3)
    facts = [(a, b), (b, c)]
    said = {pair: world.say("the", pair[0], "is", way, "of", "the", pair[1])
            for pair in chance.some(facts, 2)}
    asked = chance.pick(facts)
    if chance.often(0.5):
        return world.question(("what", "is", way, "of", "the", asked[1]), asked[0], (said[asked],))
    return world.question(("what", "is", "the", asked[0], way, "of"), asked[1], (said[asked],))


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


def positions(chance):
    """Two sentences about three shapes; the question joins them."""
    world, sides = World(chance), list(SIDES)
    shapes = chance.some(SHAPES, 3)
    at = {shapes[0]: (0, 0)}
    for old, new in ((0, 1), (1, 2)):
        side = chance.pick(sides)
        at[shapes[new]] = tuple(x + s for x, s in zip(at[shapes[old]], SIDES[side], strict=True))
        world.say("the", shapes[new], "is", side, "the", shapes[old])
    a, b = chance.some((shapes[0], shapes[2]), 2)
    apart = tuple(x - y for x, y in zip(at[a], at[b], strict=True))
    true = [s for s in sides if sum(p * q for p, q in zip(apart, SIDES[s], strict=True)) > 0]
    if not true:  # the third came back to the first
        return positions(chance)
    right = chance.often(0.5)
    side = chance.pick(true if right else [s for s in sides if s not in true])
    return world.question(("is", "the", a, side, "the", b), "yes" if right else "no", (0, 1))


def sizes(chance):
    """Each fits into the next; what fits into what is asked over one or two steps."""
    world, n = World(chance), 4
    order = [chance.pick(THINGS), *chance.some(HOLDERS, n - 1)]
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
