"""The short form of `make cluster-test`: one deployment with a migration, and kills, under load."""

import os
import subprocess
import sys

import pytest

from tests.chaos.servers import ROOT

pytestmark = [pytest.mark.broker, pytest.mark.postgresql, pytest.mark.slow]


def test_nothing_is_lost_and_no_request_fails_but_what_was_in_flight():
    ours = {"DATABASE_URL", "DJANGO_CELERY_BROKER_URL", "FAILPOINTS", "TTS_PROCESS", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    command = [sys.executable, "-m", "tests.cluster", "--test", "--short"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every promise was kept" in done.stdout
    assert "with a column added" in done.stdout
    assert done.stdout.count("killed ") == 4
