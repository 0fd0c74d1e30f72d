"""One training, step by step: all that changes, saved and resumed."""

import math
import os

import torch
from tqdm import tqdm

from ..check import Argument, ArgumentError, is_real
from ..language import speaker
from . import checkpoint as files
from . import parallel
from .batches import digest, tensors
from .optimizers import made
from .schedules import factor_at, fingerprint
from .state import (
    detached,
    get_random,
    packed,
    seed_all,
    set_random,
    unpacked,
)

phrase = speaker(__file__)


def _named(value):
    return getattr(value, "shape", type(value).__name__)


def _kind(part):
    """Shape and type of a weight; a model may keep other things, too."""
    if isinstance(part, torch.Tensor):
        return f"{tuple(part.shape)} {part.dtype}"
    return type(part).__name__


def _is_weight(value):
    """Whether value is a number, or a tensor that is one, and not below 0."""
    if isinstance(value, torch.Tensor):
        value = value.item() if value.ndim == 0 else None
    return is_real(value) and 0 <= value < math.inf


def _hidden(progress):
    """What tqdm calls it: None hides the bar where stderr is no terminal."""
    if parallel.rank() > 0:
        return True
    return None if progress is None else not progress


class Run:
    """What changes in a training; step, state, losses and norms so far."""

    def __init__(self, model, loss, batches, optimizer, lr, max_norm,
                 seed, carry, device, schedule=None):
        self.model, self.device = model, device
        self.wrapped = parallel.wrap(model)
        self.loss, self.batches, self.carry = loss, batches, carry
        self.optimizer = made(
            optimizer, [p for p in model.parameters() if p.requires_grad], lr)
        self.lr, self.max_norm, self.seed = lr, max_norm, seed
        self.schedule = schedule
        self.rates = [group["lr"] for group in self.optimizer.param_groups]
        self.step, self.state, self.losses, self.norms = 0, None, [], []
        seed_all(seed + parallel.rank())

    def train(self, steps, path, every, progress):
        """Go on from path, if it is there, to the last step."""
        if path is not None:
            path = files.try_out(path)
            self.config = self.configuration()
            self.resume(path, steps)
            files.rehearse(self.content())
        bar = tqdm(total=steps, initial=self.step, dynamic_ncols=True,
                   disable=_hidden(progress))
        first = saved = self.step
        try:
            while self.step < steps:
                self.one_step()
                if path is not None and self.step == first + 1:
                    files.rehearse(self.content() | self.own())
                bar.set_postfix_str(
                    phrase("bar", loss=self.losses[-1],
                           norm=self.norms[-1]), refresh=False)
                bar.update()
                if path is not None and (
                        self.step % every == 0 or self.step == steps):
                    self.save(path)
                    saved = self.step
        except KeyboardInterrupt as interrupt:
            if saved:
                interrupt.add_note(
                    phrase("stopped", path=path, step=saved))
            raise
        finally:
            bar.close()

    def one_step(self):
        batch = tensors(self.batches(self.step), self.step)
        mine = [x.to(self.device)
                for x in parallel.my_rows(batch, self.step)]
        mean, weight = self.call_loss(mine)
        share = parallel.share(weight)
        # The mean over nothing is NaN, and counts for nothing.
        mean = mean * share if share else mean.nan_to_num() * share
        self.optimizer.zero_grad()
        mean.backward()
        norm = torch.nn.utils.clip_grad_norm_(
            self.model.parameters(), self.max_norm or math.inf)
        self.take_down(parallel.mean(mean.detach()), float(norm))
        self.set_rates()
        self.optimizer.step()
        self.step += 1

    def set_rates(self):
        """The step size of this step, where a schedule gives it."""
        if self.schedule is None:
            return
        factor = factor_at(self.schedule, self.step)
        for group, lr in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = lr * factor

    def call_loss(self, batch):
        """The loss and what its mean was taken over."""
        if self.carry:
            value = self.loss(self.wrapped, *batch, self.state)
            if not isinstance(value, (tuple, list)) or len(value) != 2:
                raise ValueError(
                    "with carry=True loss must return a pair, the loss "
                    f"and the state; it returned {_named(value)}")
            value, self.state = value[0], detached(value[1])
        else:
            value = self.loss(self.wrapped, *batch)
        if not isinstance(value, tuple):
            value = value, len(batch[0])
        if len(value) != 2:
            raise ValueError("loss must return one number, or a pair of "
                             f"it and a weight; it returned {len(value)} values")
        if not isinstance(value[0], torch.Tensor) or value[0].ndim:
            raise ValueError(
                "loss must return a tensor that is one number, or a "
                "pair of it and a weight; it returned a "
                f"{_named(value[0])}")
        if not _is_weight(value[1]):
            raise ValueError(
                "loss must return over how much its mean was taken as a "
                f"number, at least 0; it returned {value[1]!r}")
        if not value[0].requires_grad:
            raise ValueError(
                "loss returned a number without a gradient: it was made "
                "with item(), detach() or no_grad(), or does not depend "
                "on the weights of model")
        return value

    def take_down(self, loss, norm):
        """Keep the two numbers, or refuse to go on with them."""
        for name, value in (("loss", loss), ("norm", norm)):
            if not math.isfinite(value):
                clipped = self.max_norm is not None
                raise FloatingPointError(phrase(
                    "diverged clipped" if clipped else "diverged",
                    what=phrase(name), value=value, step=self.step,
                    lr=self.lr, max_norm=self.max_norm))
        self.losses.append(loss)
        self.norms.append(norm)

    def configuration(self):
        """What must be the same for training to go on."""
        return {
            "seed": self.seed, "lr": self.lr, "max_norm": self.max_norm,
            "optimizer": type(self.optimizer).__name__,
            "carry": self.carry, "processes": parallel.world(),
            "batches(0)": digest(tensors(self.batches(0), 0)),
            **fingerprint(self.schedule),
            **{f"optimizer.{name}": str(value) for name, value
               in self.optimizer.defaults.items() if name != "lr"},
            **{f"model.{name}": _kind(w) for name, w
               in self.model.state_dict().items()},
            **{f"model {name}".rstrip():
               f"{type(part).__name__}({part.extra_repr()})"
               for name, part in self.model.named_modules()}}

    def content(self):
        """What all processes have in common, as a checkpoint holds it."""
        return {"config": self.config, "step": self.step,
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "losses": self.losses, "norms": self.norms}

    def own(self):
        """What each process has of its own."""
        return {"random": get_random(self.device),
                "state": packed(detached(self.state, "cpu"))}

    def save(self, path):
        own = parallel.gather(self.own())
        if parallel.rank() == 0:
            files.save(path, {**self.content(), "own": own})
        parallel.wait()

    def resume(self, path, steps):
        """Take up what path holds, if it is there and ours."""
        def read():
            if not os.path.exists(path):
                return None
            saved = files.load(path)
            files.refuse_other(path, saved["config"], self.config)
            if saved["step"] > steps:
                raise ArgumentError(
                    f"{path} holds step {saved['step']}, beyond steps="
                    f"{steps}; ask for more ", Argument("steps"), " or give ",
                    Argument("checkpoint"), " another path")
            return saved

        saved = parallel.from_first(read)
        if saved is not None:
            self.model.load_state_dict(saved["model"])
            self.optimizer.load_state_dict(saved["optimizer"])
            self.step = saved["step"]
            self.losses, self.norms = saved["losses"], saved["norms"]
            own = saved["own"][parallel.rank()]
            self.state = detached(unpacked(own["state"]), self.device)
            set_random(own["random"], self.device)
