"""Ctrl-C waits for a good place to stop at."""

import signal
import threading


class Interrupts:
    """In its block, Ctrl-C calls `halt` instead of raising; a second one raises at once.

    A training that stops between two pieces goes on from there as if
    it had never stopped; within one, the piece would be learnt again by
    tables that have learnt a part of it. asked: whether there was one.
    Elsewhere than in the main thread, or where somebody else handles
    Ctrl-C, nothing is changed.
    """

    def __init__(self, halt):
        self.halt, self.asked, self.before = halt, False, None

    def __enter__(self):
        if (threading.current_thread() is threading.main_thread()
                and signal.getsignal(signal.SIGINT) is signal.default_int_handler):
            self.before = signal.signal(signal.SIGINT, self.note)
        return self

    def note(self, *_):
        self.asked = True
        self.halt()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def __exit__(self, *_):
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)
