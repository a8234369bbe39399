"""Throwaway services for tests and benchmarks, on free ports of 127.0.0.1.

    with postgresql() as url: ...                      one PostgreSQL for the block
    python -m tests.services --exec COMMAND ...        one PostgreSQL for a command, as DATABASE_URL

Nothing here needs Django.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

START_SECONDS = 60
STOP_SECONDS = 30


class ServiceUnavailable(Exception):
    """A service cannot be had on this machine; the message says what is missing or what it answered."""


def postgresql_bin():
    """The folder of PostgreSQL's server programs, newest version first. None when not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    on_path = shutil.which("initdb")
    candidates = [*debian, *([Path(on_path).parent] if on_path else [])]
    return next((path for path in candidates if (path / "postgres").exists()), None)


def chromium():
    """The path of Debian's Chromium (or a Chromium on PATH). None when not installed."""
    return shutil.which("chromium", path="/usr/bin") or shutil.which("chromium")


def free_port():
    """A TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def postgresql():
    """Start a PostgreSQL of its own (fsync on, 200 connections); yield its URL; stop and remove it.

    Raises ServiceUnavailable when PostgreSQL is not installed or does not start.
    """
    programs = postgresql_bin()
    if programs is None:
        raise ServiceUnavailable("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with _owned_folder() as (folder, owner):
        _initialise(programs, folder, owner)
        port = free_port()
        server = _start_postgresql(programs, folder, owner, port)
        try:
            yield _create_database(port, server, folder / "log")
        finally:
            # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
            _stop(server, signal.SIGINT)


@contextlib.contextmanager
def _owned_folder():
    """A temporary folder and the account that owns it. PostgreSQL refuses to run as root."""
    owner = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="tts-pg-", dir="/tmp") as name:
        if owner:
            shutil.chown(name, owner, pwd.getpwnam(owner).pw_gid)
        yield Path(name), owner


def _as(owner):
    """Popen arguments that run a program as `owner`, apart from the terminal's Ctrl+C."""
    account = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []} if owner else {}
    return {**account, "start_new_session": True, "stdin": subprocess.DEVNULL}


def _initialise(programs, folder, owner):
    command = [programs / "initdb", "--pgdata", folder / "data", "--username=tts", "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, text=True, **_as(owner))
    if outcome.returncode:
        raise ServiceUnavailable(f"initdb failed: {outcome.stderr}")


def _start_postgresql(programs, folder, owner, port):
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "max_connections": 200,
        "shared_buffers": "256MB",
        "fsync": "on",
        "synchronous_commit": "on",
    }
    command = [programs / "postgres", "-D", folder / "data"]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with open(folder / "log", "w") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **_as(owner))


def _create_database(port, server, log):
    """Wait until the server answers, create the database `tts`, return its URL."""
    server_url = f"postgres://tts@127.0.0.1:{port}"
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE tts")
                return f"{server_url}/tts"
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise ServiceUnavailable(f"PostgreSQL did not start: {error}\n{log.read_text()}") from error
        time.sleep(0.1)


def _stop(server, how):
    """Ask a server to stop, and kill it when it does not."""
    server.send_signal(how)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def execute(command):
    """Run `command` with a PostgreSQL of its own as DATABASE_URL; return its exit code.

    Expects `exit_on_sigterm`: when asked to stop, the command is asked first, then the service.
    """
    with postgresql() as url:
        process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                _stop(process, signal.SIGTERM)


def exit_on_sigterm():
    """Turn SIGTERM into SystemExit, so that services are stopped on the way out."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def main(arguments):
    """Command line: `--exec COMMAND ...`. Returns the command's exit code, 1 without the service."""
    if len(arguments) < 2 or arguments[0] != "--exec":
        print("usage: python -m tests.services --exec COMMAND ...", file=sys.stderr)
        return 2
    exit_on_sigterm()
    try:
        return execute(arguments[1:])
    except ServiceUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
