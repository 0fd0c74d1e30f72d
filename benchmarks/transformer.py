"""Ratios of chapter 7, each measured in one run: python -m benchmarks.transformer [PART …]

train: tokens a second of forward and backward, our encoder-decoder against torch.nn.Transformer of
the same sizes between the same tables, with the same masks.  Aim: >= 1.0 x (>= 0.95 is level).
decode: milliseconds a word at growing lengths, with the cache and without, and the RNN decoder's;
the slope is that of log time against log length.  Aims: with the cache <= 0.3, without about 1.
Then the same for language models of about as many parameters, a Transformer and an RNN.
parallel: words a second of forward and backward at growing lengths, language models of about as
many parameters on batches of as many words, with one thread and with two.
On a GPU, where there is one, the same in its own words.
--write: language models on the CPU go to book/measured/07_decoding.json and 07_parallel.json.
"""

import sys

import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.lengths import N_VOCAB, decode, parallel
from benchmarks.recurrent import medians
from nlpviz.pytorch import Transformer
from nlpviz.pytorch.transformer import nll
from tools.recipes import measured

SIZES = {  # B, T, d, n_layers, n_heads, d_ff
    "small": (64, 20, 64, 2, 4, 256), "middle": (32, 32, 256, 3, 4, 1024),
    "base": (4, 64, 512, 6, 8, 2048)}


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


PARTS = {"train": train, "decode": decode, "parallel": parallel}
DATA = {  # the part that each file comes from, and on what it was measured
    "07_decoding": ("decode", "random words, one sentence; language models of 3 layers, d = 256, "
                    "4 heads, and an RNN of as many parameters; one thread, float32, medians"),
    "07_parallel": ("parallel", "random words, 2,048 a batch; language models of about 1.05 "
                    "million parameters, forward and backward, float32, medians of 3")}


def main():
    torch.set_num_threads(1)
    wanted = [part for part in sys.argv[1:] if part != "--write"] or list(PARTS)
    for device in ["cpu"] + ["cuda"] * torch.cuda.is_available():
        where = torch.cuda.get_device_name() if device == "cuda" else "one thread"
        print(f"torch {torch.__version__}, {where}, float32")
        found = {name: PARTS[name](device) for name in wanted}
        if "--write" in sys.argv and device == "cpu":
            for name, (part, data) in DATA.items():
                if part in found:
                    command = f"python -m benchmarks.transformer {part} --write"
                    print(measured.write(name, found[part], command=command, data=data))


if __name__ == "__main__":
    main()
