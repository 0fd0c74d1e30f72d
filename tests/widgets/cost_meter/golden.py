"""Golden numbers of CostMeter: what nlpviz.scratch.transformer.costs counts, and NumPy's slopes."""

import numpy as np

from nlpviz.scratch.transformer import costs
from tests.widgets.cost_meter.examples import ROWS

NAMES = {"feed": "feed_forward", "projections": "projections", "attention": "attention"}


def counted(d, heads, layers, n):
    """All that the page counts, of one model at one length."""
    word, text = (f(n, d, layers, 4 * d) for f in (costs.next_word_work, costs.text_work))
    weights = costs.block_weights_kept(d, layers, 4 * d)
    wide = costs.recurrent_width(weights, d)
    again = costs.next_word_work(n, d, layers, 4 * d, cache=False)
    twice = costs.text_work(2 * n, d, layers, 4 * d)
    return {
        "of": {"d": d, "heads": heads, "layers": layers}, "n": n,
        "word": {part: word[name] for part, name in NAMES.items()},
        "text": {part: text[name] for part, name in NAMES.items()},
        "again": sum(again.values()), "doubled": sum(twice.values()) / sum(text.values()),
        "weights": weights, "cache": costs.cache_numbers(n, d, layers),
        "kept": costs.weights_numbers(n, heads, layers), "even": costs.overtakes(d, 4 * d) - 1,
        "rnn": [wide, costs.recurrent_work(d, wide)]}


def measured():
    """The rows of the example by model, with the slope of log time against log length."""
    found = {}
    for row in ROWS:
        found.setdefault(row["model"], []).append((row["length"], row["ms"]))
    return {model: {"x": [x for x, _ in pairs], "y": [y for _, y in pairs],
                    "slope": float(np.polyfit(*np.log(np.transpose(pairs)), 1)[0])}
            for model, pairs in found.items()}


def cases():
    return {"cost_meter": {
        "counted": [counted(8, 1, 1, 1), counted(64, 4, 2, 300), counted(256, 8, 3, 1024),
                    counted(512, 8, 6, 77)],
        "rows": [[row["model"], row["length"], row["ms"]] for row in ROWS],
        "measured": measured()}}
