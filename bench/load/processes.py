"""What processes of this machine use, as the Linux kernel counts it."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
# Places in /proc/PID/stat after the name: user and system time, own and of children that have ended.
TIMES = slice(11, 15)


def memory(pid: int) -> int:
    """Bytes of a process; what it shares with others counts by its share."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise LookupError(pid)


def processor(pid: int) -> float:
    """Seconds of processor time that a process and all that it started have used."""
    text = Path(f"/proc/{pid}/stat").read_text()
    own = sum(map(int, text.rpartition(")")[2].split()[TIMES])) / TICKS
    return own + sum(processor_if_there(child) for child in children(pid))


def processor_if_there(pid: int) -> float:
    """As `processor`; nothing for a process that has just ended."""
    try:
        return processor(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def children(pid: int) -> list[int]:
    """The processes that it started and that live."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for listed in lists for child in listed.read_text().split()]
