"""The people and the capitals of the small world, and what is said of them.

An item has one word for each form of its sort (king, queen), contexts of
its own (crown, kingdom), and shares others with its group (the throne).
No context says which form it is: that the words of phrases.FORMS do.
"""

from typing import NamedTuple


class Item(NamedTuple):
    """words: one for each form; own: contexts of it alone; group: its name."""

    words: tuple
    own: tuple
    group: str


def items_of(group, table):
    """Lines "king queen: crown, kingdom" as Items of a group."""
    for line in table.strip().splitlines():
        words, own = line.split(":")
        yield Item(tuple(words.split()), tuple(part.strip() for part in own.split(",")), group)


PEOPLE = (
    *items_of("court", """
        king queen: crown, kingdom, coronation
        prince princess: inheritance, tutor, tournament
        duke duchess: carriage, estate, hounds
        emperor empress: empire, legions, conquests
    """),
    *items_of("parents", """
        father mother: children, cradle, lullabies
        grandfather grandmother: spectacles, slippers, memories
        uncle aunt: postcards, presents, motorcycle
        stepfather stepmother: stepchildren, remarriage, belongings
    """),
    *items_of("children", """
        son daughter: homework, satchel, exams
        brother sister: bunk, secrets, quarrels
        nephew niece: sandcastle, marbles, lemonade
        boy girl: kite, scooter, skates
    """),
    *items_of("service", """
        actor actress: stage, audience, script
        waiter waitress: menu, tray, tips
        steward stewardess: cabin, passengers, flights
        host hostess: guests, party, invitations
    """),
    *items_of("couple", """
        husband wife: marriage, anniversary, mortgage
        groom bride: wedding, vows, honeymoon
        widower widow: grave, loneliness, pension
        man woman: apartment, voice, shadow
    """),
)
CAPITALS = (
    *items_of("north", """
        norway oslo: norwegian, salmon, vikings
        sweden stockholm: swedish, meatballs, matches
        finland helsinki: finnish, saunas, reindeer
        denmark copenhagen: danish, pastries, windmills
    """),
    *items_of("south", """
        italy rome: italian, pasta, opera
        greece athens: greek, feta, philosophy
        spain madrid: spanish, paella, flamenco
        portugal lisbon: portuguese, sardines, cork
    """),
    *items_of("middle", """
        france paris: french, cheese, perfume
        germany berlin: german, sausages, engines
        austria vienna: austrian, strudel, waltzes
        poland warsaw: polish, dumplings, amber
    """),
    *items_of("east", """
        japan tokyo: japanese, sushi, origami
        china beijing: chinese, dragons, porcelain
        korea seoul: korean, kimchi, ceramics
        thailand bangkok: thai, curry, elephants
    """),
    *items_of("warm", """
        egypt cairo: egyptian, pyramids, cotton
        kenya nairobi: kenyan, safaris, tea
        morocco rabat: moroccan, carpets, couscous
        ghana accra: ghanaian, cocoa, drums
    """),
)
