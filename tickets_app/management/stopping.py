"""Commands that stop between two steps of their work when they are asked to."""

import signal
from contextlib import contextmanager

STOPPED = 130  # exit code


class Stop:
    """Whether somebody asked for the end."""

    asked = False


@contextmanager
def on_ctrl_c():
    """Yields a Stop. Within the block the first Ctrl+C only asks to stop; the second one interrupts."""
    stop = Stop()

    def ask(signum, frame):
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
