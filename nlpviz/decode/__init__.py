"""From "next word probabilities" to whole sequences.

    greedy(step, state, max_length=50)            the likeliest word
    sample(step, state, max_length=50, seed=1)    a drawn word
    beam_search(step, state, width=4, max_length=50)
    tree(step, state, width=4, max_length=5)    what searches look at

They know a model by one function alone:

    step(state, ids (B,)) -> logP (B, n_vocab), state

logP[b] are the log probabilities of the word after ids[b]. A state is
any nest of dicts, tuples and lists of NumPy arrays or of tensors, with
the batch first; the first ids are bos.

Rules. A sequence has at most max_length tokens, eos counted; one that
is cut there has finished=False. Of equally likely tokens the lower
number is taken. No token is forbidden, and none without probability
(-inf) is taken: a step that wants no <pad> gives it -inf. Tensors are
read without their gradients.
"""

from .beam import Beam, Search, beam_search
from .draw import greedy, sample
from .steps import Hypothesis
from .tree import Tree, tree

__all__ = ["Beam", "Hypothesis", "Search", "Tree", "beam_search",
           "greedy", "sample", "tree"]
