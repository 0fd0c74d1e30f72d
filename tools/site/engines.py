"""Drive the figures of the built site in Firefox and WebKit: ``python -m tools.site.engines``.

    python -m tools.site.engines                  both, with Playwright's builds of them
    python -m tools.site.engines webkit           one of them

On every page and deck, over http and from the disk, each figure must live; on the pages a key must
change each, and nothing may be logged.  Playwright's builds are fetched once by
``playwright install --with-deps firefox webkit``.
"""

import sys

from playwright.sync_api import Error, sync_playwright

from tests.site.visits import FIGURE, PAGES, PLACES, Visit, build, served

ENGINES = ("firefox", "webkit")


def faults(browser, home: str, place: str) -> list[str]:
    """What is wrong with the figures of one page; a page without figures has nothing wrong."""
    try:
        with Visit(browser, f"{home}/{place}.html") as visit:
            still = [] if place not in PAGES else [
                f"no key answered: {figure.get_attribute('aria-label')}"
                for figure in visit.page.locator(FIGURE).all() if not visit.answers_a_key(figure)]
            return still + visit.said
    except Error as error:  # some figure has not come to life
        return [str(error).splitlines()[0]]


def drive(engine, homes: dict[str, str]) -> int:
    """Visit all pages in one engine; says what is wrong, and returns how much."""
    browser, count = engine.launch(), 0
    for way, home in homes.items():
        for place in PLACES:
            for fault in faults(browser, home, place):
                print(f"{engine.name} {browser.version}, {way}, {place}: {fault}", flush=True)
                count += 1
    print(f"{engine.name} {browser.version}: {len(PLACES)} pages and decks, "
          f"{' and '.join(homes)}, {count} faults")
    browser.close()
    return count


def main() -> None:
    wanted = sys.argv[1:] or ENGINES
    if not set(wanted) <= set(ENGINES):
        sys.exit(f"usage: python -m tools.site.engines [{'|'.join(ENGINES)}]")
    site = build()
    with served(site) as address, sync_playwright() as p:
        homes = {"http": address, "file": site.as_uri()}
        count = sum(drive(getattr(p, name), homes) for name in wanted)
    sys.exit(bool(count))


if __name__ == "__main__":
    main()
