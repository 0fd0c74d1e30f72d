"""Wrong LSTM steps, each with its hint; wrong on purpose.

An entry is (key of the hint, index of the result, wrong function).
"""

import numpy as np

from .recurrent_mistakes import sigma

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
