"""Every way of writing a date means the one day that its pair says, and no day that is held out
is ever trained on; in any letter case it is the same day.

What is written is read back by readers that share no code with the writers: the standard
library's where it can, our own for eras, kanji, Roman months and ordinals in words.
"""

import re
import unicodedata
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from nlpviz.data import dates as module
from nlpviz.data.dates import CHARACTERS, FORMATS, TARGET, YEARS, dates, held_out, lines
from nlpviz.data.dates import _mixed as letter_by_letter

ALL = [date(1950, 1, 1) + timedelta(i) for i in range(36_525)]
SPREAD = ALL[::41] + [date(1989, 1, 7), date(1989, 1, 8), date(2019, 4, 30), date(2019, 5, 1),
                      date(2000, 2, 29), ALL[-1]]
WORDS = ("zero first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
         "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth").split()
ERA = {"昭和": 1925, "平成": 1988, "令和": 2018}


def plain(text):
    """3rd -> 3."""
    return re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)


def in_words(text):
    """the twenty-first -> 21."""
    def value(found):
        *tens, word = found[1].split("-")
        whole = {"twentieth": 20, "thirtieth": 30}
        return str({"twenty": 20, "thirty": 30}.get("".join(tens), 0)
                   + (whole.get(word) or WORDS.index(word)))
    return re.sub(r"the ([a-z-]+)", value, text)


def roman(text):
    """3.iv.1998 -> 3.4.1998."""
    def value(found):
        letters = [{"i": 1, "v": 5, "x": 10}[c] for c in found[0]]
        return str(sum(-a if a < b else a for a, b in
                       zip(letters, [*letters[1:], 0], strict=True)))
    return re.sub(r"[ivx]+", value, text)


def three(text):
    """Sept 3 -> Sep 3."""
    return text[:3] + text[text.index(" "):]


def wide(text):
    return unicodedata.normalize("NFKC", text)


def from_kanji(text):
    """一九九八 -> 1998, 二十一 -> 21."""
    def value(found):
        digits = [int(unicodedata.numeric(c)) for c in found[0]]
        if 10 not in digits:
            return "".join(map(str, digits))
        at = digits.index(10)
        return str(10 * (digits[:at] or [1])[0] + (digits[at + 1:] or [0])[0])
    return re.sub("[〇一二三四五六七八九十]+", value, text)


def from_era(text):
    """平成元年 -> 1989年."""
    era, year, rest = re.fullmatch(r"(\D\D)(元|\d+)(年.*)", text).groups()
    return f"{ERA[era] + (1 if year == '元' else int(year))}{rest}"


JAPANESE = "%Y年%m月%d日"
READERS = {  # format: (what turns it into something that strptime knows, strptime's format)
    "3 March 1998": (str, "%d %B %Y"),
    "March 3, 1998": (str, "%B %d, %Y"),
    "march 3 1998": (str, "%B %d %Y"),
    "1998 March 3": (str, "%Y %B %d"),
    "3rd March 1998": (plain, "%d %B %Y"),
    "the 3rd of March, 1998": (plain, "the %d of %B, %Y"),
    "March the third, 1998": (in_words, "%B %d, %Y"),
    "3 Mar 1998": (str, "%d %b %Y"),
    "03-MAR-1998": (str, "%d-%b-%Y"),
    "Mar. 3rd, 1998": (lambda s: plain(three(s)), "%b %d, %Y"),
    "Tuesday, 3 March 1998": (str, "%A, %d %B %Y"),
    "Tuesday, March 3, 1998": (str, "%A, %B %d, %Y"),
    "TUE 03 MAR 1998": (str, "%a %d %b %Y"),
    "3 March, 1998": (str, "%d %B, %Y"),
    "03 March 1998": (str, "%d %B %Y"),
    "3. March 1998": (str, "%d. %B %Y"),
    "3rd of March 1998": (plain, "%d of %B %Y"),
    "March 3rd, 1998": (plain, "%B %d, %Y"),
    "March 3rd 1998": (plain, "%B %d %Y"),
    "Mar 3, 1998": (str, "%b %d, %Y"),
    "Mar 3 1998": (three, "%b %d %Y"),
    "3-Mar-1998": (str, "%d-%b-%Y"),
    "03/Mar/1998": (str, "%d/%b/%Y"),
    "Mar-03-1998": (str, "%b-%d-%Y"),
    "03MAR1998": (str, "%d%b%Y"),
    "1998-Mar-03": (str, "%Y-%b-%d"),
    "Tue, 3 Mar 1998": (str, "%a, %d %b %Y"),
    "Tue, Mar 3, 1998": (str, "%a, %b %d, %Y"),
    "Tue Mar 03 1998": (str, "%a %b %d %Y"),
    "Tuesday 3rd March 1998": (plain, "%A %d %B %Y"),
    "Tuesday, March 3rd, 1998": (plain, "%A, %B %d, %Y"),
    "Tuesday 3rd of March 1998": (plain, "%A %d of %B %Y"),
    "3.iii.1998": (roman, "%d.%m.%Y"),
    "1998/03/03": (str, "%Y/%m/%d"),
    "1998/3/3": (str, "%Y/%m/%d"),
    "1998-3-3": (str, "%Y-%m-%d"),
    "1998 03 03": (str, "%Y %m %d"),
    "1998.3.3": (str, "%Y.%m.%d"),
    "1998-03-03": (str, "%Y-%m-%d"),
    "19980303": (str, "%Y%m%d"),
    "1998年3月3日": (str, JAPANESE),
    "1998年03月03日": (str, JAPANESE),
    "1998年3月3日（火）": (lambda s: s[:-3], JAPANESE),
    "1998年3月3日(火)": (lambda s: s[:-3], JAPANESE),
    "1998年3月3日火曜日": (lambda s: s[:-3], JAPANESE),
    "１９９８年３月３日": (wide, JAPANESE),
    "平成１０年３月３日": (lambda s: from_era(wide(s)), JAPANESE),
    "一九九八年三月三日": (from_kanji, JAPANESE),
    "平成10年3月3日": (from_era, JAPANESE),
    "平成十年三月三日": (lambda s: from_era(from_kanji(s)), JAPANESE),
}


