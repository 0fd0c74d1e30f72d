"""word2vec: a word is known by the words around it.

Two tables, W_in and W_out (n_vocab, d), rows are words: h comes from
W_in, and a word's score is the inner product of h and its row of
W_out. Every L is in nats; backward() -> dW_in, dW_out, most rows 0.
"""

from types import SimpleNamespace

import numpy as np

from ..check import arrays, index, row
from .functional import logistic


def tables(W_in, W_out):
    return arrays("W_in: n_vocab d, W_out: n_vocab d", W_in, W_out)


def full_softmax(h, targets, W_out):
    """L = −mean_j log P[targets_j], P = softmax(h W_outᵀ).

    One P for all targets: where a word stands makes no difference.
    backward() -> dh, dW_out. Every row of W_out changes.
    """
    scores = W_out @ h                              # (n_vocab,)
    logZ = scores.max() + np.log(np.exp(scores - scores.max()).sum())
    P = np.exp(scores - logZ)
    L = float((logZ - scores[targets]).mean())

    def backward(dL=1.0):
        share = np.bincount(targets, minlength=len(P)) / len(targets)
        dscores = dL * (P - share)
        return dscores @ W_out, np.outer(dscores, h)

    return L, SimpleNamespace(h=h, scores=scores, P=P, targets=targets,
                              L=L, backward=backward)


def negative_sampling(h, target, negatives, W_out):
    """L = −log σ(u_o·h) − Σ_n log σ(−u_n·h), u rows of W_out.

    (Mikolov et al. 2013b, equation 4.) trace.words are o and the n;
    backward() -> dh, dW_out: only their rows of W_out change.
    """
    words = np.array([target, *negatives])
    labels = np.arange(len(words)) == 0             # is it the target?
    scores = W_out[words] @ h                       # (1 + k,)
    sigmoids = logistic(scores)
    L = float(np.logaddexp(0, np.where(labels, -scores, scores)).sum())

    def backward(dL=1.0):
        dscores = dL * (sigmoids - labels)
        dW_out = np.zeros_like(W_out)
        np.add.at(dW_out, words, np.outer(dscores, h))
        return dscores @ W_out[words], dW_out

    return L, SimpleNamespace(h=h, words=words, labels=labels, L=L,
                              scores=scores, sigmoids=sigmoids,
                              backward=backward)


def through(loss, rows, share, W_in):
    """The loss of h = share · Σ W_in[rows], and its way to W_in."""
    L, of_h = loss

    def backward(dL=1.0):
        dh, dW_out = of_h.backward(dL)
        dW_in = np.zeros_like(W_in)
        np.add.at(dW_in, rows, share * dh)
        return dW_in, dW_out

    return L, SimpleNamespace(**(vars(of_h) | {"backward": backward}))


def skipgram(center, contexts, W_in, W_out):
    """From a word to those around it: h = W_in[center], full softmax.

    L = −mean_j log P[contexts_j], P = softmax(h W_outᵀ)
    (Mikolov et al. 2013b, equations 1 and 2).
    """
    W_in, W_out = tables(W_in, W_out)
    center = index("center", center, len(W_in))
    contexts = row("contexts", contexts, len(W_in))
    loss = full_softmax(W_in[center], contexts, W_out)
    return through(loss, [center], 1.0, W_in)


def cbow(contexts, center, W_in, W_out):
    """From the words around to the word: h = mean W_in[contexts].

    L = −log P[center], P = softmax(h W_outᵀ)
    (Mikolov et al. 2013a, section 3.1).
    """
    W_in, W_out = tables(W_in, W_out)
    contexts = row("contexts", contexts, len(W_in))
    center = index("center", center, len(W_in))
    h = W_in[contexts].mean(axis=0)
    loss = full_softmax(h, [center], W_out)
    return through(loss, contexts, 1 / len(contexts), W_in)


def skipgram_negative(center, context, negatives, W_in, W_out):
    """h = W_in[center]; L = −log σ(u_o·h) − Σ_n log σ(−u_n·h).

    context: o, one word; negatives: the n, drawn from `noise`.
    """
    W_in, W_out = tables(W_in, W_out)
    center = index("center", center, len(W_in))
    context = index("context", context, len(W_in))
    negatives = row("negatives", negatives, len(W_in))
    loss = negative_sampling(W_in[center], context, negatives, W_out)
    return through(loss, [center], 1.0, W_in)


def cbow_negative(contexts, center, negatives, W_in, W_out):
    """h = mean W_in[contexts]; L as above, with o the center.

    Each context takes 1/C of the error, as the mean asks; the program
    word2vec gives each the whole of it (Irsoy et al. 2020).
    """
    W_in, W_out = tables(W_in, W_out)
    contexts = row("contexts", contexts, len(W_in))
    center = index("center", center, len(W_in))
    negatives = row("negatives", negatives, len(W_in))
    h = W_in[contexts].mean(axis=0)
    loss = negative_sampling(h, center, negatives, W_out)
    return through(loss, contexts, 1 / len(contexts), W_in)


def subword_negative(grams, context, negatives, W_in, W_out):
    """h = Σ W_in[grams]: a word is the sum of its n-grams' rows.

    (Bojanowski et al. 2017, section 3.2; their program takes the
    mean.) grams: rows of W_in, which has a row for each n-gram.
    """
    W_in, W_out = arrays("W_in: n_grams d, W_out: n_vocab d",
                         W_in, W_out)
    grams = row("grams", grams, len(W_in))
    context = index("context", context, len(W_out))
    negatives = row("negatives", negatives, len(W_out))
    h = W_in[grams].sum(axis=0)
    loss = negative_sampling(h, context, negatives, W_out)
    return through(loss, grams, 1.0, W_in)
