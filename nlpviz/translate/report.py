"""Translations and what looked at what: as text, and as one page."""

import warnings
from html import escape

import torch

from ..command import columns, fill, labelled
from ..decode import beam_search
from ..files import replace_file
from ..language import current, speaker
from ..text import BOS, PAD
from ..widgets import AttentionMap
from ..widgets.attention_map import LIMIT
from ..widgets.core.page import page as whole_page
from ..widgets.core.svg import visible
from .models import weights_of

phrase = speaker(__file__)


def translate(model, corpus, source, width=4):
    """(tokens found, weights (n, m) or None): rows are the tokens found and the end."""
    ids = torch.from_numpy(corpus.ids([(source, [])])[0][0])[None]
    with torch.no_grad():
        state = model.encode(ids)

    def step(state, last):
        logP, state = model.step(state, last)
        logP[:, [PAD, BOS]] = -torch.inf
        return logP, state

    best = beam_search(step, state, width=width, alpha=1.0,
                       max_length=2 * ids.shape[1] + 10).best[0]
    target_in = torch.tensor([[BOS, *best.ids]])
    with torch.no_grad():
        _, seen = model(ids, target_in, trace=True)
    tokens = corpus.target.decode(best.ids) if best.ids else []
    rows = len(tokens) + best.finished
    A = weights_of(seen)
    A = None if A is None else A[0, :rows].double().numpy()
    return tokens + ["</s>"] * best.finished, A


def spoken(tokens, by):
    """Tokens as one line; those that are no print can be seen."""
    return visible((" " if by == "words" else "").join(t for t in tokens if t != "</s>"))


def alignment(found, A, source):
    """For every token found, the source token it looks at most, and how much."""
    source = [visible(t) for t in [*source, "</s>"]]
    found = [visible(t) for t in found]
    wide, keys = max(map(columns, found)), [source[j] for j in A.argmax(1)]
    broad = max(map(columns, keys))
    return [f"      {fill(t, wide)}  {fill(key, broad)}  {weight:.2f}"
            for t, key, weight in zip(found, keys, A.max(1), strict=True)]


def show(number, pair, found, A, by):
    """The lines of one sentence."""
    source, wanted = pair
    label = labelled({key: phrase(key) for key in ("source", "wanted", "found")})
    lines = [f"{number:<5}{label['source']}  {spoken(source, by[0])}",
             f"     {label['wanted']}  {spoken(wanted, by[1])}",
             f"     {label['found']}  {spoken(found, by[1])}"]
    return lines if A is None else lines + alignment(found, A, source)


def figure(A, found, source):
    """The attention as HTML, or why there is none: after hours of training no page fails."""
    if max(A.shape) > LIMIT:
        return no_figure(phrase("too many", n=max(A.shape), most=LIMIT))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its weight, with advice for who calls it in Python
            return AttentionMap(A / A.sum(1, keepdims=True), found, source).html()
    except ValueError as error:
        reason, *_ = str(error).partition(": ")
        return no_figure(reason)


def no_figure(reason):
    return f"<p><small>{escape(phrase('no figure', reason=reason))}</small></p>"


def page(path, shown, by):
    """One self-contained page; shown: (pair, found, A) of every sentence."""
    parts = []
    for (source, wanted), found, A in shown:
        said = [escape(spoken(x, by[i])) for x, i in ((source, 0), (wanted, 1), (found, 1))]
        parts += [f'<h2 dir="auto">{said[0]}</h2>',
                  f'<p dir="auto">{said[2]}</p>', f'<p dir="auto"><small>({said[1]})</small></p>']
        if A is not None:
            parts.append(figure(A, found, [*source, "</s>"]))
    rule = ("<style>h2, p { color: light-dark(#1d1f23, #e8e8e6); } "
            "h2 { font-size: 1rem; margin-top: 3rem; }</style>")
    html = whole_page(phrase("title"), "\n".join([rule, *parts]), current())
    replace_file(path, html.encode("utf-8", "replace"))
