"""Texts cut between letters as one sees them: never inside a joined emoji, a flag, a syllable.

A letter is what Unicode calls an extended grapheme cluster (UAX 29): a base with its marks, a
family of emoji joined by U+200D, two regional indicators, a Hangul syllable of jamo, a conjunct of
Devanagari.  ``kit/text.js`` asks the browser's ``Intl.Segmenter``; golden files hold the two
together.
Python's standard library knows no clusters, so their rules stand here, over its categories.
"""

from __future__ import annotations

from unicodedata import category

LONGEST = 32  # code points of one letter: beyond, what is piled up on a base is cut, too
JOINER = "\u200d"


def _set(ranges: str) -> frozenset:
    ends = [[int(x, 16) for x in part.split("-")] for part in ranges.split()]
    return frozenset(chr(c) for each in ends for c in range(each[0], each[-1] + 1))


MORE = _set("e33 eb3 200c-200d ff9e-ff9f 1f3fb-1f3ff e0020-e007f")  # extend a letter, no marks
LESS = _set("102b-102c 1038 1062-1064 1067-106d 1083 1087-108c 108f 109a-109c 1a61 1a63-1a64 "
            "aa7b aa7d 11720-11721")  # marks that stand alone
BEFORE = _set("600-605 6dd 70f 890-891 8e2 d4e 110bd 110cd 111c2-111c3 113d1 1193f 11941 "
              "11a84-11a89 11d46 11f02")  # join what follows
LINKERS = _set("94d 9cd acd b4d c4d d4d 1039 17d2 1a60 1b44 1bab a9c0 aaf6 10a3f 11133 113d0 "
               "1193e 11a47 11a99 11f42")  # virama: joins two consonants
CONSONANTS = _set(
    "915-939 958-95f 978-97f 995-9a8 9aa-9b0 9b2 9b6-9b9 9dc-9dd 9df 9f0-9f1 a95-aa8 aaa-ab0 "
    "ab2-ab3 ab5-ab9 af9 b15-b28 b2a-b30 b32-b33 b35-b39 b5c-b5d b5f b71 c15-c28 c2a-c39 c58-c5a "
    "d15-d3a 1000-102a 103f 1050-1055 105a-105d 1061 1065-1066 106e-1070 1075-1081 108e 1780-17b3 "
    "1a20-1a54 1b0b-1b0c 1b13-1b33 1b45-1b4c 1b83-1ba0 1bae-1baf 1bbb-1bbd a989-a98b a98f-a9b2 "
    "a9e0-a9e4 a9e7-a9ef a9fa-a9fe aa60-aa6f aa71-aa73 aa7a aa7e-aa7f aae0-aaea abc0-abda "
    "10a00 10a10-10a13 10a15-10a17 10a19-10a35 11103-11126 11144 11147 11380-11389 1138b 1138e "
    "11390-113b5 11900-11906 11909 1190c-11913 11915-11916 11918-1192f 11a00 11a0b-11a32 11a50 "
    "11a5c-11a83 11f04-11f10 11f12-11f33")
PICTURES = _set("a9 ae 203c 2049 2122 2139 2190-2bff 3030 303d 3297 3299 1f000-1f1e5 1f201-1f3fa "
                "1f400-1faff 1fc00-1fffd")  # may be joined to another by U+200D
REGIONAL = _set("1f1e6-1f1ff")
JAMO = {"L": _set("1100-115f a960-a97c"), "V": _set("1160-11a7 d7b0-d7c6"),
         "T": _set("11a8-11ff d7cb-d7fb")}


def letters(text: str, most: int | None = None) -> list[str]:
    """The first ``most`` letters of a text, or all."""
    found, one, before = [], "", ""  # before: what of the same letter was cut off
    for c in text:
        joined = bool(one) and _joined(before + one, c)
        if one and not (joined and len(one) < LONGEST):
            found.append(one)
            one, before = "", one * joined
            if len(found) == most:
                return found
        one += c
    return found + [one] * bool(one)


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` letters, the last of which is an ellipsis where the text goes on."""
    if len(text) <= limit:
        return text
    found = letters(text, limit + 1)
    if len(found) <= limit:
        return text
    return "".join(found[:max(limit - 1, 1)]) + "…"


def extends(c: str) -> bool:
    """Whether c belongs to the letter before it: marks, joiners, tones of skin, tags of flags."""
    return c in MORE or category(c)[0] == "M" and c not in LESS


def _joined(one: str, c: str) -> bool:
    """Whether c goes on with the letter ``one``."""
    last = one[-1]
    if _control(last) or _control(c):
        return last + c == "\r\n"
    if extends(c) or last in BEFORE:
        return True
    if c in CONSONANTS:
        return _linked(one)
    if c in PICTURES:
        marks = "".join(m for m in set(one) if extends(m) and m != JOINER)
        return last == JOINER and one[:-1].rstrip(marks)[-1:] in PICTURES
    if c in REGIONAL:
        return (len(one) - len(one.rstrip("".join(REGIONAL)))) % 2 == 1
    return _syllable(last, c)


def _control(c: str) -> bool:
    return category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in MORE and c not in BEFORE


def _linked(one: str) -> bool:
    """Whether ``one`` ends with a consonant and a virama, other marks among them."""
    virama = False
    for c in reversed(one):
        if c in CONSONANTS:
            return virama
        if c in "\u0e33\u0eb3\u200c" or not extends(c) or category(c) == "Mc" and c not in LINKERS:
            return False
        virama = virama or c in LINKERS
    return False


def _syllable(last: str, c: str) -> bool:
    """Hangul: leading consonants, vowels, trailing consonants; whole syllables take those left."""
    whole = "가" <= last <= "힣"
    open_ = whole and (ord(last) - ord("가")) % 28 == 0
    if c in JAMO["T"]:
        return whole or last in JAMO["V"] or last in JAMO["T"]
    if c in JAMO["V"]:
        return open_ or last in JAMO["L"] or last in JAMO["V"]
    return last in JAMO["L"] and (c in JAMO["L"] or "가" <= c <= "힣")
