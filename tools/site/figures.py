"""The figures of a page, as light as a page needs them.

A figure's output works alone, so it brings its styles with it.  On a page of a dozen figures a
browser would style the whole page again at each of them; here the page gets them once, in its head.
"""

import re

STYLE = re.compile(r'(<figure class="nlpviz[^>]*>\n?)<style>(.*?)</style>\n?', re.S)


def lighten(html: str) -> str:
    """The page with the styles of its figures in its head, each rule once."""
    styles = list(dict.fromkeys(style for _, style in STYLE.findall(html)))
    if not styles:
        return html
    sheet = f"<style>{once(styles)}</style>\n</head>"
    return STYLE.sub(r"\1", html).replace("</head>", sheet, 1)


def once(styles: list[str]) -> str:
    """Style sheets as one: each rule where it is met first."""
    return "\n".join(dict.fromkeys(rule for style in styles for rule in rules(style)))


def rules(css: str) -> list[str]:
    """The rules of a style sheet, those inside a rule (nesting, @media) with it."""
    found, depth, start = [], 0, 0
    for mark in re.finditer(r"[{}]", css):
        depth += 1 if mark[0] == "{" else -1
        if not depth:
            found.append(css[start:mark.end()].strip())
            start = mark.end()
    return found
