"""`manage.py run` where a broker is named: consumer and publisher run too, and all end when asked to."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from contextlib import suppress

import pytest

from tests.broker import eventually
from tests.chaos.servers import ROOT
from tests.ingest.messages import ticket
from tests.services import free_port
from tickets_app.ingest import tickets

# It has an SQLite of its own; the mark has it run once, with the tests on PostgreSQL.
pytestmark = [pytest.mark.broker, pytest.mark.postgresql, pytest.mark.slow]
OURS = {"DATABASE_URL", "FAILPOINTS", "DJANGO_SETTINGS_MODULE"}


@pytest.fixture
def product(broker, tmp_path):
    """The address of a running product on an empty SQLite, with the broker; its exit code is looked at."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {
        "PORT": str(port), "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "EMAIL_URL": "dummymail://",
        "DJANGO_CELERY_BROKER_URL": broker.url,
    }  # fmt: skip
    command = [sys.executable, "manage.py", "run"]
    with open(tmp_path / "log", "w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, (tmp_path / "log").read_text()


def readiness(address) -> dict:
    """What /ready says; nothing while nobody answers."""
    with suppress(OSError), urllib.request.urlopen(f"{address}/ready", timeout=5) as answer:
        return json.load(answer)
    return {}


def test_a_ticket_comes_in_and_its_status_goes_out(broker, product):
    broker.send(tickets.QUEUE, tickets.TASK, args=[ticket()])
    assert broker.received("ticket_status-default", 1, seconds=120)[0][1][0][0] == "HD-1"
    eventually(lambda: {"consumer", "publisher", "broker"} <= fine(readiness(product)), 60)


def fine(said) -> set[str]:
    """The parts of which it is said that they are well, however deep."""
    found = {name for name, state in said.items() if state == "ok"}
    return found.union(*(fine(part) for part in said.values() if isinstance(part, dict)))
