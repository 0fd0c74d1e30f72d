"""Two small corpora: seven words, and sentences whose words are of topics."""

import numpy as np

HELLO = "you say goodbye and I hello .".split()


def topics(n=3000, seed=0, n_topics=8, each=12, length=10):
    """Sentences whose words are of one topic, but for some of all: t3.5 is word 5 of topic 3."""
    rng = np.random.default_rng(seed)
    for topic in rng.integers(n_topics, size=n):
        words = [f"t{topic}.{i}" for i in rng.integers(each, size=length)]
        yield [f"all{rng.integers(4)}" if u < 0.3 else w
               for u, w in zip(rng.random(length), words, strict=True)]
