"""GradientCloud: what a baseline does to estimates of a gradient that are made by drawing."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from ... import scratch
from ...check import whole
from ..core import encode, svg
from ..core.arrays import one_row
from ..core.figure import Figure
from ..core.labels import named

DRAWS = 2**10  # the most that go into one estimate
ESTIMATES, RATE = 200, 0.1  # dots in a cloud; the moving average: b ← b + 0.1 (loss − b), from 0
KINDS = ("none", "moving", "mean", "weighted")


class GradientCloud(Figure):
    """Estimates of ∇E[f] for the scores S of hard attention, as a cloud around the true gradient.

    ``S`` (m,) are the scores, 2 ≤ m ≤ 12, ``losses`` (m,) what each position costs if it is drawn;
    ``positions`` their texts.  One estimate is the mean over ``samples`` draws (a power of two up
    to 1024) of (f − b) ∇ log p; ``seed`` says which draws.  The page shows 200 of them for any
    number b that is subtracted from every loss; the reader guesses the one that brings them
    together before the spread is told, the sum of the variances of all components.  The table
    compares it with no number, a moving average and the mean loss.

    Raises TypeError and ValueError that name the argument.
    """

    name = "gradient_cloud"
    remedy = "pass fewer positions"

    def __init__(self, S, losses, *, positions=None, samples=1, seed=0):
        self.S = one_row("S", S)
        self.losses = one_row("losses", losses)
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
            "scores": encode.pack(self.S, name="S"),
            "costs": encode.pack(self.losses, name="losses"),
            "positions": self.positions, "samples": self.samples, "seed": self.seed,
            "across": int(steep[0]), "up": int(steep[1]), "subtracted": 0.0, "guess": None,
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
        noise = RATE**2 * (A @ (f - now["hard"]) ** 2) / N
        noise = noise * (1 - keep ** (2 * steps)) / (1 - keep**2)
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
        """Where one draw's estimates lie, without a baseline: a circle for each position, its area
        the share; a cross at the true gradient."""
        now, says, size = self.step(), self.says, 320
        across, up = np.argsort(-np.abs(now["dS"]), kind="stable")[:2]
        points = self.losses[:, None] * now["dlogp"]
        both = np.vstack([points, now["dS"], 0 * now["dS"]])[:, [across, up]]
        low, span = both.min(axis=0), max(np.ptp(both, axis=0).max(), 1e-9)
        centre = low + np.ptp(both, axis=0) / 2
        places = (both - centre) / span * (size - 110) * [1, -1] + [190, size / 2]
        *dots, (cx, cy), (x0, y0) = places.tolist()
        parts = [svg.tag("path", d=f"M20 {svg.num(y0)}H360M{svg.num(x0)} 20V{size - 20}",
                         class_="rule-line")]
        for (x, y), a, name in zip(dots, now["A"], self.positions, strict=True):
            r = 3 + 22 * np.sqrt(a)
            parts.append(svg.tag("path", d=f"M{svg.num(x - r)} {svg.num(y)}a{svg.num(r)} "
                                 f"{svg.num(r)} 0 1 0 {svg.num(2 * r)} 0a{svg.num(r)} {svg.num(r)} "
                                 f"0 1 0 {svg.num(-2 * r)} 0z", class_="gradients", opacity=0.6))
            parts.append(svg.text(x, y - r - 5, name, limit=12, text_anchor="middle",
                                  class_="keys"))
        cross = f"M{svg.num(cx - 8)} {svg.num(cy)}h16M{svg.num(cx)} {svg.num(cy - 8)}v16"
        parts += [
            svg.tag("path", d=cross, class_="ink-line", stroke_width=2.5),
            svg.text(400, 40, says("true"), font_weight="600"),
            svg.tag("path", d="M378 35h16M386 27v16", class_="ink-line", stroke_width=2.5),
            svg.text(400, 80, "→ " + says("less", word=self.positions[across]), limit=60),
            svg.text(400, 104, "↑ " + says("less", word=self.positions[up]), limit=60),
        ]
        return svg.svg(680, size, *parts, label=self.label)


def power_of_two(name, value):
    value = whole(name, value, 0, DRAWS)
    if value < 1 or value & (value - 1):
        raise ValueError(f"{name} is {value}; it must be 1, 2, 4, … or {DRAWS}")
    return value
