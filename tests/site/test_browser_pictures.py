"""What stands without scripts is what the script draws: the legend of a map has its colours, and a
picture has its texts in the same places."""

import re
import unicodedata

import numpy as np
import pytest

from nlpviz.widgets import AttentionMap, Bars, Curves, UnrolledRNN
from tests.site.pages import page_of
from tests.widgets.core.every import attention
from tests.widgets.unrolled_rnn import test_unrolled_rnn as rnn

PIXELS = "e => [...e.getContext('2d').getImageData(0, 0, e.width, e.height).data]"


def pixels(canvas):
    """The colours (n, m, 3) of a canvas."""
    width, height = canvas.evaluate("e => [e.width, e.height]")
    return np.reshape(canvas.evaluate(PIXELS), (height, width, 4))[..., :3]


@pytest.mark.parametrize("m", [9, 40])
def test_the_legend_of_a_map_has_the_colours_of_its_weights(visit, m):
    A = attention(6, m)
    page = visit(page_of(AttentionMap(A, list("abcdef"), [f"k{j}" for j in range(m)]).html()))
    shown = pixels(page.locator(".nlpviz-heatmap > canvas").first)
    (legend,) = pixels(page.locator(".legend canvas"))
    assert shown.shape == (6, m, 3) and len(legend) == 64
    places = 63 * A / A.max()
    near = [np.interp(places, range(64), legend[:, k]) for k in range(3)]
    far = np.abs(shown - np.stack(near, -1)).max(-1)
    assert far[places > 2].max() <= 4  # where a root is nearly upright the legend has few steps
    assert np.ptp(shown, axis=(0, 1)).max() > 100


# A picture without scripts is the drawing of these three at rest.  The others' are drawings of
# their own, made to be read alone: maps of cells, lists and tables of what else is a control,
# words in HTML or painted on a canvas, or as wide as one page and no phone is.
TEXTS = """svg => {
    const box = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
    const zoom = view?.width ? box.width / view.width : 1;
    const nodes = [...svg.querySelectorAll("text, foreignObject")];
    return nodes.filter((node) => node.checkVisibility()).map((node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        const anchor = node.tagName === "text" ? getComputedStyle(node).textAnchor : "middle";
        const x = { start: left, end: right }[anchor] ?? (left + right) / 2;
        return [node.textContent, (x - box.left) / zoom, ((top + bottom) / 2 - box.top) / zoom];
    });
}"""


def texts(svg):
    """[(text, (x, y)), …] of a drawing in its own pixels; a lowered 1 is a 1."""
    return [(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)), (x, y))
            for text, x, y in svg.evaluate(TEXTS)]


def both(visit, figure, within, keys=()):
    """The drawings of a figure: without scripts, and after these keys with them."""
    still = visit(page_of(figure.picture(), body="style=margin:0"), live=False)
    page = visit(page_of(figure.html(), body="style=margin:0"), name="live.html",
                 viewport={"width": 718, "height": 900}, reduced_motion="reduce")
    for key in keys:
        page.locator("[role=application]").press(key)
    return still.locator("svg").first, page.locator(f"{within} svg").first


def missing(still, live, shift=(0, 0), off=2):
    """The texts of one drawing that the other one has not within `off` pixels of their place."""
    def is_there(text, place):
        return any(text == other and (np.abs(np.subtract(place, there) - shift) <= off).all()
                   for other, there in live)
    return [each for each in still if not is_there(*each)]


@pytest.fixture
def network():
    _, given = rnn.a_verdict()
    return UnrolledRNN(**given)


def test_an_unrolled_network_without_scripts_has_its_texts_where_the_live_one_has(visit, network):
    still, live = both(visit, network, ".stage", ["End"])
    assert len(texts(still)) > 15 and missing(texts(still), texts(live)) == []


CORNERS = """svg => [...svg.querySelectorAll("path.gradients, path.band")].map(
    (path) => path.getAttribute("d"))"""


def test_its_band_of_blame_is_as_high_at_each_place_as_the_live_one(visit, network):
    """Its corners are those of the pieces that the walk draws."""
    still, live = (np.array([[float(x) for x in re.findall(r"-?[\d.]+", corner)]
                             for d in svg.evaluate(CORNERS) if d.count("L") > 2
                             for corner in re.findall(r"[-\d. ]+", d) if corner.strip()])
                   for svg in both(visit, network, ".stage", ["End"]))
    assert len(still) >= 20 and np.ptp(still[:, 1]) > 20
    off = np.abs(still[:, None] - live[None]).max(-1).min(1)
    assert off.max() < 0.1


NAMES = ["RNN", "it is still a little simplistic if", "LSTM"]  # more than 30 letters, no wide one
CHARTS = {
    "bars that stand": Bars([4.0, -1, 2.5], ["RNN", "GRU", "LSTM"], yardstick={"chance": 0.5}),
    "bars that lie": Bars([4.0, -1, 2.5], NAMES, horizontal=True),
    "curves": Curves(np.arange(6), {"RNN": 0.5 ** np.arange(6), "LSTM": 0.95 ** np.arange(6)},
                     "words back", "what is left"),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_without_scripts_has_the_same_texts_at_the_same_heights(visit, name):
    """As far down from the first number of the axis; across, the widths of words are guessed
    where no script measures them.  What stands above, titles and the axis's name, is apart."""
    still, live = (texts(svg) for svg in both(visit, CHARTS[name], ".nlpviz-chart"))
    live = [each for each in live if each[0] != "whatisleft"]
    places = dict(still)
    number = next(text for text, _ in live if re.fullmatch(r"−?[\d.]+", text))
    shifts = [places[number][1] - y for text, (_, y) in live if text == number]
    assert len(live) > 6
    wrong = [missing([(text, (0, y)) for text, (_, y) in live],
                     [(text, (0, y - shift)) for text, (_, y) in still]) for shift in shifts]
    assert [] in wrong, wrong
