"""Two files -> pairs of tokens -> what is trained on and what is held out, in numbers."""

import re
from dataclasses import dataclass

import numpy as np

from .. import text
from ..check import Argument, ArgumentError
from ..text import BOS, EOS, SPECIALS

# Hiragana, katakana, CJK ideographs: scripts that are written without spaces.
SIGN = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff]"
UNSPACED, BETWEEN = re.compile(SIGN), re.compile(rf"{SIGN}\s+(?={SIGN})")
HELD_OUT, LEAST, MOST = 0.02, 100, 1000


@dataclass
class Corpus:
    """Pairs (source, target) of token lists, and the two vocabularies."""

    train: list
    held: list
    source: text.Vocabulary
    target: text.Vocabulary
    by: tuple
    too_long: int

    def ids(self, pairs):
        """Pairs of ids: the source ended by EOS, the target between BOS and EOS."""
        return [(np.append(self.source.encode(s), EOS),
                 np.concatenate([[BOS], self.target.encode(t), [EOS]])) for s, t in pairs]


def unit(lines, by):
    """ "words" or "characters" for auto: does the script do without spaces, and the text too?"""
    if by != "auto":
        return by
    sample = lines[:2000]
    signs = sum(len(UNSPACED.findall(line)) for line in sample)
    between = sum(len(BETWEEN.findall(line)) for line in sample)
    everything = sum(len("".join(line.split())) for line in sample)
    # A word of Japanese has two characters or so: where spaces are given, a third of the signs
    # has one behind it.
    return "characters" if signs > 0.2 * everything and between < 0.15 * signs else "words"


def tokens(line, by):
    """Without white space: it cannot be seen in an alignment."""
    if by == "words" or text.is_blank(line):
        return text.words(line, spaces=False)
    return [c for c in text.characters(line) if not c.isspace()]


def tokenise(pairs, source_by="auto", target_by="auto"):
    """Pairs of token lists, and what a token is on each side."""
    by = tuple(unit([pair[side] for pair in pairs], wanted)
               for side, wanted in enumerate((source_by, target_by)))
    found = [(tokens(s, by[0]), tokens(t, by[1])) for s, t in pairs]
    return [pair for pair in found if all(pair)], by


def split(pairs, seed=0):
    """(train, held out): sources of the one are not among those of the other."""
    by_source = {}
    for pair in pairs:
        by_source.setdefault(tuple(pair[0]), []).append(pair)
    n = min(max(LEAST, round(HELD_OUT * len(pairs))), MOST)
    if len(by_source) < 2 * n:
        raise ValueError(
            f"the files hold {len(by_source)} different source sentences; {n} pairs are held "
            f"out, so at least {2 * n} are needed")
    sources, held = sorted(by_source), []
    for i in np.random.default_rng(seed).permutation(len(sources)):
        if len(held) < n:
            held += by_source.pop(sources[i])[:n - len(held)]
    return [pair for pair in pairs if tuple(pair[0]) in by_source], held


def prepare(pairs, options):
    """The Corpus of (source line, target line) pairs.

    Pairs that are too long are left out after the split: what is held
    out does not depend on max_length, so that --translate-only never
    shows a sentence that the model was trained on.
    """
    pairs, by = tokenise(pairs[:options.limit], options.source_by, options.target_by)
    train, held = split(pairs, options.seed)
    fits, seen = ([pair for pair in part if max(map(len, pair)) <= options.max_length]
                  for part in (train, held))
    if not fits or not seen:
        raise ArgumentError(Argument("max_length"), f" is {options.max_length}; every pair "
                            f"{'held out ' * bool(fits)}has more tokens")
    sides = [text.Vocabulary((token for pair in fits for token in pair[side]),
                             options.min_count, options.max_vocab, SPECIALS)
             for side in (0, 1)]
    return Corpus(fits, seen, *sides, by, len(pairs) - len(fits) - len(seen))
