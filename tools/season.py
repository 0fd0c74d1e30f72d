"""A season of sessions as a calendar: one session a deck, from a first evening on.

    make season FROM=2027-01-13            (or python -m tools.season 2027-01-13 --at 18:30 …)

The sessions, their titles and how long they take to read are taken from the chapters themselves.
Written is a file in iCalendar's format (RFC 5545), which every calendar program reads.  An event
keeps its identity: imported again with another date, it moves.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Event

from nlpviz.files import replace_file
from tools import ROOT
from tools.site import deck_frame, outline
from tools.site.assets import editions, words

OUT = ROOT / "_build" / "season.ics"
LENGTH = timedelta(minutes=75)


@dataclass(frozen=True)
class Session:
    page: str  # its file's name without .html
    deck: str
    title: str
    claim: str
    minutes: int  # to read before


def sessions(folder: Path) -> list[Session]:
    """One a deck, in the order of the chapters of an edition."""
    say, found = words(folder), []
    for chapter in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        cells = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
        title, claim = deck_frame.title_and_claim(cells)
        name = say["chapter"].format(number=int(chapter.name[:2]))
        parts = outline.sessions(cells)
        decks = outline.deck_names(chapter.stem, cells)
        for k, (deck, (start, end)) in enumerate(zip(decks, parts, strict=True)):
            part = say["deck"]["session"].format(n=k + 1, all=len(parts))
            found.append(Session(
                chapter.stem, deck, f"{name}: {title}" + f" ({part})" * (len(parts) > 1),
                claim if k == 0 else outline.heading(cells[start])[1],
                outline.reading_times(cells[start:end])[0]))
    return found


def days(first: date, every: int, n: int) -> list[date]:
    return [first + timedelta(days=every * k) for k in range(n)]


def event(session: Session, starts: datetime, made: datetime, say: dict, site: str) -> Event:
    """One evening: what it is about, what to read before, where page and deck are."""
    lines = [session.claim.replace("*", ""), say["read"].format(minutes=session.minutes),
             say["page"].format(address=f"{site}{session.page}.html"),
             say["deck"].format(address=f"{site}slides/{session.deck}.html")]
    made_of = Event()
    made_of.add("uid", f"{session.deck}@nlpviz")
    made_of.add("summary", session.title)
    made_of.add("dtstart", starts)
    made_of.add("dtend", starts + LENGTH)
    made_of.add("dtstamp", made)
    made_of.add("description", "\n".join(lines))
    return made_of


def calendar(found: list[Session], when: list[datetime], made: datetime, say: dict,
             site: str = "") -> Calendar:
    whole = Calendar()
    whole.add("prodid", "-//nlpviz//season//")
    whole.add("version", "2.0")
    for session, starts in zip(found, when, strict=True):
        whole.add_component(event(session, starts, made, say, site))
    whole.add_missing_timezones()
    return whole


def table(found: list[Session], when: list[datetime]) -> str:
    return "\n".join(f"{starts:%Y-%m-%d %H:%M}  {session.title}"
                     for session, starts in zip(found, when, strict=True))


def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        raise argparse.ArgumentTypeError(
            f"{name!r} is no time zone; a right one is Asia/Tokyo or Europe/Berlin") from None


def day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{said!r} is no date; write 2027-01-13") from None


def hour(said: str) -> time:
    try:
        return time.fromisoformat(said)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{said!r} is no time of day; write 18:30") from None


def interval(said: str) -> int:
    if not said.isdecimal() or not 1 <= int(said) <= 366:
        raise argparse.ArgumentTypeError(f"{said!r} days; from 1 to 366 is right, 7 is a week")
    return int(said)


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m tools.season", description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    add = options.add_argument
    add("first", type=day, metavar="DATE", help="the first session, as 2027-01-13")
    add("--every", type=interval, default=7, metavar="DAYS", help="from one to the next (7)")
    add("--at", type=hour, default=time(18, 30), metavar="TIME", help="when it begins (18:30)")
    add("--zone", type=zone, default=zone("UTC"), help="a time zone, as Asia/Tokyo (UTC)")
    add("--site", default="", metavar="URL", help="where the book is served")
    add("--language", default="en", choices=list(editions()))
    add("--out", type=Path, default=OUT, metavar="FILE.ics")
    return options


def main(given: list[str] | None = None) -> None:
    asked = parser().parse_args(given)
    folder = editions()[asked.language]
    found = sessions(folder)
    if not found:
        sys.exit(f"the edition {asked.language!r} has no chapter yet; --language en has")
    when = [datetime.combine(d, asked.at, asked.zone)
            for d in days(asked.first, asked.every, len(found))]
    site = asked.site and asked.site.rstrip("/") + "/"
    made = calendar(found, when, datetime.now(UTC), words(folder)["season"], site)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    replace_file(asked.out, made.to_ical())
    print(table(found, when), f"\n-> {asked.out}")


if __name__ == "__main__":
    main()
