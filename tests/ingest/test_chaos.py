"""The short form of `make chaos`: each named place once, then everything killed once, by a fixed seed."""

import os
import subprocess
import sys

import pytest

from tests.chaos.servers import ROOT
from tickets_app.ingest.failpoints import NAMES

pytestmark = [pytest.mark.broker, pytest.mark.postgresql, pytest.mark.slow]
OPTIONS = ("--tickets", "200", "--kills", "1", "--seed", "7")


def test_nothing_is_lost_doubled_or_out_of_order_while_everything_is_killed():
    ours = {"DATABASE_URL", "DJANGO_CELERY_BROKER_URL", "FAILPOINTS", "TTS_PROCESS"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    command = [sys.executable, "-m", "tests.chaos", *OPTIONS]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every promise was kept" in done.stdout
    assert done.stdout.count("killed at") == len(NAMES)
    assert done.stdout.count("stopped with exit code 0") == 3
