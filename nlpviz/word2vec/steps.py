"""One step of gradient descent for a batch of windows, in matrix products.

Each pair of a center and a word of its window has the loss of negative
sampling with k negatives (Mikolov et al. 2013b, eq. 4). Here the batch
shares K negatives, each with the weight k/K: on average over the draws
the gradient is the same. The gradients are sums over the batch, taken at
its beginning, and go in place into the rows that occur.
"""

import torch
from torch.nn.functional import embedding


def skipgram(W_in, W_out, batch, k, lr):
    """L = Σ_pairs [-log σ(u_o·v) - (k/K) Σ_n log σ(-u_n·v)], v of the center."""
    centers, around, M, negatives = batch
    H, O, N = rows(W_in, centers), rows(W_out, around), rows(W_out, negatives)
    G = torch.bmm(H, O.mT).sigmoid_().sub_(1).mul_(M)        # (n, b, b+2w)
    pairs = M.sum(2, keepdim=True).mul_(k / len(negatives))  # (n, b, 1)
    F = torch.matmul(H, N.T).sigmoid_().mul_(pairs)          # (n, b, K)
    dH = torch.baddbmm(torch.matmul(F, N), G, O)
    add(W_out, around, torch.bmm(G.mT, H), -lr)
    add(W_out, negatives, F.flatten(0, 1).T @ H.flatten(0, 1), -lr)
    add(W_in, centers, dH, -lr)
    return dH


def cbow(W_in, W_out, batch, k, lr):
    """L = Σ_centers [-log σ(u·h) - (k/K) Σ_n log σ(-u_n·h)], h the window's mean.

    The gradient of a mean has a factor 1/C, which word2vec's program
    and its followers leave out (İrsoy et al. 2020); it is here.
    """
    centers, around, M, negatives = batch
    C = M.sum(2, keepdim=True)
    some, A = C.clamp(max=1), M / C.clamp(min=1)             # (n, b, b+2w)
    X, O, N = rows(W_in, around), rows(W_out, centers), rows(W_out, negatives)
    H = torch.bmm(A, X)
    g = (H * O).sum(2, keepdim=True).sigmoid_().sub_(1).mul_(some)
    F = torch.matmul(H, N.T).sigmoid_().mul_(some * (k / len(negatives)))
    dH = (g * O).add_(torch.matmul(F, N))
    add(W_out, centers, g * H, -lr)
    add(W_out, negatives, F.flatten(0, 1).T @ H.flatten(0, 1), -lr)
    add(W_in, around, torch.bmm(A.mT, dH), -lr)
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
