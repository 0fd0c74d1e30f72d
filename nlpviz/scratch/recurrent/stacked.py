"""Recurrent layers on top of each other."""

from types import SimpleNamespace


def stacked(X, layers):
    """The states of one layer are the inputs of the next.

    layers: functions X -> (H, trace), for instance
    `partial(lstm, h0=h0, c0=c0, **weights)`. backward returns dX and,
    layer by layer, the gradients of its other arguments.
    """
    traces = []
    for layer in layers:
        X, trace = layer(X)
        traces.append(trace)

    def backward(dH):
        grads = []
        for trace in reversed(traces):
            dH, *rest = trace.backward(dH)
            grads.append(rest)
        return dH, grads[::-1]

    return X, SimpleNamespace(traces=traces, H=X, backward=backward)
