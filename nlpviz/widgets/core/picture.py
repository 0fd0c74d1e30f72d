"""Pictures made by matplotlib, with alt text: the one way that a chapter shows them."""

from __future__ import annotations

import base64
import io
from html import escape

from . import palette


class Picture:
    """A PNG in a ``<figure>``; its bytes differ between matplotlib versions, its text does not."""

    def __init__(self, png: bytes, alt: str):
        self.png, self.alt = png, alt

    def html(self) -> str:
        alt = escape(self.alt)
        data = base64.b64encode(self.png).decode("ascii")
        return (
            f'<figure class="nlpviz-plot" aria-label="{alt}"><img role="img" alt="{alt}" '
            f'style="max-width:100%;height:auto" src="data:image/png;base64,{data}"></figure>'
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/html": self.html(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"Picture: {self.alt}"


def picture(figure, alt: str, *, dpi: int = 144) -> Picture:
    """``figure`` (or the Axes in it) with ``alt``, what it shows for those who do not see it.

    The figure is closed, so that no second display follows.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt is {alt!r}; it must say what the picture shows")
    figure = getattr(figure, "figure", figure)
    if not hasattr(figure, "savefig"):
        raise TypeError(f"figure is a {type(figure).__name__}; it must be a matplotlib Figure")
    import matplotlib.pyplot as plt

    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=dpi, bbox_inches="tight", metadata={"Software": None},
                   facecolor=palette.ROLES["paper"][0])
    plt.close(figure)
    return Picture(file.getvalue(), alt)
