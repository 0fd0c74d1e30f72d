"""Golden translations of LiveTranslator: what nlpviz.scratch makes of 200 unseen inputs, and what
is right for them: the days that were written, None where the text is no date.

The weights as they travel, dates of days that no model was taught and junk, and for each model what
it writes, how sure it is, and where it looks (65535 is 1; deflated).  They are written again after
the models of 04_dates have been trained again.
"""

import base64
import zlib

import numpy as np

from nlpviz import stored as models
from nlpviz.data import dates
from nlpviz.scratch.attention import attention
from nlpviz.scratch.functional import softmax
from nlpviz.scratch.recurrent import gru
from nlpviz.widgets.live_translator import CALENDAR, quantised
from nlpviz.widgets.live_translator import model as translation
from tools.golden import wire

NAMES = ("attention", "every")
TOLERANCE = {"p": (1e-7, 1e-5), "A": (1e-7, 2 / 65535)}
JUNK = (
    "", " ", "?", "no date at all", "1998-03-03 " * 20, "99999999999999999999", "; ; ; ;",
    "👩\u200d👩\u200d👧 12", "<script>alert(1)</script>", "مرحبا", "e\u0301\u0301", "３月",
    "日月火水木金土", "令和元年元月元日", "31 February 2000", "x" * 300, "a\tb\nc\\\"'",
    "平成\U0001f600年", "0", "</s>",
)


def pairs():
    """160 lines of one to four dates in any letter case, of days held out."""
    return [pair for n in (1, 2, 3, 4)
            for pair in dates.lines(40, n, seed=100 + n, held=True, any_case=True)]


def inputs():
    """The sources of the pairs, and 40 texts that are no dates."""
    random, letters = np.random.default_rng(6), [*dates.CHARACTERS, *"xyzﾊ世🎉&<"]
    texts = [pair.source for pair in pairs()]
    texts += JUNK + tuple(
        "".join(random.choice(letters, size=size)) for size in random.integers(1, 60, 20))
    return texts


def by_hand(w, ids):
    """The ids written, their probabilities and A, from the pieces of nlpviz.scratch."""
    X, halves = w["E_in"][ids], []
    for way, turn in (("forward", 1), ("backward", -1)):
        H, _ = gru(X[::turn], np.zeros(len(w[way]["W_h"])), **w[way])
        halves.append((H[::turn], H[-1]))
    K, last = (np.concatenate(parts, -1) for parts in zip(*halves, strict=True))
    h, y, out = last[None], translation.BOS, []
    while len(out) < translation.LONGEST and y != translation.EOS:
        x = w["E_out"][[y]]
        if len(w["decoder"]["W_x"]) > x.shape[1]:
            x = np.hstack([x, last[None]])
        h, _ = gru(x, h[0], **w["decoder"])
        g, A = h, None
        if "W_c" in w:
            O, trace = attention(h, K, K, scale=bool(w["scale"]))
            g, A = np.tanh(np.hstack([O, h]) @ w["W_c"] + w["b_c"]), trace.A[0]
        P, _ = softmax(g @ w["W_o"] + w["b_o"])
        y = int(P.argmax())
        out.append((y, P[0, y], A))
    return [list(column) for column in zip(*out, strict=True)]


def shown():
    """The models as they travel, and the words of their two sides."""
    found = models.load("04_dates")
    return {name: quantised.packed(found[name]) for name in NAMES}, found["source"], found["target"]


def live_translator():
    parts, source, target = shown()
    due = [pair.target for pair in pairs()]
    return {"source": source, "target": target, "texts": inputs(), "calendar": CALENDAR,
            "due": due + [None] * (len(inputs()) - len(due)),
            "weights": {name: {key: wire(p) for key, p in w.items()} for name, w in parts.items()},
            "models": {name: answers(w, source, target) for name, w in parts.items()}}


def answers(parts, source, target):
    """What one model says of all inputs."""
    w = quantised.nested(quantised.unpacked(parts))
    found = [by_hand(w, translation.numbered(line, source)) for line in inputs()]
    A = [a for _, _, rows in found for a in rows if a is not None]
    return {
        "written": [translation.written(ids, target) for ids, _, _ in found],
        "steps": [len(ids) for ids, _, _ in found],
        "p": [round(float(np.sum(p)), 6) for _, p, _ in found],
        "A": deflated(np.concatenate(A)) if A else None,
    }


def deflated(A):
    codes = np.rint(65535 * A).astype("<u2").tobytes()
    return base64.b64encode(zlib.compress(codes, 9)).decode("ascii")


def inflated(words):
    return np.frombuffer(zlib.decompress(base64.b64decode(words)), "<u2") / 65535


def opened(golden):
    """The same, with A as numbers, which may be compared."""
    models = {name: due | {"A": due["A"] and inflated(due["A"]).tolist()}
              for name, due in golden["models"].items()}
    return golden | {"models": models}


def cases():
    return {"live_translator": live_translator()}
