"""The Japanese words of the agreement grammar's English ones.

A word is written as its tokens with spaces between. Japanese nouns and
verbs have no number, so each pair (singular, plural) has one entry.
"""

NOUNS = {
    "letter": "手紙", "book": "本", "card": "カード", "parcel": "小包", "poem": "詩",
    "story": "物語", "picture": "絵", "song": "歌",
    "sister": "姉", "friend": "友達", "teacher": "先生", "uncle": "おじ",
    "neighbour": "隣人", "cousin": "いとこ", "child": "子供", "woman": "女性",
}
OWN = {"sister", "uncle", "cousin", "child"}  # my …: one's family has no 私 の

PREPOSITIONS = {
    "from": "から の", "to": "へ の", "about": "について の", "of": "の",
    "beside": "の 横 の", "near": "の 近く の", "with": "を 持つ",
}
OPENINGS = {"beside": "の 横 で", "near": "の 近く で", "with": "と 一緒 に"}
PLACES = {"kyoto": "京都 の", "town": "町 の", "home": "家 に {be}"}
TIMES = {"week": "毎週", "year": "毎年", "much": "あまり に 多く"}

VERBS = {  # verb: (particle of its object, Japanese)
    "writes": ("を", "書く"), "sends": ("を", "送る"), "keeps": ("を", "取って おく"),
    "reads": ("を", "読む"), "knows": ("を", "知って いる"), "likes": ("が", "好き だ"),
    "sees": ("を", "見る"), "mentions": ("に", "触れる"), "praises": ("を", "ほめる"),
    "talks": (None, "話す"), "matters": (None, "大切 だ"), "costs": (None, "お金 が かかる"),
}
BEFORE_NOUN = {"好き だ": "好き な", "大切 だ": "大切 な"}

ADVERBS = {"still": "まだ", "often": "よく", "never": "決して"}
ADJECTIVES = {  # is, was, is not, was not
    "unopened": ("開け られ て い ない", "開け られ て い なかった",
                 "開け られ て い なく は ない", "開け られ て い なく は なかった"),
    "lost": ("なくなって いる", "なくなって いた", "なくなって い ない", "なくなって い なかった"),
    "short": ("短い", "短かった", "短く ない", "短く なかった"),
    "happy": ("幸せ だ", "幸せ だった", "幸せ で は ない", "幸せ で は なかった"),
    "late": ("遅れて いる", "遅れて いた", "遅れて い ない", "遅れて い なかった"),
    "tired": ("疲れて いる", "疲れて いた", "疲れて い ない", "疲れて い なかった"),
    ("here", "thing"): ("ここ に ある", "ここ に あった", "ここ に ない", "ここ に なかった"),
    ("here", "person"): ("ここ に いる", "ここ に いた", "ここ に い ない", "ここ に い なかった"),
    ("old", "thing"): ("古い", "古かった", "古く ない", "古く なかった"),
    ("old", "person"): ("年老いて いる", "年老いて いた",
                        "年老いて い ない", "年老いて い なかった"),
}
