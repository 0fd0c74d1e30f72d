"""The figures of a page, as light as a page needs them.

A figure's output works alone, so it brings its styles with it.  On a page of a dozen figures a
browser would style the whole page again at each of them; here the page gets them once, in its head.
"""

import re
from os.path import commonprefix

STYLE = re.compile(r'(<figure class="nlpviz[^>]*>\n?)<style>(.*?)</style>\n?', re.S)


def lighten(html: str) -> str:
    """The page with the styles of its figures in its head, what they share once."""
    styles = list(dict.fromkeys(style for _, style in STYLE.findall(html)))
    if not styles:
        return html
    sheet = f"<style>{once(styles)}</style>\n</head>"
    return STYLE.sub(r"\1", html).replace("</head>", sheet, 1)


def once(styles: list[str]) -> str:
    """Style sheets as one: the lines with which all of them begin, then what each adds."""
    start = commonprefix(styles)
    start = start[:start.rfind("\n") + 1] if len(styles) > 1 else ""
    return start + "\n".join(style[len(start):] for style in styles)
