"""Ways of writing a day, in English and Japanese.

A format is named by what it makes of 3 March 1998. Years have four
digits or an era, and a month in figures never follows the day: every
text here means one day, and is one that people do write.
"""

from datetime import date

MONTHS = ("January", "February", "March", "April", "May", "June", "July",
          "August", "September", "October", "November", "December")
DAYS_OF_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
                "Saturday", "Sunday")
DAYS_OF_WEEK_JA = "月火水木金土日"
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh",
    "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
    "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth", "twenty-first", "twenty-second",
    "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth",
    "thirty-first")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi",
         "xii")
KANJI = "〇一二三四五六七八九"
ERAS = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)),
        ("昭和", date(1926, 12, 25)))
"""(name, first day), the latest first; 令和 is taken to go on."""

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def month(d):
    return MONTHS[d.month - 1]


def short(d):
    """Three letters, as in 3 Mar 1998."""
    return month(d)[:3]


def dotted(d):
    """Short months are written out: Mar., Sept., but May, June, July."""
    name = sept(d)
    return name if name == month(d) else f"{name}."


def sept(d):
    """The same without dots: Mar, Sept, but May, June, July."""
    name = month(d)
    return name if len(name) < 5 else name[:3 + (d.month == 9)]


def ordinal(d):
    """1st, 2nd, 3rd, 4th …; 11th to 13th."""
    last = 0 if 10 < d.day < 14 else d.day % 10
    return f"{d.day}{('th', 'st', 'nd', 'rd', *['th'] * 6)[last]}"


def weekday(d):
    return DAYS_OF_WEEK[d.weekday()]


def tue(d):
    return weekday(d)[:3]


def kanji(n):
    """1 to 99 as they are read: 三, 十二, 二十一."""
    tens, ones = divmod(n, 10)
    return ((KANJI[tens] if tens > 1 else "") + ("十" if tens else "")
            + (KANJI[ones] if ones else ""))


def era(d, number=str):
    """平成10年; the first year of an era is 元年."""
    name, first = next(pair for pair in ERAS if d >= pair[1])
    year = d.year - first.year + 1
    return f"{name}{number(year) if year > 1 else '元'}年"


def _japanese(d):
    return f"{d.year}年{d.month}月{d.day}日"


def _kanji_day(d):
    return f"{kanji(d.month)}月{kanji(d.day)}日"


def _kanji_year(d):
    return "".join(KANJI[int(digit)] for digit in str(d.year))


