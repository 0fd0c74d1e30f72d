"""Hard attention: look at one drawn position, and learn from luck.

(Mnih et al. 2014; Xu et al. 2015, section 4.1.) The drawing has no
derivative; REINFORCE (Williams 1992) does without.
"""

import torch
from torch import nn
from torch.distributions import Categorical
from torch.nn import functional as F

from .attention import weights
from .check import one_of
from .seq2seq import Seq2Seq

BASELINES = ["none", "average", "learned"]


class HardSeq2Seq(Seq2Seq):
    """Seq2Seq whose decoder sees one encoder state a step.

    z_t ~ A_t is drawn while the model trains, and is the likeliest
    position otherwise. With trace=True A is the distribution, Z the
    positions (B, T).
    """

    def __init__(self, n_source, n_target, d=32, d_h=64, **more):
        super().__init__(n_source, n_target, d, d_h, **more)
        if not self.attention or self.attention.local or self.feed:
            raise ValueError(
                "score is None, local or feed is on: hard attention "
                "here draws from all keys, one step apart from others")
        self.guess = nn.Linear(d_h, 1)      # the loss that h_t expects
        self.register_buffer("average", torch.zeros(()))

    def look(self, H, state):
        A = weights(self.attention.scores(H, state["K"]), state["mask"])
        Z = Categorical(A).sample() if self.training else A.argmax(-1)
        at = Z[..., None].expand_as(H)
        G = self.join(state["K"].gather(1, at), H)
        return G, torch.cat([A, Z[..., None].to(A)], -1)


def drawn(model, source, target):
    """What each drawn word costs: losses (B, T) and the dict of A, H,
    Z, logp (B, T) of the draws, and real (B, T): no padding."""
    logits, seen = model(source, target[:, :-1], trace=True)
    A, Z = seen["A"].split([source.shape[1], 1], -1)
    losses = F.cross_entropy(logits.transpose(1, 2), target[:, 1:],
                             ignore_index=0, reduction="none")
    logp = A.gather(-1, Z.long()).clamp(min=1e-30).log().squeeze(-1)
    return losses, seen | {"A": A, "Z": Z, "logp": logp,
                           "real": target[:, 1:] != 0}


def reinforce(model, source, target, baseline="learned", entropy=0.0):
    """The loss whose gradient is E[∇f + (f − b) ∇log p] by one draw.

    f is the cross-entropy of the word at the drawn position. baseline
    b: "none", "average" (moving) or "learned", a linear function of
    h_t. entropy: how much the spread of A is rewarded, in nats.
    Returns the mean over words of f, with that gradient, and their
    number; the value includes neither b nor the reward.
    """
    one_of("baseline", baseline, BASELINES)
    losses, seen = drawn(model, source, target)
    real = seen["real"]
    n = int(real.sum())
    guess = model.guess(seen["H"].detach()).squeeze(-1)
    b = {"none": 0.0, "average": model.average.clone(),
         "learned": guess.detach()}[baseline]
    score = (losses.detach() - b) * seen["logp"]
    A = seen["A"].clamp(min=1e-30)
    spread = -(A * A.log()).sum(-1)
    fit = (guess - losses.detach()) ** 2 / 2
    extra = (score - entropy * spread + fit)[real].sum() / n
    model.average.lerp_(losses.detach()[real].mean(), 0.1)
    return losses.sum() / n + extra - extra.detach(), n


def expected(model, source, target):
    """E_z[f] exactly: the loss at every position, times its weight.

    The draws of two steps do not meet here, so that m positions are
    enough to try, not m^T of all paths.
    """
    state = model.encode(source)
    H, _ = model.states(state, target[:, :-1])      # (B, T, d_h)
    A = weights(model.attention.scores(H, state["K"]), state["mask"])
    n, m = H.shape[1], A.shape[-1]
    G = model.join(state["K"][:, None].expand(-1, n, -1, -1),
                   H[:, :, None].expand(-1, -1, m, -1))
    logP = F.log_softmax(G @ model.W_o + model.b_o, -1)
    at = target[:, 1:, None, None].expand(-1, -1, m, 1)
    losses = -logP.gather(-1, at).squeeze(-1)       # (B, T, m)
    real = target[:, 1:] != 0
    return (A * losses).sum(-1)[real].mean(), int(real.sum())
