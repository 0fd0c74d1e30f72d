"""Pages that hold figures alone, from the disk."""

LIVE = "figure.nlpviz[data-live]"


def page_of(*figures, head="", body=""):
    head = f"<meta charset=utf-8>{head}"  # without it the browser guesses, sometimes wrong
    return f"<!doctype html><html lang=en>{head}<title>t</title><body {body}>{''.join(figures)}"


def said(page, n=0):
    """What is read out of a figure, its verdict on a guess apart."""
    return page.locator("output:not(.nlpviz-verdict)").nth(n).inner_text()
