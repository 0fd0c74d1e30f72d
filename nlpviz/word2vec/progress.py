"""A line on the terminal: how far, how fast, how long."""

import sys
import time


class Line:
    """ 42 %  epoch 3/5  812,345 words/s  lr 0.0145  0:12 left

    on: True, False, or None for "if stderr is a terminal".
    """

    def __init__(self, total, epochs, begun=0, on=None, stream=None):
        self.stream = sys.stderr if stream is None else stream
        self.on = self.stream.isatty() if on is None else on
        self.total, self.epochs, self.begun = total, epochs, begun
        self.start, self.last = time.monotonic(), 0.0

    def speed(self, done):
        """Words a second since this line was made."""
        return (done - self.begun) / max(time.monotonic() - self.start, 1e-9)

    def show(self, done, lr):
        """Draw the line anew, at most five times a second; done: words, over all epochs."""
        now = time.monotonic()
        if not self.on or (now - self.last < 0.2 and done < self.total):
            return
        self.last = now
        speed = self.speed(done)
        left = int((self.total - done) / max(speed, 1e-9))
        epoch = min(self.epochs, int(self.epochs * done / self.total) + 1)
        self.stream.write(f"\r{100 * done / self.total:3.0f} %  epoch {epoch}/{self.epochs}  "
                          f"{speed:,.0f} words/s  lr {lr:.4f}  "
                          f"{left // 60}:{left % 60:02d} left \x1b[K")
        self.stream.flush()

    def close(self):
        if self.on:
            self.stream.write("\n")
            self.stream.flush()
