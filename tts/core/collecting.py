"""Python's garbage collector, kept from walking everything that is loaded in the middle of bulk work."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """No collection while the block runs: for work that makes thousands of objects and soon drops them.

    A full collection takes as long as a database takes to store a thousand rows.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
