"""The memory network with its four parts, batched (Weston et al. 2015).

Word 0 is no word; a place in the memory with ago 0 is empty.
"""

import torch
from torch import nn
from torch.nn import functional as F

from ...check import whole
from .encoding import encode
from .end_to_end import table


class FourParts(nn.Module):
    """The twin of `scratch.memory.four_parts`: tables, loss, answers.

    E_x, E_m, E_y (n_vocab, d) and T (3, d) find the k facts; R_x, R_m,
    R_y (n_vocab, d) give the answer.
    """

    def __init__(self, n_vocab, d=50, k=2):
        super().__init__()
        self.k = whole("k", k)
        self.E_x, self.E_m, self.E_y, self.R_x, self.R_m, self.R_y = (
            table(n_vocab, d) for _ in range(6))
        self.T = nn.Parameter(0.1 * torch.randn(3, d))

    def query(self, question, facts, E_x, E_m):
        """[x, m_o1, …]: question (B, J), facts (B, k, J) -> (B, d)."""
        return encode(question, E_x) + encode(facts, E_m).sum(1)

    def pairwise(self, q, Y, ago, ago_x):
        """S (B, N, N): is memory i a better fact than memory j?"""
        g, t = (Y @ q[..., None])[..., 0], q @ self.T.T
        S = g[:, :, None] - g[:, None]
        x = (ago_x[:, None] - ago).sign().to(q)          # older: 1
        y = (ago[:, :, None] - ago[:, None]).sign().to(q)
        return (S + t[:, 0, None, None] * x[:, :, None]
                + t[:, 1, None, None] * x[:, None]
                + t[:, 2, None, None] * y)

    def scores(self, question, story, ago, facts):
        """S (B, N, N) for the fact after facts (B, k)."""
        told = chosen(story, facts)
        q = self.query(question, told, self.E_x, self.E_m)
        ago_x = (ago.gather(1, facts[:, -1:])[:, 0] if facts.shape[1]
                 else 0 * ago[:, 0])
        return self.pairwise(q, encode(story, self.E_y), ago, ago_x)

    def loss(self, question, story, ago, facts, answer, margin=0.1):
        """The mean over the batch of `scratch.memory.supervised`."""
        there, total = ago > 0, 0.0
        for k in range(facts.shape[1]):
            S = self.scores(question, story, ago, facts[:, :k])
            right = facts[:, k, None, None]
            wins = S.gather(1, right.expand(-1, 1, S.shape[2]))[:, 0]
            losses = S.gather(
                2, right.expand(-1, S.shape[1], 1))[..., 0]
            others = there & (torch.arange(
                S.shape[1], device=S.device) != facts[:, k, None])
            total = total + (F.relu(margin - wins) * others
                             + F.relu(margin + losses) * others).sum(1)
        s = self.respond(question, chosen(story, facts))
        short = margin - s.gather(1, answer[:, None]) + s
        total = total + F.relu(short).sum(1) - margin
        return total.mean()

    def respond(self, question, facts):
        """R: scores (B, n_vocab); facts (B, k, J) are sentences."""
        q = self.query(question, facts, self.R_x, self.R_m)
        return q @ self.R_y.T

    @torch.no_grad()
    def forward(self, question, story, ago):
        """The answers (B,) and the k facts (B, k), chosen hard.

        Memories are gone through in the order of the story's rows.
        """
        facts = ago.new_empty(len(ago), 0)
        rows = torch.arange(len(ago), device=ago.device)
        for _ in range(self.k):
            S = self.scores(question, story, ago, facts)
            kept = 0 * ago[:, 0]
            for i in range(1, S.shape[1]):
                better = (S[rows, i, kept] > 0) & (ago[:, i] > 0)
                kept = torch.where(better, i, kept)
            facts = torch.cat([facts, kept[:, None]], 1)
        s = self.respond(question, chosen(story, facts))
        return s.argmax(1), facts


def chosen(story, facts):
    """The sentences (B, k, J) of story (B, N, J) at facts (B, k)."""
    J = story.shape[2]
    return story.gather(1, facts[..., None].expand(-1, -1, J))
