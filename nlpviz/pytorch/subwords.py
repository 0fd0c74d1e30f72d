"""Words as sums of their n-grams: the twin of scratch's, batched."""

import torch
from torch.nn import functional as F

from ..check import tensors
from .embeddings import negative_loss, negative_scores


def subword_negative(grams, contexts, negatives, W_in, W_out, mask=None,
                     trace=False, sparse=False):
    """h = Σ_j W_in[gram_j]; L = −log σ(u_o·h) − Σ_n log σ(−u_n·h).

    (Bojanowski et al. 2017.) grams (B, G), filled up with any row,
    and mask (B, G), True: an n-gram of the word; contexts (B,); the
    rest as in skipgram_negative. W_in has a row for each n-gram.
    """
    tensors("grams: B G, contexts: B, W_in: n_grams d, "
            "W_out: n_vocab d",
          grams, contexts, W_in, W_out)
    X = F.embedding(grams, W_in, sparse=sparse)         # (B, G, d)
    if mask is not None:
        tensors("grams: B G, mask: B G", grams, mask)
        if mask.dtype != torch.bool:
            raise ValueError(f"mask is {mask.dtype} but must be "
                             "torch.bool")
        X = X * mask[..., None]
    h, u = X.sum(1), F.embedding(contexts, W_out, sparse=sparse)
    one = torch.ones_like(h[:, 0])
    return negative_loss(h, (h * u).sum(1, keepdim=True), one[:, None],
                         one, negative_scores(h, negatives, W_out,
                                              sparse), trace)
