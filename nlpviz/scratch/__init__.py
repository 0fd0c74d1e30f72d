"""NumPy, one sequence at a time, gradients by hand.

Every function returns `output, trace`. The trace keeps what was
computed on the way, under its symbol, and `trace.backward`, which
turns the gradient of the output into those of the arguments.
"""
