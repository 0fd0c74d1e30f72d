"""Ratios of chapter 3, each measured in one run: python -m benchmarks.recurrent

Peers take turns within each repeat, so that what else the machine does hits all alike;
medians are compared. One thread.
"""

import statistics
import subprocess
import sys
import time

import numpy as np
import torch

from nlpviz.pytorch.recurrent import cells, steps
from nlpviz.scratch import recurrent
from nlpviz.scratch.recurrent import initial
from nlpviz.scratch.recurrent.online import costs, rtrl

T, B, D, D_H = 100, 32, 64, 128


def medians(peers, repeats=15):
    """{name: function} -> {name: median seconds}, called in turn after one warm-up."""
    times = {name: [] for name in peers}
    for repeat in range(repeats + 1):
        for name, run in peers.items():
            start = time.perf_counter()
            run()
            if repeat:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(t) for name, t in times.items()}


def report(title, times):
    """One block: every time, and its ratio to the last one's."""
    print(f"\n{title}")
    *_, base = times
    for name, seconds in times.items():
        print(f"  {name:42} {1000 * seconds:9.2f} ms  {seconds / times[base]:8.2f} x")


def batched(cell, n_states, **weights):
    """Forward and backward: ours, the same cell in plain autograd, and torch.nn's module."""
    X = torch.randn(B, T, D, requires_grad=True)
    states = [torch.zeros(B, D_H)] * n_states
    own = {k: torch.tensor(w, dtype=torch.float32).requires_grad_() for k, w in weights.items()}
    peer = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell](
        D, D_H, batch_first=True)
    return {
        "this package": lambda: getattr(cells, cell)(X, *states, **own)[0].sum().backward(),
        "the same in plain autograd": lambda: getattr(steps, cell)(
            X, *states, **own)[0].sum().backward(),
        f"torch.nn.{cell.upper()}": lambda: peer(X)[0].sum().backward(),
    }


def scratch_and_autograd(cell, n_states, **weights):
    """One sequence in float64: gradients by hand in NumPy, and by autograd."""
    X, states = np.random.default_rng(0).normal(size=(T, 16)), [np.zeros(32)] * n_states
    own = {name: torch.tensor(w, requires_grad=True) for name, w in weights.items()}
    x, s = torch.tensor(X)[None], [torch.zeros(1, 32, dtype=torch.float64)] * n_states

    def by_hand():
        H, trace = getattr(recurrent, cell)(X, *states, **weights)
        trace.backward(np.ones_like(H))

    return {"by hand": by_hand,
            "autograd": lambda: getattr(steps, cell)(x, *s, **own)[0].sum().backward()}


def online(d_h, n_steps=50, d=8):
    """Real-time recurrent learning and backpropagation through time."""
    weights = initial.rnn_weights(d, d_h)
    X, h0, dH = np.ones((n_steps, d)), np.zeros(d_h), np.ones((n_steps, d_h))
    return {
        "forward in time (RTRL)": lambda: rtrl(X, h0, **weights, dH=dH),
        "backward in time (BPTT)": lambda: recurrent.rnn(X, h0, **weights)[1].backward(dH),
    }


def start_of(statement):
    """Run a statement in a new Python."""
    return lambda: subprocess.run([sys.executable, "-c", statement], check=True)


def main():
    torch.set_num_threads(1)
    print(f"torch {torch.__version__}, NumPy {np.__version__}, one thread; "
          f"T={T} B={B} d={D} d_h={D_H}, float32, forward + backward")
    lstm = initial.lstm_weights(D, D_H, peepholes=True)
    report("LSTM with peepholes (torch's has none)", medians(batched("lstm", 2, **lstm)))
    plain = initial.lstm_weights(D, D_H)
    report("LSTM without peepholes", medians(batched("lstm", 2, **plain)))
    report("RNN", medians(batched("rnn", 1, **initial.rnn_weights(D, D_H))))
    report("GRU", medians(batched("gru", 1, **initial.gru_weights(D, D_H))))
    for cell, n_states, weights in [("rnn", 1, initial.rnn_weights(16, 32)),
                                    ("lstm", 2, initial.lstm_weights(16, 32, peepholes=True)),
                                    ("gru", 1, initial.gru_weights(16, 32))]:
        report(f"scratch.{cell}: T={T} d=16 d_h=32, one sequence, float64",
               medians(scratch_and_autograd(cell, n_states, **weights)))
    for d_h in (8, 16, 32):
        count = costs(50, 8, d_h)
        ratio = count["rtrl"]["multiply"] / count["bptt"]["multiply"]
        report(f"RTRL: T=50 d=8 d_h={d_h}; {ratio:.0f} times the multiplications",
               medians(online(d_h)))
    report("start of Python", medians(
        {"import nlpviz": start_of("import nlpviz"),
         "import nlpviz.scratch.recurrent": start_of("import nlpviz.scratch.recurrent"),
         "import numpy": start_of("import numpy"), "nothing": start_of("")}, repeats=7))


if __name__ == "__main__":
    main()
