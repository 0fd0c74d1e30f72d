"""What differs under torchrun: one process of several.

Every process makes the same global batch, takes its slice, and torch's
distributed data parallel averages the gradients: gloo between
processors, NCCL between GPUs. Alone, everything here does nothing.
"""

import atexit
import os

import torch
import torch.distributed as dist


def start(device):
    """Join the other processes, if there are any; returns the device.

    "cuda" becomes this process's own GPU.
    """
    try:
        device = torch.device(device)
    except (RuntimeError, TypeError):
        raise ValueError(f'device is {device!r}; it must be "cpu" or '
                         '"cuda", or a torch.device') from None
    if device.type == "cuda" and not torch.cuda.is_available():
        raise ValueError(
            f"device is {str(device)!r}, but torch finds no GPU here; "
            'use device="cpu"')
    if int(os.environ.get("WORLD_SIZE", 1)) > 1:
        if device.type == "cuda" and device.index is None:
            device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        if device.type == "cuda":
            torch.cuda.set_device(device)
        if not dist.is_initialized():
            dist.init_process_group(
                "nccl" if device.type == "cuda" else "gloo")
            atexit.register(dist.destroy_process_group)
    return device


def rank():
    """This process's number, 0 if alone."""
    return dist.get_rank() if dist.is_initialized() else 0


def world():
    """The number of processes."""
    return dist.get_world_size() if dist.is_initialized() else 1


def wrap(model):
    """The model as every process trains it."""
    if world() == 1:
        return model
    return torch.nn.parallel.DistributedDataParallel(model)


def my_rows(batch, step):
    """This process's rows of every tensor of the global batch."""
    n = len(batch[0])
    if any(len(x) != n for x in batch):
        raise ValueError(
            f"the batch of step {step} holds tensors of "
            f"{[len(x) for x in batch]} rows; all must have as many")
    if n < world():
        raise ValueError(
            f"the batch of step {step} has {n} rows for {world()} "
            "processes; each needs at least one")
    first, last = (n * r // world() for r in (rank(), rank() + 1))
    return tuple(x[first:last] for x in batch)


def share(weight):
    """This process's part of the loss, times the number of processes.

    weight is what its mean was taken over; the average over processes
    of share · mean is then the mean over the global batch.
    """
    if world() == 1:
        return 1.0
    weight = torch.as_tensor(weight, dtype=torch.float64)
    weight = weight.detach().to(_device())
    total = weight.clone()
    dist.all_reduce(total)
    return float(weight / total) * world()


def mean(value):
    """The average of a number over the processes."""
    if world() == 1:
        return float(value)
    value = torch.as_tensor(float(value), dtype=torch.float64)
    value = value.to(_device())
    dist.all_reduce(value)
    return float(value) / world()


def gather(content):
    """The contents of all processes, in every process, as a list."""
    if world() == 1:
        return [content]
    contents = [None] * world()
    dist.all_gather_object(contents, content)
    return contents


def from_first(read):
    """What read() gives in the first process, or its error."""
    answer = [None, None]
    if rank() == 0:
        try:
            answer[0] = read()
        except (ValueError, OSError) as error:
            answer[1] = error
    if world() > 1:
        dist.broadcast_object_list(answer)
    if answer[1] is not None:
        raise answer[1]
    return answer[0]


def wait():
    """Wait until every process is here."""
    if world() > 1:
        dist.barrier()


def _device():
    return "cuda" if dist.get_backend() == "nccl" else "cpu"
