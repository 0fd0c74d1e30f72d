"""Make the built pages light: rules that no page uses and colourless spans are left out.

The themes bring 400 kB of style sheets for components that a book does not have.  A rule stays
if every class in it occurs in some page or script of the site.
"""

import re
from pathlib import Path

import tinycss2

CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"-?[A-Za-z_][\w-]*")
SPAN = re.compile(r'<span class="(\w+)">([^<]*)</span>')


def words(files: list[Path]) -> set[str]:
    """Every word in these files that could be a class."""
    return {w for file in files for w in WORD.findall(file.read_text(encoding="utf-8"))}


def classes(tokens) -> set[str]:
    """The classes that an element must have; what :not() leaves out it need not have."""
    found = set()
    for before, token in zip([None, *tokens], tokens):
        if token.type == "ident" and before == ".":
            found.add(token.value)
        elif token.type == "function" and token.lower_name != "not":
            found |= classes(token.arguments)
    return found


def split(tokens) -> list[list]:
    """A list of selectors, split at the commas outside brackets."""
    parts = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def plain(tokens) -> str:
    """Tokens as text, without the comments among them."""
    return tinycss2.serialize([token for token in tokens if token.type != "comment"]).strip()


def kept(rule, used: set[str]) -> str:
    """What is left of a rule: "" if nothing is."""
    if rule.type == "error":
        raise ValueError(f"the style sheet is not CSS: {rule.message}")
    if rule.type == "qualified-rule":
        head = ",".join(plain(part) for part in split(rule.prelude) if classes(part) <= used)
        return head and f"{head}{{{plain(rule.content)}}}"
    head = f"@{rule.at_keyword} {plain(rule.prelude)}".strip()
    if rule.content is None:
        return f"{head};"
    if rule.lower_at_keyword in ("media", "supports", "layer"):
        inner = prune(rule.content, used)
        return inner and f"{head}{{{inner}}}"
    return f"{head}{{{plain(rule.content)}}}"


def prune(css, used: set[str]) -> str:
    """The style sheet (or the inside of a rule) without what only unused classes would show."""
    rules = tinycss2.parse_rule_list(css, skip_comments=True, skip_whitespace=True)
    return "".join(kept(rule, used) for rule in rules)


def uncolour(html: str, coloured: set[str]) -> str:
    """Code without the spans that its style sheet gives no colour."""
    return SPAN.sub(lambda m: m[0] if m[1] in coloured else m[2], html)


def highlights(html: str, css: str) -> str:
    """The page with each listing freed of colourless spans."""
    coloured = set(CLASS.findall(css))
    return re.sub(r'<div class="highlight">.*?</pre>',
                  lambda m: uncolour(m[0], coloured), html, flags=re.S)
