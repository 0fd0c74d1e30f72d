"""A picture of matplotlib's is shown once, with its alt text and no metadata."""

import pytest

from nlpviz.widgets.core.picture import picture
from tests.widgets.core.every import curves
from tests.widgets.core.parsed import Seen


def test_a_picture_has_alt_text_and_no_metadata_and_is_shown_once():
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    ax = curves().plot()
    shown = picture(ax, 'error "over" T')
    assert not plt.get_fignums()
    assert b"Software" not in shown.png and b"matplotlib" not in shown.png
    seen = Seen(shown.html())
    (_, outer), (_, inner) = seen.tags
    assert outer["aria-label"] == inner["alt"] == 'error "over" T' and inner["role"] == "img"
    assert picture(curves().plot(), "a").png == picture(curves().plot(), "a").png
    for alt in ("", "  ", None):
        with pytest.raises(ValueError, match="alt is .*what the picture shows"):
            picture(curves().plot(), alt)
    with pytest.raises(TypeError, match="figure is a int"):
        picture(3, "three")
    plt.close("all")
