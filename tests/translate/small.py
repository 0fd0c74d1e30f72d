"""A small world for the tests of the command: pairs of a crossing language, and one training."""

import re

import numpy as np

from nlpviz.translate import corpus as corpora
from nlpviz.translate import options
from nlpviz.translate.__main__ import main

SMALL = ["--d", "16", "--d-h", "32", "--batch", "8", "--lr", "0.005"]
NOUNS = {"犬": "dog", "猫": "cat", "鳥": "bird", "魚": "fish", "馬": "horse", "牛": "cow",
         "子供": "child", "先生": "teacher", "手紙": "letter", "本": "book", "花": "flower"}
VERBS = {"見た": "saw", "食べた": "ate", "好きだ": "likes", "運んだ": "carried"}


def lines(n=400, seed=0):
    """n sentences of a small crossing language: S は O を V 。 / the S V the O ."""
    rng = np.random.default_rng(seed)
    for _ in range(n):
        s, o = (list(NOUNS)[i] for i in rng.integers(len(NOUNS), size=2))
        v = list(VERBS)[rng.integers(len(VERBS))]
        yield f"{s} は {o} を {v} 。", f"the {NOUNS[s]} {VERBS[v]} the {NOUNS[o]} ."


def write(folder, pairs):
    for name, side in zip(("ja.txt", "en.txt"), zip(*pairs, strict=True), strict=True):
        (folder / name).write_text("\n".join(side) + "\n", encoding="utf-8")


def asked(*more):
    return options.parse(["ja.txt", "en.txt", *SMALL, *more])


def prepared(pairs=None, *more):
    return corpora.prepare(list(pairs or lines()), asked(*more))


def run(*more):
    return main(["ja.txt", "en.txt", *SMALL, *more])


def english(said):
    """Latin words of what was said, but for options, names of files and what was translated."""
    names = {*" ".join(NOUNS.values()).split(), *" ".join(VERBS.values()).split(), "the", "general",
             "none", "nlpviz", "translate"}
    said = re.sub(r"--[a-z-]+|\w+(\.none)?\.(pt|html|txt)|</s>|</?\w+>", "", said)
    return set(re.findall(r"[A-Za-z]{2,}", said)) - names
