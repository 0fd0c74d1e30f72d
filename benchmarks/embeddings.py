"""Chapter 2's trainer against gensim, in one run: python -m benchmarks.embeddings [CORPUS.txt]

Both train skip-gram vectors with the same size, window, negatives, epochs and threads, by turns,
each in a Python of its own; words a second are those of the training alone, as gensim counts
them (all words of the corpus, in all epochs). The vectors of these very runs are judged: nothing
is tuned between speed and quality. Aims: 1.0 times gensim's words a second, and scores not below
those of its seeds.

Without CORPUS.txt it is a made corpus of a million words, whose right similarities and analogies
are known; with one, the vectors are judged by --pairs (word, word, score; WordSim-353 by default)
and --questions (questions-words.txt), for which gensim brings copies.

gensim: if this Python has none, gensim 4.4 is installed into a folder that is thrown away
(pip install --target FOLDER 'gensim==4.4.*'; --gensim FOLDER uses one that is there).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from nlpviz.vectors import accuracy, read, read_analogies, read_pairs, similarity
from tools import ROOT

GENSIM = "gensim==4.4.*"
HOW = {"d": 100, "window": 5, "negatives": 5, "epochs": 5}
OURS = """
import json, sys, time
from nlpviz.word2vec import train
path, out, seed, threads, model, how = sys.argv[1:]
start = time.perf_counter()
result = train(path, seed=int(seed), threads=int(threads), model=model, progress=False,
               **json.loads(how))
seconds = time.perf_counter() - start
result.save(out, binary=True)
print(result.speed, seconds)
"""
THEIRS = """
import json, sys, time
from gensim.models import Word2Vec
from gensim.models.word2vec import LineSentence
path, out, seed, threads, model, how = sys.argv[1:]
how = json.loads(how)
start = time.perf_counter()
made = Word2Vec(vector_size=how["d"], window=how["window"], negative=how["negatives"],
                sg=int(model == "skipgram"), min_count=5, sample=1e-3, workers=int(threads),
                seed=int(seed))
text = {"corpus_iterable": LineSentence(path)} if FROM == "sentences" else {"corpus_file": path}
made.build_vocab(**text)
ready = time.perf_counter()
made.train(**text, total_examples=made.corpus_count, total_words=made.corpus_total_words,
           epochs=how["epochs"])
