"""Make the built pages light: rules that no page uses and colourless spans are left out.

The themes bring 400 kB of style sheets for components that a book does not have.  A rule stays
if every class in it occurs in some page or script of the site.
"""

import re
from pathlib import Path

CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"-?[A-Za-z_][\w-]*")
SPAN = re.compile(r'<span class="(\w+)">([^<]*)</span>')


def words(files: list[Path]) -> set[str]:
    """Every word in these files that could be a class."""
    return {w for file in files for w in WORD.findall(file.read_text(encoding="utf-8"))}


def blocks(css: str):
    """(prelude, body) of each rule; body is None for a statement such as @import."""
    start = at = 0
    while at < len(css):
        if css[at] == ";":
            yield css[start:at], None
            start = at + 1
        elif css[at] == "{":
            depth, end = 1, at
            while depth:
                end += 1
                depth += (css[end] == "{") - (css[end] == "}")
            yield css[start:at], css[at + 1:end]
            start, at = end + 1, end
        at += 1


def split(selectors: str) -> list[str]:
    """A list of selectors, split at the commas outside brackets."""
    parts = [""]
    depth = 0
    for letter in selectors:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def prune(css: str, used: set[str]) -> str:
    """The style sheet without comments and without rules for classes that are not used."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    kept = []
    for prelude, body in blocks(css):
        head = prelude.strip()
        if body is None:
            kept.append(head + ";")
        elif re.match(r"@(media|supports|layer)", head):
            inner = prune(body, used)
            if inner:
                kept.append(f"{head}{{{inner}}}")
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}")
        else:
            alive = [s for s in split(head)
                     if all(c in used for c in CLASS.findall(re.sub(r":not\([^()]*\)", "", s)))]
            if alive:
                kept.append(f"{','.join(alive)}{{{body}}}")
    return "".join(kept)


def uncolour(html: str, coloured: set[str]) -> str:
    """Code without the spans that its style sheet gives no colour."""
    return SPAN.sub(lambda m: m[0] if m[1] in coloured else m[2], html)


def highlights(html: str, css: str) -> str:
    """The page with each listing freed of colourless spans."""
    coloured = set(CLASS.findall(css))
    return re.sub(r'<div class="highlight">.*?</pre>',
                  lambda m: uncolour(m[0], coloured), html, flags=re.S)
