"""Tasks that ask for a conclusion: perhaps, all of a kind, and why somebody does something."""

from .world import GO, PEOPLE, PLACES, TAKE, World

ANIMALS = ("cat", "dog", "crow", "frog", "hedgehog")
MANY = {"cat": "cats", "dog": "dogs", "crow": "crows", "frog": "frogs", "hedgehog": "hedgehogs"}
PETS = ("tama", "kuro", "pochi", "momo", "hana", "sora")
COLOURS = ("white", "black", "grey", "brown", "green")
WHY = {  # a wish: where it leads, and what is taken there; two lead there, so that neither the
    # place nor the thing gives the wish away
    "hungry": ("bakery", "bread"), "sad": ("bakery", "bread"),
    "bored": ("library", "novel"), "curious": ("library", "novel"),
    "tired": ("garden", "flowers"), "cheerful": ("garden", "flowers"),
    "lonely": ("station", "letter"), "homesick": ("station", "letter")}


def indefinite(chance):
    """Somebody is somewhere, or in one of two places: then it is maybe."""
    world, people, known = World(chance), chance.some(PEOPLE, 4), {}
    for _ in range(3 + chance.below(6)):
        who = chance.pick(people)
        if chance.often(0.5):
            where = chance.some(PLACES, 2)
            said = world.say(who, "is", "either", "in", "the", where[0], "or", "the", where[1])
        else:
            where = [chance.pick(PLACES)]
            said = world.say(who, "is", "in", "the", where[0])
        known[who] = where, said
    who = chance.pick(list(known))
    where, said = known[who]
    asked = (chance.pick(where) if chance.often(0.6) else
             chance.pick([p for p in PLACES if p not in where]))
    answer = "no" if asked not in where else "yes" if len(where) == 1 else "maybe"
    return world.question(("is", who, "in", "the", asked), answer, (said,))


def deduction(chance):
    """All of a kind fear another kind; who is one of them fears it, too."""
    world, fears = World(chance), {}
    kinds = chance.some(ANIMALS, 4)
    for kind in kinds:
        feared = chance.pick([k for k in ANIMALS if k != kind])
        fears[kind] = feared, world.say(MANY[kind], "are", "afraid", "of", MANY[feared])
    pets = {}
    for pet in chance.some(PETS, 4):
        kind = chance.pick(kinds)
        pets[pet] = kind, world.say(pet, "is", "a", kind)
    pet = chance.pick(list(pets))
    kind, said = pets[pet]
    feared, rule = fears[kind]
    return world.question(("what", "is", pet, "afraid", "of"), MANY[feared], (said, rule))


def induction(chance):
    """One of a kind has a colour; another of that kind will have it, too."""
    world, colour_of = World(chance), {}
    kinds = chance.some(ANIMALS, 3)
    colours = dict(zip(kinds, chance.some(COLOURS, 3), strict=True))
    *known, asked = chance.some(PETS, 4)
    facts = [(pet, kind) for pet, kind in zip(known, kinds, strict=True)]
    told = {}
    for pet, kind in facts:
        told[pet] = kind, world.say(pet, "is", "a", kind)
    for pet, kind in chance.some(facts, 3):
        colour_of[kind] = pet, world.say(pet, "is", colours[kind])
    kind = chance.pick(kinds)
    said = world.say(asked, "is", "a", kind)
    pet, coloured = colour_of[kind]
    return world.question(("what", "colour", "is", asked), colours[kind],
                          (said, told[pet][1], coloured))


def motivations(chance):
    """A wish leads somewhere, and there to a thing: where next, or why."""
    world, wishes = World(chance), {}
    for who in chance.some(PEOPLE, 3):
        wish = chance.pick(list(WHY))
        wishes[who] = wish, world.say(who, "is", wish)
    who = chance.pick(list(wishes))
    wish, said = wishes[who]
    place, thing = WHY[wish]
    kind = chance.below(3)
    if kind == 0:
        return world.question(("where", "will", who, "go"), place, (said,))
    world.say(who, chance.pick(GO), "to", "the", place)
    if kind == 1:
        return world.question(("why", "did", who, "go", "to", "the", place), wish, (said,))
    world.say(who, chance.pick(TAKE), "the", thing)
    return world.question(("why", "did", who, "take", "the", thing), wish, (said,))
