"""Random number generators and recurrent states, kept and put back."""

import contextlib
import random
import sys
from collections import OrderedDict

import numpy as np
import torch
from torch.nn.utils.rnn import PackedSequence

PLAIN = (type(None), bool, int, float, complex, str, bytes,
         np.ndarray, np.generic, torch.dtype, torch.device)


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
    """A state without its gradient, on device if one is given.

    A state is a tensor or anything without a gradient, in tuples
    (named ones and PackedSequence too), lists and dictionaries.
    TypeError for objects of other kinds: what they hold is not known.
    """
    if isinstance(state, torch.Tensor):
        return state.detach().to(device or state.device)
    if isinstance(state, PackedSequence):  # its sizes stay on the CPU
        data, sizes, *order = state
        return PackedSequence(detached(data, device), sizes,
                              *(detached(x, device) for x in order))
    if isinstance(state, dict):
        parts = ((k, detached(v, device)) for k, v in state.items())
        return _kind(state, dict, OrderedDict)(parts)
    if isinstance(state, (tuple, list)):
        parts = (detached(v, device) for v in state)
        if hasattr(state, "_fields"):
            return type(state)(*parts)
        return _kind(state, tuple, list, torch.Size)(parts)
    if not isinstance(state, PLAIN):
        raise TypeError(
            f"loss returned a state that holds a {type(state).__name__}; "
            "with carry=True it must be made of tensors, in tuples, "
            "lists and dictionaries")
    return state


def _kind(state, *kinds):
    """The kind of a container; a subclass could lose what it adds."""
    if type(state) not in kinds:
        raise TypeError(
            f"loss returned a state that holds a {type(state).__name__}; "
            f"return a plain {kinds[0].__name__} of its parts")
    return type(state)


def packed(state):
    """A state in what a checkpoint holds; `unpacked` undoes it."""
    if isinstance(state, dict):
        pairs = [(packed(k), packed(v)) for k, v in state.items()]
        return "dict", isinstance(state, OrderedDict), pairs
    if isinstance(state, (tuple, list)):
        parts = [packed(x) for x in state]
        if hasattr(state, "_fields"):
            return "named", *_name(type(state)), parts
        return type(state).__name__, parts
    if isinstance(state, np.ndarray):
        return "array", _tensor(state)
    return "one", state.item() if isinstance(state, np.generic) else state


def unpacked(content):
    """The state that `packed` was given."""
    kind, *rest = content
    if kind == "dict":
        pairs = [(unpacked(k), unpacked(v)) for k, v in rest[1]]
        return (OrderedDict if rest[0] else dict)(pairs)
    if kind == "named":
        module, name, parts = rest
        found = _class(module, name)
        if found is None:
            raise ValueError(
                f"the checkpoint holds a state of the class {module}."
                f"{name}, which this program does not have: import it")
        return found(*map(unpacked, parts))
    if kind in ("array", "one"):
        return rest[0].numpy() if kind == "array" else rest[0]
    kinds = {"tuple": tuple, "list": list, "Size": torch.Size}
    return kinds[kind](map(unpacked, rest[0]))


def _tensor(array):
    wide = array.dtype.type in (np.longdouble, np.clongdouble)
    if array.dtype.kind not in "biufc" or wide:
        raise TypeError(
            f"loss returned a state with an array of {array.dtype}; a "
            "checkpoint holds arrays of numbers only")
    if type(array) is not np.ndarray:
        raise TypeError(
            f"loss returned a state with a {type(array).__name__}; a "
            "checkpoint holds plain arrays only, as np.array makes them")
    return torch.from_numpy(np.array(array, array.dtype.newbyteorder("=")))


def _name(kind):
    """Module and name of a class; TypeError if it is not found by them."""
    module, name = kind.__module__, kind.__qualname__
    if _class(module, name) is not kind:
        raise TypeError(
            f"loss returned a state of the class {name}, which is not "
            f"found again as {module}.{name}, so that no checkpoint can "
            "hold it: define it at the top of a module, or return a "
            "plain tuple")
    return module, name


def _class(module, name):
    """A class of named tuples that the program has loaded; else None.

    Nothing is imported for a file's sake.
    """
    found = getattr(sys.modules.get(module), name, None)
    good = isinstance(found, type) and issubclass(found, tuple)
    return found if good and hasattr(found, "_fields") else None
