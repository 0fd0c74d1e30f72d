"""The HTML of a figure, read as a browser reads it."""

import json

from bs4 import BeautifulSoup


def state_of(html):
    """The state that travels in a figure's HTML."""
    held = BeautifulSoup(html, "html.parser").find("script", type="application/json")
    return json.loads(held.string)["state"]
