"""Golden numbers of BeamTree: what nlpviz.decode.beam_search finds, for every width and penalty."""

from nlpviz import decode
from nlpviz.widgets import BeamTree
from nlpviz.widgets.core.encode import unpack
from tests.widgets.beam_tree.examples import drawn, table, toy

SMALL = "parents tokens end most shown widest penalties".split()


def searches(tree, place):
    """Each search: what is kept at every step, and the best, by the numbers of their nodes."""
    for width in range(1, tree.width + 1):
        for alpha in tree.alphas:
            found = tree.search(width, alpha)
            kept = [[[place[found.ids(t, i)], beam.logp, beam.score]
                     for i, beam in enumerate(step)] for t, step in enumerate(found.steps)]
            best = [[place[(*h.ids, tree.eos) if h.finished else h.ids], h.logp, h.score]
                    for h in found.best]
            yield {"width": width, "alpha": alpha, "kept": kept, "best": best}


def of(tree):
    figure = BeamTree(tree)
    state, place = figure.state(), {ids: k for k, ids in enumerate(figure.ids)}
    greedy = tree.greedy()
    order = [place[node["ids"]] for node in figure.nodes()]
    return {"tree": {key: state[key] for key in SMALL} | {"logP": unpack(state["logP"]).tolist()},
            "greedy": [place[(*greedy.ids, tree.eos) if greedy.finished else greedy.ids],
                       greedy.logp],
            "order": order, "fates": [node["status"] for node in figure.nodes()],
            "beam": figure.width, "searches": list(searches(tree, place))}


def cases():
    trees = [toy(), toy(4, 5, alphas=(0, 0.7, 1)), toy(1, 3)]
    for seed, sharp in ((1, 1.0), (2, 2.0), (3, 0.0), (4, 3.0)):  # 0.0: all words alike, all ties
        trees.append(decode.tree(*table(drawn(seed, sharp=sharp)), width=4, max_length=5))
    return {"beam_tree": [of(tree) for tree in trees]}
