"""word2vec in batches: the twins of scratch.embeddings.

centers (B,); contexts (B,), or (B, C) filled up to equal length, with
a mask (B, C), True: here is a word; negatives (B, k), or (k,) shared
by the batch. Each loss is L (B,), a number a row, 0 for a row without
contexts; with trace=True there is also a dict of what is to be seen.
"""

import torch
from torch import nn
from torch.nn import functional as F

from ..check import one_of, sizes, tensors

MODELS = ["skipgram", "cbow"]


def prepared(centers, contexts, W_in, W_out, mask):
    """contexts (B, C); what each counts, summing to 1 a row (B, C);
    and 1 for a row that has a context, else 0 (B,)."""
    wide = contexts[:, None] if contexts.ndim == 1 else contexts
    for name, x in (("centers", centers), ("contexts", contexts)):
        if x.is_floating_point():
            raise TypeError(f"{name} is {x.dtype}; it must be whole "
                            "numbers")
    tensors("centers: B, contexts: B C, W_in: n_vocab d, "
          "W_out: n_vocab d", centers, wide, W_in, W_out)
    if (centers < 0).any():         # −100 would be no target to torch
        raise ValueError(f"centers holds {centers.min()} but must lie "
                         f"in 0 … {len(W_in) - 1}")
    if mask is None:
        mask = torch.ones_like(wide, dtype=torch.bool)
    if mask.dtype != torch.bool or mask.shape != wide.shape:
        raise ValueError(f"mask is {mask.dtype} {tuple(mask.shape)} but"
                         f" must be torch.bool {tuple(wide.shape)}")
    n = mask.sum(1, keepdim=True)                   # (B, 1)
    share = mask.to(W_in.dtype) / n.clamp(min=1)
    return wide, share, share.sum(1)


def mean_of(contexts, share, W_in, sparse=False):
    """h (B, d), the mean of the contexts' rows of W_in."""
    X = F.embedding(contexts, W_in, sparse=sparse)  # (B, C, d)
    return (share[:, None] @ X).squeeze(1)


def skipgram(centers, contexts, W_in, W_out, mask=None, trace=False):
    """h = W_in[center]; L = −mean_j log softmax(h W_outᵀ)[context_j].

    Seen: h (B, d), scores and P (B, n_vocab).
    """
    contexts, share, _ = prepared(centers, contexts, W_in, W_out, mask)
    h = F.embedding(centers, W_in)
    scores = h @ W_out.T                            # (B, n_vocab)
    logP = F.log_softmax(scores, -1)
    L = -(logP.gather(1, contexts) * share).sum(1)
    return (L, {"h": h, "scores": scores,
                "P": logP.exp()}) if trace else L


def cbow(contexts, centers, W_in, W_out, mask=None, trace=False):
    """h = mean_j W_in[context_j]; L = −log softmax(h W_outᵀ)[center].

    Seen: h (B, d), scores and P (B, n_vocab).
    """
    contexts, share, any_ = prepared(centers, contexts, W_in, W_out,
                                     mask)
    h = mean_of(contexts, share, W_in)
    scores = h @ W_out.T                            # (B, n_vocab)
    L = F.cross_entropy(scores, centers, reduction="none") * any_
    return (L, {"h": h, "scores": scores,
                "P": scores.softmax(-1)}) if trace else L


def negative_scores(h, negatives, W_out, sparse=False):
    """s = u_n·h (B, k), of negatives (B, k) or shared (k,)."""
    U = F.embedding(negatives, W_out, sparse=sparse)
    if negatives.ndim == 1:
        tensors("negatives: k", negatives)
        return h @ U.T              # one product of two matrices
    tensors("centers: B, negatives: B k", h[:, 0], negatives)
    return (U @ h[..., None]).squeeze(-1)


def skipgram_negative(centers, contexts, negatives, W_in, W_out,
                      mask=None, trace=False, sparse=False):
    """h = W_in[center]; L = −mean_j log σ(u_j·h) − Σ_n log σ(−u_n·h).

    sparse: the gradients name the few rows that they change, for
    torch.optim.SGD or SparseAdam. Seen: h, scores of the contexts and
    of the negatives, (B, C + k), and sigmoids.
    """
    contexts, share, any_ = prepared(centers, contexts, W_in, W_out,
                                     mask)
    h = F.embedding(centers, W_in, sparse=sparse)
    U = F.embedding(contexts, W_out, sparse=sparse)     # (B, C, d)
    return negative_loss(h, (U @ h[..., None]).squeeze(-1), share, any_,
                         negative_scores(h, negatives, W_out, sparse),
                         trace)


def cbow_negative(contexts, centers, negatives, W_in, W_out,
                  mask=None, trace=False, sparse=False):
    """h = mean_j W_in[context_j]; L = −log σ(u_o·h) − Σ_n …, o the
    center; the rest as in skipgram_negative."""
    contexts, share, any_ = prepared(centers, contexts, W_in, W_out,
                                     mask)
    h = mean_of(contexts, share, W_in, sparse)
    u = F.embedding(centers, W_out, sparse=sparse)      # (B, d)
    return negative_loss(h, (h * u).sum(1, keepdim=True),
                         any_[:, None], any_,
                         negative_scores(h, negatives, W_out, sparse),
                         trace)


def negative_loss(h, s_o, share, any_, s_n, trace):
    L = -(F.logsigmoid(s_o) * share).sum(1)
    L = L - F.logsigmoid(-s_n).sum(1) * any_
    if not trace:
        return L
    scores = torch.cat([s_o, s_n], 1)
    return L, {"h": h, "scores": scores, "sigmoids": scores.sigmoid()}


class Word2Vec(nn.Module):
    """The two tables, and a loss (B,) of centers and contexts.

    model: "skipgram" or "cbow". Without negatives it is the full
    softmax. W_in starts uniform between ±1/(2 d), W_out with 0, as
    the program word2vec does.
    """

    def __init__(self, n_vocab, d, model="skipgram", sparse=False):
        super().__init__()
        sizes(n_vocab=n_vocab, d=d)
        self.model, self.sparse = one_of("model", model, MODELS), sparse
        self.W_in = nn.Parameter((torch.rand(n_vocab, d) - 0.5) / d)
        self.W_out = nn.Parameter(torch.zeros(n_vocab, d))

    def forward(self, centers, contexts, negatives=None, mask=None):
        given, f = (centers, contexts), (skipgram, skipgram_negative)
        if self.model == "cbow":
            given, f = (contexts, centers), (cbow, cbow_negative)
        if negatives is None:
            return f[0](*given, self.W_in, self.W_out, mask)
        return f[1](*given, negatives, self.W_in, self.W_out, mask,
                    sparse=self.sparse)
