"""From the words of a piece of text to steps of gradient descent, in matrix products.

Each pair of a center and a word of its window has the loss of negative
sampling with k negatives (Mikolov et al. 2013b, eq. 4). Here the batch
shares K negatives, each with the weight k/K: on average over the draws
the gradient is the same. The gradients are sums over the batch, taken at
its beginning, and go in place into the rows that occur.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch.nn.functional import embedding

from ..language import speaker

phrase = speaker(__file__)
BLOCK = 16  # neighbouring centers whose scores are one matrix product


class Batch(NamedTuple):
    """Centers in blocks of b neighbours, each block with w words to either side.

    centers (n, b) and contexts (n, b + 2w) hold ids; M[i, j, l] is 1 where
    contexts[i, l] is in the window of centers[i, j], else 0; negatives (K,)
    are shared by all.
    """

    centers: torch.Tensor
    contexts: torch.Tensor
    M: torch.Tensor
    negatives: torch.Tensor


def skipgram(W_in, W_out, batch, k, lr):
    """L = Σ_pairs [-log σ(u_o·v) - (k/K) Σ_n log σ(-u_n·v)], v of the center."""
    centers, contexts, M, negatives = batch
    H, O, N = rows(W_in, centers), rows(W_out, contexts), rows(W_out, negatives)
    G = torch.bmm(H, O.mT).sigmoid_().sub_(1).mul_(M)        # (n, b, b+2w)
    pairs = M.sum(2, keepdim=True).mul_(k / len(negatives))  # (n, b, 1)
    F = torch.matmul(H, N.T).sigmoid_().mul_(pairs)          # (n, b, K)
    dH = torch.baddbmm(torch.matmul(F, N), G, O)
    add(W_out, contexts, torch.bmm(G.mT, H), -lr)
    add(W_out, negatives, F.flatten(0, 1).T @ H.flatten(0, 1), -lr)
    add(W_in, centers, dH, -lr)
    return dH


def cbow(W_in, W_out, batch, k, lr):
    """L = Σ_centers [-log σ(u·h) - (k/K) Σ_n log σ(-u_n·h)], h the window's mean.

    The gradient of a mean has a factor 1/C, which word2vec's program
    and its followers leave out (İrsoy et al. 2020); it is here.
    """
    centers, contexts, M, negatives = batch
    C = M.sum(2, keepdim=True)
    some, A = C.clamp(max=1), M / C.clamp(min=1)             # (n, b, b+2w)
    X, O, N = rows(W_in, contexts), rows(W_out, centers), rows(W_out, negatives)
    H = torch.bmm(A, X)
    g = (H * O).sum(2, keepdim=True).sigmoid_().sub_(1).mul_(some)
    F = torch.matmul(H, N.T).sigmoid_().mul_(some * (k / len(negatives)))
    dH = (g * O).add_(torch.matmul(F, N))
    add(W_out, centers, g * H, -lr)
    add(W_out, negatives, F.flatten(0, 1).T @ H.flatten(0, 1), -lr)
    add(W_in, contexts, torch.bmm(A.mT, dH), -lr)
    return dH


def rows(W, ids):
    """W[ids], in half the time."""
    return embedding(ids, W)


def add(W, ids, dW, factor):
    """W[i] += factor·dW of every i in ids, as often as it occurs.

    scatter_add_ with one number a row takes half the time of index_add_.
    """
    dW = dW.reshape(-1, W.shape[1])
    W.scatter_add_(0, ids.reshape(-1, 1).expand(dW.shape), dW.mul_(factor))


STEPS = {"skipgram": skipgram, "cbow": cbow}


def blocks(ids, sentences, window_sizes, window, block=BLOCK):
    """(centers, contexts, M) of a row of words, as a Batch holds them.

    sentences: the number of each word's sentence; window_sizes: how many
    words its window has to either side, at most `window`.
    """
    n = -(-len(ids) // block)
    width = block + 2 * window
    padding = window, n * block - len(ids) + window
    ids = torch.from_numpy(np.pad(ids, padding))
    sentences = torch.from_numpy(np.pad(sentences, padding, constant_values=-1))
    sizes = np.pad(window_sizes, (0, n * block - len(window_sizes)))
    sizes = torch.from_numpy(sizes).view(n, block, 1)
    centers = ids[window:-window].view(n, block)
    own = sentences[window:-window].view(n, block, 1)
    distance = (torch.arange(width) - window - torch.arange(block)[:, None]).abs()
    M = ((distance <= sizes) & (distance > 0)
         & (sentences.unfold(0, width, block)[:, None] == own))
    return centers, ids.unfold(0, width, block), M.float()


def batches(ids, sentences, window_sizes, window, batch_size, negative_sampling, n_shared, rng):
    """Yield a Batch of `batch_size` words at a time, each with its own n_shared negatives.

    Its blocks come from anywhere in the row: a text dwells on its words,
    and neighbouring blocks would change the same rows again and again.
    """
    if not len(ids):
        return
    all_blocks = blocks(ids, sentences, window_sizes, window)
    shuffled = torch.from_numpy(rng.permutation(len(all_blocks[0])))
    parts = [part[shuffled].split(batch_size // BLOCK) for part in all_blocks]
    draws = rng.random((len(parts[0]), n_shared))
    negatives = torch.from_numpy(np.searchsorted(negative_sampling, draws, side="right"))
    for batch in zip(*parts, negatives, strict=True):
        yield Batch(*batch)


class Piece(NamedTuple):
    """A part of the corpus, as numbers.

    position: (epoch, number in the epoch); ids and sentences: of each
    known word; n_words: words read; n_before: words read before it.
    """

    position: tuple
    ids: np.ndarray
    sentences: np.ndarray
    n_words: int
    n_before: int


@dataclass
class SGD:
    """Stochastic gradient descent on a piece: all that a process must know for it.

    counts, subsampling, negative_sampling: of the vocabulary; total:
    words of all epochs.
    """

    settings: object
    counts: np.ndarray
    subsampling: np.ndarray
    negative_sampling: np.ndarray
    total: int

    @classmethod
    def of(cls, settings, vocabulary):
        return cls(settings, vocabulary.counts, vocabulary.subsampling(settings.sample),
                   vocabulary.negative_sampling(), vocabulary.total * settings.epochs)

    @property
    def batch_size(self):
        return self.settings.batch_size(self.counts, self.subsampling, self.negative_sampling)

    @torch.inference_mode()
    def learn(self, W_in, W_out, piece):
        """Change the tables in place; whether all stayed finite."""
        s, size, finite = self.settings, self.batch_size, True
        rng = np.random.default_rng([s.seed, *piece.position])
        kept = rng.random(len(piece.ids)) < self.subsampling[piece.ids]
        ids, sentences = piece.ids[kept], piece.sentences[kept]
        window_sizes = rng.integers(1, s.window + 1, len(ids))
        n_steps = -(-len(ids) // size)
        for number, batch in enumerate(batches(ids, sentences, window_sizes, s.window, size,
                                               self.negative_sampling, s.n_shared(size), rng)):
            done = piece.n_before + piece.n_words * number / n_steps
            lr = s.learning_rate(done / self.total)
            dH = STEPS[s.model](W_in, W_out, batch, s.negatives, lr)
            finite = number < n_steps - 1 or bool(torch.isfinite(dH.sum()))
        return finite

    def diverged(self, epoch):
        """The error to raise when the tables are not finite any more."""
        return FloatingPointError(phrase("diverged", epoch=epoch + 1, batch=self.batch_size,
                                         lr=self.settings.lr))
