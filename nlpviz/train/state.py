"""Random number generators and recurrent states, kept and put back."""

import contextlib
import random

import numpy as np
import torch


def seed_all(seed):
    """Seed every global generator: Python's, NumPy's, torch's."""
    random.seed(seed)
    np.random.seed(seed % 2 ** 32)
    torch.manual_seed(seed)


def get_random(device):
    """The states of all generators, as a checkpoint can hold them."""
    name, keys, *rest = np.random.get_state()
    states = {"python": random.getstate(),
              "numpy": (name, keys.tolist(), *rest),
              "torch": torch.get_rng_state()}
    if device.type == "cuda":
        states["cuda"] = torch.cuda.get_rng_state(device)
    return states


def set_random(states, device):
    """Put back what get_random returned."""
    version, keys, gauss = states["python"]
    random.setstate((version, tuple(keys), gauss))
    np.random.set_state(tuple(states["numpy"]))
    torch.set_rng_state(states["torch"])
    if "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"], device)


@contextlib.contextmanager
def untouched(device):
    """Whatever happens inside, the generators are as before."""
    before = get_random(device)
    try:
        yield
    finally:
        set_random(before, device)


def detached(state, device=None):
    """A state (tensors in tuples, lists, dicts) without its gradient."""
    if isinstance(state, torch.Tensor):
        return state.detach().to(device or state.device)
    if isinstance(state, dict):
        return {k: detached(v, device) for k, v in state.items()}
    if isinstance(state, (tuple, list)):
        return type(state)(detached(v, device) for v in state)
    return state
