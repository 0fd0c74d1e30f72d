"""The HTML of a figure, read as a browser reads it."""

import json
from html.parser import HTMLParser

from bs4 import BeautifulSoup


def payload_of(html):
    """What travels in a figure's HTML: its module, its state, its labels."""
    held = BeautifulSoup(html, "html.parser").find("script", type="application/json")
    return json.loads(held.string)


def state_of(html):
    """The state that travels in a figure's HTML."""
    return payload_of(html)["state"]


class Seen(HTMLParser):
    """Elements, their attributes, and the text outside scripts and styles."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.words, self.raw, self.open = [], [], {}, []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("img", "meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            self.raw.setdefault(self.open[-1], []).append(data)
        else:
            self.words.append(data)
