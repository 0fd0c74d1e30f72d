"""A season is a calendar with one event a deck, which every program reads."""

from datetime import date, time, timedelta

import pytest
from icalendar import Calendar

from tools import season
from tools.site import outline
from tools.site.assets import editions


@pytest.fixture
def written(tmp_path):
    def write(*more):
        out = tmp_path / "season.ics"
        season.main([*more, "--out", str(out)])
        return Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    return write


def test_there_is_an_event_for_each_deck_in_the_order_of_the_chapters(written):
    chapters = sorted(editions()["en"].glob("[0-9][0-9]_*.ipynb"))
    decks = [name for chapter in chapters
             for name in outline.deck_names(chapter.stem, season.json.loads(
                 chapter.read_text(encoding="utf-8"))["cells"])]
    assert [str(e["uid"]) for e in written("2027-01-13")] == [f"{d}@nlpviz" for d in decks]


def test_a_session_begins_at_its_hour_in_winter_and_in_summer(written):
    events = written("2027-03-22", "--zone", "Europe/Berlin", "--at", "19:15")
    starts = [e.start for e in events]
    assert {s.time() for s in starts} == {time(19, 15)}
    assert [s.date() for s in starts[:3]] == [date(2027, 3, 22), date(2027, 3, 29),
                                              date(2027, 4, 5)]
    assert starts[1].utcoffset() - starts[0].utcoffset() == timedelta(hours=1)


def test_every_event_says_what_to_read_and_where(written):
    for event in written("2027-01-13", "--every", "14", "--site", "https://example.org/"):
        said = str(event["description"])
        assert "https://example.org/slides/" in said and "minutes" in said and "*" not in said


@pytest.mark.parametrize("given, said", [
    (["13.1.2027"], "'13.1.2027' is no date; write 2027-01-13"),
    (["2027-01-13", "--at", "half past"], "is no time of day; write 18:30"),
    (["2027-01-13", "--zone", "Atlantis"], "is no time zone"),
    (["2027-01-13", "--every", "0"], "from 1 to 366 is right"),
])
def test_what_is_no_date_or_hour_is_named_and_nothing_is_written(given, said, tmp_path, capsys):
    out = tmp_path / "season.ics"
    with pytest.raises(SystemExit):
        season.main([*given, "--out", str(out)])
    assert said in capsys.readouterr().err and not out.exists()
