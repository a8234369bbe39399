"""Logs: JSON lines that bear the ids of what they belong to; slow statements; what /metrics counts."""

import json
import logging

import pytest
from django.db import connection

from tests.factories import by, make_ticket
from tickets_app.actions.move import begin
from tickets_app.models import Task
from tts.core import instruments, logs
from tts.core.logs import AddIds, JsonLines


class Lines(logging.Handler):
    """Keeps what is logged as the objects that a machine reads."""

    def __init__(self):
        super().__init__()
        self.addFilter(AddIds())
        self.setFormatter(JsonLines())
        self.read = []

    def emit(self, record):
        self.read.append(json.loads(self.format(record)))


@pytest.fixture
def lines():
    handler, root = Lines(), logging.getLogger()
    requests = logging.getLogger("tts.requests")
    root.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield handler.read
    requests.setLevel(logging.WARNING)
    root.removeHandler(handler)


@pytest.mark.django_db
def test_a_request_is_a_line_with_its_id_and_its_ticket(client, lines, admin, version):
    ticket = make_ticket()
    task = Task.objects.get(ticket=ticket)
    client.force_login(admin)
    client.post(
        f"/transitions/{task.pk}/transition/", {"transition_id": 10**6}, content_type="application/json",
        headers={"X-Request-ID": "r-1"},
    )  # fmt: skip
    line = next(line for line in lines if line["logger"] == "tts.requests")
    assert (line["request_id"], line["ticket_id"]) == ("r-1", ticket.pk)
    assert line["route"] == "transitions/<int:task_id>/transition/"
    assert line["status"] >= 400
    assert line["ms"] > 0
    assert line["statements"] > 1


@pytest.mark.django_db
def test_ids_of_one_request_are_not_those_of_the_next(client, lines):
    with logs.during(request_id="old", ticket_id=7):
        client.get("/health")
    logging.getLogger("tts.core").warning("after")
    assert [line.get("ticket_id") for line in lines] == [None, None]
    assert lines[0]["request_id"] != "old"
    assert "request_id" not in lines[-1]


@pytest.mark.django_db
def test_what_was_worked_on_outside_of_requests_and_jobs_sticks_to_nothing(lines, version, agent, admin):
    begin(by(agent), Task.objects.get(ticket=make_ticket()).pk)
    logging.getLogger("tts.core").warning("after")
    assert "ticket_id" not in lines[-1]


@pytest.mark.django_db
def test_a_job_is_named_with_the_ticket_that_it_works_on(lines, version, agent, admin):
    ticket = make_ticket()
    task = Task.objects.get(ticket=ticket)
    with logs.during():
        logs.begin_job(None, func=None, task={"id": "j-1"})
        begin(by(admin), task.pk)
        logging.getLogger("tts.core").warning("in it")
    assert (lines[-1]["job_id"], lines[-1]["ticket_id"]) == ("j-1", ticket.pk)


def test_a_traceback_stays_within_its_line(lines):
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("tts.core").exception("it broke")
    assert "two\nlines" in lines[-1]["traceback"]
    assert lines[-1]["level"] == "ERROR"


@pytest.mark.django_db
def test_a_slow_statement_is_logged_without_its_values(lines, settings):
    settings.SLOW_QUERY_MS = 0.000001
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["secret-value"])
    assert "SELECT %s" in lines[-1]["sql"]
    assert "secret-value" not in json.dumps(lines)
    lines.clear()
    settings.SLOW_QUERY_MS = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert lines == []


@pytest.mark.django_db
def test_a_connection_is_measured_once():
    instruments.watch(None, connection)
    instruments.watch(None, connection)
    assert connection.execute_wrappers.count(instruments.measured) == 1
