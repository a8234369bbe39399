"""Throwaway services for tests and benchmarks, on free ports of 127.0.0.1.

    with postgresql() as url: ...                      one PostgreSQL for the block
    with rabbitmq() as broker: ... broker.url          one RabbitMQ for the block
    with redis() as url: ...                           one Redis for the block
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

START_SECONDS = 120
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
def postgresql(durable=True):
    """Start a PostgreSQL of its own (200 connections); yield its URL; stop and remove it.

    Unless it is `durable` it waits for no disk (fsync off), and must not be killed while its data matter.
    Raises ServiceUnavailable when PostgreSQL is not installed or does not start.
    """
    programs = postgresql_bin()
    if programs is None:
        raise ServiceUnavailable("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with _owned_folder("postgres") as (folder, owner):
        _initialise(programs, folder, owner)
        port = free_port()
        server = _start_postgresql(programs, folder, owner, port, durable)
        try:
            yield _create_database(port, server, folder / "log")
        finally:
            # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
            _stop(server, signal.SIGINT)


@contextlib.contextmanager
def _owned_folder(account):
    """A temporary folder and whose it is: `account` when we are root, which servers refuse to run as."""
    owner = account if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix=f"tts-{account}-", dir="/tmp") as name:
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


def _start_postgresql(programs, folder, owner, port, durable=True):
    waits = "on" if durable else "off"
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "max_connections": 200,
        "shared_buffers": "256MB",
        "fsync": waits,
        "synchronous_commit": waits,
        "full_page_writes": waits,
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


RABBITMQ_CONFIG = """
listeners.tcp.default = 127.0.0.1:{port}
loopback_users = none
log.console = false
disk_free_limit.absolute = 100MB
"""


def rabbitmq_server():
    """The program that starts RabbitMQ, without Debian's wrapper around it. None when not installed."""
    found = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    return found[-1] if found else None


class RabbitMQ:
    """A RabbitMQ of its own with its own epmd, everything on 127.0.0.1. `url` is its address.

    It may be killed and started again: what is durable is kept.
    """

    def __init__(self, folder, owner):
        self.folder, self.owner = folder, owner
        self.port, self.epmd_port = free_port(), free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        (folder / "rabbitmq.conf").write_text(RABBITMQ_CONFIG.format(port=self.port))
        (folder / "plugins").write_text("[].")
        self._epmd = self._spawn("epmd", "-port", str(self.epmd_port), "-address", "127.0.0.1")
        self._server = None

    def _spawn(self, *command):
        with open(self.folder / "log", "a") as log:
            return subprocess.Popen(
                command, cwd=self.folder, env=self._environment(), stdout=log, stderr=log, **_as(self.owner)
            )

    def _environment(self):
        folder = self.folder
        loopback = "-kernel inet_dist_use_interface {127,0,0,1}"
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),  # of the Erlang cookie
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"tts{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "logs"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": loopback,
            "RABBITMQ_CTL_ERL_ARGS": loopback,
        }

    def start(self):
        """Start the server and wait until it answers. Raises ServiceUnavailable when it does not."""
        self._server = self._spawn(str(rabbitmq_server()))
        deadline = time.monotonic() + START_SECONDS
        while not answers_amqp(self.port):
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise ServiceUnavailable(f"RabbitMQ did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.2)

    def kill(self):
        """Kill the server at once, as a power cut would."""
        os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait()

    def ctl(self, *arguments):
        """Run rabbitmqctl with `arguments`; return what it prints."""
        command = [rabbitmq_server().with_name("rabbitmqctl"), *arguments]
        options = {"cwd": self.folder, "env": self._environment(), "check": True, "text": True}
        return subprocess.run(command, capture_output=True, **options, **_as(self.owner)).stdout

    def stop(self):
        """Stop the server and its epmd."""
        if self._server is not None and self._server.poll() is None:
            _stop(self._server, signal.SIGTERM)
        _stop(self._epmd, signal.SIGTERM)


def answers_amqp(port):
    """Whether an AMQP broker greets at a port of 127.0.0.1."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as probe:
            probe.sendall(b"AMQP\x00\x00\x09\x01")
            return probe.recv(1) == b"\x01"
    except OSError:
        return False


@contextlib.contextmanager
def rabbitmq():
    """Start a RabbitMQ of its own; yield it; stop and remove it.

    Raises ServiceUnavailable when RabbitMQ is not installed or does not start.
    """
    if rabbitmq_server() is None:
        raise ServiceUnavailable("RabbitMQ is not installed (Debian: apt-get install rabbitmq-server)")
    with _owned_folder("rabbitmq") as (folder, owner):
        server = RabbitMQ(folder, owner)
        try:
            server.start()
            yield server
        finally:
            server.stop()


class Redis:
    """A Redis of its own that keeps nothing. It may be killed and started again. `url` is its address."""

    def __init__(self, port=None):
        self.port = port or free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._server = None

    def start(self):
        """Start it and wait until it listens. Raises ServiceUnavailable when it does not."""
        command = [
            redis_server(),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self._server = subprocess.Popen(command, cwd="/tmp", stdout=subprocess.DEVNULL, **_as(None))
        _wait_for_port(self.port, self._server)

    def kill(self):
        """Kill it at once; what it held is gone."""
        self._server.kill()
        self._server.wait()

    def stop(self):
        """Stop it, where it runs."""
        if self._server is not None and self._server.poll() is None:
            _stop(self._server, signal.SIGTERM)


def redis_server():
    """The program of Redis. None when not installed."""
    return shutil.which("redis-server")


def nginx():
    """The program of nginx. None when not installed."""
    return shutil.which("nginx", path=f"/usr/sbin:{os.environ['PATH']}")


@contextlib.contextmanager
def redis_kept():
    """Start a Redis of its own; yield it; stop it.

    Raises ServiceUnavailable when Redis is not installed or does not start.
    """
    if redis_server() is None:
        raise ServiceUnavailable("Redis is not installed (Debian: apt-get install redis-server)")
    server = Redis()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def redis():
    """Start a Redis of its own that keeps nothing; yield its URL; stop it. Raises as `redis_kept`."""
    with redis_kept() as server:
        yield server.url


def _wait_for_port(port, server):
    deadline = time.monotonic() + START_SECONDS
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None or time.monotonic() > deadline:
            raise ServiceUnavailable("Redis does not start")
        time.sleep(0.05)


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
