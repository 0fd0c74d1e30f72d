"""SoftSteps for the tests that every figure must pass."""

import numpy as np

from nlpviz.widgets import SoftSteps

H = np.array([[1.0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 1]])  # letters, from, sister
Q = np.array([0.0, 0, 2, 1])
W_C = np.zeros((8, 2))
W_C[[2, 6], 0] = W_C[[0, 4], 1] = 1.5, 0.2
W_O = np.array([[-1.0, 3, 0, -1], [-1, 0, 3, -1]])
KEYS, NEXT = "letters from sister".split(), "<s> 姉 手紙 </s>".split()


def by_hand(**changes):
    """The example of chapter 4."""
    return SoftSteps(**dict(q=Q, K=H, V=H, W_c=W_C, W_o=W_O, keys=KEYS, words=NEXT) | changes)


def case(m=5, d_k=3, d_v=4, d_h=3, d_g=3, n=4, seed=3):
    """Arrays of these sizes, drawn by NumPy."""
    rng = np.random.default_rng(seed)
    sizes = {"q": d_k, "K": (m, d_k), "V": (m, d_v), "h": d_h, "W_c": (d_v + d_h, d_g), "b_c": d_g,
             "W_o": (d_g, n), "b_o": n}
    return {name: rng.normal(size=size) for name, size in sizes.items()}


def example(words):
    if words[0].startswith("<"):
        return SoftSteps(**case(8, 5, 8, 8, 8, 6), keys=words[:8], words=words[8:14])
    return by_hand()
