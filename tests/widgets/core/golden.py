"""Golden numbers of the kit: packed arrays, texts, numbers, charts, runs of recurrent cells."""

import numpy as np

from nlpviz import language, scratch
from nlpviz.scratch.functional import softmax
from nlpviz.widgets.core import axes, encode, letters, svg
from tools.golden import wire


def decode() -> dict:
    """Packed arrays of every kind, of one to four axes, with their values."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(2, 3, 5)) * 10.0 ** rng.integers(-6, 4, size=(2, 3, 5))
    cases = [encode.pack(X, kind) for kind in ("float32", "float16", "int8", "unit8")]
    cases += [encode.pack(X[0, 0], kind) for kind in ("float32", "float16", "int8", "unit8")]
    cases += [encode.pack(np.zeros((2, 3)), kind) for kind in ("int8", "unit8")]
    cases += [encode.pack([[6e-8, 65504.0]], "float16"), encode.pack([[1e-43, -3e38]], "float32")]
    cases += [encode.pack(softmax(4 * rng.normal(size=shape))[0], "sqrt8")
              for shape in ((7,), (3, 7), (2, 2, 3, 4))]
    cases += [encode.pack([[1.0]], "sqrt8"), encode.pack([[1e300, -2e300], [1e-320, 0]], "unit8")]
    cases += [encode.pack([[0, 4095], [4095, 0], [17, 2048], [255, 256]], "grid12")]
    cases += [encode.pack([3, 4000], "grid12"), encode.pack(np.arange(256), "uint8"),
              encode.pack([[0, 16], [255, 15]], "uint8")]
    return {"kinds": list(encode.KINDS), "arrays": [
        {"packed": wire(p), "values": encode.unpack(p).ravel().tolist()} for p in cases]}


TEXTS = {
    "words": "The letters from my sister", "families": "👩‍👩‍👧‍👦👨🏽‍🚀🏳️‍🌈❤️‍🔥👍🏿" * 2,
    "flags": "🇯🇵🇩🇪🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f🇫🇷🇯",
    "Devanagari": "मेरी बहन की चिट्ठियाँ क्षत्रिय स्त्री", "Tamil": "கடிதங்கள் நி", "Thai": "จดหมายกำ",
    "Hangul": "누나의 편지\u1112\u1161\u11ab",
    "marks": "e\u0301\u0323tude\u0301 Z̷̰͊a̶̛͎l̵g̸o̶", "Arabic": "رِسَالَة",
    "pile": "a" + 100 * "\u0301" + "bc", "chain": "👩🏽\u200d" * 14,
    "keycaps": "1️⃣2️⃣ ©️", "Japanese": "姉からの手紙がまだ",
    "joiners": "\u200d👩\u200d\u200d👧a\u200db", "controls": "a\r\nb\u200bc\u0301\u2028d",
    "Hebrew": "שָׁלוֹם \u202eabc", "beyond": "𞤆𞤵𞤤𞤢𞥄𞤪 𝒳𝒴", "nothing": "",
}


SMALL = [0.125, -0.375, 0.00995, 0.0099499, 0.29, -1.005, 9.994, 9.995, -12.35, 99.94, 99.95, 123.4,
         999.4, 999.5, -1000, 3e-4, 0.005]
SPOKEN = ["en", "ja", "pt", "pt-BR", "ar", "arn", "ckb"]
TAGS = ["en", "en-GB", "ja", "ja-JP", "JA", "pt", "pt-PT", "pt-BR", "pt-br", "pt-BR-x-old", "ar-EG",
        "arn", "ckb", "ckb-IQ", "ck", "fr", ""]


def kit() -> dict:
    """Texts with their letters, cut; numbers as people read them; who speaks what."""
    numbers = [0, 1, -1, 0.5, 1 / 3, 2 / 3, 12.3456, 123456, 99999.6, 1234.5, 0.001, 0.00099,
               1e-7, -4.567e-12, 1e-15, 1e22, 0.1 + 0.2, 100, 1e5]
    return {
        "texts": [[text, limit, letters.letters(text), letters.shorten(text, limit)]
                  for text in TEXTS.values() for limit in (1, 4, 6)],
        "numbers": [[x, svg.number(x)] for x in numbers],
        "short": [[x, svg.short(x)] for x in [*numbers, *SMALL]],
        "languages": [[tag, language.nearest(tag, SPOKEN)] for tag in TAGS],
    }


def linalg() -> list:
    """Runs of the recurrent cells, with what each step computes."""
    rng = np.random.default_rng(5)
    T, d, n = 4, 3, 2
    out = []
    for cell, blocks, states, more, options in (
            ("rnn", 1, ["A", "H"], (), {}), ("rnn", 1, ["A", "H"], (), {"activation": "relu"}),
            ("rnn", 1, ["A", "H"], (), {"activation": "linear"}),
            ("gru", 3, ["r", "u", "m", "n", "H"], ("b_n",), {}),
            ("lstm", 4, ["i", "f", "z", "o", "C", "H"], (), {}),
            ("lstm", 4, ["i", "f", "z", "o", "C", "H"], ("p_i", "p_f", "p_o"), {})):
        w = {"W_x": rng.normal(size=(d, blocks * n)), "W_h": rng.normal(size=(n, blocks * n)),
             "b": rng.normal(size=blocks * n)} | {name: rng.normal(size=n) for name in more}
        starts = {name: rng.normal(size=n) for name in ("h0", "c0")[:1 + (cell == "lstm")]}
        X = rng.normal(size=(T, d))
        _, trace = getattr(scratch, cell)(X, *starts.values(), *w.values(), **options)
        out.append({"cell": cell, "X": X.tolist(), **options,
                    "w": {name: value.ravel().tolist() for name, value in w.items()},
                    **{name: value.tolist() for name, value in starts.items()},
                    "due": {name: getattr(trace, name).tolist() for name in states}})
    return out


def charts() -> dict:
    """Ticks, their texts, places of labels and marks, what is drawn in which style."""
    spans = [(0, 1), (0, 0.2), (10, 100), (-3, 7), (0.02, 0.031), (5, 5), (1e-9, 3e-9), (0, 64)]
    logs = [(1e-15, 100), (1e-3, 1e-3), (0.5, 2), (1e-40, 1), (3, 9999)]
    places = [[10, 12, 14], [5.0], [100, 100, 100, 100], [30, 10, 20], [0, 90, 91]]
    counts = [(0, 2), (1, 5), (0, 24), (20, 600), (3, 3), (1, 1000)]
    xs, drawn, guess = np.array([0, 1, 2, 4, 8, 9, 10.5]), [1, 4, 5], [1.0, -2.0, 4.0]
    return {
        "ticks": [[a, b, n, False, axes.ticks(a, b, n)] for a, b in spans for n in (3, 6)]
        + [[a, b, n, True, axes.ticks(a, b, n, True)] for a, b in counts for n in (3, 7)],
        "y_ticks": [[a, b, False, axes.y_ticks(a, b, False)] for a, b in spans]
        + [[a, b, True, axes.y_ticks(a, b, True)] for a, b in logs],
        "tick_text": [[v, log, axes.tick_text(v, log)] for v in (1e-15, 1e-3, 0.01, 1, 100, 1e3)
                      for log in (True, False)],
        "apart": [[p, gap, 0, 100, axes.apart(p, gap, 0, 100)] for p in places for gap in (15, 60)],
        "fit": [[n, 15, 0, 100, axes.fit(n, 15, 0, 100)] for n in (1, 2, 7, 8)],
        "marked": [[n, i, axes.marked(n, i)] for n in (1, 24, 25, 600) for i in (0, 6)],
        "slots": [[*given, *axes.slots(*given)]
                  for given in ((3, 1, 40, 300, 60), (4, 3, 0, 200.5, 60), (1, 2, 10, 900, 60))],
        "styles": [axes.DASHES, axes.FILLS, axes.MARKS, axes.SIZE, axes.GAP, axes.LINES],
        "filled": [xs.tolist(), drawn, guess, np.interp(xs, xs[drawn], guess).tolist()],
    }


def cases():
    return {"decode": decode(), "kit": kit(), "linalg": linalg(), "chart": charts()}
