"""The words of the crossing grammar, English and Japanese.

Words come in sorts. What a word becomes may depend on the sort of its
neighbour: one plays the piano (弾く), the flute (吹く), tennis (する) or
in the garden (遊ぶ); an old book is 古い and an old dog 年老いた.
"""

from typing import NamedTuple

NOUNS = {  # sort: (singular, plural, Japanese)
    "kin": (("mother", None, "母"), ("father", None, "父"),
            ("sister", None, "姉"), ("brother", None, "兄")),
    "person": (("teacher", "teachers", "先生"), ("doctor", "doctors", "医者"),
               ("friend", "friends", "友達"), ("child", "children", "子供"),
               ("student", "students", "学生")),
    "animal": (("dog", "dogs", "犬"), ("cat", "cats", "猫"),
               ("bird", "birds", "鳥")),
    "mail": (("letter", "letters", "手紙"), ("card", "cards", "はがき")),
    "parcel": (("parcel", "parcels", "小包"), ("box", "boxes", "箱")),
    "text": (("book", "books", "本"), ("story", "stories", "物語"),
             ("poem", "poems", "詩")),
    "picture": (("picture", "pictures", "絵"), ("map", "maps", "地図")),
    "song": (("song", "songs", "歌"),),
    "strings": (("piano", "pianos", "ピアノ"), ("guitar", "guitars", "ギター")),
    "wind": (("flute", "flutes", "フルート"),
             ("trumpet", "trumpets", "トランペット")),
    "coat": (("coat", "coats", "コート"), ("kimono", "kimonos", "着物")),
    "hat": (("hat", "hats", "帽子"),),
    "ring": (("ring", "rings", "指輪"),),
    "place": (("garden", "gardens", "庭"), ("park", "parks", "公園"),
              ("room", "rooms", "部屋"), ("library", "libraries", "図書館")),
    "furniture": (("table", "tables", "テーブル"), ("tree", "trees", "木"),
                  ("chair", "chairs", "椅子")),
    "city": (("kyoto", None, "京都"), ("nara", None, "奈良")),
    "sport": (("tennis", None, "テニス"), ("football", None, "サッカー")),
}
YOURS = {"母": "お母さん", "父": "お父さん", "姉": "お姉さん", "兄": "お兄さん"}
"""One's own family is named plainly, that of others with respect."""

PEOPLE = ("kin", "person")
ANIMATE = (*PEOPLE, "animal")
BARE = ("city", "sport")
"""Sorts that have no determiner and nothing that describes them."""
THINGS = tuple(s for s in NOUNS if s not in (*ANIMATE, *BARE, "song"))
"""Sorts that can be somewhere (ある)."""

DETERMINERS = {
    "kin": (("my", ()), ("my", ()), ("your", ("あなた", "の"))),
    "other": (("the", ()), ("the", ()), ("this", ("この",)),
              ("my", ("私", "の")), ("your", ("あなた", "の"))),
    "described": (("the", ()), ("the", ()), ("this", ("この",))),
}
"""One's own mother is 母 alone, one's own book 私 の 本."""
ADJECTIVES = {
    "animate": (("old", "年老いた"), ("small", "小さい"), ("kind", "親切な"),
                ("famous", "有名な")),
    "thing": (("old", "古い"), ("small", "小さい"), ("new", "新しい"),
              ("beautiful", "美しい")),
}
ADVERBS = (("always", "いつも"), ("often", "よく"), ("sometimes", "時々"))
DAYS = (("yesterday", "昨日"), ("today", "今日"))
CONJUNCTIONS = (("because", "ので"), ("although", "のに"))
RELATIONS = (("under", "下", ("furniture",)),
             ("behind", "後ろ", ("furniture", "place", *PEOPLE)),
             ("beside", "横", ("furniture", *PEOPLE)),
             ("near", "近く", ("furniture", "place", *PEOPLE)))
PREPOSITIONS = {  # sort: (English, Japanese, sorts that it takes)
    "mail": (("from", ("から", "の"), PEOPLE), ("to", ("へ", "の"), PEOPLE)),
    "parcel": (("from", ("から", "の"), PEOPLE), ("to", ("へ", "の"), PEOPLE)),
    "text": (("about", ("について", "の"), (*ANIMATE, "place")),),
    "song": (("about", ("について", "の"), (*ANIMATE, "place")),),
    "picture": (("of", ("の",), (*ANIMATE, "place")),),
    "person": (("of", ("の",), PEOPLE), ("in", ("の",), ("city",))),
    "place": (("in", ("の",), ("city",)),),
}
"""The first Japanese word is the translation; の ties it to the noun."""


class Verb(NamedTuple):
    """english, japanese: (present, past); particle: after the object."""

    english: tuple
    japanese: tuple
    subjects: tuple
    objects: tuple
    particle: str = "を"
    to: bool = False


def _verbs(english, subjects, *uses, to=False):
    return tuple(
        Verb(tuple(english.split()), tuple(japanese.split()), subjects,
             tuple(objects.split()), *particle, to=to)
        for objects, japanese, *particle in uses)


VERBS = (
    *_verbs("reads read", PEOPLE, ("mail text", "読む 読んだ")),
    *_verbs("writes wrote", PEOPLE, ("mail text", "書く 書いた")),
    *_verbs("opens opened", PEOPLE, ("parcel", "開ける 開けた")),
    *_verbs("draws drew", PEOPLE, ("picture", "描く 描いた")),
    *_verbs("sings sang", PEOPLE, ("song", "歌う 歌った")),
    *_verbs("plays played", PEOPLE, ("strings", "弾く 弾いた"),
            ("wind", "吹く 吹いた"), ("sport", "する した")),
    *_verbs("wears wore", PEOPLE, ("coat", "着ている 着ていた"),
            ("hat", "かぶっている かぶっていた"),
            ("ring", "はめている はめていた")),
    *_verbs("buys bought", PEOPLE,
            ("text picture strings wind coat hat ring", "買う 買った")),
    *_verbs("finds found", ANIMATE,
            ("animal mail parcel hat ring", "見つける 見つけた")),
    *_verbs("sees saw", ANIMATE,
            ("kin person animal picture place furniture", "見る 見た")),
    *_verbs("likes liked", ANIMATE,
            ("kin person animal text song picture sport city place",
             "好きだ 好きだった", "が")),
    *_verbs("meets met", PEOPLE, ("kin person", "会う 会った", "に")),
    *_verbs("visits visited", PEOPLE, ("kin person", "訪ねる 訪ねた"),
            ("city place", "訪れる 訪れた")),
    *_verbs("sends sent", PEOPLE, ("mail parcel text", "送る 送った"), to=True),
    *_verbs("shows showed", PEOPLE,
            ("mail picture coat ring", "見せる 見せた"), to=True),
)
PLACED = (  # with a place instead of an object; its particle
    Verb(("is", "was"), ("いる", "いた"), ANIMATE, (), "に"),
    Verb(("is", "was"), ("ある", "あった"), THINGS, (), "に"),
    Verb(("lives", "lived"), ("住んでいる", "住んでいた"), ANIMATE, (), "に"),
    Verb(("sits", "sat"), ("座る", "座った"), ANIMATE, (), "に"),
    Verb(("sleeps", "slept"), ("寝る", "寝た"), ANIMATE, (), "で"),
    Verb(("plays", "played"), ("遊ぶ", "遊んだ"), ANIMATE, (), "で"),
    Verb(("waits", "waited"), ("待つ", "待った"), ANIMATE, (), "で"),
)
ATTRIBUTIVE = {"好きだ": "好きな"}
"""The forms that change before a noun, ので and のに."""
