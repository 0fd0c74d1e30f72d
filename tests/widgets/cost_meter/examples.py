"""CostMeter for the tests that every figure must pass; it is given no texts."""

from nlpviz.widgets import CostMeter

ROWS = [{"model": model, "length": n, "ms": ms}
        for model, course in (("RNN", {32: 0.4, 128: 0.41, 1024: 0.4}),
                              ("Transformer", {32: 1.2, 128: 1.3, 1024: 2.6}),
                              ("Transformer without cache", {32: 4, 128: 13, 1024: 110}))
        for n, ms in course.items()]


def example(words):
    return CostMeter(ROWS if words[0].startswith("<") else None, n=64, d=64)
