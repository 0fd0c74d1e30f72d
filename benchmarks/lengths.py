"""What a word costs as its text grows: parts `decode` and `parallel` of benchmarks.transformer.

decode gives rows of milliseconds a word, parallel rows of words a second, of language models of
about as many parameters.
"""

import statistics
import time
from functools import partial

import numpy as np
import torch
from torch.nn import functional as F

from benchmarks.recurrent import medians
from nlpviz.pytorch import LSTM, RNN, LanguageModel, Seq2Seq, Transformer, TransformerLM
from nlpviz.pytorch.transformer import cache_memory
from nlpviz.scratch.transformer.costs import longest_path

N_VOCAB = 1000
LENGTHS = (32, 64, 128, 256, 512, 1024)
SIZES = 256, 3, 4, 1024  # d, n_layers, n_heads, d_ff


def timed(run, on_gpu):
    start = time.perf_counter()
    found = run()
    if on_gpu:
        torch.cuda.synchronize()
    return time.perf_counter() - start, found


def last_words(model, state, ids, T, repeats=9):
    """Median seconds of the word at position T, greedily decoded up to there."""
    times = []
    with torch.no_grad():
        _, _, state = model.advance(state, ids[:, :T - repeats])
        for t in range(T - repeats, T):
            seconds, (_, state) = timed(partial(model.step, state, ids[:, t]), ids.is_cuda)
            times.append(seconds)
    return statistics.median(times)


def without(model, state, ids, T, repeats=5):
    """Median seconds of the same word where all words before it are computed again."""
    def run():
        logits, _, _ = model.advance(state, ids[:, :T])
        return F.log_softmax(logits[:, -1], -1)

    with torch.no_grad():
        run()
        return statistics.median(timed(run, ids.is_cuda)[0] for _ in range(repeats))


class Stepped(LanguageModel):
    """A recurrent language model with the steps of a Transformer's."""

    def begin(self, B=1):
        return None

    def advance(self, state, ids):
        logits, state = self(ids, state)
        return logits, {}, state

    def step(self, state, ids):
        logits, _, state = self.advance(state, ids[:, None])
        return F.log_softmax(logits[:, 0], -1), state


def n_parameters(model):
    return sum(p.numel() for p in model.parameters())


def as_large(cell, d, n):
    """The recurrent language model of d inputs with about n parameters."""
    size = lambda d_h: n_parameters(Stepped(cell(d, d_h), N_VOCAB, d))  # noqa: E731
    low, high = 1, 4096
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if size(middle) <= n else (low, middle)
    return Stepped(cell(d, low), N_VOCAB, d)


def by_length(title, transformer, rnn, states, ids):
    """Print {model: milliseconds at each length}, with slopes, and return it."""
    rows = {"RNN": [], "Transformer": [], "Transformer without cache": []}
    for T in LENGTHS:
        rows["RNN"].append(last_words(rnn, states[1], ids, T))
        rows["Transformer"].append(last_words(transformer, states[0], ids, T))
        rows["Transformer without cache"].append(without(transformer, states[0], ids, T))
    print(f"\nmilliseconds a word, {title}")
    print("  " + " " * 26 + "".join(f"{T:9}" for T in LENGTHS) + "    slope")
    for name, times in rows.items():
        slope = np.polyfit(np.log(LENGTHS), np.log(times), 1)[0]
        print(f"  {name:26}" + "".join(f"{1000 * t:9.2f}" for t in times) + f"{slope:9.2f}")
    return rows


def translators(device, B=1, M=32):
    d, n_layers, *_ = sizes = SIZES
    torch.manual_seed(0)
    model = Transformer(N_VOCAB, N_VOCAB, *sizes, "pre").to(device).eval()
    rnn = Seq2Seq(N_VOCAB, N_VOCAB, d, 2 * d).to(device).eval()
    source = torch.randint(4, N_VOCAB, (1, M), device=device).expand(B, -1)
    ids = torch.randint(4, N_VOCAB, (B, max(LENGTHS)), device=device)
    with torch.no_grad():
        states = model.encode(source), rnn.encode(source)
    cache = cache_memory(model, LENGTHS[-1], M, B) / 1e6
    by_length(f"translators, B={B} m={M} d={d}, {n_layers} layers, the RNN with attention; "
              f"cache at {LENGTHS[-1]}: {cache:.2f} MB", model, rnn, states, ids)


def decode(device):
    """Translators, then language models -> rows of the latter."""
    translators(device)
    d, n_layers, n_heads, d_ff = SIZES
    torch.manual_seed(0)
    model = TransformerLM(N_VOCAB, d, n_layers, n_heads, d_ff, positions="sinusoidal")
    rnn = as_large(RNN, d, n_parameters(model))
    ids = torch.randint(4, N_VOCAB, (1, max(LENGTHS)), device=device)
    title = (f"language models, d={d}, {n_layers} layers, RNN d_h={rnn.cell.d_h}, "
             f"{n_parameters(model):,} and {n_parameters(rnn):,} parameters")
    model, rnn = model.to(device).eval(), rnn.to(device).eval()
    found = by_length(title, model, rnn, (model.begin(), None), ids)
    return [{"model": name, "length": T, "ms": rounded(1000 * t)}
            for name, times in found.items() for T, t in zip(LENGTHS, times, strict=True)]


def rounded(x):
    return float(f"{x:.4g}")


def learning(model, ids):
    """Forward and backward of a language model, as a function without arguments."""
    def run():
        model.zero_grad()
        logits = model(ids[:, :-1])
        logits = logits[0] if isinstance(logits, tuple) else logits
        F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten()).backward()
        if ids.is_cuda:
            torch.cuda.synchronize()
    return run


def parallel(device, n_words=2048, repeats=3):
    """Words a second by length and threads -> rows."""
    torch.manual_seed(0)
    models = {"Transformer": TransformerLM(N_VOCAB, 128, 4, 4, 512, positions="sinusoidal")}
    many = n_parameters(models["Transformer"])
    models |= {"RNN": as_large(RNN, 128, many), "LSTM": as_large(LSTM, 128, many)}
    models, rows = {name: model.to(device) for name, model in models.items()}, []
    for threads in (1, 2) if device == "cpu" else (1,):
        torch.set_num_threads(threads)
        for T in (16, 32, 64, 128, 256, 512):
            ids = torch.randint(4, N_VOCAB, (n_words // T, T + 1), device=device)
            times = medians({name: learning(model, ids) for name, model in models.items()}, repeats)
            rows += [{"model": name, "length": T, "threads": threads,
                      "words_per_second": round(n_words / seconds),
                      "parameters": n_parameters(models[name]),
                      "path": longest_path(T, "attention" if name == "Transformer" else "chain")}
                     for name, seconds in times.items()]
            print(f"{threads} threads, {T:4} words: " + ", ".join(
                f"{name} {n_words / seconds:8,.0f} words/s" for name, seconds in times.items()))
    torch.set_num_threads(1)
    return rows
