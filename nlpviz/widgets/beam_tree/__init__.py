"""BeamTree: what a beam search keeps and cuts, as a tree, with greedy's path beside it."""

from __future__ import annotations

import re

import numpy as np

from ...check import brief, number, whole
from ..core import encode, svg
from ..core.arrays import at_most
from ..core.figure import Figure
from ..core.labels import named
from .picture import picture

SHOWN, NODES = 60, 3000  # nodes that can be drawn, and that can travel
NEEDED = ("after", "width", "alphas", "max_length", "n_vocab", "eos", "search", "greedy")


class BeamTree(Figure):
    """A beam search over the tree of sentences: each node a word, with the score of its line.

    ``tree`` is what ``nlpviz.decode.tree(step, state, width=…, max_length=…)`` gives for a model
    (or for a table of next-word probabilities): all that the searches of width 1 to ``tree.width``
    look at, with each length penalty of ``tree.alphas``.  ``words`` are the texts of the tree's
    ``n_vocab`` tokens, eos among them; numbers where left out.  ``width`` (2, where the tree has
    it) and ``alpha`` are those with which the figure opens.  At most 60 nodes are drawn: those that
    some search keeps, and at each step the first that the widest one cuts.

    The score of a line y is Σ log P(y_t | y_<t) / |y|^α, in natural logarithms; |y| counts eos
    (beam search: Sutskever, Vinyals & Le 2014, section 3.2; dividing by the length: Wu et al. 2016,
    eq. 14, whose penalty is ((5 + |y|) / 6)^α, a cousin of ours).  In the page every search is
    computed anew; it is ``nlpviz.decode.beam_search``.

    The reader guesses whether some line is likelier than greedy's, then sees the beam grow, and
    changes its width and the penalty.

    Raises TypeError and ValueError that name the argument.
    """

    name = "beam_tree"
    remedy = "pass a smaller width or max_length to decode.tree"

    def __init__(self, tree, words=None, *, width=None, alpha=0.0):
        if not all(hasattr(tree, name) for name in NEEDED):
            raise TypeError(f"tree is {brief(tree)}; it must be what nlpviz.decode.tree(step, "
                            "state, width=…, max_length=…) gives")
        self.tree = tree
        self.words = named("words", words, tree.n_vocab, "the tree's vocabulary")
        width = min(2, tree.width) if width is None else width
        self.width = whole("width", width, 1, tree.width)
        self.alpha = float(number("alpha", alpha, 0))
        if self.alpha not in tree.alphas:
            raise ValueError(f"alpha is {self.alpha:g}; it must be one of the tree's alphas, "
                             f"{', '.join(f'{a:g}' for a in tree.alphas)}")
        self.ids, self.logp = entries(tree)
        at_most("the number of nodes of the tree", len(self.ids), NODES, self.remedy)
        self.shown = shown(tree, self.ids)
        at_most("the number of nodes to be drawn", len(self.shown), SHOWN, self.remedy)

    @property
    def label(self):
        greedy = svg.shorten(self.line(self.tree.greedy().ids), 40)
        return self.says("label", width=self.width, greedy=greedy)

    def found(self):
        """The Search with which the figure opens."""
        return self.tree.search(self.width, self.alpha)

    def state(self):
        tokens = sorted({ids[-1] for ids in self.ids})
        place = {ids: k for k, ids in enumerate(self.ids)} | {(): -1}
        return {
            "parents": [place[ids[:-1]] for ids in self.ids],
            "tokens": [tokens.index(ids[-1]) for ids in self.ids],
            "logP": encode.pack(self.logp, name="logP"),
            "shown": sorted(place[ids] for ids in self.shown),
            "texts": [self.words[i] for i in tokens],
            "end": tokens.index(self.tree.eos) if self.tree.eos in tokens else -1,
            "most": self.tree.max_length, "widest": self.tree.width,
            "penalties": list(self.tree.alphas), "beam": self.width, "alpha": self.alpha,
            "scores": False, "step": 0, "at": -1, "guess": None, "answered": False,
        }

    def line(self, ids):
        """A line as it is read: its words without eos; where they are Japanese, without blanks."""
        words = [self.words[i] for i in ids if i != self.tree.eos]
        blank = "" if re.search("[\u3040-\u9fff]", "".join(words)) else " "
        return blank.join(words) or self.says("empty")

    def nodes(self):
        """What is drawn, each below its parent, likelier words first: dicts of ids, depth, p (of
        the last word), logp and score (of the line), status (kept, cut, never), rank (of those
        found, 1 the best, or 0)."""
        search, found = self.found(), {}
        kept = [{search.ids(t, i) for i in range(len(step))}
                for t, step in enumerate(search.steps)]
        best = [(*h.ids, self.tree.eos) if h.finished else h.ids for h in search.best]
        logp = dict(zip(self.ids, self.logp, strict=True))
        for ids in self.shown:
            t = len(ids) - 1
            own, opened = kept[t] if t < len(kept) else (), not t or (
                t < len(kept) and ids[:-1] in kept[t - 1])
            total = sum(logp[ids[:k + 1]] for k in range(len(ids)))
            found[ids] = {
                "ids": ids, "depth": len(ids), "p": float(np.exp(logp[ids])), "logp": total,
                "score": total / len(ids) ** self.alpha,
                "status": "kept" if ids in own else "cut" if opened else "never",
                "rank": best.index(ids) + 1 if ids in best else 0}
        return [found[ids] for ids in in_order(self.shown, logp)]

    def table(self):
        says = self.says
        rows = []
        for node in self.nodes():
            end = f" {self.words[self.tree.eos]}" if node["ids"][-1] == self.tree.eos else ""
            rank = str(node["rank"]) if node["rank"] else "–"
            rows.append([self.line(node["ids"]) + end, node["p"], node["logp"], node["score"],
                         says(node["status"]), rank])
        return [says(key) for key in ("line", "last", "log", "score", "status", "rank")], rows

    def picture(self):
        return picture(self)


def entries(tree):
    """Every line that a search could take, as ids, shorter ones first, and the log probabilities
    of their last words."""
    order = sorted(tree.after, key=lambda ids: (len(ids), ids))
    ids = [(*before, token) for before in order for token in tree.after[before][0]]
    return ids, np.array([value for before in order for value in tree.after[before][1]])


def shown(tree, ids):
    """What some search keeps, and of each step the first that the widest one cuts."""
    found = set()
    for width in range(1, tree.width + 1):
        for alpha in tree.alphas:
            search = tree.search(width, alpha)
            found |= {search.ids(t, i) for t, step in enumerate(search.steps)
                      for i in range(len(step))}
    for t in range(len(search.steps)):
        opened = [(search.ids(t - 1, i), beam.logp) for i, beam in enumerate(search.steps[t - 1])
                  if not beam.finished] if t else [((), 0.0)]
        cut = [(-logp - value, (*before, token)) for before, logp in opened
               for token, value in zip(*tree.after[before], strict=True)
               if (*before, token) not in found]
        found |= {min(cut)[1]} if cut else set()
    return sorted(found, key=ids.index)


def in_order(shown, logp):
    """Parents before their children, likelier words first."""
    below = {}
    for ids in shown:
        below.setdefault(ids[:-1], []).append(ids)

    def walk(ids):
        for child in sorted(below.get(ids, ()), key=lambda one: (-logp[one], one)):
            yield child
            yield from walk(child)

    return list(walk(()))
