"""WindowTrainer: word2vec on a few words, one example a step, every number in sight."""

from __future__ import annotations

import numpy as np

from ...check import number, one_of, whole
from ..core import encode, svg
from ..core.figure import Figure
from ..core.labels import as_given, texts
from .given import compared, table, vocabulary
from .steps import Training

KINDS = {"skipgram": "skip-gram", "cbow": "CBOW"}
LEFT, COLUMN = 100, 52


class WindowTrainer(Figure):
    """Skip-gram and CBOW, trained in the page: the window moves, few rows change, the loss falls.

    ``tokens``: the text, 2 to 24 tokens, of 2 to 12 different ``words`` (the rows of the tables, in
    this order; left out, the order in which they come).  ``W_in`` and ``W_out`` (n_vocab, d), d = 2
    or 3, are where it starts.  ``window``: 1 to 3 words to each side.  ``model``: "skipgram", a
    step for each pair of centre and context, or "cbow", a step for each window.  ``lr``: 0.01 to 1.
    ``negatives``: 0 is the full softmax, else k, up to 5, drawn from the noise (counts to the power
    0.75) by a generator that starts at ``seed``; the target is drawn again.

    The plane shows both tables by their first two numbers, and the cosines of two pairs of words:
    ``compare``, or the two words with the most alike company, and the first of these with the word
    that shares least.

    In the page all is computed, from float32; model, output (full softmax or negatives) and lr are
    the reader's, who first marks the rows that will change.  The curve is the loss of the whole
    text, with negatives the mean over what may be drawn, above the least that any tables reach.
    ``.widget()`` shares kind, k, rate, position (steps done) and revealed.  Raises TypeError and
    ValueError that name the argument.
    """

    name = "window_trainer"
    remedy = "pass fewer words"

    def __init__(self, tokens, W_in, W_out, *, window=1, model="skipgram", lr=0.2, negatives=0,
                 words=None, compare=None, seed=0):
        raw = as_given("tokens", tokens)
        self.tokens = texts("tokens", raw)
        words = vocabulary(words, raw)
        self.words, self.ids = texts("words", words), [words.index(token) for token in raw]
        self.W_in, self.W_out = table(W_in, "W_in", words), table(W_out, "W_out", words)
        if self.W_in.shape != self.W_out.shape:
            raise ValueError(f"W_in has shape {self.W_in.shape} but W_out has {self.W_out.shape}: "
                             "their rows meet in a product")
        self.window = whole("window", window, 1, 3)
        self.kind = one_of("model", model, list(KINDS))
        self.lr = number("lr", lr, 0.01, 1)
        self.pairs = compared(compare, self.ids, words, self.window)
        self.k, self.seed = whole("negatives", negatives, 0, 5), whole("seed", seed, 0, 2**31 - 2)

    @property
    def label(self):
        n, d = self.W_in.shape
        return self.says("label", kind=KINDS[self.kind], n=n, d=d, window=self.window)

    def state(self):
        return {
            "tokens": self.tokens, "words": self.words, "ids": self.ids, "window": self.window,
            "pairs": self.pairs,
            "W_in": encode.pack(self.W_in, name="W_in"), "seed": self.seed,
            "W_out": encode.pack(self.W_out, name="W_out"), "few": self.k or 2,
            "kind": self.kind, "k": self.k, "rate": self.lr, "position": 0, "revealed": False,
        }

    def training(self) -> Training:
        """The same training in Python: .now and .inputs are at hand, .step() goes on."""
        return Training(self.ids, self.W_in, self.W_out, window=self.window, kind=self.kind,
                        k=self.k, lr=self.lr, seed=self.seed)

    def rows(self):
        """(word, W_in, its change or None, W_out, S, P, G, its change or None) for each word."""
        training = self.training()
        now, used = training.now, training.now["rows"].tolist()
        for i, word in enumerate(self.words):
            at = used.index(i) if i in used else None
            yield (word, self.W_in[i], -self.lr * now["dW_in"][i] if i in training.inputs else None,
                   self.W_out[i], *(now[name][at] if i in used else None for name in "SPG"),
                   None if at is None else -self.lr * now["dW_out"][i])

    def table(self):
        say = self.says
        P, error = ("σ(s)", "σ − y") if self.k else ("P", "P − y")
        header = [say("word"), f"{say('in table')} W_in", f"{say('change')} −η dW_in",
                  f"{say('out table')} W_out", f"{say('score')} s", f"{say('prob')} {P}",
                  f"{say('error')} {error}", f"{say('change')} −η dW_out"]
        return header, [[word, *map(cell_text, rest)] for word, *rest in self.rows()]

    def picture(self):
        d, training, say = self.W_in.shape[1], self.training(), self.says
        starts = LEFT + COLUMN * np.cumsum([0, d, d + 0.6, d, 1.1, 1.1, 1.1])
        right = starts[-1] + COLUMN * d + 10
        parts = self.sentence(training.places[0], min(90, right / len(self.tokens)))
        keys = ["in head", "change", "out head", "score", "prob", "error", "change"]
        roles = ["states", "gradients", "keys", "ink", "ink", "gradients", "gradients"]
        parts += [svg.text(x + 4, 56, say(key), class_=role, font_weight="600")
                  for x, key, role in zip(starts, keys, roles, strict=True)]
        for i, (word, *columns) in enumerate(self.rows()):
            y = 80 + 24 * i
            parts.append(svg.text(LEFT - 8, y, word, limit=11, text_anchor="end"))
            for x, role, column in zip(starts, roles, columns, strict=True):
                values = [] if column is None else np.atleast_1d(column)
                parts += [svg.text(x + COLUMN * (c + 1) - 8, y, svg.short(v), class_=role,
                                   text_anchor="end") for c, v in enumerate(values)]
        below = 80 + 24 * len(self.words)
        says = say("first loss", kind=KINDS[self.kind], loss=svg.number(training.now["L"]),
                   rate=f"{self.lr:g}")
        parts.append(svg.text(LEFT - 8, below + 12, says, limit=80, font_weight="600"))
        return svg.svg(right, below + 26, *parts, label=self.label)

    def sentence(self, place, step):
        """The text of the picture, with the words of the first step in their colours."""
        _, inputs, target = place
        role = {target: "targets"} | dict.fromkeys(inputs, "states")
        return [svg.text(step * (j + 0.5), 20, token, limit=max(int(step / 8), 2),
                         class_=role.get(j, "muted"), text_anchor="middle", font_weight="600")
                for j, token in enumerate(self.tokens)]


def cell_text(values):
    """The numbers of a cell of the table; a dash where there are none."""
    return "–" if values is None else ", ".join(map(svg.number, np.atleast_1d(values)))
