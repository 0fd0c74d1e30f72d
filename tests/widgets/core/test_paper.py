"""A figure on paper is its picture: the same shapes, texts and colours at the same places."""

from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest

from nlpviz.widgets.core import palette, paper, svg
from nlpviz.widgets.core.figure import Figure
from tests.widgets.core import every

matplotlib.use("Agg")
MARKED = ["$$", r"$\foo$", "_base", "\n", "%", "$x$", "a_b^{", "{}", r"\frac", "#&~"]


@pytest.fixture(autouse=True)
def closed():
    """No drawing outlives its test."""
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


def drawn(*parts, ax=None):
    """The axes with a picture of these parts, 100 × 50 pixels."""
    return paper.plot(svg.svg(100, 50, *parts, label="a"), ax)


def texts(picture):
    nodes = [node for node in ElementTree.fromstring(picture).iter() if node.tag.endswith("text")]
    return [part for node in nodes for said in ["".join(node.itertext())]
            for part in (said if " " in node.get("x", "") + node.get("y", "") else [said])]


def shapes(picture):
    kinds = [node for node in ElementTree.fromstring(picture).iter()
             if node.tag.rpartition("}")[2] in ("rect", "circle", "path")]
    return [node for node in kinds if node.get("class") != "back"]


@pytest.mark.parametrize("name", every.EVERY)
def test_every_text_and_every_shape_of_the_picture_is_on_paper(name):
    figure = every.EVERY[name]()
    ax, picture = Figure.plot(figure), figure.picture()
    assert [text.get_text() for text in ax.texts] == texts(picture)
    assert len(ax.patches) == len(shapes(picture))


@pytest.mark.parametrize("make", [
    lambda: every.vectors(MARKED, word="$$"), lambda: every.analogies(MARKED),
    lambda: every.scores(MARKED), lambda: every.draw_or_mix(MARKED),
    lambda: every.gradient_cloud(MARKED), lambda: every.window(MARKED, MARKED)],
    ids=["words", "analogies", "scores", "draw or mix", "cloud", "window"])
def test_what_matplotlib_would_read_as_mathematics_is_drawn_as_it_is(make):
    ax = make().plot()
    ax.figure.canvas.draw()
    assert not any(text.get_parse_math() or text.get_usetex() for text in ax.texts)
    assert any("$" in text.get_text() for text in ax.texts)


def test_letters_at_several_places_stand_there_as_their_group_says():
    group = svg.tag("g", svg.tag("text", "ab", x="10 20", y="30"), class_="keys",
                    text_anchor="middle")
    a, b = drawn(group).texts
    assert [(t.get_text(), *t.get_position()) for t in (a, b)] == [("a", 10, 30), ("b", 20, 30)]
    assert a.get_ha() == "center" and a.get_color() == drawn(
        svg.text(0, 0, "c", class_="keys")).texts[0].get_color()


def test_an_own_axes_has_the_pictures_size_and_a_given_one_is_used_and_returned():
    import matplotlib.pyplot as plt

    own = drawn()
    np.testing.assert_allclose(96 * own.figure.get_size_inches(), [100, 50])
    assert own.get_xlim() == (0, 100) and own.get_ylim() == (50, 0)
    given = plt.subplots()[1]
    assert drawn(ax=given) is given and not given.axison


def test_texts_have_their_place_their_colour_and_the_pictures_size():
    words = [svg.text(10, 20, "a", class_="keys", text_anchor="end"),
             svg.text(30, 20, "b", font_weight="600", font_size=26)]
    a, b = drawn(*words).texts
    assert (a.get_position(), a.get_ha(), a.get_color()) == ((10, 20), "right",
                                                             palette.ROLES["keys"][0])
    assert a.get_fontsize() == pytest.approx(13 * 72 / 96) == b.get_fontsize() / 2
    assert (b.get_weight(), b.get_color()) == ("bold", palette.ROLES["ink"][0])


def test_what_is_moved_enlarged_or_turned_in_the_picture_is_so_on_paper():
    ax = drawn(
        svg.tag("g", svg.tag("rect", x=1, y=2, width=3, height=4),
                svg.text(1, 2, "big"), transform="translate(10 20) scale(2)"),
        svg.text(0, 0, "up", transform="translate(40 30) rotate(-90)"))
    box, (big, up) = ax.patches[0].get_path().get_extents().extents, ax.texts
    np.testing.assert_allclose(box, [12, 24, 18, 32])
    assert big.get_position() == (12, 24) and big.get_fontsize() == pytest.approx(19.5)
    assert up.get_position() == (40, 30) and up.get_rotation() == pytest.approx(90)


def test_lines_are_lines_and_areas_are_filled():
    line, area = drawn(svg.tag("path", d="M0 0H9", class_="rule-line", stroke_width=2),
                       svg.tag("rect", x=0, y=0, width=9, height=9, class_="values",
                               opacity=0.5)).patches
    rule, green = (matplotlib.colors.to_rgb(palette.ROLES[r][0]) for r in ("rule", "values"))
    assert not line.get_fill() and line.get_edgecolor()[:3] == rule
    assert line.get_linewidth() == pytest.approx(2 * 72 / 96)
    assert area.get_fill() and area.get_facecolor() == (*green, 0.5)


@pytest.mark.parametrize("d, corners", [
    ("M1 2L3 4H5V6", [(1, 2), (3, 4), (5, 4), (5, 6)]),
    ("m1 2 3 4h1v-1z", [(1, 2), (4, 6), (5, 6), (5, 5), (1, 2)]),
    ("M1,2L-3.5-.5L1e-1 2", [(1, 2), (-3.5, -0.5), (0.1, 2)]),
    ("M5 5zl1 1", [(5, 5), (5, 5), (6, 6)]),
])
def test_a_path_goes_through_its_corners(d, corners):
    np.testing.assert_allclose(paper.outline(d)[0], corners)


@pytest.mark.parametrize("flags, centre, length", [
    ("0 1", (1, 3), 0.25), ("0 0", (3, 1), 0.25), ("1 1", (3, 1), 0.75), ("1 0", (1, 3), 0.75)])
def test_an_arc_lies_on_its_circle_and_is_as_long_as_its_flags_say(flags, centre, length):
    points = np.array(paper.outline(f"M1 1A2 2 0 {flags} 3 3")[0])
    np.testing.assert_allclose(np.linalg.norm(points - centre, axis=1), 2)
    way = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
    assert way == pytest.approx(length * 4 * np.pi, rel=0.01)


def test_what_paper_does_not_know_is_refused_by_name():
    with pytest.raises(ValueError, match="holds <image>, which plot"):
        drawn(svg.tag("image"))
    with pytest.raises(ValueError, match="a path of a picture has the command Q"):
        drawn(svg.tag("path", d="M0 0Q1 1 2 2"))
