"""HeadsView: all heads of all layers as small maps, any of them in full, and what each is worth."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import numpy as np

from ...check import Shapes, brief, index
from ...language import term
from ..core import encode
from ..core.arrays import at_most, moderate, shaped
from ..core.figure import Figure
from ..core.labels import glossed, texts
from .picture import picture
from .statistics import choosing, even, sinks_of, statistics, telling

HEADS, WORDS, WEIGHTS = 400, 256, 1_000_000  # at most
ONE = None  # the name of weights that have none


class HeadsView(Figure):
    """Attention weights A (n_layers, n_heads, n, m) of n queries over m keys, head by head.

    Rows sum to 1, or are 0 where a query may see nothing.  ``keys`` may be left out where they
    are the same words.  Several kinds of attention at once: a dict from a name (a term) to
    (A, queries, keys), as {"encoder": …, "decoder": …, "cross": …}; the other arguments are
    then dicts with some of these names.

    ``ablation`` (n_layers, n_heads): a score as it is, less the score with that head cut (its
    output set to 0, the rest left as it is): positive where the head is missed.  ``gradient``:
    ∂score/∂A, of A's shape, or (n_layers, n_heads), Σ A ∘ ∂score/∂A, what a straight line says
    of the same cut (Michel et al. 2019, eq. 3); it is also Σ W ∘ ∂score/∂W over the rows of W_O
    that belong to the head.  ``score``, a term, says what they are of.

    ``look`` (i, j), from 0: the link that is asked about, query i at key j; left out, the one that
    sets one head apart most.  Without ``ablation`` the question is how many heads give key j more
    than half of query i's weight; with it, which head matters most.

    ``glosses``: a dict from words to short translations, which stand beside them.

    The page computes from A each head's statistics (``statistics.py``) and sorts by them; A
    travels as ``sqrt8`` (0.0022 at most is lost).  Raises TypeError and ValueError that name the
    argument.
    """

    name = "heads_view"
    remedy = "pass fewer heads or words, as in A[:, :4]"

    def __init__(self, A, queries=None, keys=None, *, gradient=None, ablation=None, look=None,
                 score=None, glosses=None):
        kinds = _kinds(A, queries, keys)
        parts = {"gradient": gradient, "ablation": ablation, "look": look}
        found = {name: _by_name(name, value, kinds) for name, value in parts.items()}
        self.groups = [
            _group(name, given, {part: found[part].get(name) for part in parts})
            for name, given in kinds.items()]
        at_most("the number of weights", sum(g.A.size for g in self.groups), WEIGHTS, self.remedy)
        if score is not None and not isinstance(score, str):
            raise TypeError(f"score is {brief(score)}; it must be a str, what the score is called")
        known = {text for g in self.groups for text in (*g.queries, *g.keys)}
        self.score, self.glosses = score, glossed(glosses, known)

    @property
    def label(self):
        n_layers, n_heads, n, m = self.groups[0].A.shape
        return self.says("label", layers=n_layers, heads=n_heads, n=n, m=m)

    def state(self):
        score = self.says["score"] if self.score is None else term(self.score, self.language)
        packed = {f"{key}{number}": array for number, g in enumerate(self.groups)
                  for key, array in _packed(g).items()}
        return packed | {
            "groups": [self._told(g) for g in self.groups], "score": score, "group": 0,
            "head": 0, "query": self.groups[0].look[0], "key": self.groups[0].look[1],
            "order": "model", "guess": None, "answered": False, "glosses": self.glosses}

    def _told(self, g):
        """What travels of one kind of attention beside its arrays."""
        return {
            "name": "" if g.name is ONE else term(g.name, self.language), "empty": g.empty,
            "queries": g.queries, "keys": g.keys, "rows": g.rows, "sinks": g.sinks,
            "alike": g.alike, "look": list(g.look),
            "even": {key: value if value is None else float(value)
                     for key, value in g.even.items()}}

    def table(self):
        """A row for each head: its statistics, its weight on the link, what it is worth."""
        g, say = self.groups[0], self.says
        i, j = g.look
        link = say("link", q=g.queries[i], k=g.keys[j])
        columns = {say[key]: of for key, of in g.statistics.items()}
        columns |= {link: g.decoded[:, :, i, j], say["gradient"]: g.gradient,
                    say["ablation"]: g.ablation}
        columns = {key: of for key, of in columns.items() if of is not None}
        rows = [[say("head", layer=layer + 1, head=head + 1),
                 *(float(of[layer, head]) for of in columns.values())]
                for layer, head in np.ndindex(*g.A.shape[:2])]
        return ["", *columns], rows

    def picture(self):
        return picture(self)


def _packed(g):
    """The arrays that travel of one kind of attention."""
    worth = {key: getattr(g, key) for key in ("gradient", "ablation")}
    return {"weights": g.packed} | {
        key: encode.pack(value) for key, value in worth.items() if value is not None}


def _kinds(A, queries, keys):
    """{name: (A, queries, keys, what A is called)}; one without a name, or those of a dict."""
    if not isinstance(A, Mapping):
        return {ONE: (A, queries, keys, "A")}
    if queries is not None or keys is not None:
        raise ValueError("queries and keys must be left out where A is a dict: its values are "
                         "(A, queries, keys)")
    if not A:
        raise ValueError("A is an empty dict; it needs at least one entry (A, queries, keys)")
    found = {}
    for name, value in A.items():
        if not isinstance(name, str):
            raise TypeError(f"A has the key {brief(name)}; names must be str")
        if not isinstance(value, (tuple, list)) or len(value) not in (2, 3):
            raise ValueError(f"A[{name!r}] is {brief(value)}; it must be (A, queries, keys)")
        found[name] = (*value, None)[:3] + (f"A[{name!r}]",)
    return found


def _by_name(name, value, kinds):
    """{kind: value} of an argument that is given for one kind or, in a dict, for some."""
    if value is None:
        return {}
    if ONE in kinds:
        return {ONE: value}
    if not isinstance(value, Mapping) or not set(value) <= set(kinds):
        raise ValueError(f"{name} is {brief(value)}; where A is a dict it must be one, too, with "
                         f"some of its names: {', '.join(kinds)}")
    return value


def _group(name, given, parts):
    """One kind of attention, checked, with all that the figure says of it."""
    A, queries, keys, called = given
    known = Shapes()
    A = shaped(called, A, "n_layers n_heads n m", known)
    if queries is None:
        raise TypeError(f"queries is None; it must be a list of the {A.shape[2]} words that look")
    queries = texts("queries", queries)
    keys = queries if keys is None else texts("keys", keys)
    _sized(A, queries, keys, called)
    empty = A.sum(-1) == 0
    A = encode.distributions(called, np.where(empty[..., None], 1 / A.shape[-1], A))
    A, packed = np.where(empty[..., None], 0, A), encode.pack(A, "sqrt8", called)
    if empty.all():
        raise ValueError(f"{called} is 0 everywhere; at least one query must look at a key")
    decoded = np.where(empty[..., None], 0, encode.unpack(packed))
    alike, sinks, seen = queries == keys, sinks_of(keys), (A > 0).any((0, 1))
    rows = choosing(seen)
    look = _look(parts["look"], *A.shape[2:]) or telling(A, rows, sinks, alike)
    of = {"rows": rows, "sinks": sinks, "alike": alike}
    worth = {key: _worth(key, parts[key], A, known) for key in ("gradient", "ablation")}
    return SimpleNamespace(
        name=name, A=A, queries=queries, keys=keys, packed=packed, decoded=decoded, look=look,
        empty=np.flatnonzero(empty).tolist(), statistics=statistics(decoded, **of),
        even=statistics(even(seen), **of), **of, **worth)


def _sized(A, queries, keys, called):
    """Refuse words that do not fit A, and more than can be shown."""
    for count, words, name in ((A.shape[2], queries, "queries"), (A.shape[3], keys, "keys")):
        if count != len(words):
            raise ValueError(f"{called} has shape {A.shape} but there are {len(words)} {name}")
        at_most(f"the number of {name}", count, WORDS, "pass a part, as in A[:, :, :64, :64]")
    at_most("the number of heads", A.shape[0] * A.shape[1], HEADS, "pass fewer layers")


def _look(look, n, m):
    """The link (i, j), checked; None if it is left out."""
    if look is None:
        return None
    if not isinstance(look, (tuple, list)) or len(look) != 2:
        raise ValueError(f"look is {brief(look)}; it must be (i, j), a query and a key from 0")
    return index("look[0]", look[0], n), index("look[1]", look[1], m)


def _worth(name, value, A, known):
    """One number a head, checked; of ∂score/∂A the sum of A ∘ ∂score/∂A."""
    if value is None:
        return None
    full = name == "gradient" and np.ndim(value) == 4
    value = shaped(name, value, "n_layers n_heads n m" if full else "n_layers n_heads", known)
    return moderate(name, (A * value).sum((-1, -2)) if full else value)
