"""Where attention looks in held-out sentences: at how much at once, always at one place?"""

from collections import Counter
from dataclasses import dataclass

import torch

from ..language import speaker
from ..train.pairs import padded
from .models import weights_of

phrase = speaker(__file__)

LEAST = 4
"""Only sentences of so many tokens on both sides are judged: of two tokens one is always half."""


@dataclass(frozen=True)
class AttentionSpread:
    """Means over the target tokens of the sentences that are judged.

    at_once: exp of the entropy of a token's weights, the number of source tokens that it looks at;
    of: how many there are. share: how much of all weight in a sentence lies on the one source
    token that gets most, and token, which that usually is.
    """

    at_once: float
    of: float
    share: float
    token: str

    @property
    def collapsed(self):
        """Whether one source token gets most of the weight, whatever is being written.

        A token may well put all its weight on one place: then the places of different tokens
        differ, and each has its part of the sentence's weight.
        """
        return self.share > 0.5

    def __str__(self):
        if self.collapsed:
            return phrase("collapsed", token=self.token, share=self.share)
        return phrase("looks", at_once=self.at_once, of=self.of, share=self.share)


def attention_spread(model, ids, tokens, size=100):
    """The AttentionSpread of a model over pairs of ids; tokens: the source vocabulary.

    None without attention, or if no sentence is long enough to be judged.
    """
    if getattr(model, "attention", model) is None:
        return None
    sums, often = torch.zeros(4, dtype=torch.float64), Counter()
    ids = sorted(ids, key=lambda pair: len(pair[1]))
    for at in range(0, len(ids), size):
        batch = [torch.from_numpy(x) for x in padded(ids[at:at + size])]
        found, places = sums_of(model, *batch)
        sums += found
        often.update(tokens[i] for i in places.tolist())
    if not often:
        return None
    at_once, of, share = (sums[:3] / sums[3]).tolist()
    token = often.most_common(1)[0][0]
    return AttentionSpread(float(torch.tensor(at_once).exp()), of, share, token)


def sums_of(model, source, target):
    """Of one batch: sums over target tokens of entropy, source length and largest share, and
    their number; and the source id of the largest share in each sentence that is judged."""
    with torch.no_grad():
        _, seen = model(source, target[:, :-1], trace=True)
    real, A = target[:, 1:] != 0, weights_of(seen).double()
    n, m = real.sum(1), (source != 0).sum(1)
    share, at = ((A * real[..., None]).sum(1) / n[:, None]).max(1)
    entropy = (-(A * A.clamp(min=1e-30).log()).sum(-1) * real).sum(1)
    kept = (n >= LEAST) & (m >= LEAST)
    rows = torch.stack([entropy, n * m, n * share, n.double()])
    return rows[:, kept].sum(1), source.gather(1, at[:, None])[kept, 0]
