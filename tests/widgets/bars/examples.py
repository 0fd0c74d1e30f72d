"""Bars named by any texts, for the tests that every figure must pass."""

from nlpviz.widgets import Bars


def example(words):
    rows = words[:12]
    values = [[[k - 3, k + 0.5] for k in range(len(rows))]] * 2
    return Bars(values, rows, words[-2:], unit=words[0], title=words[1], spread="sd",
                yardstick={words[2]: 0.5}, better="higher")
