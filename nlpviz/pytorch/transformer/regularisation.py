"""What keeps a model from trusting its training data too much."""

from torch.nn import functional as F

from ...check import number, tensors


def smoothed_cross_entropy(logits, targets, epsilon=0.1, pad=0):
    """L = − mean_t Σ_w q_tw log P_tw, P = softmax of each row.

    q = (1 − ε) one-hot + ε / n_vocab (Szegedy et al. 2016, section 7;
    Vaswani et al. 2017, section 5.4). logits (B, T, n_vocab), targets
    (B, T); where those are pad there is no loss. pad None: all count.
    """
    tensors("logits: B T n_vocab, targets: B T", logits, targets)
    return F.cross_entropy(
        logits.flatten(0, 1), targets.flatten(),
        ignore_index=-100 if pad is None else pad,
        label_smoothing=number("epsilon", epsilon, 0, 1))