end = time.perf_counter()
made.wv.save_word2vec_format(out, binary=True)
print(how["epochs"] * made.corpus_total_words / (end - ready), end - start)
"""
PEERS = {"nlpviz": OURS, "gensim": 'FROM = "sentences"\n' + THEIRS,
         "gensim, corpus_file": 'FROM = "file"\n' + THEIRS}
BASE = "gensim"


def made_corpus(path, n=1_000_000, n_vocab=5000, d=10, length=20, seed=0):
    """Write a corpus; returns its (questions, pairs) with the right answers.

    Each word w has a place z_w, each sentence one c, both normal in d dimensions, and
    p(w | c) ~ exp(c·z_w - |z_w|²/2) / (rank of w + 3): words that are near each other stand in
    the same sentences (Arora et al. 2016). Of the first 800 words, pairs (a, b) have
    z_b = z_a + the offset of their relation, one of four, + a little noise.
    """
    rng = np.random.default_rng(seed)
    Z = rng.normal(size=(n_vocab, d))
    offsets = np.repeat(rng.normal(size=(4, d)) * 1.2, 100, axis=0)
    Z[1:800:2] = Z[:800:2] + offsets + 0.3 * rng.normal(size=(400, d))
    base = -np.log(rng.permutation(n_vocab) + 4.0) - (Z**2).sum(1) / 2
    with open(path, "w", encoding="utf-8") as file:
        for _ in range(n // length // 1000):
            P = np.exp(base + rng.normal(size=(1000, d)) @ Z.T).cumsum(1)
            for p, u in zip(P, rng.random((1000, length)), strict=True):
                ids = np.searchsorted(p, u * p[-1])
                file.write(" ".join(f"w{i}" for i in ids) + "\n")
    unit = Z / np.linalg.norm(Z, axis=1, keepdims=True)
    some = rng.integers(n_vocab, size=(3000, 2))
    pairs = [(f"w{i}", f"w{j}", unit[i] @ unit[j]) for i, j in some if i != j]
    questions = []
    for relation in range(4):
        for _ in range(600):
            p, q = 2 * (100 * relation + rng.choice(100, 2, replace=False))
            questions.append((f"relation {relation}", *(f"w{i}" for i in (p, p + 1, q, q + 1))))
    return questions, pairs


def gensim_folder(folder):
    """A folder to put on the path of Python, so that gensim can be imported; "" if it can."""
    if subprocess.run([sys.executable, "-c", "import gensim"], capture_output=True).returncode:
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", folder, GENSIM],
                       check=True)
        return folder
    return ""


def gensim_data(environment):
    """The folder of the public lists that gensim brings."""
    run = subprocess.run([sys.executable, "-c", "import gensim; print(gensim.__path__[0])"],
                         env=environment, check=True, capture_output=True, encoding="utf-8")
    return Path(run.stdout.strip()) / "test" / "test_data"


def judge(path, questions, pairs):
    """(Spearman's correlation, its n, part of the analogies, their n)"""
    vectors = read(path)
    answered = accuracy(vectors, questions).values()
    right, n = (sum(column) for column in zip(*answered, strict=True))
    return *similarity(vectors, pairs), right / max(n, 1), n


def measure(peer, corpus, seed, options, environment, lists):
    """Train once; print and return (words/s, similarity, analogies)."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "v.bin"
        said = subprocess.run(
            [sys.executable, "-c", PEERS[peer], str(corpus), str(out), str(seed),
             str(options.threads), options.model, json.dumps(HOW)],
            env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout.split()
        speed, seconds = map(float, said)
        rho, n_pairs, part, n_questions = judge(out, *lists)
    print(f"  {peer:20} seed {seed}  {speed:9,.0f} words/s  {seconds:6.1f} s with the vocabulary  "
          f"similarity {rho:.3f} ({n_pairs})  analogies {100 * part:5.2f} % ({n_questions})",
          flush=True)
    return speed, rho, part


def verdict(found):
    """The ratio of the medians, and each score against the spread of gensim's seeds."""
    middle = {peer: statistics.median(row[0] for row in rows) for peer, rows in found.items()}
    print()
    for peer in list(found)[1:]:
        print(f"  words/s against {peer}: {middle['nlpviz'] / middle[peer]:.2f} x (aim 1.0)")
    for column, name in ((1, "similarity"), (2, "analogies")):
        ours, theirs = ([row[column] for row in found[peer]] for peer in ("nlpviz", BASE))
        mean, low = statistics.mean(ours), min(theirs)
        print(f"  {name}: {mean:.3f} ({min(ours):.3f} to {max(ours):.3f}), gensim "
              f"{statistics.mean(theirs):.3f} ({low:.3f} to {max(theirs):.3f}): "
              + ("not lower" if mean >= low else "LOWER"))


def arguments():
    made = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    made.add_argument("corpus", nargs="?", metavar="CORPUS.txt")
    made.add_argument("--pairs", help="judged word pairs")
    made.add_argument("--questions", help="analogies, like questions-words.txt")
    made.add_argument("--threads", type=int, default=2)
    made.add_argument("--seeds", type=int, default=3)
    made.add_argument("--model", choices=("skipgram", "cbow"), default="skipgram")
    made.add_argument("--gensim", metavar="FOLDER", help="where gensim is installed")
    return made.parse_args()


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        there = options.gensim or gensim_folder(folder)
        path = os.pathsep.join(filter(None, (str(ROOT), there)))
        environment = {**os.environ, "PYTHONPATH": path}
        if options.corpus:
            corpus, data = options.corpus, gensim_data(environment)
            lists = (read_analogies(options.questions or data / "questions-words.txt", lower=True),
                     read_pairs(options.pairs or data / "wordsim353.tsv", lower=True))
        else:
            corpus = Path(folder) / "made.txt"
            lists = made_corpus(corpus)
        print(f"{corpus}: {options.model}, {options.threads} threads, {HOW}")
        found = {peer: [] for peer in PEERS}
        for seed in range(options.seeds):
            for peer, rows in found.items():
                rows.append(measure(peer, corpus, seed + 1, options, environment, lists))
        verdict(found)


if __name__ == "__main__":
    main()
