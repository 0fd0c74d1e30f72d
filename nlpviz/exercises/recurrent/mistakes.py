"""Wrong answers to the exercises of chapter 3, each with its hint.

An entry is (key of the hint, index of the result, wrong function).
These functions are wrong on purpose.
"""

import numpy as np


def sigma(x):
    return 1 / (1 + np.exp(-x))


RNN_STEP = (
    ("no_tanh", 0, lambda x, h, W, R, b: x @ W + h @ R + b),
    ("no_bias", 0, lambda x, h, W, R, b: np.tanh(x @ W + h @ R)),
    ("bias_outside", 0, lambda x, h, W, R, b: np.tanh(x @ W + h @ R) + b),
    ("no_state", 0, lambda x, h, W, R, b: np.tanh(x @ W + b)),
    ("no_input", 0, lambda x, h, W, R, b: np.tanh(h @ R + b)),
    ("W_h_transposed", 0, lambda x, h, W, R, b: np.tanh(x @ W + R @ h + b)),
    ("two_tanh", 0, lambda x, h, W, R, b: np.tanh(x @ W) + np.tanh(h @ R) + b),
    ("two_tanh", 0, lambda x, h, W, R, b: np.tanh(x @ W + b) + np.tanh(h @ R)),
    ("two_tanh", 0, lambda x, h, W, R, b: np.tanh(x @ W) + np.tanh(h @ R + b)),
    ("sigmoid_for_tanh", 0, lambda x, h, W, R, b: sigma(x @ W + h @ R + b)),
)

TANH_BACKWARD = (
    ("tanh_of_h", 0, lambda h, dh: (1 - np.tanh(h) ** 2) * dh),
    ("slope_alone", 0, lambda h, dh: 1 - h**2),
    ("no_slope", 0, lambda h, dh: dh),
    ("sigmoid_slope", 0, lambda h, dh: h * (1 - h) * dh),
    ("square_of_difference", 0, lambda h, dh: (1 - h) ** 2 * dh),
    ("linear_slope", 0, lambda h, dh: (1 - h) * dh),
    ("divided", 0, lambda h, dh: dh / (1 - h**2)),
)

RNN_BACKWARD = (
    ("no_slope", 3, lambda x, q, h, R, dh: dh),
    ("no_slope", 2, lambda x, q, h, R, dh: np.outer(q, dh)),
    ("no_slope", 1, lambda x, q, h, R, dh: np.outer(x, dh)),
    ("no_slope", 0, lambda x, q, h, R, dh: R @ dh),
    ("slope_of_previous", 3, lambda x, q, h, R, dh: (1 - q**2) * dh),
    ("tanh_of_h", 3, lambda x, q, h, R, dh: (1 - np.tanh(h) ** 2) * dh),
    ("slope_alone", 3, lambda x, q, h, R, dh: 1 - h**2),
    ("W_h_not_transposed", 0, lambda x, q, h, R, dh: ((1 - h**2) * dh) @ R),
    ("slope_late", 0, lambda x, q, h, R, dh: (1 - h**2) * (R @ dh)),
    ("slope_late", 0, lambda x, q, h, R, dh: (1 - q**2) * (R @ dh)),
    ("h_for_h_prev", 2, lambda x, q, h, R, dh: np.outer(h, (1 - h**2) * dh)),
    ("outer_transposed", 2, lambda x, q, h, R, dh: np.outer((1 - h**2) * dh, q)),
)


def walk_back(H, W_h, dH, weight=None, outside=False, late=False):
    """The recursion of `bptt` with one thing wrong."""
    dA, later = np.zeros_like(dH), 0 * H[0]
    weight = W_h.T if weight is None else weight
    for t in reversed(range(len(H))):
        slope = 1 - H[t] ** 2
        if outside:
            dA[t] = slope * dH[t] + later @ weight
        else:
            dA[t] = slope * (dH[t] + later @ weight)
        later = dA[t] / slope if late else dA[t]
    return dA


def walk_forward(H, W_h, dH):
    """Time run the wrong way."""
    dA, before = np.zeros_like(dH), 0 * H[0]
    for t in range(len(H)):
        dA[t] = before = (1 - H[t] ** 2) * (dH[t] + before @ W_h.T)
    return dA


def only_last(H, W_h, dH):
    last = np.zeros_like(dH)
    last[-1] = dH[-1]
    return walk_back(H, W_h, last)


