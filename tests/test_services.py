"""Throwaway services are as safe as real ones, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import services

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(services.postgresql_bin() is None, reason="PostgreSQL is not installed"),
]

ROOT = Path(__file__).resolve().parent.parent


def runner(*command):
    return [sys.executable, "-m", "tests.services", "--exec", *command]


def is_gone(url):
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return True
    return False


@pytest.mark.parametrize(("durable", "waits"), [(True, "on"), (False, "off")])
def test_postgresql_waits_for_the_disk_or_not_and_is_gone_afterwards(durable, waits):
    with services.postgresql(durable=durable) as url, psycopg.connect(url) as connection:
        names = ("fsync", "synchronous_commit", "full_page_writes")
        settings = {connection.execute(f"SHOW {name}").fetchone()[0] for name in names}
        assert settings == {waits}
    assert is_gone(url)


def test_the_runner_passes_on_the_url_and_returns_the_exit_code():
    script = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']); raise SystemExit(7)"
    assert subprocess.run(runner(sys.executable, "-c", script), cwd=ROOT).returncode == 7


def test_without_a_command_the_runner_says_how_to_use_it():
    outcome = subprocess.run(runner(), cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 2
    assert "usage" in outcome.stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_runner_stops_the_command_and_the_service(tmp_path, how):
    noted = tmp_path / "noted"
    script = f"echo $$ $DATABASE_URL > {noted}.new; mv {noted}.new {noted}; exec sleep 600"
    process = subprocess.Popen(runner("sh", "-c", script), cwd=ROOT)
    deadline = time.monotonic() + services.START_SECONDS
    while not noted.exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    process.send_signal(how)
    assert process.wait(60) == 128 + how
    command, url = noted.read_text().split()
    with pytest.raises(ProcessLookupError):
        os.kill(int(command), 0)
    assert is_gone(url)
