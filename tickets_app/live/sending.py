"""The event loop in which a process sends its hints: one for its life, since its connection stays."""

import asyncio
import os
import threading
from collections.abc import Coroutine
from functools import cache

LONGEST_SECONDS = 5  # whoever changed something waits no longer: a hint may be lost


def finish(work: Coroutine) -> None:
    """Do `work` there and wait for it. Raises what it raises, and TimeoutError after LONGEST_SECONDS."""
    done = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        done.result(LONGEST_SECONDS)
    except TimeoutError:
        done.cancel()
        raise


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="hints", daemon=True).start()
    return loop


os.register_at_fork(after_in_child=_loop.cache_clear)  # threads do not come along into a new process
