"""Golden numbers of LSTMCell: a run with its gradients, plain, without peepholes, overruled.

Plain runs come from `nlpviz.scratch`. A run with overruled gates has no twin there; it comes from
torch's autograd, with the overruled value as a constant.
"""


import numpy as np

from nlpviz.scratch.recurrent import lstm
from nlpviz.scratch.recurrent.initial import lstm_weights
from tools.golden import flat

GATES = "ifzo"
TOLERANCE = {"due": (1e-10, 1e-13)}


def lstm_run(X, h0, c0, W_x, W_h, b, p_i, p_f, p_o, overrides=()):
    """The cell in torch; overrides: {(gate, t, unit): value}. Values and what reaches each step."""
    import torch

    x, h, c, W_x, W_h, b, *peepholes = (
        torch.tensor(a, requires_grad=True) for a in (X, h0, c0, W_x, W_h, b, p_i, p_f, p_o))
    p = dict(zip("ifo", peepholes, strict=True))
    values = {name: [] for name in (*GATES, "C", "H")}
    states, cells = [h], [c]
    for t in range(len(X)):
        a = dict(zip(GATES, (x[t] @ W_x + h @ W_h + b).chunk(4), strict=True))

        def gate(g, from_cell=None, a=a, t=t):
            y = torch.tanh(a[g]) if g == "z" else torch.sigmoid(a[g] + p[g] * from_cell)
            y = torch.stack([torch.tensor(overrides[g, t, u], dtype=y.dtype)
                             if (g, t, u) in overrides else y[u] for u in range(len(y))])
            values[g].append(y)
            return y

        c = gate("i", c) * gate("z") + gate("f", c) * c
        h = gate("o", c) * torch.tanh(c)
        values["C"].append(c)
        values["H"].append(h)
        states.append(h)
        cells.append(c)
    n, got = len(c), {"cell": [], "state": []}
    for u in range(n):
        for key, last, path in (("cell", c, cells), ("state", h, states)):
            grads = torch.autograd.grad(last[u], path, retain_graph=True, allow_unused=True)
            got[key].append([0.0 if g is None else g[u].item() for g in grads])
    out = {name: flat([v.detach().numpy() for v in rows]) for name, rows in values.items()}
    return out | {key: flat(np.transpose(rows)) for key, rows in got.items()}


def lstm_cases():
    """Weights, and what the cell gives with them: as they are, without peepholes, overruled."""
    rng = np.random.default_rng(3)
    T, d, n = 7, 3, 4
    weights = lstm_weights(d, n, seed=5, radius=0.9, forget_bias=0.5, peepholes=True)
    inputs = {"X": rng.normal(size=(T, d)), "h0": rng.normal(size=n), "c0": rng.normal(size=n)}
    w = inputs | weights
    off = w | {name: np.zeros(n) for name in ("p_i", "p_f", "p_o")}
    mixed = {("f", 2, 0): 0.4, ("i", 2, 0): 0.0, ("o", 6, 3): 1.0, ("z", 4, 1): -0.75}
    open_ = {(g, t, 1): float(g == "f") for g in "if" for t in range(T)}
    cases = []
    for weights_used, overrides in ((w, {}), (off, {}), (w, mixed), (off, mixed), (w, open_)):
        cases.append({
            "peepholes": weights_used is w,
            "overrides": {f"{g}:{t}:{u}": value for (g, t, u), value in overrides.items()},
            "due": lstm_run(**weights_used, overrides=overrides),
        })
        if not overrides:
            H, trace = lstm(**weights_used)
            for name in (*GATES, "C", "H"):
                np.testing.assert_allclose(cases[-1]["due"][name], flat(getattr(trace, name)),
                                           rtol=0, atol=1e-12)
            for u in range(n):
                one = np.zeros((T, n))
                one[-1, u] = 1
                cell = trace.backward(0 * one, one)[2][u]
                state = trace.backward(one)[1][u]
                np.testing.assert_allclose(cases[-1]["due"]["cell"][u], cell, atol=1e-12)
                np.testing.assert_allclose(cases[-1]["due"]["state"][u], state, atol=1e-12)
    arrays = {name: flat(value) for name, value in w.items()}
    return {"T": T, "d": d, "n": n, **arrays, "cases": cases}


def cases():
    return {"lstm_cell": lstm_cases()}
