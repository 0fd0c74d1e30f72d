"""word2vec with negatives, by hand, is gensim's: the same vectors after an epoch.

gensim's random draws are replayed, and three habits of its C program are reproduced here, not in
our code: σ is a table, CBOW gives each context word the whole error (no 1/C; Irsoy et al. 2020),
and a word that is drawn twice meets the row that its first draw has changed.
"""

from bisect import bisect_left
from functools import partial

import numpy as np
import pytest
from gensim.models import Word2Vec, fasttext_inner, phrases

from nlpviz import scratch
from nlpviz.scratch import embeddings

ALPHA, WINDOW, NEGATIVES, D = 0.025, 3, 5, 8
TABLE = 1 / (1 + np.exp(-(np.arange(1000) / 1000 * 2 - 1) * 6))


def table_sigmoid(scores):
    """σ in 1,000 steps; the index is (s + 6) · 83, for 1000 / 6 / 2 is 83 in whole numbers."""
    assert abs(scores).max() < 6, "gensim leaves such a pair out"
    return TABLE[((scores + 6) * 83).astype(int)]


def corpus(n=60, n_words=40, seed=0):
    """Sentences of 2 to 15 words, some words often and some rarely."""
    random = np.random.default_rng(seed)
    share = 1 / (np.arange(n_words) + 5)
    return [[f"w{i}" for i in random.choice(n_words, random.integers(2, 16), p=share / share.sum())]
            for _ in range(n)]


def untrained(skipgram, **more):
    """gensim's model before its epoch, with tables large enough to see every difference."""
    model = Word2Vec(vector_size=D, window=WINDOW, min_count=1, sg=int(skipgram), seed=3,
                     negative=NEGATIVES, sample=0, shrink_windows=False, alpha=ALPHA,
                     min_alpha=ALPHA, workers=1, batch_words=300, **more)
    model.build_vocab(corpus())
    random = np.random.default_rng(0)
    for W in (model.wv.vectors, model.syn1neg):
        W[:] = random.normal(scale=0.2, size=W.shape)
    return model


def batches(sentences, most):
    """What one call of the C program is given: whole sentences, at most so many words."""
    batch, n = [], 0
    for sentence in sentences:
        if n + len(sentence) > most:
            yield batch
            batch, n = [], 0
        batch, n = [*batch, sentence], n + len(sentence)
    yield batch


class Draws:
    """gensim's negatives; its state is set anew, from the model's own chance, for each batch."""

    def __init__(self, model):
        self.random, self.table = np.random.RandomState(), model.cum_table.tolist()
        self.random.set_state(model.random.get_state())

    def start(self):
        high, low = (int(self.random.randint(0, 2**24)) for _ in range(2))
        self.next = 2**24 * high + low

    def negatives(self, target):
        found = []
        for _ in range(NEGATIVES):
            found.append(bisect_left(self.table, (self.next >> 16) % self.table[-1]))
            self.next = (self.next * 25214903917 + 11) % 2**48
        return [n for n in found if n != target]


def apply(loss, negatives, W_in, W_out, C=1):
    """One step of gradient descent; a repeated negative is a step of its own for W_out."""
    def gradients(drawn):
        return loss(drawn, W_in, W_out)[1].backward()

    once = list(dict.fromkeys(negatives))
    again = negatives.copy()
    for n in once:
        again.remove(n)
    dW_in, dW_out = gradients(once)
    W_out = W_out - ALPHA * dW_out
    for n in again:                                 # what one more draw of n adds
        more, less = gradients([n, n]), gradients([n])
        dW_in = dW_in + more[0] - less[0]
        W_out = W_out - ALPHA * (more[1] - less[1])
    return W_in - C * ALPHA * dW_in, W_out


def steps(ids, skipgram):
    """What a sentence is trained on, in gensim's order: (target, loss, number of contexts)."""
    for t, around in scratch.windows(ids, WINDOW):
        target, contexts = ids[t], ids[around]
        if not skipgram:
            yield target, partial(scratch.cbow_negative, contexts, target), len(around)
            continue
        for c in contexts:                          # from the neighbour to the word, in gensim
            yield target, partial(scratch.skipgram_negative, c, target), 1


