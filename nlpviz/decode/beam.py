"""Beam search: the best few sequences so far, step by step."""

from typing import NamedTuple

import numpy as np

from ..check import number, whole
from ..text import BOS, EOS
from .steps import Hypothesis, ask, begin, check, rows, score


class Beam(NamedTuple):
    """One entry of a step: its token and the one that it follows.

    parent: the entry's number in the step before, -1 for bos; logp and
    score are those of the whole sequence up to here.
    """

    token: int
    parent: int
    logp: float
    score: float
    finished: bool


class Search(NamedTuple):
    """What beam_search found, and all that it kept on the way.

    best: at most width finished Hypotheses, the best first; if none
        came to its end within max_length, the open ones instead.
    steps: for every step the Beams that were kept, the likeliest first.
    """

    best: list
    steps: list

    def ids(self, t, i):
        """The tokens from bos (left out) to entry i of step t."""
        found = []
        while i >= 0:
            beam = self.steps[t][i]
            found.append(beam.token)
            t, i = t - 1, beam.parent
        return tuple(found[::-1])


def beam_search(step, state, *, width, max_length, alpha=0.0, bos=BOS,
                eos=EOS):
    """The best sequences of one source, `width` at a time.

    At every step all continuations of the open sequences are ranked by
    their probability. The first `width` that do not end stay open. Of
    those that end, the ones among the first `width` of all are set
    aside, and the `width` best by score are kept. The search is over
    at max_length, or once no open sequence can still do better than
    the worst kept: its logp can only fall and its length only grow, so
    its score is at most logp / max_length**alpha. Ties go to the
    sequence that ended first, then to the likelier beginning, then to
    the lower token.

    With a width of all sequences it is exhaustive; with width 1 and
    alpha 0 it is greedy. Returns a Search; ValueError and TypeError
    name the argument.
    """
    check(step, bos, eos, max_length)
    width = whole("width", width, 1)
    alpha = number("alpha", alpha, 0)
    state, ids, logp = begin(state, 1), np.array([bos]), np.zeros(1)
    search, places, ended = Search([], []), np.array([-1]), []
    for t in range(max_length):
        logP, state = ask(step, state, ids)
        total = logp[:, None] + logP
        kept = candidates(total, width, eos)
        parents, ids = np.divmod(kept, logP.shape[1])
        logp = total[parents, ids]
        search.steps.append([
            Beam(int(token), int(places[parent]), float(lp),
                 float(score(lp, t + 1, alpha)), bool(token == eos))
            for token, parent, lp in zip(ids, parents, logp)])
        ended += [(t, i) for i in np.flatnonzero(ids == eos)]
        ended = sorted(ended, key=lambda at: -search.steps[at[0]][at[1]].score)[:width]
        places = np.flatnonzero(ids != eos)
        state = rows(state, parents[places])
        ids, logp = ids[places], logp[places]
        if over(search, ended, logp, width, max_length, alpha):
            break
    search.best.extend(hypothesis(search, *at, eos)
                       for at in ended or [(t, i) for i in places])
    return search


def candidates(total, width, eos):
    """What is kept of total (B, n_vocab), as flat numbers, best first."""
    B, n_vocab = total.shape
    flat = total.ravel()
    most = min(width + B, flat.size)            # at most B of them end
    if most < flat.size:
        least = np.partition(flat, flat.size - most)[flat.size - most]
        among = np.flatnonzero((flat >= least) & (flat > -np.inf))
    else:
        among = np.flatnonzero(flat > -np.inf)
    ranked = among[np.argsort(-flat[among], kind="stable")]
    ends = ranked % n_vocab == eos
    keep = np.where(ends, np.arange(len(ranked)) < width,
                    np.cumsum(~ends) <= width)
    return ranked[keep]


def over(search, ended, logp, width, max_length, alpha):
    """Whether no open sequence can come among the best any more."""
    if not logp.size:
        return True
    if len(ended) < width:
        return False
    t, i = ended[-1]
    return score(logp.max(), max_length, alpha) <= search.steps[t][i].score


def hypothesis(search, t, i, eos):
    ids, beam = search.ids(t, i), search.steps[t][i]
    return Hypothesis(ids[:-1] if beam.finished else ids, beam.logp,
                      beam.finished, beam.score)
