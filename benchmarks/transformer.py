"""Ratios of chapter 7, each measured in one run: python -m benchmarks.transformer [train | decode]

train: tokens a second of forward and backward, our encoder-decoder against torch.nn.Transformer of
the same sizes between the same tables, with the same masks.  Aim: >= 1.0 x (>= 0.95 is level).
decode: milliseconds a word at growing lengths, with the cache and without, and the RNN decoder's;
the slope is that of log time against log length.  Aims: with the cache <= 0.3, without about 1.
On a GPU, where there is one, the same in its own words.
"""

import statistics
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.recurrent import medians
from nlpviz.pytorch import Seq2Seq, Transformer
from nlpviz.pytorch.transformer import cache_memory, nll

N_VOCAB = 1000
SIZES = {  # B, T, d, n_layers, n_heads, d_ff
    "small": (64, 20, 64, 2, 4, 256), "middle": (32, 32, 256, 3, 4, 1024),
    "base": (4, 64, 512, 6, 8, 2048)}
LENGTHS = (32, 64, 128, 256, 512, 1024)


class Peer(nn.Module):
    """torch.nn.Transformer between the tables and the positions of ours."""

    def __init__(self, d, n_layers, n_heads, d_ff, norm, dropout):
        super().__init__()
        self.source, self.target = nn.Embedding(N_VOCAB, d), nn.Embedding(N_VOCAB, d)
        self.core = nn.Transformer(d, n_heads, n_layers, n_layers, d_ff, dropout,
                                   norm_first=norm == "pre", batch_first=True)
        self.out, self.c = nn.Linear(d, N_VOCAB), d**0.5
        p = torch.arange(512)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)
        self.register_buffer("PE", torch.stack([p.sin(), p.cos()], -1).flatten(1))
        self.drop = nn.Dropout(dropout)

    def forward(self, source, target_in):
        n, m, hidden = target_in.shape[1], source.shape[1], source == 0
        later = nn.Transformer.generate_square_subsequent_mask(n, device=source.device)
        X = self.drop(self.c * self.source(source) + self.PE[:m])
        Y = self.drop(self.c * self.target(target_in) + self.PE[:n])
        return self.out(self.core(X, Y, tgt_mask=later, tgt_is_causal=True,
                                  src_key_padding_mask=hidden, memory_key_padding_mask=hidden))


def batch(B, T, device):
    generator = torch.Generator().manual_seed(0)
    source, target = (torch.randint(4, N_VOCAB, (B, n), generator=generator) for n in (T, T + 1))
    source[0, T // 2:] = 0
    return source.to(device), target.to(device)


def both_ways(model, source, target):
    """Forward and backward, as a function without arguments."""
    def run():
        model.zero_grad()
        if isinstance(model, Transformer):
            L, _ = nll(model, source, target)
        else:
            L = F.cross_entropy(model(source, target[:, :-1]).flatten(0, 1),
                                target[:, 1:].flatten(), ignore_index=0)
        L.backward()
        if source.is_cuda:
            torch.cuda.synchronize()
    return run


def train(device):
    for name, (B, T, *sizes) in SIZES.items():
        source, target = batch(B, T, device)
        for norm, dropout in (("post", 0.0), ("post", 0.1), ("pre", 0.0)):
            torch.manual_seed(0)
            peers = {"torch.nn.Transformer": Peer(*sizes, norm, dropout),
                     "this package": Transformer(N_VOCAB, N_VOCAB, *sizes, norm, dropout)}
            times = medians({who: both_ways(model.to(device).train(), source, target)
                             for who, model in peers.items()}, repeats=9)
            speed = {who: 2 * B * T / t for who, t in times.items()}
            theirs, ours = speed.values()
            print(f"{name:7} {norm}-LN dropout {dropout}: torch.nn.Transformer {theirs:9,.0f} "
                  f"tokens/s, this package {ours:9,.0f}: {ours / theirs:.2f} x")


def last_words(model, state, ids, T, repeats=9):
    """Median seconds of the word at position T, greedily decoded up to there."""
    times = []
    with torch.no_grad():
        _, _, state = model.advance(state, ids[:, :T - repeats])
        for t in range(T - repeats, T):
            start = time.perf_counter()
            _, state = model.step(state, ids[:, t])
            if ids.is_cuda:
                torch.cuda.synchronize()
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def without(model, source, ids, T, repeats=5):
    """Median seconds of the same word where all words before it are computed again."""
    times = []
    with torch.no_grad():
        state = model.encode(source)
        for _ in range(repeats):
            start = time.perf_counter()
            logits, _, _ = model.advance(state, ids[:, :T])
            F.log_softmax(logits[:, -1], -1)
            if ids.is_cuda:
                torch.cuda.synchronize()
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def decode(device, B=1, M=32):
    sizes = SIZES["middle"][2:]
    torch.manual_seed(0)
    model = Transformer(N_VOCAB, N_VOCAB, *sizes, "pre").to(device).eval()
    rnn = Seq2Seq(N_VOCAB, N_VOCAB, sizes[0], 2 * sizes[0]).to(device).eval()
    source, _ = batch(1, 2 * M, device)
    source = source[:, :M].expand(B, -1)
    ids = torch.randint(4, N_VOCAB, (B, max(LENGTHS)), device=device)
    rows = {"with the cache": [], "without": [], "RNN with attention": []}
    with torch.no_grad():
        states = model.encode(source), rnn.encode(source)
    for T in LENGTHS:
        rows["with the cache"].append(last_words(model, states[0], ids, T))
        rows["without"].append(without(model, source, ids, T))
        rows["RNN with attention"].append(last_words(rnn, states[1], ids, T))
    d, n_layers, *_ = sizes
    print(f"\nmilliseconds a word, B={B} m={M} d={d}, {n_layers} layers; cache at {LENGTHS[-1]}: "
          f"{cache_memory(model, LENGTHS[-1], M, B) / 1e6:.2f} MB")
    print("  " + " " * 20 + "".join(f"{T:9}" for T in LENGTHS) + "    slope")
    for name, times in rows.items():
        slope = np.polyfit(np.log(LENGTHS), np.log(times), 1)[0]
        print(f"  {name:20}" + "".join(f"{1000 * t:9.2f}" for t in times) + f"{slope:9.2f}")


def main():
    torch.set_num_threads(1)
    wanted = sys.argv[1:] or ["train", "decode"]
    for device in ["cpu"] + ["cuda"] * torch.cuda.is_available():
        where = torch.cuda.get_device_name() if device == "cuda" else "one thread"
        print(f"torch {torch.__version__}, {where}, float32")
        for name in wanted:
            {"train": train, "decode": decode}[name](device)


if __name__ == "__main__":
    main()
