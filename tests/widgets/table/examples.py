"""A table named by any texts, for the tests that every figure must pass."""

from nlpviz.widgets import Table


def example(words):
    rows = words[:12]
    values = [[word, k % 5, k / 7] for k, word in enumerate(rows)]
    return Table(values, rows, words[-3:], unit=words[0], title=words[1], yardstick=words[2],
                 better={words[-1]: "lower"}, spread="exact")
