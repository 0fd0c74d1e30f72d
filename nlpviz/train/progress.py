"""A line on the terminal that says how far training is."""

import sys
import time


class Bar:
    """340/1000 ━━━━━━━╸       loss 0.0123  |g| 0.41  0:12 left

    on: True, False, or None for "if stderr is a terminal". It writes to
    stderr alone, so that nothing of it is saved in a notebook.
    """

    def __init__(self, steps, on=None, stream=None):
        self.stream = sys.stderr if stream is None else stream
        self.on = self.stream.isatty() if on is None else on
        self.steps, self.start, self.last = steps, None, 0.0

    def show(self, step, loss, norm):
        """Draw the line anew, at most ten times a second."""
        if not self.on:
            return
        now = time.monotonic()
        if self.start is None:
            self.start = now, step
        if now - self.last < 0.1 and step < self.steps:
            return
        self.last = now
        done = step - self.start[1]
        left = (now - self.start[0]) / max(done, 1) * (self.steps - step)
        full = "━" * round(24 * step / self.steps)
        self.stream.write(
            f"\r{step}/{self.steps} {full:<24} loss {loss:.4g}  "
            f"|g| {norm:.3g}  {int(left) // 60}:{int(left) % 60:02d} "
            "left \x1b[K")
        self.stream.flush()

    def close(self):
        """Leave the line behind and go to the next one."""
        if self.on and self.start is not None:
            self.stream.write("\n")
            self.stream.flush()