_ENGLISH = {
    "3 March 1998": lambda d: f"{d.day} {month(d)} {d.year}",
    "March 3, 1998": lambda d: f"{month(d)} {d.day}, {d.year}",
    "march 3 1998": lambda d: f"{month(d).lower()} {d.day} {d.year}",
    "1998 March 3": lambda d: f"{d.year} {month(d)} {d.day}",
    "3rd March 1998": lambda d: f"{ordinal(d)} {month(d)} {d.year}",
    "the 3rd of March, 1998":
        lambda d: f"the {ordinal(d)} of {month(d)}, {d.year}",
    "March the third, 1998":
        lambda d: f"{month(d)} the {ORDINALS[d.day - 1]}, {d.year}",
    "3 Mar 1998": lambda d: f"{d.day} {short(d)} {d.year}",
    "03-MAR-1998": lambda d: f"{d.day:02}-{short(d).upper()}-{d.year}",
    "Mar. 3rd, 1998": lambda d: f"{dotted(d)} {ordinal(d)}, {d.year}",
    "Tuesday, 3 March 1998":
        lambda d: f"{weekday(d)}, {d.day} {month(d)} {d.year}",
    "Tuesday, March 3, 1998":
        lambda d: f"{weekday(d)}, {month(d)} {d.day}, {d.year}",
    "TUE 03 MAR 1998":
        lambda d: f"{tue(d)} {d.day:02} {short(d)} {d.year}".upper(),
    "3 March, 1998": lambda d: f"{d.day} {month(d)}, {d.year}",
    "03 March 1998": lambda d: f"{d.day:02} {month(d)} {d.year}",
    "3. March 1998": lambda d: f"{d.day}. {month(d)} {d.year}",
    "3rd of March 1998":
        lambda d: f"{ordinal(d)} of {month(d)} {d.year}",
    "March 3rd, 1998": lambda d: f"{month(d)} {ordinal(d)}, {d.year}",
    "March 3rd 1998": lambda d: f"{month(d)} {ordinal(d)} {d.year}",
    "Mar 3, 1998": lambda d: f"{short(d)} {d.day}, {d.year}",
    "Mar 3 1998": lambda d: f"{sept(d)} {d.day} {d.year}",
    "3-Mar-1998": lambda d: f"{d.day}-{short(d)}-{d.year}",
    "03/Mar/1998": lambda d: f"{d.day:02}/{short(d)}/{d.year}",
    "Mar-03-1998": lambda d: f"{short(d)}-{d.day:02}-{d.year}",
    "03MAR1998": lambda d: f"{d.day:02}{short(d).upper()}{d.year}",
    "1998-Mar-03": lambda d: f"{d.year}-{short(d)}-{d.day:02}",
    "Tue, 3 Mar 1998":
        lambda d: f"{tue(d)}, {d.day} {short(d)} {d.year}",
    "Tue, Mar 3, 1998":
        lambda d: f"{tue(d)}, {short(d)} {d.day}, {d.year}",
    "Tue Mar 03 1998":
        lambda d: f"{tue(d)} {short(d)} {d.day:02} {d.year}",
    "Tuesday 3rd March 1998":
        lambda d: f"{weekday(d)} {ordinal(d)} {month(d)} {d.year}",
    "Tuesday, March 3rd, 1998":
        lambda d: f"{weekday(d)}, {month(d)} {ordinal(d)}, {d.year}",
    "Tuesday 3rd of March 1998": lambda d:
        f"{weekday(d)} {ordinal(d)} of {month(d)} {d.year}",
    "3.iii.1998": lambda d: f"{d.day}.{ROMAN[d.month - 1]}.{d.year}",
}
_FIGURES = {
    "1998/03/03": lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    "1998.3.3": lambda d: f"{d.year}.{d.month}.{d.day}",
    "1998-03-03": lambda d: d.isoformat(),
    "19980303": lambda d: f"{d.year}{d.month:02}{d.day:02}",
    "1998/3/3": lambda d: f"{d.year}/{d.month}/{d.day}",
    "1998-3-3": lambda d: f"{d.year}-{d.month}-{d.day}",
    "1998 03 03": lambda d: f"{d.year} {d.month:02} {d.day:02}",
}
_JAPANESE = {
    "1998年3月3日": _japanese,
    "1998年03月03日": lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    "1998年3月3日（火）":
        lambda d: f"{_japanese(d)}（{DAYS_OF_WEEK_JA[d.weekday()]}）",
    "1998年3月3日(火)":
        lambda d: f"{_japanese(d)}({DAYS_OF_WEEK_JA[d.weekday()]})",
    "1998年3月3日火曜日":
        lambda d: f"{_japanese(d)}{DAYS_OF_WEEK_JA[d.weekday()]}曜日",
    "１９９８年３月３日": lambda d: _japanese(d).translate(_WIDE),
    "一九九八年三月三日": lambda d: f"{_kanji_year(d)}年{_kanji_day(d)}",
    "平成10年3月3日": lambda d: f"{era(d)}{d.month}月{d.day}日",
    "平成１０年３月３日":
        lambda d: f"{era(d)}{d.month}月{d.day}日".translate(_WIDE),
    "平成十年三月三日": lambda d: era(d, kanji) + _kanji_day(d),
}
FORMATS = _ENGLISH | _FIGURES | _JAPANESE
"""name -> function of a datetime.date: the day in that format."""
