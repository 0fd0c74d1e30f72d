"""An LSTM small enough to look into: is the subject plural?

Four units with peepholes read a sentence of our grammar up to its main
verb and answer *plural* or *singular* from the last state.  8,000
sentences to depth 1, 6 numbers a word, batch 64, 1,500 steps of Adam
at 0.01, gradients clipped at 1.  The chapter runs it on the book's
sentence and opens it.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from nlpviz.data.agreement import LETTERS, VOCABULARY, sentences
from nlpviz.pytorch.recurrent import LSTM
from nlpviz.stored import load
from nlpviz.text import Vocabulary, pad
from nlpviz.train import shuffled

from ..common import BOOK, flat, save
from ..training import Training

FILES = (BOOK / "models" / "03_cell.npz",)
D, D_H, SEED, STEPS, LR, BATCH = 6, 4, 0, 1500, 0.01, 64
N_TRAIN, N_TEST, DEPTH = 8000, 1000, 1
JOBS = CHECK = [{"seed": SEED}]
MARGIN = 0.02
WORDS = Vocabulary(list(VOCABULARY), specials=("<s>",))


class Number(nn.Module):
    """The logit of "plural" after the last word. ids (B, T), lengths (B,) -> (B,)."""

    def __init__(self, seed):
        super().__init__()
        torch.manual_seed(seed)
        self.E = nn.Parameter(torch.randn(len(WORDS), D))
        self.cell = LSTM(D, D_H, peepholes=True)
        self.W_o = nn.Parameter(torch.randn(D_H) / D_H**0.5)
        self.b_o = nn.Parameter(torch.zeros(()))

    def forward(self, ids, lengths):
        H, _ = self.cell(F.embedding(ids, self.E))
        return H[torch.arange(len(ids)), lengths - 1] @ self.W_o + self.b_o


def arrays(found):
    """ids (n, T), lengths (n,), plural (n,) of sentences up to their main verb."""
    ids, lengths = pad([WORDS.encode(s.words[:s.verb]) for s in found], value=0)
    return ids, lengths, np.array([s.number == "pl" for s in found], np.float32)


def loss(model, ids, lengths, plural):
    return F.binary_cross_entropy_with_logits(model(ids, lengths), plural)


def train_set():
    return sentences(N_TRAIN, depth=DEPTH, seed=1)


def training(seed):
    return Training(Number(seed), loss, shuffled(arrays(train_set()), BATCH, seed),
                    ((LR, STEPS),), seed)


def run(seed):
    """One training -> weights, accuracy on new sentences, the logit of the book's own."""
    test, own = sentences(N_TEST, depth=DEPTH, seed=2, without=train_set()), training(seed)
    own.run()
    model = own.model
    ids, lengths, plural = arrays(test)
    book, *_ = arrays([LETTERS])
    with torch.no_grad():
        said = model(torch.tensor(ids), torch.tensor(lengths)).numpy() > 0
        logit = float(model(torch.tensor(book), torch.tensor([LETTERS.verb])))
    return {"weights": flat(model, "float32"), "accuracy": float((said == plural).mean()),
            "logit": logit}


def store(done):
    """The weights in float32, the words in order."""
    (_, result), = done
    save("03_cell", SEED, "cell", words=np.array(WORDS.tokens), accuracy=result["accuracy"],
         logit=result["logit"], **result["weights"])


def failures(job, result):
    """The accuracy to within 0.02, and the book's sentence is plural."""
    stored = load("03_cell")
    found = []
    if abs(result["accuracy"] - stored["accuracy"]) > MARGIN:
        found.append(f"accuracy {result['accuracy']:.3f}, stored {stored['accuracy']:.3f}")
    if result["logit"] <= 0:
        found.append(f"the book's sentence gets {result['logit']:.2f}, not plural")
    return found
