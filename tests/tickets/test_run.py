"""`manage.py run` as people use it: from nothing to a product that answers, and again, in one terminal."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow
LONGEST_START = 120


class Terminal:
    """One `manage.py run`, on its own database and port; what it printed is in `printed`."""

    def __init__(self, database, port):
        self.port, self.printed = port, []
        environment = {
            name: value for name, value in os.environ.items() if name not in ("DJANGO_ENV", "SITE_URL")
        }
        environment |= {
            "DATABASE_URL": f"sqlite:///{database}",
            "PORT": str(port),
            "DJANGO_CELERY_BROKER_URL": "",
        }
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip

    def read_until(self, text):
        for line in self.process.stdout:
            self.printed.append(line)
            if text in line:
                return
        pytest.fail("".join(self.printed))

    def get(self, path):
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.read().decode()

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.printed += self.process.communicate(timeout=60)[0].splitlines(keepends=True)
        return self.process.returncode


@pytest.fixture
def terminal(tmp_path):
    """A function: opens a terminal on this test's database."""
    opened = []

    def start(port=None):
        opened.append(Terminal(tmp_path / "run.sqlite3", port or free_port()))
        return opened[-1]

    yield start
    for each in opened:
        if each.process.poll() is None:
            each.end()


def count(tmp_path, table):
    database = sqlite3.connect(tmp_path / "run.sqlite3")
    try:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    finally:
        database.close()


def wait_for_worker(terminal):
    deadline = time.monotonic() + LONGEST_START
    while (ready := json.loads(terminal.get("/ready"))) and "degraded" in json.dumps(ready):
        assert time.monotonic() < deadline, ready
        time.sleep(1)


def test_from_nothing_to_the_seeded_product_and_again(terminal, tmp_path):
    first = terminal()
    first.read_until("Ctrl+C stops it")
    printed = "".join(first.printed)
    assert "Seeding a demonstration" in printed
    assert f"TTS runs at http://127.0.0.1:{first.port}" in printed
    assert re.search(r"with the password \S{12}\n", printed)
    assert "No broker is named" in printed
    assert "password" in first.get("/accounts/login/")
    wait_for_worker(first)
    tickets = count(tmp_path, "tickets_app_ticket")
    assert first.end() == 0

    began = time.monotonic()
    second = terminal()
    second.read_until("Ctrl+C stops it")
    assert time.monotonic() - began < 60
    assert "Seeding" not in "".join(second.printed)
    assert count(tmp_path, "tickets_app_ticket") == tickets == 180
    assert second.end() == 0


def test_a_port_in_use_is_said_before_anything_is_done(terminal, tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        refused = terminal(port)
        printed = refused.process.communicate(timeout=60)[0]
    assert refused.process.returncode == 1
    assert f"127.0.0.1:{port}: Address already in use" in printed
    assert f"PORT={port + 1}" in printed
    assert "Traceback" not in printed
    assert not (tmp_path / "run.sqlite3").exists()
