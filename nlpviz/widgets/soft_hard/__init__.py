"""SoftHard: a mixture of all values or one drawn; and what drawing does to the gradient."""

from __future__ import annotations

import numpy as np

from ...check import number, whole
from ..core import encode, svg, traces
from ..core.figure import Figure
from ..core.labels import texts

POSITIONS = 12
BATCHES = 2**10  # the most draws that go into one estimate


class SoftHard(Figure):
    """One decoder step over m positions: soft attention's mixture against hard attention's draw.

    ``S`` (m,) are the scores, ``values`` (m, d_v) or (m,) the values, 2 ≤ m ≤ 12, d_v 1 or 2;
    ``positions`` their m texts.  A = softmax(S/τ); the decoder is one weight ``theta`` and the
    loss of reading v is f(v) = ½‖θ v − targets‖².  ``targets`` (d_v,) is what θ v should be; left
    out, it is the value of the highest score.  ``tau`` (0.032 to 10), ``samples`` N (a power of
    two up to 1024) and ``seed`` are where the page starts.

    In the page all is computed again (from float32): o = A V with f(o) against E[f(V_z)], which
    differ by ½θ² times the variance of the values; ∇E[f] for S and θ exactly, and 200 estimates
    from N draws each, ∇f + (f − b) ∇log p, with four baselines b.  The reader moves τ, N and
    each score, may leave ∇f out, and guesses which baseline helps most before looking.

    Raises TypeError and ValueError that name the argument.
    """

    name = "soft_hard"
    remedy = "pass fewer positions"

    def __init__(self, S, values, targets=None, *, positions=None, theta=1.0, tau=1.0, samples=1,
                 seed=0):
        S = encode.checked("S", S)
        if S.ndim != 1 or not 2 <= len(S) <= POSITIONS:
            raise ValueError(f"S has shape {S.shape}; it must be (m,) with 2 ≤ m ≤ {POSITIONS}")
        small("S", S)
        V = encode.checked("values", values)
        V = V[:, None] if V.ndim == 1 else V
        if V.ndim != 2 or len(V) != len(S) or V.shape[1] > 2:
            raise ValueError(f"values has shape {np.shape(values)}; it must be (m,) or (m, d_v) "
                             f"with m = {len(S)}, one row a score, and d_v 1 or 2")
        small("values", V)
        y = V[S.argmax()] if targets is None else np.atleast_1d(encode.numbers("targets", targets))
        y = encode.checked("targets", y)
        if y.shape != V.shape[1:]:
            raise ValueError(f"targets has shape {y.shape}; it must be (d_v,) = {V.shape[1:]}")
        self.S, self.V, self.targets = S, V, small("targets", y)
        if positions is None:
            positions = [str(j + 1) for j in range(len(S))]
        self.positions = texts("positions", positions)
        if len(self.positions) != len(S):
            raise ValueError(f"positions has {len(self.positions)} entries but S has {len(S)}")
        self.theta = number("theta", theta, -100, 100)
        self.tau = number("tau", tau, 0.032, 10)
        self.samples = power_of_two("samples", samples)
        self.seed = whole("seed", seed, 0, 2**31 - 1)
        self.label = f"Soft and hard attention over {len(S)} positions: weights, losses, gradients"

    def state(self):
        gradient = np.argsort(-np.abs(self.step()["dS"]), kind="stable")
        return {
            "scores": encode.pack(self.S, name="S"), "vectors": encode.pack(self.V, name="values"),
            "targets": encode.pack(self.targets, name="targets"), "positions": self.positions,
            "theta": self.theta, "tau": self.tau, "samples": self.samples, "seed": self.seed,
            "first": True, "across": int(gradient[0]), "up": int(gradient[1]),
            "position": int(self.S.argmax()), "shift": [0] * len(self.S),
        }

    def step(self) -> dict:
        """A, o, f (m,), soft = f(o), hard = E[f], and the exact gradients dS, dtheta of hard."""
        S, V = self.S / self.tau, self.V
        A = np.exp(S - S.max())
        A /= A.sum()
        error = self.theta * V - self.targets  # (m, d_v)
        f, o = (error**2).sum(1) / 2, A @ V
        hard, soft = A @ f, ((self.theta * o - self.targets) ** 2).sum() / 2
        return {"A": A, "o": o, "f": f, "soft": soft, "hard": hard,
                "dS": A * (f - hard) / self.tau, "dtheta": A @ (error * V).sum(1)}

    def table(self):
        now = self.step()
        rows = [[name, s, a, together(v), f, g] for name, s, a, v, f, g in zip(
            self.positions, self.S, now["A"], self.V, now["f"], now["dS"], strict=True)]
        rows += [["o = A V", "–", "–", together(now["o"]), now["soft"], "–"],
                 ["E[f]", "–", "–", "–", now["hard"], "–"],
                 ["dθ", "–", "–", "–", "–", now["dtheta"]]]
        return ["", "S", "A", "v", "f(v)", "∂E[f]/∂S"], rows

    def picture(self):
        now, left, wide, tall = self.step(), 140, 210, 26
        top, below = max(now["A"]), 30 + tall * len(self.S)
        heads = ((left + 8, "A"), (456, "f(v)"), (560, "∂E[f]/∂S"))
        parts = [svg.text(x, 18, words, text_anchor="end", class_="muted") for x, words in heads]
        largest = np.abs(now["dS"]).max() or 1
        for j, name in enumerate(self.positions):
            y, a, g = 30 + tall * j, now["A"][j], now["dS"][j]
            bar = 60 * g / largest
            parts += [
                svg.text(left - 10, y + 15, name, limit=15, text_anchor="end", class_="keys"),
                svg.tag("rect", x=left, y=y + 2, width=wide * a / top, height=17, class_="keys"),
                svg.text(left + wide * a / top + 6, y + 15, f"{a:.2f}"),
                svg.text(456, y + 15, traces.short(now["f"][j]), text_anchor="end"),
                svg.text(560, y + 15, traces.short(g), text_anchor="end"),
                svg.tag("rect", x=636 + min(bar, 0), y=y + 4, width=abs(bar), height=13,
                        class_="gradients"),
            ]
        says = f"f(A V) = {svg.number(now['soft'])} · E[f(V_z)] = {svg.number(now['hard'])}"
        parts += [svg.tag("path", d=f"M636 28V{below}", class_="rule-line"),
                  svg.text(left, below + 24, says, limit=80, font_weight="600")]
        return svg.svg(704, below + 36, *parts, label=self.label)

    def plot(self, ax=None):
        """f(A V) and E[f(V_z)] against the temperature, on a matplotlib axes."""
        import matplotlib.pyplot as plt

        from ..core.palette import ROLES

        ax = ax or plt.subplots()[1]
        taus = np.geomspace(0.032, 10, 200)
        other = (SoftHard(self.S, self.V, self.targets, theta=self.theta, tau=t) for t in taus)
        at = [[now["soft"], now["hard"]] for now in (figure.step() for figure in other)]
        ax.plot(taus, at, label=[r"$f(AV)$", r"$E[f(V_z)]$"])
        ax.lines[-2].set(color=ROLES["values"][0])
        ax.lines[-1].set(color=ROLES["gradients"][0], linestyle=":")
        ax.set(xscale="log", xlabel=r"$\tau$", ylabel="$f$")
        ax.legend()
        return ax


def together(v):
    return ", ".join(svg.number(x) for x in v)


def small(name, array):
    """Refuse numbers whose squares and exponentials leave the page's range."""
    if np.abs(array).max() > 1e4:
        raise ValueError(f"{name} holds {array.flat[np.abs(array).argmax()]:g}; "
                         "this figure shows numbers from -10,000 to 10,000")
    return array


def power_of_two(name, value):
    value = whole(name, value, 0, BATCHES)
    if value < 1 or value & (value - 1):
        raise ValueError(f"{name} is {value}; it must be 1, 2, 4, … or {BATCHES}")
    return value
