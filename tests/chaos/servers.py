"""What is killed: PostgreSQL, RabbitMQ and the product's own processes, each coming back as it was."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests import services

STOP_SECONDS = 150  # a job may take 60, and noting its result as long again
WRITE_WHERE = {"PYTHONFAULTHANDLER": "1"}
ROOT = Path(__file__).resolve().parent.parent.parent


class PostgreSQL:
    """A PostgreSQL that can be killed and started again on its data."""

    def __init__(self, folder, owner):
        self.folder, self.owner, self.port = folder, owner, services.free_port()
        self.programs = services.postgresql_bin()
        services._initialise(self.programs, folder, owner)
        self._server = services._start_postgresql(self.programs, folder, owner, self.port)
        self.url = services._create_database(self.port, self._server, folder / "log")

    @property
    def pid(self) -> int:
        """The process id of the server, whose children serve the connections."""
        return self._server.pid

    def kill(self):
        """Kill the server at once; its children leave by themselves when they notice."""
        self._server.kill()
        self._server.wait()

    def start(self):
        """Start it again; what was committed is there. Waits until it answers."""
        deadline = time.monotonic() + services.START_SECONDS
        while time.monotonic() < deadline:
            self._server = services._start_postgresql(self.programs, self.folder, self.owner, self.port)
            while self._server.poll() is None:
                try:
                    psycopg.connect(self.url, connect_timeout=2).close()
                    return
                except psycopg.OperationalError:
                    time.sleep(0.1)
        raise services.ServiceUnavailable((self.folder / "log").read_text()[-2000:])

    def stop(self):
        services._stop(self._server, signal.SIGINT)


class Program:
    """A Python program of the product (its arguments) that runs for as long as it is wanted.

    `root`: the folder of the code, taken at each start.
    """

    def __init__(self, arguments, environment, log, root=ROOT):
        self.arguments, self.environment, self.log, self.root = arguments, environment, log, root
        self._process = None

    def start(self, **more):
        """Start it, with more environment where given."""
        with open(self.log, "a") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.arguments],
                cwd=self.root,
                env={**os.environ, **WRITE_WHERE, **self.environment, "PYTHONPATH": str(self.root), **more},
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int | None:
        """Its process id, None before its first start."""
        return self._process and self._process.pid

    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def ask_to_stop(self):
        """Ask it to end, without waiting for that."""
        self._process.terminate()

    def kill(self):
        """Kill it and whatever it started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def wait(self, seconds) -> int:
        """Its exit code, once it has ended."""
        return self._process.wait(seconds)

    def stop(self):
        """Ask it to stop; answers its exit code. It finishes its job first.

        One that does not is made to write where it stands into its log, and ended.
        """
        if self._process.poll() is None:
            self._process.terminate()
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGABRT)
            return self._process.wait(10)


@contextmanager
def world():
    """(PostgreSQL, RabbitMQ, folder for logs), running."""
    with ExitStack() as stack:
        folder, owner = stack.enter_context(services._owned_folder("postgres"))
        database = PostgreSQL(folder, owner)
        stack.callback(database.stop)
        broker = stack.enter_context(services.rabbitmq())
        yield database, broker, folder
