"""Several programs in one terminal: what `manage.py run` supervises. Knows nothing of Django."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

STOP_SECONDS = 10
POLL_SECONDS = 0.2


class PortInUse(Exception):
    """Something listens there already."""


@dataclass(frozen=True)
class Program:
    """A program to keep running: its name in the output, its command, and environment beside ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def check_port(host: str, port: int) -> None:
    """Raise PortInUse when nothing could listen at `host`:`port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(f"{host}:{port}: {error.strerror}") from error


def answers(host: str, port: int) -> bool:
    """Whether something accepts connections at `host`:`port`."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def supervise(programs: Sequence[Program], *, ready=None, on_ready=None) -> int:
    """Run `programs` until one of them ends or somebody asks for the end; then stop them all.

    Each runs in a process group of its own and its lines are printed with its name. `ready()` is asked
    until it is true, then `on_ready()` is called once. Answers the exit code: 0 when asked to stop, else 1.
    """
    running: dict[str, subprocess.Popen] = {}
    with _asked_to_stop() as asked:
        try:
            for program in programs:
                running[program.name] = _start(program)
            ended = _watch(running, asked, ready, on_ready)
        finally:
            _stop(running.values())
    if ended is None:
        say("Stopped.")
        return 0
    say(f"{ended} ended with exit code {running[ended].returncode}; stopped the others.")
    return 1


@contextmanager
def _asked_to_stop():
    """Yields an Event that Ctrl+C and SIGTERM set within the block, instead of what they do otherwise."""
    asked = threading.Event()
    before = {
        number: signal.signal(number, lambda signum, frame: asked.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start(program) -> subprocess.Popen:
    process = subprocess.Popen(
        program.command,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **program.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # A group of its own: Ctrl+C in the terminal reaches only us, and we stop each in turn.
        start_new_session=True,
    )
    threading.Thread(target=_pass_on, args=(program.name, process.stdout), daemon=True).start()
    return process


def _pass_on(name, lines):
    for line in lines:
        sys.stdout.write(f"{name:9}| {line}")
        sys.stdout.flush()


def _watch(running, asked, ready, on_ready) -> str | None:
    """Wait until one of `running` has ended, and answer its name; None when asked to stop."""
    while not asked.wait(POLL_SECONDS):
        ended = [name for name, process in running.items() if process.poll() is not None]
        if ended:
            return ended[0]
        if on_ready is not None and ready():
            on_ready()
            on_ready = None
    return None


def _stop(processes):
    """End all of `processes` and what they started: politely, then not."""
    processes = list(processes)
    for process in processes:
        # Only its leader: a program ends what it started in an order of its own.
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"Process {process.pid} did not stop in {STOP_SECONDS} s and was killed.")
        # What a program that died had started may still be there.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def say(text: str) -> None:
    """Print a line of our own among those of the programs."""
    sys.stdout.write(f"{'run':9}| {text}\n")
    sys.stdout.flush()