def test_there_are_50_formats_each_named_by_the_third_of_march_1998():
    assert len(FORMATS) == 50 and FORMATS.keys() == READERS.keys()
    for name, write in FORMATS.items():
        assert write(date(1998, 3, 3)) == name


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_is_read_back_as_the_same_day(name):
    turn, pattern = READERS[name]
    for day in SPREAD:
        text = FORMATS[name](day)
        assert datetime.strptime(turn(text), pattern).date() == day, text


@pytest.mark.parametrize("case", [str.lower, str.upper, str.title], ids=lambda case: case.__name__)
def test_letters_of_any_case_mean_the_same_day(case):
    for name, (turn, pattern) in READERS.items():
        for day in SPREAD[::9]:
            text = case(FORMATS[name](day))
            assert set(text) <= set(CHARACTERS)
            assert datetime.strptime(turn(text.lower()), pattern).date() == day, text


def test_days_of_the_week_ordinals_and_first_years_are_right():
    for day in SPREAD:
        english = f"{day:%A}"
        for name in FORMATS:
            if name.startswith("Tue"):
                shown = english if name.startswith("Tuesday") else english[:3]
                assert re.split("[ ,]", FORMATS[name](day))[0] == shown
        assert FORMATS["TUE 03 MAR 1998"](day)[:3] == english[:3].upper()
        for name, at in (("1998年3月3日（火）", -2), ("1998年3月3日(火)", -2),
                         ("1998年3月3日火曜日", -3)):
            assert FORMATS[name](day)[at] == "月火水木金土日"[day.weekday()]
    suffix = {n: "st" for n in (1, 21, 31)} | {2: "nd", 22: "nd", 3: "rd", 23: "rd"}
    for n in range(1, 32):
        text = FORMATS["3rd March 1998"](date(1998, 3, n))
        assert text == f"{n}{suffix.get(n, 'th')} March 1998"
    for day, text in ((date(1989, 1, 7), "昭和64年1月7日"), (date(1989, 1, 8), "平成元年1月8日"),
                      (date(2019, 4, 30), "平成31年4月30日"), (date(2019, 5, 1), "令和元年5月1日")):
        assert FORMATS["平成10年3月3日"](day) == text


def test_no_text_of_any_format_and_day_means_two_days():
    meaning = {}
    for write in FORMATS.values():
        for day in ALL:
            assert meaning.setdefault(write(day).lower(), day) is day
    letters = set().union(*meaning)
    assert letters | {c.upper() for c in letters} | {" ", ";"} == set(CHARACTERS)


def test_targets_are_iso_dates_of_the_years_that_are_stated():
    assert (ALL[0].year, ALL[-1].year) == YEARS and list(module._DAYS) == ALL
    pairs = dates(3000, seed=1)
    for source, target, name in pairs:
        assert FORMATS[name](date.fromisoformat(target)) == source
        assert set(target) <= set(TARGET) and set(source) <= set(CHARACTERS)
    assert len({p.source for p in pairs}) == 3000
    counts = Counter(p.format for p in pairs)
    assert set(counts) == set(FORMATS) and all(abs(c - 60) < 5 * 8 for c in counts.values())


