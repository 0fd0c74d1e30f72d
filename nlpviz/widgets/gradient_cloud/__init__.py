"""GradientCloud: what a baseline does to estimates of a gradient that are made by drawing."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from ... import scratch
from ...check import whole
from ..core import encode, svg, traces
from ..core.figure import Figure
from ..draw_or_mix import POSITIONS, named, one_row

DRAWS = 2**10  # the most that go into one estimate
ESTIMATES, RATE = 200, 0.1  # dots in a cloud; the moving average: b ← b + 0.1 (loss − b), from 0
KINDS = ("none", "moving", "mean", "weighted")


class GradientCloud(Figure):
    """Estimates of ∇E[f] for the scores S of hard attention, as a cloud around the true gradient.

    ``S`` (m,) are the scores, 2 ≤ m ≤ 12, ``losses`` (m,) what each position costs if it is drawn;
    ``positions`` their texts.  One estimate is the mean over ``samples`` draws (a power of two up
    to 1024) of (f − b) ∇ log p; ``seed`` says which draws.  The page shows 200 of them for each
    of four baselines b (none, a moving average, the mean loss, the one of least variance); the
    reader guesses which shrinks the cloud most before its spread is told, the sum of the variances
    of all components.

    Raises TypeError and ValueError that name the argument.
    """

    name = "gradient_cloud"
    remedy = "pass fewer positions"

    def __init__(self, S, losses, *, positions=None, samples=1, seed=0):
        self.S = one_row("S", S, POSITIONS)
        self.losses = one_row("losses", losses, POSITIONS)
        if len(self.losses) != len(self.S):
            raise ValueError(f"losses has {len(self.losses)} entries but S has {len(self.S)}")
        self.positions = named("positions", positions, len(self.S), "S")
        self.samples = power_of_two("samples", samples)
        self.seed = whole("seed", seed, 0, 2**31 - 1)

    @property
    def label(self):
        return self.says("label", n=len(self.S))

    def state(self):
        steep = np.argsort(-np.abs(self.step()["dS"]), kind="stable")
        return {
            "scores": encode.pack(self.S, name="S"), "costs": encode.pack(self.losses, name="losses"),
            "positions": self.positions, "samples": self.samples, "seed": self.seed,
            "across": int(steep[0]), "up": int(steep[1]), "kind": "none", "guess": None,
            "answered": False,
        }

    def step(self) -> dict:
        """A, E[f], its gradient dS (m,) and the rows ∇ log p_z (m, m), from nlpviz.scratch."""
        loss = self._loss()
        hard, trace = scratch.expected(self.S[None], np.eye(len(self.S)), loss)
        dS, _ = trace.backward()
        scores = [scratch.reinforce(self.S[None], np.eye(len(self.S)), loss, [z], L - 1)[1].score[0]
                  for z, L in enumerate(self.losses)]  # with f − b = 1
        return {"A": trace.A[0], "hard": hard, "dS": dS[0], "dlogp": np.concatenate(scores)}

    def _loss(self):
        """What reading costs, as scratch takes it: position z is the z-th unit vector."""
        f = self.losses
        return lambda O: ((O @ f).item(), SimpleNamespace(backward=lambda dL=1.0: (dL * f[None],)))

    def baselines(self) -> dict:
        """kind -> (b, the spread of one estimate with it)."""
        now = self.step()
        A, f, N = now["A"], self.losses, self.samples
        long = (now["dlogp"] ** 2).sum(axis=1)
        best = (A * long) @ f / (A @ long) if A @ long > 0 else now["hard"]
        steps, keep = np.arange(ESTIMATES), 1 - RATE
        mean = now["hard"] * (1 - keep**steps)
        noise = RATE**2 * (A @ (f - now["hard"]) ** 2) / N * (1 - keep ** (2 * steps)) / (1 - keep**2)
        found = {"none": (0.0, 0.0), "moving": (mean.mean(), mean.var() + noise.mean()),
                 "mean": (now["hard"], 0.0), "weighted": (best, 0.0)}
        return {kind: (float(b), (A @ ((f - b) ** 2 * long) + extra * (A @ long)
                                  - now["dS"] @ now["dS"]) / N)
                for kind, (b, extra) in found.items()}

    def table(self):
        now, says = self.step(), self.says
        header = ["", says("share"), says("price"), says("gradient")]
        rows = [list(row) for row in zip(self.positions, now["A"], self.losses, now["dS"],
                                         strict=True)]
        return header, rows

    def picture(self):
        now, says, left, tall = self.step(), self.says, 150, 30
        largest, below = np.abs(now["dS"]).max() or 1, 40 + tall * len(self.S)
        heads = ((left + 60, "share"), (left + 140, "price"), (430, "gradient"))
        parts = [svg.text(x, 24, says(key), limit=40, text_anchor="end", class_="muted")
                 for x, key in heads]
        for j, name in enumerate(self.positions):
            y, bar = 36 + tall * j, 90 * now["dS"][j] / largest
            parts += [
                svg.text(left - 20, y + 17, name, limit=15, text_anchor="end", class_="keys"),
                svg.text(left + 60, y + 17, f"{100 * now['A'][j]:.0f} %", text_anchor="end"),
                svg.text(left + 140, y + 17, f"{self.losses[j]:.2f}", text_anchor="end"),
                svg.text(430, y + 17, traces.short(now["dS"][j]), text_anchor="end"),
                svg.tag("rect", x=550 + min(bar, 0), y=y + 4, width=abs(bar), height=18,
                        class_="gradients"),
            ]
        parts.append(svg.tag("path", d=f"M550 32V{below}", class_="rule-line"))
        return svg.svg(660, below + 16, *parts, label=self.label)


def power_of_two(name, value):
    value = whole(name, value, 0, DRAWS)
    if value < 1 or value & (value - 1):
        raise ValueError(f"{name} is {value}; it must be 1, 2, 4, … or {DRAWS}")
    return value
