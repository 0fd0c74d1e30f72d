"""The ways of writing a date that `data.dates` knows, by name.

Each is a function of a `datetime.date`. None leaves open which number
is the day and which the month, and all years have four digits or an
era.
"""

import datetime

MONTHS = ("January", "February", "March", "April", "May", "June", "July",
          "August", "September", "October", "November", "December")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
            "Saturday", "Sunday")
KANJI = "〇一二三四五六七八九"
ERAS = (("令和", datetime.date(2019, 5, 1)), ("平成", datetime.date(1989, 1, 8)),
        ("昭和", datetime.date(1926, 12, 25)))
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh",
            "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
            "fourteenth", "fifteenth", "sixteenth", "seventeenth",
            "eighteenth", "nineteenth", "twentieth")


def month(d):
    return MONTHS[d.month - 1]


def short(d):
    return month(d)[:3]


def weekday(d):
    return WEEKDAYS[d.weekday()]


def ordinal(d):
    """1st, 2nd, 3rd, 4th, 11th, 21st …"""
    teen = 10 < d.day < 20
    return f"{d.day}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(d.day % 10, 'th')}"


def in_words(d):
    """first … thirty-first"""
    if d.day <= 20:
        return ORDINALS[d.day - 1]
    if d.day == 30:
        return "thirtieth"
    return ("twenty-" if d.day < 30 else "thirty-") + ORDINALS[d.day % 10 - 1]


def era(d):
    """平成10年: the era's name and year; its first year is 元年."""
    name, start = next(e for e in ERAS if d >= e[1])
    year = d.year - start.year + 1
    return f"{name}{'元' if year == 1 else year}年"


def counted(n):
    """1 … 99 as one counts: 十二, 二十, 三十一."""
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else KANJI[tens] + "十"
    return head + (KANJI[ones] if ones else "")


def kanji(d):
    """一九九八年三月三日: the year digit by digit, the others counted."""
    year = "".join(KANJI[int(c)] for c in str(d.year))
    return f"{year}年{counted(d.month)}月{counted(d.day)}日"


def wide(text):
    """Full-width digits and signs, as Japanese input methods give."""
    return text.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})


FORMATS = {
    "3 March 1998": lambda d: f"{d.day} {month(d)} {d.year}",
    "March 3, 1998": lambda d: f"{month(d)} {d.day}, {d.year}",
    "3 Mar 1998": lambda d: f"{d.day} {short(d)} {d.year}",
    "Mar 3, 1998": lambda d: f"{short(d)} {d.day}, {d.year}",
    "03-Mar-1998": lambda d: f"{d.day:02}-{short(d)}-{d.year}",
    "3rd March 1998": lambda d: f"{ordinal(d)} {month(d)} {d.year}",
    "March 3rd, 1998": lambda d: f"{month(d)} {ordinal(d)}, {d.year}",
    "the 3rd of March 1998": lambda d: f"the {ordinal(d)} of {month(d)} {d.year}",
    "March the third, 1998": lambda d: f"{month(d)} the {in_words(d)}, {d.year}",
    "Tuesday, 3 March 1998": lambda d: f"{weekday(d)}, {d.day} {month(d)} {d.year}",
    "TUE 03 MAR 1998": lambda d: f"{weekday(d)[:3]} {d.day:02} {short(d)} {d.year}".upper(),
    "1998/3/3": lambda d: f"{d.year}/{d.month}/{d.day}",
    "1998.03.03": lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    "19980303": lambda d: f"{d.year}{d.month:02}{d.day:02}",
    "1998年3月3日": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "１９９８年３月３日": lambda d: wide(f"{d.year}年{d.month}月{d.day}日"),
    "一九九八年三月三日": kanji,
    "平成10年3月3日": lambda d: f"{era(d)}{d.month}月{d.day}日",
}