BPTT = (
    ("one_step_only", 0, lambda H, R, dH: (1 - H**2) * dH),
    ("W_h_not_transposed", 0, lambda H, R, dH: walk_back(H, R, dH, weight=R)),
    ("no_slope", 0, lambda H, R, dH: walk_back(0 * H, R, dH)),
    ("last_only", 0, only_last),
    ("forward_in_time", 0, walk_forward),
    ("own_error_unsloped", 0, lambda H, R, dH: walk_back(H, R, dH, outside=True)),
    ("no_slope", 0, lambda H, R, dH: walk_back(H, R, dH, late=True)),
)


def scaled(grads, max_norm, norm):
    return [g * min(1.0, max_norm / max(norm, 1e-12)) for g in grads]


def norms(grads):
    return [np.sqrt((g**2).sum()) for g in grads]


def total(grads):
    return np.sqrt(sum((g**2).sum() for g in grads))


def always(grads, m):
    return [g * (m / max(total(grads), 1e-12)) for g in grads]


CLIP_BY_NORM = (
    ("unclipped", None, lambda g, m: g),
    ("each_alone", None, lambda g, m: [scaled([a], m, n)[0] for a, n in zip(g, norms(g))]),
    ("always_scaled", None, always),
    ("elementwise", None, lambda g, m: [np.clip(a, -m, m) for a in g]),
    ("no_root", None, lambda g, m: scaled(g, m, total(g) ** 2)),
    ("sum_of_norms", None, lambda g, m: scaled(g, m, sum(norms(g)))),
    ("to_one", None, lambda g, m: [a / total(g) if total(g) > m else a for a in g]),
)


def logit(f):
    return np.log(f / (1 - f))


FORGET_BIAS = (
    ("gate_not_bias", 0, lambda q, r: r ** (1 / q)),
    ("one_step_bias", 0, lambda q, r: logit(r)),
    ("log_not_logit", 0, lambda q, r: np.log(r) / q),
    ("power_not_root", 0, lambda q, r: logit(r**q)),
    ("sigmoid_of_share", 0, lambda q, r: sigma(r ** (1 / q))),
    ("divided_share", 0, lambda q, r: logit(r / q)),
)


INPUT, FORGET, CONTENT, OUTPUT = range(4)  # the blocks i, f, z, o


def step(x, h, c, W, R, b, p_i, p_f, p_o, order=(0, 1, 2, 3), forget=True, write=True,
         gate=sigma, content=np.tanh, peep=True, shown=np.tanh, sees="new", show=True):
    """An LSTM step with one thing wrong -> h_next, c_next."""
    blocks = np.split(x @ W + h @ R + b, 4)
    a_i, a_f, a_z, a_o = (blocks[k] for k in order)
    i = gate(a_i + (p_i * c if peep else 0)) if write else 1.0
    f = gate(a_f + (p_f * c if peep else 0)) if forget else 1.0
    new = i * content(a_z) + f * c
    seen = {"new": new, "old": c, "none": 0 * c}[sees if peep else "none"]
    o = gate(a_o + p_o * seen) if show else 1.0
    return o * shown(new), new


def cell(**wrong):
    return lambda *args: step(*args, **wrong)[1]


def state(**wrong):
    return lambda *args: step(*args, **wrong)[0]


def state_of_old(x, h, c, W, R, b, p_i, p_f, p_o):
    new = step(x, h, c, W, R, b, p_i, p_f, p_o)[1]
    o = sigma(np.split(x @ W + h @ R + b, 4)[OUTPUT] + p_o * new)
    return o * np.tanh(c)


LSTM_STEP = (
    ("no_forget", 1, cell(forget=False)),
    ("no_input_gate", 1, cell(write=False)),
    ("gates_swapped", 1, cell(order=(FORGET, INPUT, CONTENT, OUTPUT))),
    ("block_order", 1, cell(order=(0, 2, 3, 1))),
    ("block_order", 1, cell(order=(0, 1, 3, 2))),
    ("tanh_gates", 1, cell(gate=np.tanh)),
    ("sigmoid_content", 1, cell(content=sigma)),
    ("no_peepholes_used", 1, cell(peep=False)),
    ("no_output_tanh", 0, state(shown=lambda c: c)),
    ("no_output_gate", 0, state(show=False)),
    ("output_sees_old", 0, state(sees="old")),
    ("no_output_peephole", 0, state(sees="none")),
    ("old_cell_shown", 0, state_of_old),
)