def test_days_that_are_held_out_are_trained_on_in_no_format():
    train = {p.target for p in dates(20_000, seed=0)}
    test = {p.target for p in dates(20_000, seed=0, held=True)}
    assert train and test and not train & test
    assert all(held_out(date.fromisoformat(t)) for t in test)
    assert abs(sum(map(held_out, ALL)) / len(ALL) - 0.1) < 0.01
    stretched = {t for p in lines(500, 5) for t in p.target.split(" ")}
    kept = {t for p in lines(500, 5, held=True) for t in p.target.split(" ")}
    assert not stretched & kept and kept <= {d.isoformat() for d in ALL if held_out(d)}


@pytest.mark.parametrize("n_dates", [1, 4, (2, 6)])
def test_a_line_is_its_dates_in_their_order(n_dates):
    many, lengths = lines(400, n_dates, seed=3), set()
    for line in many:
        parts = [part.split(cut) for part, cut in zip(line, ("; ", " ", "; "), strict=True)]
        lengths.add(len(parts[0]))
        for source, target, name in zip(*parts, strict=True):
            assert FORMATS[name](date.fromisoformat(target)) == source
    least, most = n_dates if isinstance(n_dates, tuple) else (n_dates, n_dates)
    assert lengths == set(range(least, most + 1))
    assert len({line.source for line in many}) == 400


@pytest.mark.parametrize("make", [dates, lambda n, **more: lines(n, 2, **more)])
def test_any_case_changes_letters_alone_in_four_ways_equally_often(make):
    plain_ones, cased = make(4000, seed=5), make(4000, seed=5, any_case=True)
    ways = Counter()
    for before, after in zip(plain_ones[:1000], cased[:1000], strict=True):
        assert (before.target, before.format) == (after.target, after.format)
        for a, b in zip(before.source.split("; "), after.source.split("; "), strict=True):
            assert a.lower() == b.lower()
            if a not in (a.lower(), a.upper()):
                ways["as it is" if a == b else "small" if b == a.lower()
                     else "capitals" if b == b.upper() else "mixed"] += 1
    total = sum(ways.values())
    assert len(ways) == 4 and all(abs(n - total / 4) < 5 * (total * 3 / 16) ** 0.5
                                  for n in ways.values())
    assert make(50, seed=2, any_case=True) == make(50, seed=2, any_case=True)
    with_a_list = make(50, seed=[2, 3], any_case=True)
    assert [p.target for p in with_a_list] == [p.target for p in make(50, seed=[2, 3])]


def test_letters_change_one_by_one_and_nothing_else_does():
    import numpy as np

    rng = np.random.default_rng(0)
    found = {letter_by_letter("Oct 3, 1998年", rng) for _ in range(200)}
    assert {text.lower() for text in found} == {"oct 3, 1998年"} and len(found) == 8


def test_the_same_seed_gives_the_same_dates_and_formats_can_be_chosen():
    for make in (lambda seed: dates(50, seed), lambda seed: lines(50, 3, seed)):
        assert make(7) == make(7) != make(8)
    assert {p.format for p in dates(50, formats=["19980303", "1998.3.3"])} == {
        "19980303", "1998.3.3"}
    everything = dates(sum(map(held_out, ALL)), formats=["19980303"], held=True)
    assert {p.target for p in everything} == {d.isoformat() for d in ALL if held_out(d)}


@pytest.mark.parametrize("make, names", [
    (lambda: dates(1, seed=-1), "seed is -1"), (lambda: lines(1, 2, seed="x"), "seed is 'x'"),
    (lambda: dates(0), "n is 0"), (lambda: dates(2.5), "n is 2.5"),
    (lambda: dates(1, formats="19980303"), "formats is '19980303'"),
    (lambda: dates(1, formats=[]), r"formats is \[\]"),
    (lambda: dates(1, formats=["3/3/98"]), "formats holds '3/3/98'; the names are '3 March"),
    (lambda: dates(40_000, formats=["19980303"]), "n is 40000, but there are only 3"),
    (lambda: lines(0, 2), "n is 0"), (lambda: lines(1, 0), "n_dates is 0"),
    (lambda: lines(1, (3, 2)), r"n_dates is \(3, 2\)"),
    (lambda: lines(1, "two"), "n_dates is 'two'"), (lambda: lines(1, 1.5), "n_dates is 1.5"),
])
def test_wrong_arguments_are_named(make, names):
    with pytest.raises(ValueError, match=names):
        make()


def test_more_lines_than_there_are_is_refused(monkeypatch):
    monkeypatch.setattr(module, "_days", lambda held: ALL[:2])
    assert len(lines(4, 2, formats=["19980303"])) == 4
    with pytest.raises(ValueError, match="n is 5, but only 4 different lines of 2 dates"):
        lines(5, 2, formats=["19980303"])
