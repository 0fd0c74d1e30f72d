"""TransformerLive: a trained Transformer that reads a sentence in the page; switch off what you
like."""

from __future__ import annotations

import numpy as np

from ...check import brief, whole
from ..core import svg
from ..core.figure import Figure
from ..core.labels import as_given
from . import weights as packing
from .model import NONE, START, known, read, run, share, works
from .picture import picture


class TransformerLive(Figure):
    """Type words: a decoder-only Transformer says the next one; which of its heads does the work?

    ``weights`` as ``scratch.decoder_only`` takes them, with learned positions: pre-norm, GELU.
    ``vocabulary``: its words in the order of their numbers.  ``sentence`` is where the reader
    begins; words that the model does not know are marked and left out.  ``ask``: two words
    between which the model must choose.  ``twin``: a sentence of as many words to compare with,
    as *the letter from my sister*: what a head alone decides differs between the two, what the
    model prefers anyway does not.  ``head``: which one is looked at first, counted from 0
    through all layers; None for none.

    The question on the figure: without which head does the word of the two that the model
    prefers lose most?  With a twin: without which do the two sentences come closest?  Heads,
    links, positions and feed-forwards can be switched off; the page computes anew.  Matrices
    travel in 8 bits: ``figure.weights`` are the numbers that the page computes with, and
    ``effect`` measures what that changes.

    Raises TypeError and ValueError that name the argument.
    """

    name = "transformer_live"
    remedy = "pass a smaller model"

    def __init__(self, weights, vocabulary, n_heads, sentence="the letters from my sister",
                 ask=("are", "is"), *, twin=None, head=None):
        self.vocabulary = _different("vocabulary", vocabulary)
        self._given = packing.nested(packing.flat(weights))
        self._packed = packing.packed(weights, len(self.vocabulary))
        self.weights = packing.unpacked(self._packed)
        self.n_heads = whole("n_heads", n_heads)
        self._divides()
        if not isinstance(sentence, str):
            raise TypeError(f"sentence is a {type(sentence).__name__}; it must be a text")
        self.sentence, self.ask = sentence, _different("ask", ask)
        strange = [word for word in self.ask if word not in self.vocabulary]
        if len(self.ask) != 2 or strange:
            raise ValueError(f"ask is {brief(self.ask)}; it must be two words of the vocabulary")
        count = self.n_heads * len(self.weights["blocks"])
        self.head = -1 if head is None else whole("head", head, 0, count - 1)
        self.most = len(self.weights["PE"])
        self.twin = self._compared(twin)
        self.label = self.says("label", words=svg.visible(sentence), a=svg.visible(self.ask[0]),
                               b=svg.visible(self.ask[1]), n=count)

    def _compared(self, twin):
        if twin is None:
            return None
        if not isinstance(twin, str):
            raise TypeError(f"twin is a {type(twin).__name__}; it must be a text or None")
        own, other = (len(known(self.words(text))) for text in (self.sentence, twin))
        if own != other or not own:
            raise ValueError(f"twin has {other} words that the model reads; it must have as many "
                             f"as sentence, {own}, and at least one")
        if known(self.words(self.sentence)) == known(self.words(twin)):
            raise ValueError(f"twin is {brief(twin)}; it must differ from sentence in a word that "
                             "the model knows")
        return twin

    def _divides(self):
        for layer, block in enumerate(self.weights["blocks"]):
            for key in ("W_Q", "W_V"):
                if block[key].shape[1] % self.n_heads:
                    raise ValueError(
                        f"n_heads is {self.n_heads}; it must divide the {block[key].shape[1]} "
                        f"columns of weights['blocks.{layer}.{key}']")

    def state(self):
        return {
            "parts": self._packed, "vocabulary": self.vocabulary, "n_heads": self.n_heads,
            "ask": self.ask, "sentence": self.sentence, "head": self.head,
            "twins": None if self.twin is None else [self.sentence, self.twin],
            "off": {"heads": [], "links": [], "feed": [], "positions": False}, "guess": None,
            "revealed": False, "inside": "words",
        }

    def words(self, sentence=None):
        """[(word, id)] of a sentence as the page reads it; −1: unknown, left out."""
        return read(self.sentence if sentence is None else sentence, self.vocabulary, self.most)

    def seen(self):
        """The words that are read as they are shown."""
        return [self.says("start") if word == START else svg.visible(word)
                for word, i in self.words() if i >= 0]

    def run(self, sentence=None, off=NONE):
        """What the page computes for a sentence (its own): P of the next word; A (all heads, T),
        where each looks from the last word; layers; trace.  off: ``model.Off``.  None without a
        known word."""
        ids = known(self.words(sentence))
        return run(self.weights, ids, self.n_heads, off) if ids else None

    def works(self, sentence=None):
        """Of what both words of ``ask`` have, the part of the first: without each head alone."""
        ids = known(self.words(sentence))
        return works(self.weights, ids, self.n_heads, self._pair()) if ids else None

    def effect(self, sentences):
        """What 8 bits change on these sentences: {"changed": part of them after which another
        word is likeliest, "most": the largest difference of a probability}."""
        changed, most = [], 0.0
        for sentence in as_given("sentences", sentences):
            ids = known(self.words(sentence))
            if ids:
                P, Q = (run(W, ids, self.n_heads).P for W in (self._plain(), self.weights))
                changed.append(P.argmax() != Q.argmax())
                most = max(most, float(np.abs(P - Q).max()))
        return {"changed": float(np.mean(changed)) if changed else 0.0, "most": most}

    def _plain(self):
        """The weights as given, as arrays."""
        return packing.nested({key: packing.encode.checked(key, x)
                               for key, x in packing.flat(self._given).items()})

    def _pair(self):
        return [self.vocabulary.index(word) for word in self.ask]

    def table(self):
        """A row a word that is read: each head's weight on it; then P of the pair, with all and
        without each head alone."""
        say, found = self.says, self.run()
        count = self.n_heads * len(self.weights["blocks"])
        header = [say("word"), say("all"), *(self.head_name(k) for k in range(count))]
        if found is None:
            return header, []
        texts = self.seen()
        rows = [[say("weight on", word=text), "", *map(float, a)]
                for text, a in zip(texts, found.A.T, strict=True)]
        a, b = (svg.visible(word) for word in self.ask)
        rows.append([say("share of", a=a, b=b), *self._shares(self.sentence)])
        if self.twin is not None:
            rows.append([say("share after", a=a, b=b, twin=svg.visible(self.twin)),
                         *self._shares(self.twin)])
        return header, rows

    def _shares(self, sentence):
        """The share of the pair's first word with all heads, then without each alone."""
        whole = float(share(self.run(sentence).P, self._pair()))
        return [whole, *map(float, self.works(sentence))]

    def head_name(self, k):
        return self.says("head in", n=k + 1, layer=k // self.n_heads + 1)

    def picture(self):
        return picture(self)


def _different(name, words):
    words = as_given(name, words)
    if len(set(words)) < len(words):
        raise ValueError(f"{name} holds a word twice; its words must differ")
    return words
