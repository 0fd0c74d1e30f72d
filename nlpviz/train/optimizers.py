"""The optimizer that a call asks for, made for the weights of its model."""

import numpy as np
import torch


def made(optimizer, parameters, lr):
    """The optimizer of the parameters, with Python's own numbers in it."""
    try:
        done = optimizer(parameters, lr=lr)
    except TypeError as error:
        raise TypeError(
            "optimizer must be called as optimizer(parameters, lr=lr), "
            f"like torch.optim.Adam: {error}") from error
    if not isinstance(done, torch.optim.Optimizer):
        raise TypeError(
            f"optimizer made a {type(done).__name__}; it must make a "
            "torch.optim.Optimizer, like torch.optim.Adam")
    if type(done) is torch.optim.LBFGS:
        raise TypeError("optimizer is LBFGS, which asks for the loss "
                        "several times a step; fit gives it once")
    for group in (done.defaults, *done.param_groups):
        group.update({name: pythons(value) for name, value
                      in group.items() if name != "params"})
    return done


def pythons(value):
    """NumPy's numbers in an option as Python's, which files can hold."""
    if isinstance(value, tuple):
        return tuple(map(pythons, value))
    return value.item() if isinstance(value, np.generic) else value
