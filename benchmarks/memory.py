"""Ratios of chapter 5, each measured in one run: python -m benchmarks.memory

An epoch of the end-to-end network on 900 questions, the same network written plainly (every
sentence fetched word by word, by autograd), and our own loop of scratch, one question after the
other; then a forward and backward pass against the number of memories, 10 to 10,000: its slope
(log time against log memories) and the memory that it needs. One thread.
"""

import resource
import sys
from types import SimpleNamespace

import numpy as np
import torch
from torch.nn.functional import cross_entropy, embedding

from benchmarks.recurrent import medians, report
from nlpviz.memory.numbers import Words, times
from nlpviz.memory.recipe import Recipe, Run
from nlpviz.pytorch.memory import MemoryNetwork
from nlpviz.scratch import cross_entropy as scratch_cross_entropy
from nlpviz.scratch.memory import memory_network, position_encoding

N, STORY, PEOPLE, PLACES = 900, 10, 4, 6
SIZES = (10, 100, 1_000, 10_000)


def questions(n, seed=0):
    """Who is where: the last place of one of the people."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(n):
        who, where = rng.integers(PEOPLE, size=STORY), rng.integers(PLACES, size=STORY)
        story = tuple(("person" + str(p), "went", "to", "the", "place" + str(x))
                      for p, x in zip(who, where, strict=True))
        last = np.flatnonzero(who == who[-3])[-1]
        found.append(SimpleNamespace(story=story, words=("where", "is", "person" + str(who[-3])),
                                     answer="place" + str(where[last])))
    return found


def plain_epoch(model, data, batch=32):
    """The network an operation a line, each sentence of each story fetched anew."""
    for at in range(0, len(data), batch):
        part = data.part(np.arange(at, min(at + batch, len(data))))
        story = torch.from_numpy(part.sentences[part.story])
        question = torch.from_numpy(part.sentences[part.question])
        ago = torch.from_numpy(times(part.told, story.shape[1]))
        u = (embedding(question, model.E[0]) * model.l).sum(-2)
        for k in range(len(model.E) - 1):
            m = (embedding(story, model.E[k]) * model.l).sum(-2) + embedding(ago, model.T[k])
            c = (embedding(story, model.E[k + 1]) * model.l).sum(-2) + embedding(
                ago, model.T[k + 1])
            p = torch.softmax((m * u[:, None]).sum(-1), -1)
            u = u + (p[..., None] * c).sum(1)
        loss = cross_entropy(u @ model.E[-1].T, torch.from_numpy(part.answer), reduction="sum")
        for weights, grad in zip(model.parameters(),
                                 torch.autograd.grad(loss, model.parameters()), strict=True):
            weights.data -= 0.001 * grad


def scratch_epoch(model, data, n=90):
    """A tenth of an epoch, one question after the other in NumPy."""
    E, T = (w.detach().double().numpy().copy() for w in (model.E, model.T))
    l, ago = position_encoding(model.l.shape[0], E.shape[2], "program"), times(
        data.told, data.story.shape[1])
    for i in range(n):
        logits, network = memory_network(data.sentences[data.question[i]],
                                         data.sentences[data.story[i]], ago[i], E, T, l)
        _, loss = scratch_cross_entropy(logits[None], data.answer[i:i + 1])
        dE, dT = network.backward(loss.backward()[0])
        E -= 0.001 * dE
        T -= 0.001 * dT


def epochs():
    made = questions(N)
    words = Words(made)
    data, recipe = words.number(made), Recipe(noise=0.0)
    model = MemoryNetwork(len(words), words.n_places, words.J)
    run = Run(model, data, recipe, np.random.default_rng(0))
    found = medians({"scratch, one question after the other": lambda: scratch_epoch(model, data),
                     "plain autograd": lambda: plain_epoch(model, data),
                     "this package": lambda: run.epoch(0.001)}, 5)
    found["scratch, one question after the other"] *= 10
    report(f"an epoch of {N} questions over {STORY} sentences, 3 hops, d = 20", found)


def growth():
    """Forward and backward against the number of memories."""
    torch.manual_seed(0)
    n_vocab, J = 200, 6
    print("\nforward and backward of 8 questions against the number of memories")
    found = []
    for n in SIZES:
        model = MemoryNetwork(n_vocab, n, J)
        ids = torch.randint(1, n_vocab, (2_000, J))
        counted, story = model.count(ids), torch.randint(2_000, (8, n))
        question, ago = torch.randint(2_000, (8,)), torch.arange(1, n + 1).expand(8, n)

        def once(model=model, given=(counted, question, story, ago)):
            model.of_sentences(*given).sum().backward()

        found.append(medians({"": once}, 5)[""])
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {n:6,} memories {1000 * found[-1]:9.2f} ms   at most {held:6.0f} MiB so far")
    slope = np.polyfit(np.log(SIZES[1:]), np.log(found[1:]), 1)[0]
    print(f"  slope from {SIZES[1]:,} on (log time against log memories): {slope:.2f}")


def main():
    torch.set_num_threads(1)
    epochs()
    growth()


if __name__ == "__main__":
    sys.exit(main())
