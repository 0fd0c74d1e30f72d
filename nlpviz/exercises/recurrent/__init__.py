"""The exercises of chapter 3, and the wrong answers people give.

    check("rnn_step", my_rnn_step)

Each reference is the book's own (`nlpviz.scratch`); gradients are also
held against central differences of the forward step.
"""

from pathlib import Path

import numpy as np

from ...scratch.functional import clip_norm, sigmoid, tanh
from ...scratch.recurrent import lstm, rnn
from ..checker import Exercise, apart, checks, differences
from . import cases
from . import mistakes as wrong


def rnn_step(x, h, W_x, W_h, b):
    H, _ = rnn(x[None], h, W_x, W_h, b)
    return (H[0],)


def lstm_step(x, h, c, W_x, W_h, b, p_i, p_f, p_o):
    H, trace = lstm(x[None], h, c, W_x, W_h, b, p_i, p_f, p_o)
    return H[0], trace.C[0]


def tanh_backward(h, dh):
    _, trace = tanh(np.arctanh(h))
    return (trace.backward(dh),)


def rnn_backward(x, h_prev, h, W_h, dh):
    """The input's own share a − h_prev W_h stands in for x W_x + b."""
    share = np.arctanh(h) - h_prev @ W_h
    _, trace = rnn(share[None], h_prev, np.eye(h.size), W_h, 0 * h)
    da, dh_prev, _, dW_h, _ = trace.backward(dh[None])
    return dh_prev, np.outer(x, da[0]), dW_h, da[0]


def bptt(H, W_h, dH):
    """With W_x the identity, dX is the error at the net inputs."""
    _, trace = rnn(_shares(H, W_h), 0 * H[0], np.eye(len(W_h)), W_h, 0 * H[0])
    return (trace.backward(dH)[0],)


def clip_by_norm(grads, max_norm):
    return tuple(clip_norm(grads, max_norm)[0])


def forget_bias(q, remain):
    f = remain ** (1 / q)
    return (np.log(f / (1 - f)),)


def _shares(H, W_h):
    before = np.vstack([0 * H[:1], H[:-1]])
    return np.arctanh(H) - before @ W_h


def tanh_numeric(h, dh):
    return (differences(lambda a: dh @ np.tanh(a), np.arctanh(h)),)


def rnn_numeric(x, h_prev, h, W_h, dh):
    """All four gradients, by differences of tanh(a_x + h_prev W_h)."""
    share = np.arctanh(h) - h_prev @ W_h
    W_x, b = np.zeros((x.size, h.size)), np.zeros_like(h)

    def L(W_x=W_x, h=h_prev, W=W_h, b=b):
        return dh @ np.tanh(share + x @ W_x + h @ W + b)

    return (differences(lambda h: L(h=h), h_prev),
            differences(lambda W_x: L(W_x=W_x), W_x),
            differences(lambda W: L(W=W), W_h),
            differences(lambda b: L(b=b), b))


def bptt_numeric(H, W_h, dH):
    """The errors by differences of the whole unrolled network."""
    eye, zero = np.eye(len(W_h)), 0 * H[0]

    def loss(X):
        return (dH * rnn(X, zero, eye, W_h, zero)[0]).sum()

    return (differences(loss, _shares(H, W_h)),)


def share_left(trials):
    """What the learner's bias keeps, in place of a bare number."""
    trial = next(trial for trial in trials if not trial.right)
    q, remain = trial.args
    left = sigmoid(trial.got[0])[0] ** q
    share, wanted = apart(left, remain)
    return "share", {"share": share, "q": q, "remain": wanted}


EXERCISES = {exercise.name: exercise for exercise in (
    Exercise("rnn_step", ("x", "h", "W_x", "W_h", "b"), ("h_next",),
             rnn_step, cases.step, "see_rnn_step", wrong.RNN_STEP),
    Exercise("tanh_backward", ("h", "dh"), ("da",),
             tanh_backward, cases.tanh, "see_tanh_backward", wrong.TANH_BACKWARD, tanh_numeric),
    Exercise("rnn_backward", ("x", "h_prev", "h", "W_h", "dh"),
             ("dh_prev", "dW_x", "dW_h", "db"),
             rnn_backward, cases.backward, "see_rnn_backward", wrong.RNN_BACKWARD, rnn_numeric),
    Exercise("bptt", ("H", "W_h", "dH"), ("dA",),
             bptt, cases.bptt, "see_bptt", wrong.BPTT, bptt_numeric),
    Exercise("clip_by_norm", ("grads", "max_norm"),
             lambda grads, _: [f"grads[{i}]" for i in range(len(grads))],
             clip_by_norm, cases.clip, "see_clip_by_norm", wrong.CLIP_BY_NORM),
    Exercise("lstm_step", ("x", "h", "c", "W_x", "W_h", "b", "p_i", "p_f", "p_o"),
             ("h_next", "c_next"), lstm_step, cases.lstm, "see_lstm_step", wrong.LSTM_STEP),
    Exercise("forget_bias", ("q", "remain"), ("b",),
             forget_bias, cases.bias, "see_forget_bias", wrong.FORGET_BIAS, detail=share_left),
)}

check = checks(EXERCISES, Path(__file__).parent)
