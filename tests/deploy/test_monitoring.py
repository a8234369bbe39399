"""The dashboard and the alert rules name what /metrics says, and nothing else."""

import json
import re
from pathlib import Path

import pytest
import yaml
from django.utils import timezone

from tests.factories import make_ticket
from tests.ingest.messages import about, take_all
from tts.core import outbox
from tts.core.models import Heartbeat

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
BOARD = json.loads((DEPLOY / "grafana" / "tts.json").read_text())
RULES = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())["groups"][0]["rules"]
NAME = re.compile(r"\b((?:tts|process)_\w+)")
FAMILY = re.compile(r"^# TYPE (\w+) (\w+)", re.MULTILINE)


def asked():
    """Every metric that is named somewhere."""
    on_board = [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]
    return {name for expr in [*on_board, *(rule["expr"] for rule in RULES)] for name in NAME.findall(expr)}


def told(text):
    """Every name that a Prometheus keeps of a page of metrics."""
    return set(re.findall(r"^(\w+)[ {]", text, re.MULTILINE))


@pytest.fixture
def busy(version, agent, agent2):
    """Something of each kind has happened."""
    make_ticket()
    take_all([about(priority="Whenever", task_id=None)])
    outbox.write([outbox.message("ticket_status-default", "send_ticket_status", ["HD-1", "Open"], "HD-1")])
    Heartbeat.objects.create(name="worker", at=timezone.now())


@pytest.mark.django_db
def test_each_metric_that_is_named_exists(client, busy):
    client.get("/health")
    there = told(client.get("/metrics").content.decode())
    # RabbitMQ's depths are there once a consumer has looked.
    assert asked() - there <= {"tts_queue_messages"}
    assert "tts_queue_messages" in client.get("/metrics").content.decode()


@pytest.mark.django_db
def test_each_metric_of_ours_is_on_the_board(client, busy):
    families = {name for name, _kind in FAMILY.findall(client.get("/metrics").content.decode())}
    ours = {name for name in families if name.startswith("tts_") and not name.endswith("_created")}
    shown = {name for name in asked() if name.startswith("tts_")}
    assert {name for name in ours if not any(one.startswith(name) for one in shown)} == set()


def test_each_rule_says_what_is_wrong_and_how_urgent_it_is():
    for rule in RULES:
        assert rule["labels"]["severity"] in ("page", "look"), rule["alert"]
        assert rule["annotations"]["summary"].endswith((".", "?")), rule["alert"]


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_status(client):
    line = 'tts_request_seconds_count{method="GET",route="health",status="200"}'

    def count():
        text = client.get("/metrics").content.decode()
        return float(next((row.split()[-1] for row in text.splitlines() if row.startswith(line)), 0))

    before = count()
    client.get("/health")
    assert count() == before + 1
