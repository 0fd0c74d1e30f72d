"""The sentences of the small world: patterns, and the words that fill them.

    {word}   a form of an item          {own} {other}     its own contexts
    {near}   a context of its group     {likes} {they}    what is said of all
    and any other: a word that goes with the form

A pattern serves every form of its sort, so that two forms of an item
differ in nothing but the words that say the form.
"""

from .forms import QUALITIES, VERBS
from .words import CAPITALS, PEOPLE

ITEMS = {"people": PEOPLE, "capitals": CAPITALS, "verbs": VERBS, "qualities": QUALITIES}
SECTIONS = {  # name: (sort, the two forms)
    "kinship": ("people", 0, 1),
    "capitals": ("capitals", 0, 1),
    "past tense": ("verbs", 0, 1),
    "participle": ("verbs", 0, 2),
    "comparative": ("qualities", 0, 1),
    "superlative": ("qualities", 0, 2),
}
PATTERNS = {
    "people": (
        "{near} the {word} {likes} {his} {own}",
        "of {his} {own} and {his} {other} the {word} often dreams {near}",
        "about the {own} the {word} tells {himself} nothing {near}",
        "we ask the {word} about the {own} and thank {him}",
        "{near} nobody {likes} the {own} like the {word} {himself}",
        "{he} is the {word} and {likes} the {own}",
    ),
    "capitals": (
        "the {body} of {word} {likes} {own} {other} {near}",
        "{word} is a {kind} of {own} {other} {near}",
        "in the {part} of {word} we find {own} {other}",
        "{near} the {body} of {word} {likes} {own} {other}",
        "we hear of {own} {other} from the {part} of {word} {near}",
    ),
    "verbs": (
        "{they} {will} {word} {own} {near} {soon}",
        "{soon} {they} {will} {word} {own} {other}",
        "it is said that {they} {will} {word} {own} {near}",
        "{they} {will} {word} {own} {other} {soon}",
    ),
    "qualities": (
        "the {own} and the {other} are {very} {word} {near}",
        "the {own} like the {other} is {word} {than} {near}",
        "{near} they find the {own} {very} {word} and the {other} too",
        "the {own} is {word} {than} and so is the {other} {near}",
    ),
}
THINGS = (
    "someone dreams of the {own} and the {other} again",
    "the museum shows the {own} beside the {other}",
    "the novel is about the {own} and the {other}",
    "the dictionary explains the {own} after the {other}",
    "they carry the {own} with the {other} to the market",
)
"""Sentences without any form: the contexts have a life of their own."""
FORMS = {  # sort: slot: the choices for each form
    "people": {
        "he": ("he", "she"), "his": ("his", "her"), "him": ("him", "her"),
        "himself": ("himself", "herself"),
    },
    "capitals": {
        "kind": ("country nation land", "city metropolis town"),
        "body": ("government president army", "mayor station university"),
        "part": ("provinces valleys countryside", "streets suburbs squares"),
    },
    "verbs": {
        "will": ("will can must should", "just once finally already", "are keep enjoy start"),
        "soon": ("tomorrow/next week/soon/one day", "yesterday/last week/years ago/back then",
                 "now/at the moment/these days/as we speak"),
    },
    "qualities": {
        "very": ("very/too/quite/rather", "much/even/far/slightly",
                 "the/by far the/still the/easily the"),
        "than": ("indeed/as always/for me", "than mine/than before/than yours",
                 "of all/in the world/by far"),
    },
}
FREE = {  # slots that say nothing
    "likes": "likes loves mentions remembers needs praises",
    "they": "we/you/they/the neighbours/my friends",
}
GROUPS = {
    "court": "in the palace/near the throne/before the servants",
    "parents": "at home/on the sofa/in the family album",
    "children": "in the playground/after school/during the holidays",
    "service": "in uniform/after the shift/before the applause",
    "couple": "in church/on the balcony/after midnight",
    "north": "in the snow/near the fjords/after the polar winter",
    "south": "under olive trees/near the warm sea/on the islands",
    "middle": "behind the forests/along the railway/after the war",
    "east": "near the temples/during the monsoon/between rice fields",
    "warm": "near the desert/in the heat/under palm trees",
    "ways": "to the next village/up the hill/without a rest",
    "meals": "in the kitchen/at lunch/for breakfast",
    "desk": "in the office/for the newspaper/before the deadline",
    "music": "at the concert/on friday night/for the dancers",
    "work": "behind the barn/for the farmer/on the scaffold",
    "size": "in the zoo/on the photograph/from here",
    "weather": "in july/outside/without a roof",
    "feel": "in my hand/on the scales/to the touch",
    "senses": "in the night/behind the curtain/from the street",
    "worth": "this year/in the news/in my opinion",
}
