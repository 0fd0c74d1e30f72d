"""The words of the agreement grammar; (singular, plural) in pairs."""

NOUNS = {
    "thing": (
        ("letter", "letters"), ("book", "books"), ("card", "cards"),
        ("parcel", "parcels"), ("poem", "poems"), ("story", "stories"),
        ("picture", "pictures"), ("song", "songs"),
    ),
    "person": (
        ("sister", "sisters"), ("friend", "friends"),
        ("teacher", "teachers"), ("uncle", "uncles"),
        ("neighbour", "neighbours"), ("cousin", "cousins"),
        ("child", "children"), ("woman", "women"),
    ),
}
KINDS = ("thing", "person")
DETERMINERS = ("the", "the", "my")
PREPOSITIONS = {
    "thing": (("from", "person"), ("to", "person"), ("about", "person"),
              ("about", "thing"), ("beside", "thing")),
    "person": (("of", "person"), ("near", "person"), ("with", "thing")),
}
OPENINGS = ("beside", "near", "with")
PLACES = (("in", "kyoto"), ("in", "town"), ("at", "home"))
TIMES = (("every", "week"), ("every", "year"), ("too", "much"))

BE = (("is", "are"), ("was", "were"), ("seems", "seem"))
WRITE = (("writes", "write"), ("sends", "send"), ("keeps", "keep"),
         ("reads", "read"))
KNOW = (("knows", "know"), ("likes", "like"), ("sees", "see"))
TELL = (("mentions", "mention"), ("praises", "praise"))
TAKES = {  # (kind of subject, kind of object): verbs
    ("person", "thing"): WRITE,
    ("person", "person"): KNOW,
    ("thing", "person"): TELL,
    ("thing", "thing"): TELL,
    ("person", None): (("writes", "write"), ("talks", "talk")),
    ("thing", None): (("matters", "matter"), ("costs", "cost")),
}
ADVERBS = ("still", "often", "never")
ADJECTIVES = {
    "thing": ("unopened", "lost", "here", "old", "short"),
    "person": ("happy", "late", "here", "old", "tired"),
}

VERBS = tuple(dict.fromkeys(
    BE + tuple(pair for verbs in TAKES.values() for pair in verbs)))
"""All verbs as (singular, plural)."""

OTHER_FORM = {a: b for pair in VERBS for a, b in (pair, pair[::-1])}
"""The same verb in the other number: OTHER_FORM["are"] == "is"."""


def _forms(pairs):
    return {form for pair in pairs for form in pair}


VOCABULARY = tuple(sorted(
    _forms(VERBS) | _forms(PLACES) | _forms(TIMES) | set(DETERMINERS)
    | {form for nouns in NOUNS.values() for form in _forms(nouns)}
    | {word for pps in PREPOSITIONS.values() for word, _ in pps}
    | {word for words in ADJECTIVES.values() for word in words}
    | set(ADVERBS) | {"who", "that", "."}))
"""Every word that a sentence can hold."""