def replay(model, skipgram, whole=True):
    """Our tables after the epoch; whole: CBOW without the 1/C of the mean, as in C."""
    W_in, W_out = (W.astype(float) for W in (model.wv.vectors, model.syn1neg))
    draws = Draws(model)
    for batch in batches(corpus(), model.batch_words):
        draws.start()
        for sentence in batch:
            ids = np.array([model.wv.key_to_index[w] for w in sentence])
            for target, loss, C in steps(ids, skipgram):
                W_in, W_out = apply(loss, draws.negatives(target), W_in, W_out,
                                    C if whole else 1)
    return W_in, W_out


def trained(model):
    model.train(corpus(), total_examples=model.corpus_count, epochs=1)
    return model.wv.vectors, model.syn1neg


def distance(ours, theirs):
    return max(abs(a - b).max() for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("skipgram", [True, False], ids=["skip-gram", "CBOW"])
def test_one_epoch_with_negatives_gives_the_vectors_of_gensim(skipgram, monkeypatch):
    model = untrained(skipgram)
    before = [W.copy() for W in (model.wv.vectors, model.syn1neg)]
    monkeypatch.setattr(embeddings, "logistic", table_sigmoid)
    ours = replay(model, skipgram)
    theirs = trained(model)
    assert distance(ours, theirs) < 1e-4
    assert distance(before, theirs) > 0.1, "an epoch that changes nothing proves nothing"


def test_with_the_exact_sigmoid_the_vectors_are_near_and_not_the_same():
    model = untrained(skipgram=True)
    ours = replay(model, skipgram=True)
    assert 1e-3 < distance(ours, trained(model)) < 0.05


def test_with_the_mean_s_own_gradient_cbow_takes_smaller_steps_than_gensim(monkeypatch):
    model = untrained(skipgram=False)
    before = model.wv.vectors.copy()
    monkeypatch.setattr(embeddings, "logistic", table_sigmoid)
    ours, _ = replay(model, skipgram=False, whole=False)
    theirs, _ = trained(model)
    assert abs(ours - before).mean() < 0.5 * abs(theirs - before).mean()


@pytest.mark.parametrize("power", [0.75, 0.5, 0.0])
def test_the_noise_is_that_of_gensims_table(power):
    model = untrained(True, ns_exponent=power)
    counts = [model.wv.get_vecattr(w, "count") for w in model.wv.index_to_key]
    q = np.diff(model.cum_table.astype(float), prepend=0) / (2**31 - 1)
    np.testing.assert_allclose(scratch.noise(counts, power), q, atol=1e-9)


def test_words_are_kept_as_often_as_gensim_keeps_them():
    model = Word2Vec(min_count=1, sample=0.01)
    model.build_vocab(corpus())
    words = model.wv.index_to_key
    counts, theirs = (np.array([model.wv.get_vecattr(w, a) for w in words])
                      for a in ("count", "sample_int"))
    ours = scratch.keep(counts, 0.01)
    np.testing.assert_allclose(ours, theirs / (2**32 - 1), atol=1e-9)
    assert ours.min() < 0.9 and ours.max() == 1


@pytest.mark.parametrize("word", ["where", "a", "of", "notwithstanding", "姉からの手紙"])
def test_ngrams_are_those_of_gensim(word):
    theirs = fasttext_inner.compute_ngrams(word, 3, 6)
    ours = scratch.subwords(word)
    assert {*ours} == {*theirs, f"<{word}>"} and len(ours) == len({*ours})


def test_phrases_have_the_scores_of_gensim():
    tokens = "new york is new and york is not new york".split()
    model = phrases.Phrases([tokens], min_count=1, threshold=1e-9)
    theirs = {tuple(p.split("_")): s / len(model.vocab) for p, s in model.find_phrases(
        [tokens]).items()}
    ours = scratch.phrases(tokens, delta=1)
    assert ours == pytest.approx(theirs) and list(ours)[0] == ("york", "is")
