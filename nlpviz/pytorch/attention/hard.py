"""Hard attention: look at one drawn position, and learn from luck.

(Mnih et al. 2014; Xu et al. 2015, section 4.1.) The drawing has no
derivative; REINFORCE (Williams 1992) does without.
"""

import torch
from torch import nn
from torch.distributions import Categorical
from torch.nn import functional as F

from ...check import one_of
from .seq2seq import Seq2Seq
from .soft import weights

BASELINES = ["none", "average", "learned"]


class HardSeq2Seq(Seq2Seq):
    """Seq2Seq whose decoder sees one encoder state a step.

    z_t ~ A_t is drawn while the model trains, and is the likeliest
    position otherwise. With trace=True there are A (B, T, m), the
    distribution, Z (B, T), the positions, and baseline (B, T), the loss
    that is expected from h_t.

    Scores that are divided get a gradient 1/√d_h as large: with d_h =
    64 the place was found with scale=False alone; see
    tools/recipes/04_attention/hard.py.
    """

    def __init__(self, n_source, n_target, d=32, d_h=64, **more):
        super().__init__(n_source, n_target, d, d_h, **more)
        if not self.attention or self.attention.local or self.feed:
            raise ValueError(
                "score is None, local or feed is on: hard attention "
                "here draws from all keys, one step apart from others")
        self.baseline = nn.Linear(d_h, 1)
        self.register_buffer("average", torch.zeros(()))

    def attend(self, H, state):
        seen = self.chances(H, state)
        A = seen["A"]
        Z = Categorical(A).sample() if self.training else A.argmax(-1)
        at = Z[..., None].expand_as(H)
        G = self.combine(state["K"].gather(1, at), H)
        return G, seen | {"Z": Z}

    def chances(self, H, state):
        """What stands before the draw: A and baseline."""
        S = self.attention.scores(H, state["K"])
        return {"A": weights(S, state["mask"]),
                "baseline": self.baseline(H.detach()).squeeze(-1)}

    def forward(self, source, target_in, *more, every=False, **kind):
        """As Seq2Seq. With every=True the logits (B, T, m, n_target)
        at every position that can be drawn, and the trace."""
        if not every:
            return super().forward(source, target_in, *more, **kind)
        state = self.encode(source)
        H, _ = self.states(state, target_in)        # (B, T, d_h)
        seen = self.chances(H, state)
        n, m = seen["A"].shape[1:]
        G = self.combine(state["K"][:, None].expand(-1, n, -1, -1),
                         H[:, :, None].expand(-1, -1, m, -1))
        return G @ self.W_o + self.b_o, seen


def sampled_losses(model, source, target):
    """What each drawn word costs: losses (B, T) and the dict of A, H,
    Z, baseline, logp (B, T) of the draws, and real (B, T), where
    there is no padding."""
    logits, seen = model(source, target[:, :-1], trace=True)
    losses = F.cross_entropy(logits.transpose(1, 2), target[:, 1:],
                             ignore_index=0, reduction="none")
    p = seen["A"].gather(-1, seen["Z"][..., None]).squeeze(-1)
    return losses, seen | {"logp": p.clamp(min=1e-30).log(),
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
    losses, seen = sampled_losses(model, source, target)
    real, predicted = seen["real"], seen["baseline"]
    n = int(real.sum())
    average = getattr(model, "module", model).average
    b = {"none": 0.0, "average": average.clone(),
         "learned": predicted.detach()}[baseline]
    score = (losses.detach() - b) * seen["logp"]
    A = seen["A"].clamp(min=1e-30)
    spread = -(A * A.log()).sum(-1)
    fit = (predicted - losses.detach()) ** 2 / 2
    extra = (score - entropy * spread + fit)[real].sum() / n
    average.lerp_(losses.detach()[real].mean(), 0.1)
    return losses.sum() / n + extra - extra.detach(), n


def expected(model, source, target):
    """E_z[f] exactly: the loss at every position, times its weight.

    The draws of two steps do not meet here, so that m positions are
    enough to try, not m^T of all paths.
    """
    logits, seen = model(source, target[:, :-1], every=True)
    m, real = logits.shape[2], target[:, 1:] != 0
    at = target[:, 1:, None, None].expand(-1, -1, m, 1)
    losses = -F.log_softmax(logits, -1).gather(-1, at).squeeze(-1)
    unused = 0 * seen["baseline"].sum()    # in several processes too,
    mean = (seen["A"] * losses).sum(-1)[real].mean()
    return mean + unused, int(real.sum())   # all weights take part
