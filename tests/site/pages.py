"""Pages that hold figures alone, from the disk, and what axe-core says of any page."""

from tests import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# All its rules of the WCAG and of good practice, of any level, and one that is off by default.
RUN = """async () => (await axe.run({ preload: false, resultTypes: ["violations"],
    rules: { "target-size": { enabled: true } } })).violations"""
LIVE = "figure.nlpviz[data-live]"


def page_of(*figures, head="", body=""):
    head = f"<meta charset=utf-8>{head}"  # without it the browser guesses, sometimes wrong
    return f"<!doctype html><html lang=en>{head}<title>t</title><body {body}>{''.join(figures)}"


def faults(page):
    """What axe-core finds in what the page shows now, be it serious or minor."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return [f"{v['id']}: {n['html'][:200]} {n['failureSummary'][:300]}"
            for v in page.evaluate(RUN) for n in v["nodes"][:3]]


def said(page, n=0):
    """What is read out of a figure, its verdict on a guess apart; a slider says its own value."""
    lines = page.locator("output:not(.nlpviz-verdict)")
    if not lines.count() and (slider := page.locator("[role=slider]")).count():
        return slider.get_attribute("aria-valuetext")
    return lines.nth(n).inner_text()
