"""Named places at which a test can have the process killed, to prove that nothing is lost there.

The setting FAILPOINTS, as "name=3,other=1", kills the process (SIGKILL) when it comes to the place for
the third time, the first time, and so on. Production refuses to start with it.
"""

import os
import signal
from collections import Counter
from functools import cache

from django.conf import settings

NAMES = (
    "batch_before_commit",
    "batch_after_commit",
    "single_before_commit",
    "single_after_commit",
    "after_ack",
    "publish_before_send",
    "publish_after_send",
    "publish_after_mark",
)
_passed: Counter = Counter()


def reach(name: str) -> None:
    """Say that the process is at the place `name`."""
    if settings.FAILPOINTS and name in _wanted():
        _passed[name] += 1
        if _passed[name] == _wanted()[name]:
            os.kill(os.getpid(), signal.SIGKILL)


@cache
def _wanted() -> dict[str, int]:
    pairs = (entry.partition("=") for entry in settings.FAILPOINTS.split(","))
    wanted = {name.strip(): int(times or 1) for name, _equals, times in pairs}
    unknown = set(wanted) - set(NAMES)
    if unknown:
        raise ValueError(f"no such failpoint: {', '.join(sorted(unknown))}")
    return wanted
