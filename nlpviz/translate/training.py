"""Train in stages: after each the held-out perplexity, and the best weights to a file."""

import contextlib
import math
import os
import time

import torch

from ..check import Argument, ArgumentError
from ..command import columns, fill
from ..language import speaker
from ..train import bucketed, checkpoint, fit
from ..train.pairs import padded
from .models import build, nll_of, schedule_of, shape_of

phrase = speaker(__file__)

ABSURD = 1e9
"""A perplexity that no model has: even one that knows nothing has that of its vocabulary."""


def perplexity(model, ids, size=100):
    """exp of the mean cross-entropy of a target token, and over how many tokens."""
    ids, total, n, nll = sorted(ids, key=lambda pair: len(pair[1])), 0.0, 0, nll_of(model)
    with torch.no_grad():
        for at in range(0, len(ids), size):
            batch = [torch.from_numpy(x) for x in padded(ids[at:at + size])]
            mean, count = nll(model, *batch)
            total, n = total + float(mean) * count, n + count
    return math.exp(total / n) if total / n < 700 else math.inf, n


def stages(steps, per_epoch, evaluations):
    """The steps after which the held-out perplexity is taken; the last is `steps`."""
    n = max(1, round(evaluations * steps / per_epoch))
    return sorted({max(1, round(steps * i / n)) for i in range(1, n + 1)})


class Training:
    """One model, its two files, and the best that was found.

    path: the best weights and all that a translation needs; path.run: what training goes on
    from. best: (perplexity, step) of what is in path, None before the first.
    """

    def __init__(self, corpus, options, score, path):
        self.score, self.path, self.run = score, path, path + ".run"
        self.options, self.corpus, self.best = options, corpus, None
        self.train, self.held = corpus.ids(corpus.train), corpus.ids(corpus.held)
        self.shape = shape_of(score, options)
        self.model = build(len(corpus.source), len(corpus.target), self.shape, options.seed)

    def begun(self):
        """How many steps were done before, by a call that was stopped."""
        if not os.path.exists(self.run):
            with contextlib.suppress(FileNotFoundError):
                refuse_other(self.path, checkpoint.load(self.path))
            return 0
        run = checkpoint.load(self.run)
        with contextlib.suppress(OSError, ValueError, KeyError):
            saved = checkpoint.load(self.path)
            if saved["config"] == run["config"] and saved["step"] <= run["step"]:
                self.best = saved["perplexity"], saved["step"]
        return run["step"]

    def go(self, say):
        """Train to the end; say(line) after every stage. The model then has the best weights."""
        o = self.options
        batches = bucketed(self.train, o.batch, o.seed)
        steps = max(1, round(o.epochs * batches.steps_per_epoch))
        done, start = self.begun(), time.monotonic()
        for end in stages(steps, batches.steps_per_epoch, o.evaluations):
            if end < min(done, steps):  # beyond the last, fit says so
                continue
            found = self.stage(batches, end)
            better = self.best is None or found < self.best[0]
            if better:
                self.save_best(found, end)
            gone = time.monotonic() - start
            left = gone / max(end - done, 1) * (steps - end)
            best = phrase("best")
            say(phrase("stage", score=self.score, step=end, steps=steps,
                       epoch=end / batches.steps_per_epoch, perplexity=found,
                       best=best if better else fill("", columns(best)),
                       gone=clock(gone), left=clock(left)))
        self.model.load_state_dict(checkpoint.load(self.path)["model"])

    def forget(self):
        """There is nothing to go on from any more."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.run)

    def stage(self, batches, end):
        """To step `end`; the held-out perplexity there, or FloatingPointError."""
        try:
            self.fit(batches, end)
            found, _ = perplexity(self.model, self.held)
            if not found < ABSURD:
                what = "not a number" if math.isnan(found) else "too large"
                raise FloatingPointError(phrase(what, most=ABSURD, step=end, lr=self.options.lr))
        except FloatingPointError as error:
            raise FloatingPointError(
                phrase("diverged", score=self.score, error=error)) from None
        return found

    def fit(self, batches, end):
        o = self.options
        fit(self.model, nll_of(self.model), batches, steps=end, lr=o.lr, seed=o.seed,
            max_norm=1.0, checkpoint=self.run, every=end, schedule=schedule_of(self.model))

    def save_best(self, found, step):
        """Write the weights of this step, with the perplexity found, over the former best."""
        corpus = self.corpus
        checkpoint.save(self.path, {
            "model": self.model.state_dict(), "shape": self.shape, "by": list(corpus.by),
            "source": list(corpus.source.tokens), "target": list(corpus.target.tokens),
            "perplexity": found, "step": step, "config": checkpoint.load(self.run)["config"]})
        self.best = found, step


def refuse_other(path, saved):
    """ArgumentError for a file that another program of ours has written: it stays as it is."""
    if not {"shape", "by", "perplexity"} <= set(saved):
        raise ArgumentError(f"{path} holds no translator, but another training; it was left as it "
                            "is. Give ", Argument("model"), " another path")


def load(path):
    """The model in path and its content; ValueError if it is something else.

    A file that does not say whether its scores are divided by √d_h is older than the division.
    """
    try:
        saved = checkpoint.load(path)
        shape = saved["shape"]
        shape = shape if "kind" in shape else {"scale": False} | shape
        model = build(len(saved["source"]), len(saved["target"]), shape)
        model.load_state_dict(saved["model"])
    except FileNotFoundError:
        raise ArgumentError(f"there is no file {path}; train first, or give its name with ",
                            Argument("model")) from None
    except (KeyError, TypeError, RuntimeError) as error:
        raise ValueError(f"{path} is no model of this command ({error})") from None
    return model, saved


def clock(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
