"""The web process as people meet it: Daphne with HTTP and sockets, on this test's database.

    def test_two_people(live_site, agent):
        site = live_site()
        page = site.open_page(agent)

pytest's own live server speaks no WebSocket. Tests that use this one need `django_db(transaction=True)`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.browser import page_opener
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120


def database_url() -> str:
    """The address of the database that this test uses."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    return f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"


class Web:
    """One web process. It can be killed and started again at the same address."""

    def __init__(self, application="tts.asgi:application", **environment):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": "",
            **environment,
        }
        self.application, self.process = application, None

    def start(self):
        """Start it and wait until it listens."""
        command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port)]
        self.process = subprocess.Popen(
            [*command, self.application],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while not _listens(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Daphne did not start")
            time.sleep(0.1)

    def kill(self):
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def _listens(port) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def live_web():
    """A running `Web`; it ends after the pages that look at it."""
    web = Web()
    web.start()
    yield web
    web.kill()


@pytest.fixture
def live_site(live_web, open_profile):
    """A running `Web` with `open_page(user, viewport, dark)`, as tests.browser has it."""
    live_web.open_page = page_opener(open_profile, live_web.url)
    return live_web
